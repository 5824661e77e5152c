"""The page of the objects that `--json` prints, made of the schemas it keeps to."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

Schema: TypeAlias = Mapping[str, object]

SCHEMAS = Path(__file__).parent.parent / "shell" / "schemas"
# In the order in which a person meets them.
ORDER = (
    *("send", "error", "check", "list", "show", "parts", "save"),
    *("delete", "status", "fetch"),
)
TYPES = {
    "string": "text",
    "integer": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
    "array": "list",
}
HEAD = """\
# JSON

What `--json` prints, key by key, in the order in which it stands. Every key is always
there, but for those that are said to be missing at times; `[]` stands for each item of
a list. Sizes count octets, times are RFC 3339. `v` grows only when something is removed
or changed. The same as JSON Schema is in the package, under `shell/schemas`;
[Scripts](howto-scripts.md) has examples.
"""


def table(value: object) -> Schema:
    """Return `value`, which a schema has as an object."""
    assert isinstance(value, dict), value
    return value


def resolved(schema: Schema, root: Schema) -> Schema:
    """Return what a reference leads to, and any other schema as it is."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    return resolved(table(table(root["$defs"])[reference.rpartition("/")[2]]), root)


def words(schema: Schema) -> str:
    """Return what a value may be, in words."""
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    values = schema.get("enum")
    if isinstance(values, list):
        return " or ".join(f"`{json.dumps(value)}`" for value in values)
    kinds = schema.get("type", "object")
    names = kinds if isinstance(kinds, list) else [kinds]
    return " or ".join(TYPES[str(name)] for name in names)


def choices(schema: Schema, root: Schema) -> Iterator[Schema]:
    """Yield the shapes that a value may have, each resolved."""
    for key in ("oneOf", "anyOf"):
        several = schema.get(key)
        if isinstance(several, list):
            for one in several:
                yield from choices(resolved(one, root), root)
            return
    yield schema


def rows(schema: Schema, root: Schema, before: str = "") -> Iterator[str]:
    """Yield a row of the table for each key of an object, those within behind it."""
    required = schema.get("required", [])
    assert isinstance(required, list)
    for key, value in table(schema.get("properties", {})).items():
        meaning = str(table(value).get("description", ""))
        found = resolved(table(value), root)
        shapes = tuple(choices(found, root))
        said = " or ".join(dict.fromkeys(map(words, shapes)))
        if key not in required:
            said += ", at times missing"
        inner = [row for shape in shapes for row in within(shape, root, before + key)]
        items = found.get("items")
        if isinstance(items, dict) and not inner:
            yield f"| `{before}{key}[]` | {words(resolved(items, root))} | {meaning} |"
        elif not inner or meaning or said not in {"object", "list"}:
            yield f"| `{before}{key}` | {said} | {meaning} |"
        yield from inner


def within(schema: Schema, root: Schema, name: str) -> Iterator[str]:
    """Yield the rows of the keys in an object, or in each item of a list."""
    if "properties" in schema:
        yield from rows(schema, root, f"{name}.")
    items = schema.get("items")
    if isinstance(items, dict):
        yield from rows(resolved(items, root), root, f"{name}[].")


def section(name: str) -> Iterator[str]:
    """Yield what one schema says."""
    schema = table(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))
    yield from ("", f"## {schema['title']}", "", str(schema["description"]))
    for shape in choices(schema, schema):
        yield from (
            "",
            "| key | value | meaning |",
            "|---|---|---|",
            *rows(shape, schema),
        )


def page() -> str:
    """Return docs/json.md."""
    return HEAD + "\n".join(line for name in ORDER for line in section(name)) + "\n"
