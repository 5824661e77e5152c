"""AUTH mechanisms as pure exchanges: challenge in, answer out. RFC 4422.

Read prep, step, password, bearer, scram; then exchange, which is the client's
side of all of them, and server, which is the other.
"""
