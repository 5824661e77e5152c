"""Octets as lines, dot-stuffing, and turns."""
