"""The I/O around core: sockets, files, accounts, the terminal."""
