"""How to draw values of core, and octets that may be none."""
