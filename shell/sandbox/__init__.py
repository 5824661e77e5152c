"""A loopback server over core's services and one durable maildrop.

Read link, login and maildrop, then smtp and pop3 (one session each), then server.
`python -m shell.sandbox` serves it on fixed ports.
"""
