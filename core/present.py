"""A message as the lines that a person reads, safe for a terminal.

The head shows the real address beside every name. What can mislead is said before the
text. Nothing is fetched and no file is read.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from core.amount import size_words
from core.codec import uuencode
from core.columns import wrap
from core.defect import Defect, DefectKind
from core.header.address import Address, Group, Mailbox, mailboxes
from core.header.date import DAY_NAMES
from core.header.domain import to_unicode
from core.header.field import parse_header
from core.impostor import suspicions
from core.message import Message
from core.mime.entity import Leaf
from core.mime.part import Part
from core.outline import part_name
from core.value import frozen
from core.visible import visible_line

# Octets of a message whose bodies are decoded to look for defects alone.
EXAMINED: Final = 50_000_000
# Addresses of one field, and members of one group, that are shown.
SHOWN_ADDRESSES: Final = 200
# The prefixes that quoted lines begin with.
QUOTE_MARKS: Final = "> "

# What a reader could be misled by, in words. The other departures change nothing seen.
MISLEADING: Final = MappingProxyType(
    {
        DefectKind.FIELD_REPEATED: "a field that may stand once stands again",
        DefectKind.FIELD_MALFORMED: "the header has lines that are no fields",
        DefectKind.FIELD_CONTROL: "the header has control characters",
        DefectKind.HEADER_END_MISSING: "no empty line ends the header",
        DefectKind.ADDRESS_MALFORMED: "an address cannot be read and is left out",
        DefectKind.ADDRESS_JUNK: "an address is followed by other text",
        DefectKind.DATE_IMPOSSIBLE: "the date does not exist",
        DefectKind.PARAMETER_REPEATED: "a part has two values for one parameter",
        DefectKind.CONTENT_TYPE_MALFORMED: "a part has no type that can be read",
        DefectKind.TRANSFER_ENCODING_UNKNOWN: "a part has an unknown encoding",
        DefectKind.BASE64_JUNK: "a part has other octets among its base64",
        DefectKind.BASE64_TAIL: "a part has text after its base64, which is left out",
        DefectKind.CHARSET_UNKNOWN: "a text has an unknown charset",
        DefectKind.CHARSET_OCTETS: "a text has octets that its charset has not",
        DefectKind.CHARSET_MARK: "a text is in another charset than it says",
        DefectKind.BOUNDARY_MISSING: "a multipart names no boundary",
        DefectKind.BOUNDARY_UNUSED: "a multipart has none of its parts",
        DefectKind.BOUNDARY_REPEATED: "two multiparts have the same boundary",
        DefectKind.MULTIPART_UNCLOSED: "a multipart is cut off or not closed",
        DefectKind.MULTIPART_ENCODED: "a multipart is encoded as a whole",
        DefectKind.MESSAGE_ENCODED: "a message inside is encoded as a whole",
        DefectKind.BODY_NUL: "a text has NUL octets",
        DefectKind.LIMIT_FIELDS: "there are too many fields to read them all",
        DefectKind.LIMIT_MEMBERS: "there are too many addresses to read them all",
        DefectKind.LIMIT_DEPTH: "parts are nested too deeply to open them all",
        DefectKind.LIMIT_PARTS: "there are too many parts to open them all",
    }
)


class Role(StrEnum):
    """What a line is, by which it may be coloured."""

    FIELD = "field"
    WARNING = "warning"
    PART = "part"
    TEXT = "text"
    QUOTE = "quote"


@frozen
class Line:
    """One line to show. `label` stands before the text of a FIELD, WARNING or PART."""

    role: Role
    text: str
    label: str = ""


def present(
    message: Message, render_html: Callable[[str], str], width: int = 80
) -> tuple[Line, ...]:
    """Return a message as lines of about `width` columns: head, warnings, parts, text.

    `render_html` makes text of HTML. A word longer than a line stays whole, so that an
    address can be copied.
    """
    lines = [
        *head(message),
        *warnings(message),
        *attachment_lines(message),
        Line(Role.TEXT, ""),
    ]
    for line in body_text(message, render_html).split("\n"):
        role = Role.QUOTE if line.startswith(">") else Role.TEXT
        lines += (Line(role, each) for each in _wrapped(line, width))
    return tuple(lines)


def head(message: Message) -> tuple[Line, ...]:
    """Return who wrote to whom, when and about what; every From field there is."""
    senders = [
        each.text for each in message.header.fields if each.name.lower() == "from"
    ]
    shown = addresses_text(message.from_)
    froms = [shown, *map(visible_line, senders[1:])] if shown else senders
    reply_to = addresses_text(message.reply_to)
    sender = "" if message.sender is None else address_text(message.sender)
    found = (
        *(("From", visible_line(each)) for each in froms or ("(nobody)",)),
        ("Sender", "" if sender == shown else sender),
        ("Reply-To", "" if reply_to == shown else reply_to),
        ("To", addresses_text(message.to)),
        ("Cc", addresses_text(message.cc)),
        ("Date", _date(message)),
        ("Subject", visible_line(message.subject or "(no subject)")),
    )
    return tuple(Line(Role.FIELD, text, label) for label, text in found if text)


def warnings(message: Message) -> tuple[Line, ...]:
    """Return what a reader should know before believing what the message shows."""
    froms = sum(each.name.lower() == "from" for each in message.header.fields)
    said: list[str] = []
    if froms > 1:
        said.append(f"There are {froms} From fields; only one is allowed.")
    if not message.from_:
        said.append("No From field says who wrote this.")
    for mailbox in mailboxes((*message.from_, *filter(None, (message.sender,)))):
        said += suspicions(mailbox)
    kinds = {defect.kind for defect in _defects(message)}
    said += (
        f"{text[0].upper()}{text[1:]}."
        for kind, text in MISLEADING.items()
        if kind in kinds
    )
    return tuple(Line(Role.WARNING, text, "Warning") for text in dict.fromkeys(said))


def attachment_lines(message: Message) -> tuple[Line, ...]:
    """Return a line for each attachment: part number, name, media type, octets."""
    lines: list[Line] = []
    for part in message.attachments:
        name = part_name(part) or "(no name)"
        kind = (
            "winmail.dat of Outlook" if part.is_tnef else part.content_type.media_type
        )
        facts = f"{part.number}: {name} ({kind}, {size_words(_decoded_size(part))})"
        lines.append(Line(Role.PART, visible_line(facts), "Attached"))
    return tuple(lines)


def body_text(message: Message, render_html: Callable[[str], str]) -> str:
    """Return the text to read: plain where there is any, else made of HTML.

    Flowed paragraphs are one line each. What acts on a terminal is visible, line ends
    are LF, and none stands at the end.
    """
    plain = "\n".join(_part_text(part, render_html) for part in message.text_body)
    if plain.strip():
        return plain.strip("\n")
    markup = "\n".join(_part_text(part, render_html) for part in message.html_body)
    return markup.strip("\n") or "(no text)"


def addresses_text(addresses: tuple[Address, ...]) -> str:
    """Return addresses as `address_text` does, with commas between."""
    shown = ", ".join(map(address_text, addresses[:SHOWN_ADDRESSES]))
    more = len(addresses) - SHOWN_ADDRESSES
    return f"{shown} and {more} more" if more > 0 else shown


def address_text(address: Address) -> str:
    """Return an address on one line: name, and always what mail really goes to.

    A domain of A-labels has its letters beside it.
    """
    match address:
        case Group(display_name=name, mailboxes=mailboxes):
            return f"{visible_line(name)}: {addresses_text(mailboxes)};"
        case Mailbox(addr_spec=addr_spec, display_name=name):
            shown = visible_line(addr_spec.text)
            letters = visible_line(to_unicode(addr_spec.domain))
            real = f"<{shown}>" if name else shown
            beside = (
                f" ({letters})" if letters != visible_line(addr_spec.domain) else ""
            )
            return f"{visible_line(name)} {real}{beside}" if name else f"{real}{beside}"


def _part_text(part: Part, render_html: Callable[[str], str]) -> str:
    if not isinstance(part.entity, Leaf):
        return f"[{part.content_type.media_type}]"
    match part.content_type.media_type:
        case "text/html":
            return render_html(part.text)
        case media_type if part.content_type.type not in {"text", "multipart"}:
            name = visible_line(part.file_name or "")
            size = size_words(_decoded_size(part))
            return f"[{visible_line(media_type)} {name} {size}]".replace("  ", " ")
        case _:
            text = _without_files(part.unwrapped)
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            return "\n".join(map(visible_line, text.expandtabs().split("\n")))


def _without_files(text: str) -> str:
    """Return a text with a line for each file that stands uuencoded in it."""
    if "begin " not in text:
        return text
    octets = text.encode("utf-8", "replace")
    pieces: list[bytes] = []
    at = 0
    for file in uuencode.find(octets):
        name = file.name.encode("utf-8", "replace")
        pieces += (octets[at : file.span.start], b"[file %s]\n" % name)
        at = file.span.stop
    return b"".join((*pieces, octets[at:])).decode("utf-8", "replace")


def _decoded_size(part: Part) -> int:
    """Return about how many octets a part has once decoded, without decoding it."""
    # Base64 holds three octets in four letters, 76 of them in a line of 78.
    return part.size * 57 // 78 if part.encoding == "base64" else part.size


def _wrapped(line: str, width: int) -> Iterator[str]:
    """Yield a line broken to `width`, quote marks before each piece."""
    text = line.lstrip(QUOTE_MARKS) if line.startswith(">") else line
    marks = line[: len(line) - len(text)]
    for piece in wrap(text, max(width - len(marks), width // 2), whole=True):
        yield f"{marks}{piece}"


def _date(message: Message) -> str:
    written = message.date
    if written is not None:
        return date_text(written)
    found = message.header.first("date")
    return "" if found is None else f"{visible_line(found.text)} (no date)"


def date_text(date: datetime) -> str:
    """Return a date in the zone it was written in: "Fri 2026-11-20 09:00 +0800"."""
    zone = date.strftime("%z")[:5]
    name = DAY_NAMES[date.weekday()].decode()
    day = f"{name} {date.year:04}-{date.month:02}-{date.day:02}"
    return f"{day} {date.hour:02}:{date.minute:02} {zone}".rstrip()


def _defects(message: Message) -> tuple[Defect, ...]:
    if message.size <= EXAMINED:
        return message.defects
    fields = parse_header(message.header_octets, message.limits).defects
    return (*message.tree_defects, *fields)
