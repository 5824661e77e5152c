"""Entities: the tree of a message, and what its leaves hold.

RFC 2045, RFC 2046, and RFC 3464, RFC 5965 and RFC 8098 for reports. Read `entity`
first: it says what every other file here makes, walks or decodes. Then `parse`, which
finds the tree in a source by the lines that `delimiter` knows, `walk`, which answers
questions about it, `body` and `pieces`, which decode one leaf at once or bit by bit,
`examine`, which says what is wrong with it all, `part`, which is what a reader is
handed, and `report`. `draft`, `boundary` and `serialize` go the other way.
"""
