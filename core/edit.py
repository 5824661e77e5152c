"""Editing a message: a splice of its source, parsed again.

There is no message with pending changes. Whatever an edit does not name keeps its
octets, and what it brings has the line ends of the message.
"""

from core.header import lexis
from core.header.content import ContentType, serialize_content_type
from core.header.field import Field, parse_header
from core.header.fold import fold_text
from core.header.parameter import Parameter
from core.message import Message, parse_message
from core.mime import body
from core.mime.boundary import choose_boundary
from core.mime.delimiter import DELIMITER
from core.mime.draft import Draft, FileDraft, TextDraft
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.mime.serialize import serialize_draft
from core.mime.walk import entities, part
from core.pattern import pattern
from core.span import Span
from core.splice import Edit, splice

# One field and nothing else, folds included. RFC 5322 section 2.2.
ONE_FIELD = pattern(rb"[!-9;-~]++:[^\x00\r\n]*+(?:\r?\n[ \t][^\x00\r\n]*+)*+(?:\r?\n)?")
CRLF = b"\r\n"
MIME_VERSION = Field(b"MIME-Version: 1.0\r\n")


def text_field(name: str, text: str) -> Field:
    """Return a field with unstructured text, folded, in encoded-words where need be.

    Raises ValueError for a `name` that is no field name, and for a `text` with a
    control other than TAB, or a lone surrogate, in it.
    """
    if not lexis.FIELD_NAME_TEXT.fullmatch(name):
        raise ValueError(f"name must be a field name, not {name!r}")
    if not lexis.LINE_TEXT.fullmatch(text):
        raise ValueError(f"text of {name} must be one line without controls")
    return Field(fold_text(name, text))


def add_field(message: Message, field: Field, *, first: bool = False) -> Message:
    """Return `message` with one field more, the last of its section or the first.

    Raises ValueError if `field` is not exactly one field.
    """
    whole = _whole(message)
    lines = [each.octets for each in whole.header.fields]
    at = len(lines)
    if first:
        # The line that an mbox puts before a message stays before it.
        at = next((at for at, each in enumerate(whole.header.fields) if each.name), at)
    lines.insert(at, _octets(whole, field))
    return _edited(whole, (_section(whole, whole.entity, lines, grown=True),))


def replace_field(message: Message, field: Field) -> Message:
    """Return `message` with `field` where the first of its name stood.

    Others of that name are removed; where there was none it is the last. Raises
    ValueError if `field` is not exactly one field.
    """
    whole = _whole(message)
    return _edited(whole, (_replacement(whole, whole.entity, (field,)),))


def remove_field(message: Message, name: str) -> Message:
    """Return `message` without any field of that name, in any case."""
    whole = _whole(message)
    lines = [
        each.octets for each in whole.header.fields if each.name.lower() != name.lower()
    ]
    return _edited(whole, (_section(whole, whole.entity, lines, grown=False),))


def replace_leaf(
    message: Message, number: str, draft: TextDraft | FileDraft, seed: bytes = b""
) -> Message:
    """Return `message` with what `draft` holds as the content of a leaf.

    `number` is the leaf's part number. Content-Type, Content-Transfer-Encoding and
    body are those of the draft; other fields, such as the disposition, stay. Raises
    ValueError if there is no such leaf, and for a draft whose content is a file that
    the shell has yet to read.
    """
    whole = _whole(message)
    leaf = part(whole.entity, number)
    if not isinstance(leaf, Leaf):
        raise ValueError(f"number must be that of a leaf, not {number!r}")
    written = parse_message(_written(whole, draft, seed))
    if _delimits(whole, written.octets):
        # A line of the text is a delimiter here. No line of base64 is.
        content = body.decoded(written.source, _leaf(written))
        content_type = written.entity.content.content_type
        in_base64 = FileDraft(content=content, content_type=content_type)
        written = parse_message(_written(whole, in_base64, seed))
    fields = tuple(
        field
        for field in written.header.fields
        if field.name.lower() in {"content-type", "content-transfer-encoding"}
    )
    if leaf is whole.entity and whole.header.first("mime-version") is None:
        fields += (MIME_VERSION,)
    octets = written.source[written.entity.body :]
    if leaf.stop < len(whole.source) and whole.source[leaf.stop] not in b"\r\n":
        # The delimiter behind begins at once: it needs a line break of its own.
        octets += _line_end(whole)
    section = _replacement(whole, leaf, fields)
    return _edited(whole, (section, Edit(leaf.body_span, octets)))


def add_part(message: Message, draft: Draft, seed: bytes) -> Message:
    """Return `message` with one part more, behind all others.

    A message that is no multipart/mixed becomes one, with what it was as the first
    part. Boundaries are made from `seed`. Raises ValueError for a draft with a file
    that the shell has yet to read, or with a line that is a delimiter in `message`.
    """
    whole = _whole(message)
    octets = _written(whole, draft, seed)
    match whole.entity:
        case Multipart(content=content) as multipart if (
            content.content_type.media_type == "multipart/mixed"
        ):
            if _delimits(whole, octets):
                raise ValueError("draft must not hold a delimiter of the message")
            return _edited(whole, (_appended(whole, multipart, octets),))
        case _:
            return _edited(whole, _wrapped(whole, octets, seed))


def _whole(message: Message) -> Message:
    """Return `message` as a source of its own."""
    entity = message.entity
    if entity.start == 0 and entity.stop == len(message.source):
        return message
    return parse_message(message.octets, message.limits)


def _edited(message: Message, edits: tuple[Edit, ...]) -> Message:
    return parse_message(splice(message.source, edits), message.limits)


def _line_end(message: Message) -> bytes:
    """Return the line end of the first line; CRLF where there is none."""
    at = message.source.find(b"\n")
    crlf = at < 0 or message.source[max(at - 1, 0) : at] == b"\r"
    return CRLF if crlf else b"\n"


def _as_in(message: Message, octets: bytes) -> bytes:
    """Return `octets` with the line ends of `message`."""
    lines = octets.replace(CRLF, b"\n")
    return lines.replace(b"\n", CRLF) if _line_end(message) == CRLF else lines


def _written(message: Message, draft: Draft, seed: bytes) -> bytes:
    pieces = serialize_draft(draft, seed)
    octets = [piece for piece in pieces if isinstance(piece, bytes)]
    if len(octets) < len(pieces):
        raise ValueError("draft must hold its content, not the name of a file")
    return _as_in(message, b"".join(octets))


def _octets(message: Message, field: Field) -> bytes:
    """Return the octets of a field to be put into `message`."""
    if not ONE_FIELD.fullmatch(field.octets):
        raise ValueError(f"field must be one field, not {field.octets[:80]!r}")
    end = b"" if field.octets.endswith(b"\n") else CRLF
    return _as_in(message, field.octets + end)


def _fields(message: Message, entity: Entity) -> tuple[Field, ...]:
    octets = message.source[entity.start : entity.header_stop]
    return parse_header(octets, message.limits).value.fields


def _replacement(message: Message, entity: Entity, fields: tuple[Field, ...]) -> Edit:
    """Return the edit that puts `fields` in the place of those of their names."""
    waiting = {field.name.lower(): _octets(message, field) for field in fields}
    replaced = set(waiting)
    lines: list[bytes] = []
    for field in _fields(message, entity):
        name = field.name.lower()
        if name in waiting:
            lines.append(waiting.pop(name))
        elif name not in replaced:
            lines.append(field.octets)
    lines += waiting.values()
    return _section(message, entity, lines, grown=bool(waiting))


def _section(
    message: Message, entity: Entity, lines: list[bytes], *, grown: bool
) -> Edit:
    """Return the edit that makes `lines` the header section of `entity`.

    `grown` says that there are lines more, and hence that an empty line must follow.
    """
    end = _line_end(message)
    # At the end of a source a lone CR is a line of the section. With an LF behind it,
    # it is the empty line: new fields go before it.
    stray = [line for line in lines if not line.strip(b"\r")]
    kept = [line for line in lines if line.strip(b"\r")]
    ended = [line if line.endswith(b"\n") else line + end for line in kept[:-1]]
    section = b"".join((*ended, *kept[-1:], *stray))
    if grown and entity.header_stop == entity.body:
        section += b"\n" if stray else end
    return Edit(entity.header_span, section)


def _leaf(message: Message) -> Leaf:
    """Return the leaf that a message is whose draft is a leaf."""
    match message.entity:
        case Leaf() as leaf:
            return leaf
        case Multipart() | Encapsulated():
            raise ValueError("draft must be of a leaf")


def _delimits(message: Message, octets: bytes) -> bool:
    """Return whether a line of `octets` is a delimiter of a multipart in `message`."""
    lines = {
        line
        for entity in entities(message.entity)
        if (boundary := entity.content.boundary) is not None
        for line in (boundary, boundary + b"--")
    }
    found = DELIMITER.finditer(b"\n" + octets)
    return bool(lines) and any(line[1].rstrip() in lines for line in found)


def _appended(message: Message, multipart: Multipart, octets: bytes) -> Edit:
    """Return the edit that puts a part behind the last one of `multipart`."""
    end = _line_end(message)
    line = b"--" + (multipart.content.boundary or b"") + end
    stop = multipart.parts[-1].stop
    if stop == multipart.epilogue:
        # No close-delimiter follows.
        closing = end + line.removesuffix(end) + b"--" + end
        return Edit(Span(stop, stop), end + line + octets + closing)
    if message.source[stop] in b"\r\n":
        return Edit(Span(stop, stop), end + line + octets)
    # The last part is empty: the delimiter line before it is that behind it too.
    return Edit(Span(stop, stop), line + octets + end)


def _wrapped(message: Message, octets: bytes, seed: bytes) -> tuple[Edit, ...]:
    """Return the edits that make `message` the first part of a multipart/mixed."""
    entity, end = message.entity, _line_end(message)
    boundary = choose_boundary(seed, (message.octets, octets))
    parameter = Parameter("boundary", str(boundary, "ascii"))
    content_type = ContentType("multipart/mixed", (parameter,))
    opening = b"Content-Type: " + serialize_content_type(content_type) + CRLF
    kept = [each for each in message.header.fields if not _is_content(each)]
    lines = [each.octets for each in kept]
    if not any(each.name.lower() == "mime-version" for each in kept):
        lines.append(_as_in(message, MIME_VERSION.octets))
    lines.append(_as_in(message, opening))
    moved = b"".join(
        [each.octets for each in message.header.fields if _is_content(each)]
    )
    if moved and not moved.endswith(b"\n"):
        moved += end
    line = b"--" + boundary
    return (
        _section(message, entity, lines, grown=True),
        Edit(Span(entity.body, entity.body), line + end + moved + end),
        Edit(
            Span(entity.stop, entity.stop),
            b"".join((end, line, end, octets, end, line, b"--", end)),
        ),
    )


def _is_content(field: Field) -> bool:
    return field.name.lower().startswith("content-")
