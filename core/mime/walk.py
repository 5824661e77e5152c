"""Walking a tree: leaves, part numbers, and what to show of it.

Part numbers are those of IMAP: RFC 9051 section 6.4.5.1. Which parts are the text,
the HTML and the attachments is RFC 8621 section 4.1.4. A tree is at most 100 deep, so
that walks may call themselves.
"""

from collections.abc import Iterator
from typing import NamedTuple

from core.header.content import file_name, parse_disposition
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.pattern import pattern
from core.value import frozen

# part-specifier = nz-number *("." nz-number), as the section has it.
PART_NUMBER_TEXT = pattern(r"[1-9][0-9]{0,8}(?:\.[1-9][0-9]{0,8})*+")
SHOWN_TEXT = frozenset({"text/plain", "text/html"})
SHOWN_MEDIA = ("image/", "audio/", "video/")


class Numbered(NamedTuple):
    """An entity and its part number in the message; "" is the message as a whole."""

    number: str
    entity: Entity


@frozen
class BodyParts:
    """Which parts of a message to show, and which to list. RFC 8621 section 4.1.4.

    `text` is what to show as plain text and `html` as HTML, in order; both may hold
    leaves of the other kind, and images, where there is nothing better.
    """

    text: tuple[Numbered, ...]
    html: tuple[Numbered, ...]
    attachments: tuple[Numbered, ...]


def leaves(entity: Entity) -> Iterator[Leaf]:
    """Yield the leaves of `entity`, also of messages in it, in the order they stand."""
    match entity:
        case Leaf():
            yield entity
        case Multipart(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Encapsulated(message=message):
            yield from leaves(message)


def entities(entity: Entity) -> Iterator[Entity]:
    """Yield `entity` and all in it, each before what it holds."""
    yield entity
    match entity:
        case Leaf():
            pass
        case Multipart(parts=parts):
            for part in parts:
                yield from entities(part)
        case Encapsulated(message=message):
            yield from entities(message)


def numbered(message: Entity) -> list[Numbered]:
    """Return the parts of a message with their numbers, each before what it holds.

    A message that is no multipart is its own part 1. The parts of a message inside a
    part count within that part: a message/rfc822 at 2 has 2.1, 2.2 and so on.
    """
    found: list[Numbered] = []
    _number(message, "", found)
    return found


def _number(message: Entity, within: str, found: list[Numbered]) -> None:
    """Put the parts of a message behind those `found`, with numbers `within` one."""
    if isinstance(message, Multipart):
        for count, part in enumerate(message.parts, 1):
            _number_part(part, f"{within}{count}", found)
    else:
        _number_part(message, f"{within}1", found)


def _number_part(part: Entity, number: str, found: list[Numbered]) -> None:
    found.append(Numbered(number, part))
    match part:
        case Leaf():
            pass
        case Multipart(parts=parts):
            for count, inner in enumerate(parts, 1):
                _number_part(inner, f"{number}.{count}", found)
        case Encapsulated(message=message):
            _number(message, f"{number}.", found)


def part(message: Entity, number: str) -> Entity | None:
    """Return the part of a message that has `number`, None if it has none such.

    Raises ValueError if `number` is no part number.
    """
    if not PART_NUMBER_TEXT.fullmatch(number):
        raise ValueError(f"a part number is digits and dots, not {number!r}")
    found: Entity | None = None
    holder: Entity | None = message
    for count in map(int, number.split(".")):
        match holder:
            case Multipart(parts=parts):
                found = parts[count - 1] if count <= len(parts) else None
            case _:
                found = holder if count == 1 else None
        match found:
            case Multipart():
                holder = found
            case Encapsulated(message=inner):
                holder = inner
            case _:
                holder = None
    return found


def body_parts(message: Entity) -> BodyParts:
    """Return what to show and what to list of a message. RFC 8621 section 4.1.4.

    A multipart without parts is a leaf, and shown as text that is plain.
    """
    found = _Found([], [], [])
    number = "" if isinstance(message, Multipart) else "1"
    _sort((Numbered(number, message),), "mixed", found, in_alternative=False)
    return BodyParts(
        tuple(found.text or ()), tuple(found.html or ()), tuple(found.attachments)
    )


class _Found(NamedTuple):
    """The lists that are being filled.

    `text` is None where HTML has been chosen over it, and the other way round.
    """

    text: list[Numbered] | None
    html: list[Numbered] | None
    attachments: list[Numbered]


def _sort(
    parts: tuple[Numbered, ...], subtype: str, found: _Found, *, in_alternative: bool
) -> None:
    """Put `parts` of a multipart/`subtype` where they belong, as the section says."""
    texts = -1 if found.text is None else len(found.text)
    htmls = -1 if found.html is None else len(found.html)
    chosen = found
    for index, numbered in enumerate(parts):
        match numbered.entity:
            case Multipart(content=content) as multipart:
                kind = content.content_type.media_type.removeprefix("multipart/")
                _sort(
                    _numbered_parts(multipart, numbered.number),
                    kind,
                    chosen,
                    in_alternative=in_alternative or kind == "alternative",
                )
            case Leaf() | Encapsulated() as part:
                media_type = _shown_as(part)
                if not _is_body(part, media_type, index, subtype):
                    found.attachments.append(numbered)
                elif subtype == "alternative":
                    _choose(numbered, media_type, chosen)
                else:
                    if in_alternative:
                        chosen = _choice(media_type, chosen)
                    _show(numbered, media_type, chosen)
    if subtype == "alternative" and chosen.text is not None and chosen.html is not None:
        if texts == len(chosen.text):
            chosen.text.extend(chosen.html[htmls:])
        elif htmls == len(chosen.html):
            chosen.html.extend(chosen.text[texts:])


def _numbered_parts(multipart: Multipart, number: str) -> tuple[Numbered, ...]:
    within = f"{number}." if number else ""
    return tuple(
        Numbered(f"{within}{count}", part)
        for count, part in enumerate(multipart.parts, 1)
    )


def _shown_as(part: Leaf | Encapsulated) -> str:
    """Return the media type; a multipart without parts is the text that it holds."""
    media_type = part.content.content_type.media_type
    return "text/plain" if media_type.startswith("multipart/") else media_type


def _is_body(
    part: Leaf | Encapsulated, media_type: str, index: int, subtype: str
) -> bool:
    """Return whether a part, the `index`-th of its kin, is body and no attachment."""
    is_media = media_type.startswith(SHOWN_MEDIA)
    if not is_media and media_type not in SHOWN_TEXT:
        return False
    octets = part.content.disposition
    disposition = None if octets is None else parse_disposition(octets).value
    if disposition is not None and disposition.disposition == "attachment":
        return False
    if index == 0:
        return True
    if subtype == "related":
        return False
    return is_media or file_name(disposition, part.content.content_type) is None


def _choose(numbered: Numbered, media_type: str, found: _Found) -> None:
    """Put a part of a multipart/alternative where its kind belongs."""
    kind: list[Numbered] | None = found.attachments
    if media_type == "text/plain":
        kind = found.text
    elif media_type == "text/html":
        kind = found.html
    (found.attachments if kind is None else kind).append(numbered)


def _choice(media_type: str, found: _Found) -> _Found:
    """Return what is left to fill once a text has been met amid an alternative."""
    match media_type:
        case "text/plain":
            return found._replace(html=None)
        case "text/html":
            return found._replace(text=None)
        case _:
            return found


def _show(numbered: Numbered, media_type: str, found: _Found) -> None:
    """Put a part that is body wherever it is wanted."""
    if found.text is not None:
        found.text.append(numbered)
    if found.html is not None:
        found.html.append(numbered)
    if (found.text is None or found.html is None) and media_type.startswith(
        SHOWN_MEDIA
    ):
        found.attachments.append(numbered)
