"""HTML as the text that a person reads."""
