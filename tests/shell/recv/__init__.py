"""Every verb of `recv`; `wire` and `liar` are servers that say what they are told."""
