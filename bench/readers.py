"""How each library is asked for the same: an index of a message, and all of it.

*Index* is parse, and list the parts with media type and file name; nothing is decoded.
*Full* is parse, and read the decoded text of every field, the addresses and the date,
and the decoded octets or text of every leaf. A library that cannot say one of these
says what it can; what all of them say is compared before anything is timed.

A library is imported by its own function, since each runs in a process of its own.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from attrs import frozen

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

M = TypeVar("M", bound="Message")

# Media type and file name of each leaf, in order.
Index: TypeAlias = list[tuple[str, str | None]]


class Full(NamedTuple):
    """What a library reads of a message: texts of fields, and contents of leaves.

    `subject` stands for the fields when libraries are compared.
    """

    subject: str
    fields: int
    bodies: list[str | bytes]


@frozen
class Reader:
    """A library: how it gives an index, and how it gives everything."""

    index: Callable[[bytes], Index]
    full: Callable[[bytes], Full]


def puremail() -> Reader:
    """Return how this project is asked."""
    from core.message import parse_message
    from core.mime.entity import Leaf

    def index(octets: bytes) -> Index:
        return [
            (part.content_type.media_type, part.file_name)
            for part in parse_message(octets).parts
            if isinstance(part.entity, Leaf)
        ]

    def full(octets: bytes) -> Full:
        message = parse_message(octets)
        texts = {name.lower(): text for name, text in message.texts}
        _ = message.from_, message.to, message.cc, message.date
        bodies: list[str | bytes] = [
            part.text if part.content_type.type == "text" else part.content
            for part in message.parts
            if isinstance(part.entity, Leaf)
        ]
        return Full(texts.get("subject", ""), len(texts), bodies)

    return Reader(index, full)


def stdlib() -> Reader:
    """Return how Python's email is asked, with policy.default."""
    import email
    import email.policy

    def parse(octets: bytes) -> "EmailMessage":
        return email.message_from_bytes(octets, policy=email.policy.default)

    def full(octets: bytes) -> Full:
        message = parse(octets)
        texts: dict[str, str] = {}
        for name, value in message.items():
            texts[name.lower()] = str(value)
            match name.lower():
                case "from" | "to" | "cc":
                    _ = value.addresses
                case "date":
                    _ = value.datetime
                case _:
                    pass
        bodies = [part.get_content() for part in _leaves(message)]
        return Full(texts.get("subject", ""), len(texts), bodies)

    return Reader(_walking(parse), full)


def compat32() -> Reader:
    """Return how Python's email is asked, with its old policy."""
    import email
    from email.header import decode_header, make_header
    from email.utils import getaddresses, parsedate_to_datetime

    def content(part: "Message") -> str | bytes:
        octets = part.get_payload(decode=True)
        assert isinstance(octets, bytes)
        if part.get_content_maintype() != "text":
            return octets
        return octets.decode(str(part.get_content_charset() or "ascii"), "replace")

    def full(octets: bytes) -> Full:
        message = email.message_from_bytes(octets)
        texts = {
            name.lower(): str(make_header(decode_header(value)))
            for name, value in message.items()
        }
        people = getaddresses([texts.get(name, "") for name in ("from", "to", "cc")])
        _ = people, parsedate_to_datetime(texts["date"]) if "date" in texts else None
        bodies = [content(part) for part in _leaves(message)]
        return Full(texts.get("subject", ""), len(texts), bodies)

    return Reader(_walking(email.message_from_bytes), full)


def _leaves(message: M) -> list[M]:
    """Return the leaves of a message of Python's email."""
    return [part for part in message.walk() if not part.is_multipart()]


def _walking(parse: "Callable[[bytes], Message]") -> Callable[[bytes], Index]:
    """Return how Python's email gives an index, with the policy of `parse`."""

    def index(octets: bytes) -> Index:
        return [
            (part.get_content_type(), part.get_filename())
            for part in _leaves(parse(octets))
        ]

    return index


def fast_mail_parser() -> Reader:
    """Return how fast-mail-parser is asked: it has one way, and decodes on it."""
    parse_email = import_module("fast_mail_parser").parse_email

    def index(octets: bytes) -> Index:
        message = parse_email(octets)
        texts = [("text/plain", None) for _ in message.text_plain]
        pages = [("text/html", None) for _ in message.text_html]
        files = [(each.mimetype, each.filename or None) for each in message.attachments]
        return [*texts, *pages, *files]

    def full(octets: bytes) -> Full:
        message = parse_email(octets)
        headers = message.headers
        files = [each.content for each in message.attachments]
        bodies = [*message.text_plain, *message.text_html, *files]
        return Full(message.subject, len(headers), bodies)

    return Reader(index, full)


def flanker() -> Reader:
    """Return how flanker is asked; it reads no dates."""
    from_string = import_module("flanker.mime").from_string
    parse_list = import_module("flanker.addresslib.address").parse_list

    def index(octets: bytes) -> Index:
        return [
            (str(part.content_type), part.detected_file_name or None)
            for part in from_string(octets).walk(with_self=True)
            if not part.content_type.is_multipart()
        ]

    def full(octets: bytes) -> Full:
        message = from_string(octets)
        texts = {name.lower(): str(text) for name, text in message.headers.items()}
        _ = [parse_list(texts.get(name, "")) for name in ("from", "to", "cc")]
        bodies = [
            part.body or b""
            for part in message.walk(with_self=True)
            if not part.content_type.is_multipart()
        ]
        return Full(texts.get("subject", ""), len(texts), bodies)

    return Reader(index, full)


def mail_parser() -> Reader:
    """Return how mail-parser is asked; it has no index without the bodies."""
    parse = import_module("mailparser").parse_from_bytes

    def index(octets: bytes) -> Index:
        message = parse(octets)
        files = [
            (each["mail_content_type"], each["filename"])
            for each in message.attachments
        ]
        return [
            ("text", None) for _ in (*message.text_plain, *message.text_html)
        ] + files

    def full(octets: bytes) -> Full:
        message = parse(octets)
        _ = message.from_, message.to, message.cc, message.date
        fields = message.headers
        files = [each["payload"] for each in message.attachments]
        bodies = [*message.text_plain, *message.text_html, *files]
        return Full(message.subject, len(fields), bodies)

    return Reader(index, full)
