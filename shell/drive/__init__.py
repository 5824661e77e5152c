"""The one loop between a Stream and a dialogue; it knows no grammar.

Read side for what the loop asks of a protocol, out for how octets leave, loop for
the loop itself; smtp and pop3 are the two protocols as the loop sees them.
"""
