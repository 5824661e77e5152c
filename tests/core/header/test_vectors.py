"""What bodies of fields mean, by section of the RFCs: tests/vectors/header."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core.defect import Parsed
from core.header.address import (
    Address,
    Group,
    Mailbox,
    parse_addr_spec,
    parse_address_list,
    parse_mailbox_list,
)
from core.header.authentication import (
    MethodResult,
    parse_authentication_results,
)
from core.header.date import UNKNOWN_ZONE, parse_date
from core.header.field import parse_header, serialize_header
from core.header.id_url import parse_id_url, serialize_id_url
from core.header.list import ListUrls, parse_list_id, parse_list_post
from core.header.msg_id import parse_msg_id, parse_msg_id_list
from core.header.text import parse_phrase_list, parse_text
from core.header.trace import parse_received, parse_return_path

VECTORS = Path(__file__).parents[2] / "vectors" / "header"

# A value as the files have it; a key that is absent stands for None.
Plain = str | list["Plain"] | dict[str, "Plain"] | None
Reader = Callable[[bytes], tuple[Plain, tuple[str, ...]]]


def address(value: Address) -> Plain:
    match value:
        case Mailbox(addr_spec=addr_spec, display_name=None):
            return {"addr": addr_spec.text}
        case Mailbox(addr_spec=addr_spec, display_name=name):
            return {"name": name, "addr": addr_spec.text}
        case Group(display_name=name, mailboxes=members):
            return {"group": name, "members": [address(each) for each in members]}


def date(value: datetime | None) -> Plain:
    if value is None:
        return None
    text = value.isoformat()
    return text.replace("+00:00", "-00:00") if value.tzinfo is UNKNOWN_ZONE else text


def method(result: MethodResult) -> Plain:
    version = "" if result.version is None else f"/{result.version}"
    return [
        f"{result.method}{version}={result.result}",
        *([] if result.reason is None else [f"reason={result.reason}"]),
        *(f"{each.ptype}.{each.name}={each.value}" for each in result.properties),
    ]


def kinds(parsed: Parsed[object]) -> tuple[str, ...]:
    return tuple(defect.kind.value for defect in parsed.defects)


def read_address_list(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_address_list(octets)
    return [address(each) for each in parsed.value], kinds(parsed)


def read_mailbox_list(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_mailbox_list(octets)
    return [address(each) for each in parsed.value], kinds(parsed)


def read_addr_spec(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_addr_spec(octets)
    if parsed.value is None:
        return None, kinds(parsed)
    found = parsed.value
    return {"local": found.local_part, "domain": found.domain}, kinds(parsed)


def read_date(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_date(octets)
    return date(parsed.value), kinds(parsed)


def read_msg_id(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_msg_id(octets)
    return None if parsed.value is None else parsed.value.text, kinds(parsed)


def read_msg_id_list(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_msg_id_list(octets)
    return [each.text for each in parsed.value], kinds(parsed)


def read_text(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_text(octets)
    return parsed.value, kinds(parsed)


def read_phrase_list(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_phrase_list(octets)
    return list(parsed.value), kinds(parsed)


def read_header(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_header(octets)
    assert serialize_header(parsed.value) == octets
    return [[field.name, field.text] for field in parsed.value.fields], kinds(parsed)


def read_received(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_received(octets)
    clauses: list[Plain] = [
        [each.name, each.value, *each.comments] for each in parsed.value.clauses
    ]
    found: dict[str, Plain] = {"clauses": clauses}
    if parsed.value.date is not None:
        found["date"] = date(parsed.value.date)
    if parsed.value.comments:
        found["comments"] = list(parsed.value.comments)
    return found, kinds(parsed)


def read_return_path(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_return_path(octets)
    if parsed.value is None:
        return None, kinds(parsed)
    found = parsed.value.addr_spec
    return "<>" if found is None else found.text, kinds(parsed)


def read_list_post(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_list_post(octets)
    found = parsed.value
    return list(found.urls) if isinstance(found, ListUrls) else "NO", kinds(parsed)


def read_list_id(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_list_id(octets)
    if parsed.value is None:
        return None, kinds(parsed)
    found: dict[str, Plain] = {"id": parsed.value.identifier}
    if parsed.value.description is not None:
        found["description"] = parsed.value.description
    return found, kinds(parsed)


def read_authentication_results(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_authentication_results(octets)
    results: list[Plain] = [method(each) for each in parsed.value.results]
    found: dict[str, Plain] = {"results": results}
    if parsed.value.authserv_id is not None:
        found["by"] = parsed.value.authserv_id
    return found, kinds(parsed)


def read_id_url(octets: bytes) -> tuple[Plain, tuple[str, ...]]:
    parsed = parse_id_url(octets)
    if parsed.value is None:
        return None, kinds(parsed)
    return str(serialize_id_url(parsed.value), "ascii"), kinds(parsed)


READERS: dict[str, Reader] = {
    "addr_spec": read_addr_spec,
    "address_list": read_address_list,
    "authentication_results": read_authentication_results,
    "date": read_date,
    "header": read_header,
    "id_url": read_id_url,
    "list_id": read_list_id,
    "list_post": read_list_post,
    "mailbox_list": read_mailbox_list,
    "msg_id": read_msg_id,
    "msg_id_list": read_msg_id_list,
    "phrase_list": read_phrase_list,
    "received": read_received,
    "return_path": read_return_path,
    "text": read_text,
}


def vectors() -> Iterator[object]:
    """Yield each vector in both of its forms: lines ended by CRLF, and by LF."""
    for path in sorted(VECTORS.glob("*.toml")):
        for vector in tomllib.loads(path.read_text("utf-8"))["vector"]:
            octets = (
                vector["latin1"].encode("latin-1")
                if "latin1" in vector
                else vector["octets"].encode()
            )
            forms = {"crlf": octets, "lf": octets.replace(b"\r\n", b"\n")}
            for form, each in forms.items():
                yield pytest.param(
                    vector["parse"],
                    each,
                    vector.get("value"),
                    tuple(vector.get("defects", ())),
                    id=f"{path.stem}-{vector['id']}-{form}",
                )


@pytest.mark.parametrize(("parse", "octets", "value", "defects"), list(vectors()))
def test_vector(
    parse: str, octets: bytes, value: Plain, defects: tuple[str, ...]
) -> None:
    assert READERS[parse](octets) == (value, defects)
