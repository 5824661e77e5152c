"""Messages that reach the disk, whatever happens in between."""
