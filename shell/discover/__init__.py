"""From a mail address to the servers of its mailbox, each proved by a handshake.

In reading order: candidate is a server that may be the one, autoconfig what a domain
says over HTTPS, records what it says in DNS, search the order in which all are tried.
"""
