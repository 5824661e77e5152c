"""Sessions with Postfix, Dovecot, aiosmtpd, Twisted and our own services."""
