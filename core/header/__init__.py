"""The header section, from octets to typed values and back. RFC 5322, RFC 6532.

Read `lexis`, `tokens` and `comment` first: what field bodies are made of. `field`
splits a section and keeps its octets, `fold` and `text` make them readable. Then the
kinds of bodies: `domain` and `address`, which stands on `address_parts`,
`address_scan` and `address_events`; `date`, `msg_id`, `id_url`, `trace`; `section` and
`parameter`, `list`, `authentication`, `content`. Each `parse_x` takes the octets of a
field body, folded as they came, and its defects count from the first of them.
"""
