"""Options, environment and file, to one configuration."""
