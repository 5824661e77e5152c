"""What a client says: one class for each command, and its octets. RFC 5321 section 4.1.

Read parameter, then session and transaction, which hold the classes, then octets,
where all of them are parsed and serialized.
"""
