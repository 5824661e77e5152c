"""Entities: the tree of a message, and what its leaves hold.

RFC 2045, RFC 2046, and RFC 3464, RFC 5965 and RFC 8098 for reports. Read `entity`
first: it says what every other file here makes, walks or decodes. Then `parse`,
which finds the tree in a source, `walk`, which answers questions about it, and
`body`, which decodes one leaf. `draft` and `serialize` go the other way.
"""
