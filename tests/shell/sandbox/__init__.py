"""The built-in server."""
