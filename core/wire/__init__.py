"""Octets as lines, and what both protocols' dialogues share.

Read lines, then dots, then turn.
"""
