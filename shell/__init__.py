"""The I/O around core: sockets, files, accounts, the terminal."""

__version__ = "0.1.0"
