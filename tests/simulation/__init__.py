"""Both halves of a protocol in one process, over a network that cuts and delays."""
