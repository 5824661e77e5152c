"""The half that does I/O: files, sockets, terminals and both commands."""
