"""The MIME tree drawn, for a person who looks for a part."""

from collections.abc import Iterator

from core.amount import size_text
from core.columns import columns, pad
from core.message import Message
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.mime.part import Part
from core.visible import visible_line


def outline(message: Message) -> tuple[str, ...]:
    """Return a line for each part: number, media type, charset, encoding, size, name.

    The first line is the message as a whole where it is a multipart. Sizes are those
    of the bodies as they stand, encoded; a message inside has its subject for a name.
    """
    rows = list(_rows(message))
    widths = [max(columns(row[index]) for row in rows) for index in range(5)]
    return tuple(
        "  ".join(
            (
                *(pad(cell, width) for cell, width in zip(row, widths, strict=False)),
                row[5],
            )
        ).rstrip()
        for row in rows
    )


def part_name(part: Part) -> str | None:
    """Return the name of a part as it was given; the subject of a message inside."""
    name = part.file_name
    if name is None and isinstance(part.entity, Encapsulated):
        message = part.entity.message
        found = Part(part.source, "", message, part.limits).header.first("subject")
        return None if found is None else found.text
    return name


def _rows(message: Message) -> Iterator[tuple[str, ...]]:
    parts = iter(message.parts)
    root = message.entity
    if isinstance(root, Multipart):
        yield _row("*", Part(message.source, "", root, message.limits))
        yield from _branches(root.parts, "", parts)
    else:
        part = next(parts)
        yield _row(part.number, part)
        yield from _branches(_within(root), "", parts)


def _branches(
    entities: tuple[Entity, ...], lead: str, parts: Iterator[Part]
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each of `entities` and what is in it; `parts` goes along."""
    for left, entity in zip(range(len(entities))[::-1], entities, strict=True):
        part = next(parts)
        yield _row(f"{lead}{'├' if left else '└'}─ {part.number}", part)
        yield from _branches(_within(entity), f"{lead}{'│' if left else ' '}  ", parts)


def _within(entity: Entity) -> tuple[Entity, ...]:
    """Return the parts that are numbered within a part."""
    match entity:
        case Leaf():
            return ()
        case Multipart(parts=parts) | Encapsulated(message=Multipart(parts=parts)):
            return parts
        case Encapsulated(message=message):
            return (message,)


def _row(number: str, part: Part) -> tuple[str, ...]:
    is_leaf = isinstance(part.entity, Leaf)
    charset = (part.content_type.value("charset") or "") if is_leaf else ""
    encoding = part.encoding if is_leaf else ""
    name = part_name(part)
    quoted = "" if name is None else f'"{name}"'
    cells = (
        part.content_type.media_type,
        charset.lower(),
        encoding,
        size_text(part.size),
        quoted,
    )
    return (number, *map(visible_line, cells))
