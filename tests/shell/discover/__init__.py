"""From an address to its servers."""
