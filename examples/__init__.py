"""Programs that show what `core` is good for; none is part of the project."""
