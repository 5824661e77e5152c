"""Mail without I/O: messages, SMTP and POP3 as values."""
