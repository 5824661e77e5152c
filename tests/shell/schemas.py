"""The schemas of JSON that are shipped, and what fits them."""

import json
from pathlib import Path
from typing import Any

import jsonschema

import shell

SCHEMAS = Path(shell.__file__).with_name("schemas")


def schema(name: str) -> dict[str, Any]:
    """Return the schema that is shipped as `name`."""
    found = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def fitting(name: str, text: str | bytes) -> dict[str, Any]:
    """Return the object that `text` is, which has to fit the schema `name`."""
    found = json.loads(text)
    assert isinstance(found, dict)
    jsonschema.Draft202012Validator(schema(name)).validate(found)
    return found
