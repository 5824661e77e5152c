"""Laws of what reads messages: core.mime, core.message."""

from core.message import parse_message
from core.mime import body, boundary, walk
from core.mime.entity import Leaf, tiles
from core.mime.parse import parse_entity
from tests.fuzz.target import Target, in_range, is_clean


def asked(value: object) -> list[object]:
    """Return everything that a value derives from itself."""
    names = [name for name in dir(type(value)) if not name.startswith("_")]
    found = [getattr(value, name) for name in names]
    return [answer for answer in found if not callable(answer)]


def entity(octets: bytes) -> None:
    parsed = parse_entity(octets)
    assert in_range(parsed.defects, len(octets))
    spans = list(tiles(parsed.value))
    assert b"".join(octets[span.start : span.stop] for span in spans) == octets
    assert all(span.start < span.stop for span in spans)


def leaf_bodies(octets: bytes) -> None:
    for leaf in walk.leaves(parse_entity(octets).value):
        decoded = body.decode(octets, leaf)
        assert in_range(decoded.defects, len(octets))
        assert body.decoded(octets, leaf) == decoded.value
        text = body.text(octets, leaf)
        assert is_clean(text.value)
        assert body.decoded_text(octets, leaf) == text.value


def part_numbers(octets: bytes) -> None:
    tree = parse_entity(octets).value
    numbered = walk.numbered(tree)
    assert len({number for number, _ in numbered}) == len(numbered)
    for number, part in numbered:
        if number:
            assert walk.part(tree, number) is part
    found = walk.body_parts(tree)
    shown = [*found.text, *found.html, *found.attachments]
    assert all(part in numbered for part in shown)
    if isinstance(tree, Leaf):
        assert shown != []


def message(octets: bytes) -> None:
    parsed = parse_message(octets)
    assert parsed.octets == octets
    assert all(is_clean(text) for text in asked(parsed) if isinstance(text, str))
    for part in parsed.parts:
        assert all(is_clean(text) for text in asked(part) if isinstance(text, str))
    assert parse_message(octets) == parsed


def boundary_choice(octets: bytes) -> None:
    chosen = boundary.choose_boundary(octets[:16], (octets,))
    assert b"--" + chosen not in octets
    assert boundary.choose_boundary(octets[:16], (octets,)) == chosen


SEEDS = (
    (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\npre\r\n--b\r\n\r\na\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n--b--\r\n"
        b"epi"
    ),
    (
        b"Content-Type: multipart/alternative; boundary=a\n\n--a\n"
        b"Content-Type: multipart/related; boundary=a--\n\n--a--\n"
        b"Content-Type: text/html; charset=gb2312\n"
        b"Content-Transfer-Encoding: base64\n\nxOM=\n--a--\n"
    ),
    (
        b"Content-Type: text/plain; charset=utf-16; format=flowed\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Disposition: attachment; filename=../a\r\n\r\n=FF=FEa=00"
    ),
)
TARGETS = tuple(
    Target(check, SEEDS, whole=True)
    for check in (entity, leaf_bodies, part_numbers, message, boundary_choice)
)
