"""The header section, from octets to typed values and back. RFC 5322, RFC 6532.

Read `lexis` and `tokens` first: what field bodies are made of. `field` splits a section
and keeps its octets, `fold` and `text` make them readable. Then one module for each
kind of body: `address`, `date`, `msg_id`, `trace`, `parameter`, `list`,
`authentication`, `content`. Each `parse_x` takes the octets of a field body, folded as
they came, and its defects count from the first of them.
"""
