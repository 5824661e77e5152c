"""The commands of SMTP, as values and as octets."""
