"""How each library is asked for the same: an index of a message, and all of it.

*Index* is parse, and list the parts with media type and file name; nothing is decoded.
*Full* is parse, and read the decoded text of every field, the addresses and the date,
and the decoded octets or text of every leaf. A library that cannot say one of these
says what it can; what all of them say is compared before anything is timed.

A library is imported by its own function, since each runs in a process of its own.
"""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, TypeAlias

from attrs import frozen

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


def _stdlib(policy: str) -> Reader:
    import email
    import email.policy
    from email.header import decode_header, make_header
    from email.message import Message
    from email.utils import getaddresses, parsedate_to_datetime

    new = policy == "default"

    def index(octets: bytes) -> Index:
        message: Message = email.message_from_bytes(
            octets, policy=email.policy.default if new else email.policy.compat32
        )
        return [
            (part.get_content_type(), part.get_filename())
            for part in message.walk()
            if not part.is_multipart()
        ]

    def full_new(octets: bytes) -> Full:
        message = email.message_from_bytes(octets, policy=email.policy.default)
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
        bodies = [
            part.get_content() for part in message.walk() if not part.is_multipart()
        ]
        return Full(texts.get("subject", ""), len(texts), bodies)

    def full_old(octets: bytes) -> Full:
        message = email.message_from_bytes(octets)
        texts = {
            name.lower(): str(make_header(decode_header(value)))
            for name, value in message.items()
        }
        people = getaddresses([texts.get(name, "") for name in ("from", "to", "cc")])
        _ = people, parsedate_to_datetime(texts["date"]) if "date" in texts else None
        bodies: list[str | bytes] = []
        for part in message.walk():
            if part.is_multipart():
                continue
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if part.get_content_maintype() == "text":
                charset = str(part.get_content_charset() or "ascii")
                bodies.append(content.decode(charset, "replace"))
            else:
                bodies.append(content)
        return Full(texts.get("subject", ""), len(texts), bodies)

    return Reader(index, full_new if new else full_old)


def stdlib() -> Reader:
    """Return how Python's email is asked, with policy.default."""
    return _stdlib("default")


def compat32() -> Reader:
    """Return how Python's email is asked, with its old policy."""
    return _stdlib("compat32")


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
