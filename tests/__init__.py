"""The proof: core and shell file for file, and what both are held against.

Read `core` and `shell` for one file each; `servers` for real and hostile servers,
`simulation` for both halves of a protocol over a bad network, `vectors` for messages
with their expected values, `fuzz` for the long search. `strategies` draws values.
"""
