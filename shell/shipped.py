"""The tables that are shipped beside the code: presets.toml and advice.toml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def shipped_text(name: str) -> str:
    """Return what the file `name` holds."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return the list that stands in `table` under `key`, as texts; none without it."""
    value = table.get(key, [])
    return tuple(map(str, value)) if isinstance(value, list) else ()
