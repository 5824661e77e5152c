"""What a person may type, as values: shared options first, then each command's."""
