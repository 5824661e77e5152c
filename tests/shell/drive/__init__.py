"""A dialogue and a stream, one loop between them."""
