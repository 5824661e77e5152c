"""SMTP, both halves, and LMTP. RFC 5321, RFC 2033 and their extensions.

Read reply, path, envelope, extension, then command and grammar: what is said, and
where it has its place. dialogue is the client's half and service the server's;
opening is how a session begins; plan and submit say which commands send a message,
and what the answers amount to. table prints the grammar.
"""
