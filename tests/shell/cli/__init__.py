"""The two commands as they are typed."""
