"""What a client says: one class for each command, and its octets. RFC 5321 section 4.1.

Read parameter, then session and transaction, which hold the classes, then octets,
which serializes all of them, and parse, which with addressed makes them of lines.
"""
