"""What messages mean, by section of the RFCs: tests/vectors/mime.

Each vector is read twice, with LF and with CRLF line ends, and means the same. Keys
that a vector does not have are not looked at.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from core.defect import DefectKind
from core.message import Message, parse_message, serialize_message
from core.mime.entity import Multipart, tiles
from core.mime.part import Part

VECTORS = Path(__file__).parents[1] / "vectors" / "mime"

Plain = str | int | None | list[str] | dict[str, str]
Vector = dict[str, Plain]


def vectors() -> Iterator[tuple[str, Vector]]:
    for path in sorted(VECTORS.glob("*.toml")):
        for vector in tomllib.loads(path.read_text("utf-8"))["vector"]:
            yield f"{path.stem}-{vector['id']}", vector


ALL = tuple(vectors())


def octets_of(vector: Vector) -> bytes:
    """Return the message: of UTF-8, or of the charset that the vector names."""
    text = vector["message"]
    charset = vector.get("octets", "utf-8")
    assert isinstance(text, str)
    assert isinstance(charset, str)
    return repeated(text, vector).encode(charset)


def repeated(text: str, vector: Vector) -> str:
    """Return `text` with each "#" as often as the vector says, where it does."""
    times = vector.get("repeat", 1)
    assert isinstance(times, int)
    return text.replace("#", "#" * times)


def unix(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n")


def line(part: Part) -> str:
    words = (part.number, part.content_type.media_type, part.file_name)
    return " ".join(word for word in words if word)


def lines(parts: tuple[Part, ...]) -> list[str]:
    return [line(part) for part in parts]


def whole(message: Message) -> Part:
    return Part(message.source, "", message.entity)


def tree(message: Message) -> Plain:
    root = message.entity.content.content_type.media_type
    parts = [f"{part.number} {part.content_type.media_type}" for part in message.parts]
    return [root, *parts] if isinstance(message.entity, Multipart) else parts


def surround(message: Message) -> tuple[str, str]:
    assert isinstance(message.entity, Multipart)
    before, after = message.entity.preamble_span, message.entity.epilogue_span
    return (
        str(unix(message.source[before.start : before.stop]), "utf-8"),
        str(unix(message.source[after.start : after.stop]), "utf-8"),
    )


def content_id(part: Part) -> str:
    return "" if part.content_id is None else part.content_id.text


# What a message has for each key of a vector.
READERS: Mapping[str, Callable[[Message], Plain]] = {
    "tree": tree,
    "parameters": lambda message: {
        each.name: each.value for each in whole(message).content_type.parameters
    },
    "file_name": lambda message: whole(message).file_name,
    "text": lambda message: message.text,
    "html": lambda message: message.html,
    "attachments": lambda message: lines(message.attachments),
    "text_body": lambda message: lines(message.text_body),
    "html_body": lambda message: lines(message.html_body),
    "messages": lambda message: [str(each.subject) for each in message.messages],
    # Few of the vectors have the two fields that every message has.
    "defects": lambda message: [
        defect.kind.value
        for defect in message.defects
        if defect.kind is not DefectKind.FIELD_MISSING
    ],
    "preamble": lambda message: surround(message)[0],
    "epilogue": lambda message: surround(message)[1],
    "unwrapped": lambda message: message.text_body[0].unwrapped,
    "tnef": lambda message: [part.number for part in message.parts if part.is_tnef],
    "embedded": lambda message: {
        file.file_name: str(file.content, "latin-1")
        for part in message.text_body
        for file in part.embedded_files
    },
}
# What a part has, where a key names parts by their numbers.
PART_READERS: Mapping[str, Callable[[Part], str | None]] = {
    "texts": lambda part: part.text,
    "contents": lambda part: str(part.content, "latin-1"),
    "octets_of": lambda part: str(unix(part.octets), "latin-1"),
    "content_ids": content_id,
    "descriptions": lambda part: part.description,
}


def read(message: Message, vector: Vector, key: str) -> Plain:
    """Return what `message` has for the key of a vector."""
    if key in READERS:
        return READERS[key](message)
    asked = vector[key]
    assert isinstance(asked, dict)
    found = {number: message.part(number) for number in asked}
    return {
        number: str(part and PART_READERS[key](part)) for number, part in found.items()
    }


@pytest.mark.parametrize("crlf", [False, True], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    "vector", [each for _, each in ALL], ids=[key for key, _ in ALL]
)
def test_means(vector: Vector, crlf: bool) -> None:
    octets = octets_of(vector)
    if crlf:
        octets = octets.replace(b"\n", b"\r\n")
    message = parse_message(octets)
    keys = vector.keys() - {"id", "message", "octets", "repeat"}
    expected = {key: vector[key] for key in keys}
    if "repeat" in vector:
        expected["text"] = repeated(str(vector["text"]), vector)
    assert {key: read(message, vector, key) for key in keys} == expected
    assert serialize_message(message) == octets
    assert b"".join(octets[t.start : t.stop] for t in tiles(message.entity)) == octets


def test_vectors_are_many() -> None:
    assert len(ALL) > 100
