"""The objects of --json, typed; shell/schemas has a JSON Schema for each.

In reading order: text writes them, failure has what both commands say of an error and
of a server, sending what send says, receiving what recv says, fetching the lines of a
fetch. `v` grows only when something is removed or changed. Collections are always
there; sizes are octets.
"""
