"""What is wrong with the fields and bodies of a tree, found when asked.

`parse` finds what is wrong with the tree itself. All offsets count from the source.
"""

from collections.abc import Iterable, Iterator

from core.defect import Defect, DefectKind
from core.findings import moved
from core.header.address import parse_address_list
from core.header.authentication import parse_authentication_results
from core.header.content import (
    parse_content_type,
    parse_disposition,
    parse_transfer_encoding,
)
from core.header.date import parse_date
from core.header.field import NAME_AND_COLON, Field, Header, parse_header
from core.header.list import (
    parse_list_id,
    parse_list_post,
    parse_list_urls,
    parse_unsubscribe_post,
)
from core.header.msg_id import parse_msg_id, parse_msg_id_list
from core.header.text import parse_phrase_list, parse_text
from core.header.trace import parse_received, parse_return_path
from core.limits import DEFAULT_LIMITS, Limits
from core.mime import body
from core.mime.entity import Entity, Leaf
from core.mime.walk import entities, leaves
from core.span import Source, Span

REQUIRED = frozenset({"date", "from"})


def defects_of(
    source: Source, entity: Entity, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Defect]:
    """Yield the defects of all fields and bodies in `entity`, in no certain order."""
    whole = entity.stop - entity.start == len(source)
    for each in entities(entity):
        octets = source[each.start : each.header_stop]
        header = parse_header(octets, limits)
        if header.defects:
            yield from moved(header.defects, each.start)
        if whole and each is entity:
            yield from missing_fields(header.value, each.header_stop)
        yield from field_defects(header.value.fields, each.start, limits)
    for leaf in leaves(entity):
        yield from leaf_defects(source, leaf)


def missing_fields(header: Header, at: int) -> tuple[Defect, ...]:
    """Return a FIELD_MISSING at offset `at` for Date, and for From, if it is not there.

    RFC 5322 section 3.6. RFC 2046 section 5.2.1 asks neither of a message within
    another.
    """
    missing = REQUIRED - header.named.keys()
    return (Defect(DefectKind.FIELD_MISSING, Span(at, at)),) * len(missing)


def field_defects(
    fields: Iterable[Field], start: int, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Defect]:
    """Yield the defects of field bodies, the first field of which starts at `start`."""
    for field in fields:
        octets = field.octets
        name = NAME_AND_COLON.match(octets)
        if name is not None:
            at = name.end()
            text = octets[at:].removesuffix(b"\n").removesuffix(b"\r")
            lower = str(name[1], "utf-8", "replace").lower()
            if defects := _body_defects(lower, text, limits):
                yield from moved(defects, start + at)
        start += len(octets)


def _body_defects(name: str, octets: bytes, limits: Limits) -> tuple[Defect, ...]:
    """Return the defects of a field body, read as its name asks.

    RFC 5322 section 3.6, RFC 2045; what others write on the way stands in
    `_passing_defects`.
    """
    match name.removeprefix("resent-"):
        case "from" | "sender" | "reply-to" | "to" | "cc" | "bcc":
            return parse_address_list(octets, limits).defects
        case "date":
            return parse_date(octets).defects
        case "message-id" | "content-id":
            return parse_msg_id(octets).defects
        case "in-reply-to" | "references":
            return parse_msg_id_list(octets, limits).defects
        case "keywords":
            return parse_phrase_list(octets, limits).defects
        case "content-type":
            return parse_content_type(octets, limits).defects
        case "content-disposition":
            return parse_disposition(octets, limits).defects
        case "content-transfer-encoding":
            return parse_transfer_encoding(octets).defects
        case _:
            return _passing_defects(name, octets, limits)


def _passing_defects(name: str, octets: bytes, limits: Limits) -> tuple[Defect, ...]:
    """Return the defects of a field body that servers or mailing lists have written.

    RFC 5322 section 3.6.7, RFC 2369, RFC 2919, RFC 8058, RFC 8601. Of any other
    name it is text.
    """
    match name:
        case "received":
            return parse_received(octets, limits).defects
        case "return-path":
            return parse_return_path(octets).defects
        case "list-id":
            return parse_list_id(octets).defects
        case "list-post":
            return parse_list_post(octets, limits).defects
        case (
            "list-help"
            | "list-unsubscribe"
            | "list-subscribe"
            | "list-owner"
            | "list-archive"
        ):
            return parse_list_urls(octets, limits).defects
        case "list-unsubscribe-post":
            return parse_unsubscribe_post(octets).defects
        case "authentication-results":
            return parse_authentication_results(octets, limits).defects
        case _ if octets.isascii() and b"=?" not in octets:
            return ()  # Nothing can be wrong with such text.
        case _:
            return parse_text(octets).defects


def leaf_defects(source: Source, leaf: Leaf) -> tuple[Defect, ...]:
    """Return the defects of the body of `leaf`: as text if it is text."""
    if leaf.content.content_type.media_type.startswith(("text/", "multipart/")):
        return body.text_defects(source, leaf)
    return body.decode(source, leaf).defects
