"""Python's email beside core: differences are named as docs/conformance.md does."""

import email
import email.policy
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.headerregistry import AddressHeader, DateHeader
from email.message import EmailMessage
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType

import pytest

from core.header.address import Address, mailboxes
from core.message import Message, parse_message
from core.mime import body
from core.mime.entity import Leaf
from core.mime.walk import leaves
from tests.core.test_vectors import ALL, octets_of

VECTORS = Path(__file__).parents[1] / "vectors" / "header"
DOCUMENT = Path(__file__).parents[2] / "docs" / "conformance.md"

Facts = Mapping[str, object]


def plain(octets: bytes) -> bytes:
    """Return a body with LF line ends and none behind its last line."""
    return octets.replace(b"\r\n", b"\n").rstrip(b"\n")


def addressed(addresses: tuple[Address, ...]) -> list[tuple[str, str]]:
    return [
        (one.display_name or "", f"{one.addr_spec.local_part}@{one.addr_spec.domain}")
        for one in mailboxes(addresses)
    ]


def moment(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def ours(message: Message) -> Facts:
    """Return what core reads."""
    tree = message.entity
    found = tuple(leaves(tree))
    parts = [part for part in message.parts if isinstance(part.entity, Leaf)]
    return {
        "subject": message.subject,
        "from": addressed(message.from_),
        "to": addressed(message.to),
        "date": moment(message.date),
        "id": None if message.message_id is None else message.message_id.text,
        "types": [leaf.content.content_type.media_type for leaf in found],
        "names": [part.file_name for part in parts],
        "bodies": [plain(body.decoded(message.source, leaf)) for leaf in found],
    }


def listed(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for header in message.get_all(name, [])[: 1 if name == "from" else None]:
        assert isinstance(header, AddressHeader)
        found += [
            (each.display_name, f"{each.username}@{each.domain}")
            for each in header.addresses
        ]
    return found


def theirs(message: EmailMessage) -> Facts:
    """Return what Python's email reads, as far as it does not raise."""
    subject, date, identifier = (
        message[name] for name in ("subject", "date", "message-id")
    )
    found = [part for part in message.walk() if not part.is_multipart()]
    octets = [part.get_payload(decode=True) for part in found]
    return {
        "subject": None if subject is None else str(subject),
        "from": listed(message, "from"),
        "to": listed(message, "to"),
        "date": moment(date.datetime) if isinstance(date, DateHeader) else None,
        "id": None if identifier is None else str(identifier).strip("<> "),
        "types": [part.get_content_type() for part in found],
        "names": [part.get_filename() for part in found],
        "bodies": [plain(each) if isinstance(each, bytes) else b"" for each in octets],
    }


def differing(octets: bytes) -> list[str]:
    """Return the names of what the two read differently."""
    mine = ours(parse_message(octets))
    try:
        parsed = email.message_from_bytes(octets, policy=email.policy.default)
        yours = theirs(parsed)
    except Exception as error:
        return [type(error).__name__]
    return [name for name, value in mine.items() if value != yours[name]]


FIELDS = MappingProxyType(
    {
        "address_list": b"To",
        "mailbox_list": b"From",
        "date": b"Date",
        "msg_id": b"Message-ID",
        "text": b"Subject",
    }
)


def messages() -> Iterator[tuple[str, bytes]]:
    """Yield each vector that is a message, or can be a field of one, by its name."""
    for name, vector in ALL:
        octets = octets_of(vector)
        yield name, octets
        yield name, octets.replace(b"\n", b"\r\n")
    for path in sorted(VECTORS.glob("*.toml")):
        for vector in tomllib.loads(path.read_text("utf-8"))["vector"]:
            if vector["parse"] in FIELDS and "octets" in vector:
                body = vector["octets"].encode().lstrip(b" ")
                octets = FIELDS[vector["parse"]] + b": " + body
                end = b"" if octets.endswith(b"\n") else b"\r\n"
                yield f"{path.stem}-{vector['id']}", octets + end + b"\r\n"


# Whose each is, and why, is in docs/conformance.md under the same name.
DIFFERENCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "raises": (
            "rfc2047_5_phrase-line-end-encoded",
            "rfc5322_3_3_malformed_date-past-the-end-in-utc",
            "rfc5322_3_4_malformed_address-group-in-group",
            "rfc5322_3_4_malformed_address-no-comma-after-group",
            "rfc5322_3_4_malformed_address-only-angle",
            "rfc5322_3_6_4_msg_id-double-angles",
            "rfc5322_3_6_4_msg_id-empty-angles",
            "rfc5322_3_6_4_msg_id-nothing-before-at",
            "rfc5322_4_4_obsolete_address-dot-first",
        ),
        "raw octets": (
            "rfc2231_parameter-raw-*",
            "rfc5321_4_5_3_length-local-part-in-utf8",
            "rfc6532_3_utf8-*",
        ),
        "encoded-words in a phrase": (
            "rfc2047_5_phrase-at-sign-within-and-no-address",
            "rfc2047_5_phrase-character-split",
            "rfc2047_5_phrase-glued",
            "rfc2047_5_phrase-unknown-charset",
            "rfc2047_5_phrase-words-joined",
        ),
        "encoded-words in quotes": (
            "rfc2047_5_phrase-not-in-addr-spec",
            "rfc2047_5_phrase-not-in-quotes",
            "rfc2047_5_phrase-quoted-between",
        ),
        "controls": (
            "rfc2047_5_phrase-nul-encoded",
            "rfc5322_3_4_malformed_address-carriage-return",
            "rfc5322_3_4_malformed_address-control-in-quotes",
            "rfc5322_3_4_malformed_address-nul",
            "rfc5322_3_6_4_msg_id-control",
        ),
        "comment as a name": (
            "rfc2047_5_phrase-in-comment",
            "rfc5322_3_4_address-comment-as-name*",
        ),
        "two addresses in one": (
            "rfc5322_3_4_malformed_address-blank-in-local-part",
            "rfc5322_3_4_malformed_address-dots-in-domain",
            "rfc5322_3_4_malformed_address-quoted-then-atom",
            "rfc5322_3_4_malformed_address-two-*",
        ),
        "no domain": (
            "rfc5322_3_4_malformed_address-no-address",
            "rfc5322_3_4_malformed_address-no-domain*",
            "rfc5322_3_4_malformed_address-no-local-part",
            "rfc5322_3_4_malformed_address-nothing-behind-at",
            "rfc5322_3_4_malformed_address-only-semicolon",
            "rfc5322_3_4_malformed_address-url",
        ),
        "addresses as they are meant": (
            "rfc5322_3_4_malformed_address-address-as-name*",
            "rfc5322_3_4_malformed_address-brackets-in-phrase",
            "rfc5322_3_4_malformed_address-dot-last-in-domain",
            "rfc5322_3_4_malformed_address-double-angles",
            "rfc5322_3_4_malformed_address-escape-outside-quotes",
            "rfc5322_3_4_malformed_address-literal-unclosed",
            "rfc5322_3_4_malformed_address-no-angles",
            "rfc5322_3_4_malformed_address-no-comma",
            "rfc5322_3_4_malformed_address-no-opening-angle",
            "rfc5322_3_4_malformed_address-parenthesis-*",
            "rfc5322_3_4_malformed_address-quote-*",
            "rfc5322_3_4_malformed_address-semicolons",
        ),
        "dates in obsolete forms": (
            "rfc5322_4_3_obsolete_date-a-6-3",
            "rfc5322_4_3_obsolete_date-comment-within*",
            "rfc5322_4_3_obsolete_date-year-*",
        ),
        "dates as they are meant": (
            "rfc5322_3_3_date-leap-second*",
            "rfc5322_3_3_malformed_date-before-the-start-in-utc",
            "rfc5322_3_3_malformed_date-date-program",
            "rfc5322_3_3_malformed_date-fraction",
            "rfc5322_3_3_malformed_date-half-day-*",
            "rfc5322_3_3_malformed_date-iso-8601*",
            "rfc5322_3_3_malformed_date-javascript",
            "rfc5322_3_3_malformed_date-month-first-*",
            "rfc5322_3_3_malformed_date-month-in-digits-*",
            "rfc5322_3_3_malformed_date-no-time",
            "rfc5322_3_3_malformed_date-year-0",
            "rfc5322_3_3_malformed_date-year-first-with-slashes",
            "rfc5322_3_3_malformed_date-year-then-zone",
            "rfc5322_3_3_malformed_date-zone-*",
        ),
        "identifiers": ("rfc5322_3_6_4_msg_id-*",),
        "blanks at the end": (
            "rfc2046_5_1_multipart-fold-of-blanks-is-no-empty-line",
            "rfc5322_2_2_header-blanks",
        ),
        "header section": (
            "rfc2045_5_content_type-blank-before-colon",
            "rfc2046_5_1_multipart-junk-amid-the-header",
        ),
        "media type": (
            "rfc2045_5_content_type-comments-everywhere",
            "rfc2045_5_content_type-media-type-in-quotes",
            "rfc2045_5_content_type-missing-semicolons",
            "rfc2045_5_content_type-odd-spacing-and-case",
        ),
        "file name": (
            "rfc2045_5_content_type-folded-without-a-blank*",
            "rfc2045_5_content_type-missing-quotes-with-spaces",
            "rfc2045_5_content_type-quotes-twice",
            "rfc2045_5_content_type-quotes-within-quotes",
            "rfc2045_5_content_type-windows-path",
            "rfc2231_parameter-continuations-win-over-plain",
            "rfc2231_parameter-empty-filename-gives-way-to-name",
            "rfc2231_parameter-encoded-word-without-quotes",
            "rfc2231_parameter-extended-wins-over-plain",
            "rfc2231_parameter-extended-with-one-quote*",
            "rfc2231_parameter-folded-filename",
            "rfc2231_parameter-missing-section",
        ),
        "transfer encoding": (
            "rfc2045_6_transfer_encoding-in-quotes-with-semicolon",
            "rfc2045_6_transfer_encoding-section-6.1-comment-and-case",
            "rfc2045_6_transfer_encoding-section-6.7-trailing-blanks",
            "rfc2045_6_transfer_encoding-section-6.8-padded-pieces",
        ),
        "boundary": (
            "rfc2046_5_1_multipart-an-empty-part",
            "rfc2046_5_1_multipart-boundary-*",
            "rfc2046_5_1_multipart-one-boundary-twice-in-the-nest",
        ),
        "message types": (
            "rfc2046_5_1_multipart-report",
            "rfc2046_5_2_message-*",
            "rfc2231_parameter-section-3-continuation",
        ),
    }
)


def names_of(vector: str) -> list[str]:
    """Return the names of the differences that are known for a vector."""
    return [
        name
        for name, patterns in DIFFERENCES.items()
        if any(fnmatchcase(vector, pattern) for pattern in patterns)
    ]


CASES = list(messages())


@pytest.mark.parametrize(("vector", "octets"), CASES)
def test_every_difference_has_a_name(vector: str, octets: bytes) -> None:
    assert not differing(octets) or names_of(vector)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_every_name_has_its_vectors(name: str) -> None:
    for pattern in DIFFERENCES[name]:
        assert any(fnmatchcase(vector, pattern) for vector, _ in CASES), pattern
    octets = [octets for vector, octets in CASES if name in names_of(vector)]
    assert any(map(differing, octets))


def test_every_name_is_explained() -> None:
    rows = DOCUMENT.read_text("utf-8").split("\n")
    explained = {row.split("|")[1].strip() for row in rows if row.startswith("| ")}
    assert {*DIFFERENCES} <= explained
