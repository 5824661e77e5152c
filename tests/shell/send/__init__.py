"""Everything that `send` does from its options to its exit code."""
