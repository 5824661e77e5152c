"""URLs that name a message or a part by its identifier: cid and mid. RFC 2392."""

from typing import TypeAlias

from core.defect import Defect, DefectKind, Parsed
from core.header import lexis
from core.header.msg_id import MsgId
from core.header.text import decode_raw
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# cid-url = "cid" ":" content-id
# mid-url = "mid" ":" message-id [ "/" content-id ]        RFC 2392 section 2
# Each identifier without its brackets, percent-encoded where a URL asks for it.
ID_URL = pattern(
    rb"(?i)[ \t\r\n]*+(?:(?P<cid>cid)|mid):(?P<first>[^/ \t\r\n]*+)"
    rb"(?:/(?P<part>[^ \t\r\n]*+))?[ \t\r\n]*+"
)
# uchar of RFC 1738, and "@". A slash would divide, so it is encoded too.
TO_ENCODE = pattern(rb"[^A-Za-z0-9$\-_.+!*'(),@&=:;]")


@frozen
class PartUrl:
    """A cid URL: the part with that Content-ID, in the same message. RFC 2392."""

    content_id: MsgId


@frozen
class MessageUrl:
    """A mid URL: a message, or the part of it with that Content-ID. RFC 2392."""

    message_id: MsgId
    content_id: MsgId | None = None


IdUrl: TypeAlias = PartUrl | MessageUrl


def parse_id_url(octets: bytes) -> Parsed[IdUrl | None]:
    """Return what a cid or mid URL names. RFC 2392 section 2.

    None for any other URL, as ID_URL_MALFORMED; so too if an identifier is missing
    or is more than one.
    """
    match = ID_URL.fullmatch(octets)
    malformed = Defect(DefectKind.ID_URL_MALFORMED, Span(0, len(octets)))
    if match is None:
        return Parsed(None, (malformed,))
    if match["cid"] is not None:
        # Programs leave a slash in a cid as it is; there it divides nothing.
        content_id = _identifier(octets[match.start("first") :].rstrip(b" \t\r\n"))
        return Parsed(PartUrl(content_id)) if content_id else Parsed(None, (malformed,))
    message_id = _identifier(match["first"])
    part = None if match["part"] is None else _identifier(match["part"])
    if message_id is None or (part is None and match["part"] is not None):
        return Parsed(None, (malformed,))
    return Parsed(MessageUrl(message_id, part))


def serialize_id_url(url: IdUrl) -> bytes:
    """Return the octets of the URL. RFC 2392 section 2."""
    match url:
        case PartUrl(content_id=content_id):
            return b"cid:" + _encoded(content_id)
        case MessageUrl(message_id=message_id, content_id=part):
            named = b"" if part is None else b"/" + _encoded(part)
            return b"mid:" + _encoded(message_id) + named


def _identifier(octets: bytes) -> MsgId | None:
    decoded = lexis.PERCENT.sub(
        lambda match: bytes.fromhex(str(match[1], "ascii")), octets
    )
    left, at, right = decode_raw(decoded).value.rpartition("@")
    try:
        return MsgId(left, right) if at else MsgId(right, None)
    except ValueError:
        return None


def _encoded(msg_id: MsgId) -> bytes:
    return TO_ENCODE.sub(lambda match: b"%%%02X" % match[0][0], msg_id.text.encode())
