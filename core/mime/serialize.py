"""What is written: an Entity as it came, a draft as pieces. RFC 2045, RFC 2046.

A draft becomes octets in memory and files that the shell reads, in order. All of it is
7-bit, in lines of at most 998 octets that end in CRLF, so that any server takes it.
"""

from typing import TypeAlias

from core.codec import base64, charset, encoded_word, flowed, quoted_printable
from core.header.content import (
    ContentDisposition,
    ContentType,
    serialize_content_type,
    serialize_disposition,
)
from core.header.fold import fold_text
from core.header.msg_id import serialize_msg_id
from core.header.parameter import Parameter
from core.header.text import quoted_string
from core.line_length import LINE_OCTETS, end_within
from core.mime.boundary import choose_boundary
from core.mime.draft import (
    Disposition,
    Draft,
    FileDraft,
    MessageDraft,
    MultipartDraft,
    NamedFile,
    TextDraft,
)
from core.mime.entity import Entity
from core.pattern import pattern
from core.span import Source
from core.value import frozen

CRLF = b"\r\n"
# What quoted-printable writes as three octets. RFC 2045 section 6.7.
_ESCAPED = bytes(
    octet
    for octet in range(256)
    if octet == 0x3D or octet > 0x7E or (octet < 0x20 and octet not in b"\t\r\n")
)
FROM = pattern(rb"(?m)^From ")
# Octets that are copied rather than passed on as a piece of their own.
_SMALL = 65_536
_LONGEST_NAME = 200
# Characters of the encoded-word that shares its line with `name="`.
_FIRST_WORD = 68


@frozen
class FilePiece:
    """A place where the shell writes a file, in base64 lines of 76 octets.

    `name` says which file, `size` how many octets of it there must be. What is read in
    multiples of `base64.LINE_OCTETS` octets may be encoded with `base64.encode_lines`
    bit by bit.
    """

    name: str
    size: int

    @property
    def encoded_size(self) -> int:
        """How many octets the base64 lines have, the line ends among them."""
        return base64.encoded_size(self.size)


Piece: TypeAlias = bytes | FilePiece


@frozen
class _Written:
    """A draft as fields, pieces of its body, and those a boundary could stand in.

    `fields` lacks the empty line. `ends` is what has to be put before a delimiter.
    """

    fields: bytes
    body: tuple[Piece, ...]
    plain: tuple[bytes, ...] = ()
    ends: bytes = CRLF


def serialize_entity(source: Source, entity: Entity) -> bytes:
    """Return the octets of `entity` as they stand in `source`: header, body and all."""
    return source[entity.start : entity.stop]


def serialize_draft(
    draft: Draft, seed: bytes, fields: bytes = b""
) -> tuple[Piece, ...]:
    """Return `fields`, the Content fields of `draft`, an empty line, and its body.

    Boundaries are made from `seed`, stand in no part, and differ from each other. The
    same draft and seed give the same pieces.
    """
    written = _write(draft, seed)
    head = b"%b%b\r\n" % (fields, written.fields)
    return _joined((head, *written.body))


def size(pieces: tuple[Piece, ...]) -> int:
    """Return how many octets `pieces` are when they are sent. RFC 1870 section 3."""
    return sum(
        piece.encoded_size if isinstance(piece, FilePiece) else len(piece)
        for piece in pieces
    )


def _joined(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return `pieces` with small neighbours joined, and large ones left alone."""
    joined: list[Piece] = []
    held: list[bytes] = []
    for piece in pieces:
        match piece:
            case bytes() if len(piece) < _SMALL:
                held.append(piece)
            case bytes() | FilePiece():
                if held:
                    joined.append(b"".join(held))
                    held = []
                joined.append(piece)
    if held:
        joined.append(b"".join(held))
    return tuple(joined)


def _write(draft: Draft, seed: bytes) -> _Written:
    match draft:
        case TextDraft():
            return _write_text(draft)
        case FileDraft():
            return _write_file(draft)
        case MessageDraft():
            return _write_message(draft)
        case MultipartDraft():
            return _write_multipart(draft, seed)


def _write_text(draft: TextDraft) -> _Written:
    text, parameters = draft.text, b""
    if draft.flowed:
        delsp = not text.isascii()
        text = flowed.encode(flowed.read_quotes(text), delsp=delsp)
        parameters = b"; format=flowed" + (b"; delsp=yes" if delsp else b"")
    name, octets = charset.encode(text)
    encoding, body = _encode_text(_canonical(octets))
    fields = (
        b"Content-Type: text/%b; charset=%b%b\r\nContent-Transfer-Encoding: %b\r\n"
        % (draft.subtype.encode(), name.encode(), parameters, encoding)
    )
    if encoding == b"7bit":
        return _Written(fields, (body,), (body,))
    return _Written(fields, (body,), (), b"" if encoding == b"base64" else CRLF)


def _canonical(octets: bytes) -> bytes:
    """Return text with CRLF for each line end, and one at the end."""
    if b"\r" in octets:
        octets = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if octets and octets[-1] != 0x0A:
        octets += b"\n"
    return octets.replace(b"\n", b"\r\n")


def _encode_text(octets: bytes) -> tuple[bytes, bytes]:
    """Return the content-transfer-encoding that suits text, and what it makes.

    "From " at the start of a line would be changed in an mbox: RFC 2049 section 3 (4).
    """
    if (
        octets.isascii()
        and b"\0" not in octets
        and not (b"F" in octets and FROM.search(octets))
        and end_within(octets, LINE_OCTETS + len(CRLF))
    ):
        return b"7bit", octets
    escaped = len(octets) - len(octets.translate(None, _ESCAPED))
    if 6 * escaped > len(octets):
        return b"base64", base64.encode_lines(octets)
    return b"quoted-printable", quoted_printable.encode(octets)


def _write_file(draft: FileDraft) -> _Written:
    fields = [
        _content_type(draft.content_type, draft.file_name),
        b"Content-Transfer-Encoding: base64\r\n",
        _disposition(draft.disposition, draft.file_name),
    ]
    if draft.content_id is not None:
        fields.append(b"Content-ID: %b\r\n" % serialize_msg_id(draft.content_id))
    if draft.description is not None:
        fields.append(fold_text("Content-Description", draft.description))
    content = draft.content
    match content:
        case bytes():
            body: Piece = base64.encode_lines(content)
        case NamedFile(name=name, size=octets):
            body = FilePiece(name, octets)
    return _Written(b"".join(fields), (body,), (), b"")


def _write_message(draft: MessageDraft) -> _Written:
    fields = (
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n"
        + _disposition(Disposition.ATTACHMENT, draft.file_name)
    )
    return _Written(fields, (draft.octets,), (draft.octets,))


def _write_multipart(draft: MultipartDraft, seed: bytes) -> _Written:
    written = [
        _write(part, b"%b/%d" % (seed, number))
        for number, part in enumerate(draft.parts)
    ]
    plain = tuple(octets for part in written for octets in part.plain)
    boundary = choose_boundary(seed, plain)
    pieces: list[Piece] = []
    ends = b""
    for part in written:
        pieces.append(b"%b--%b\r\n%b\r\n" % (ends, boundary, part.fields))
        pieces.extend(part.body)
        ends = part.ends
    pieces.append(b"%b--%b--\r\n" % (ends, boundary))
    parameters = [Parameter("boundary", boundary.decode())]
    if draft.subtype == "related":  # RFC 2387 section 3.1 asks for the root's type.
        parameters.insert(0, Parameter("type", _media_type(draft.parts[0])))
    content_type = ContentType(f"multipart/{draft.subtype}", tuple(parameters))
    fields = b"Content-Type: %b\r\n" % serialize_content_type(content_type)
    return _Written(fields, tuple(pieces), plain, b"")


def _media_type(draft: Draft) -> str:
    match draft:
        case TextDraft(subtype=subtype):
            return f"text/{subtype}"
        case FileDraft(content_type=content_type):
            return content_type.media_type
        case MessageDraft():
            return "message/rfc822"
        case MultipartDraft(subtype=subtype):
            return f"multipart/{subtype}"


def _content_type(content_type: ContentType, file_name: str | None) -> bytes:
    """Return the field, with the file's name for programs that read no RFC 2231.

    They look for it here, in quotes, and take encoded-words for it, which RFC 2047
    section 5 does not allow and every other program reads too.
    """
    field = b"Content-Type: " + serialize_content_type(content_type)
    if file_name is None:
        return field + CRLF
    plain = file_name.isascii() and "=?" not in file_name
    if plain and len(file_name) <= _LONGEST_NAME:
        name = quoted_string(file_name).encode()
    else:
        name = b'"%b"' % b"\r\n ".join(encoded_word.encode(file_name, _FIRST_WORD))
    return b"%b;\r\n name=%b\r\n" % (field, name)


def _disposition(disposition: Disposition, file_name: str | None) -> bytes:
    parameters = () if file_name is None else (Parameter("filename", file_name),)
    value = ContentDisposition(disposition.value, parameters)
    return b"Content-Disposition: %b\r\n" % serialize_disposition(value)
