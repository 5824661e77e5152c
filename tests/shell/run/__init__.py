"""What both commands do around a session with a server."""
