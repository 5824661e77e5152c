"""What a mailing list says of itself. RFC 2369, RFC 2919, RFC 8058."""

from enum import Enum
from itertools import islice
from typing import TypeAlias

from attrs import Attribute, field
from attrs.validators import optional

from core.defect import Defect, DefectKind, Parsed
from core.findings import capped
from core.header import lexis
from core.header.text import decode_raw, phrase_text, serialize_phrase
from core.header.tokens import tokens, without_comments
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# Contents of a field: URLs in angle brackets, commas between, comments about.
# Blanks within the brackets are to be ignored.              RFC 2369 section 2
URL_TEXT = pattern(r"[^\x00-\x20<>\x7f\ud800-\udfff]++")
PIECE = pattern(
    rb"(?s)<(?P<url>[^<>]++)>"
    rb"|(?P<between>[ \t\r\n,]++|\((?:[^()\\]++|\\.)*+\))"
    rb"|(?P<bare>[A-Za-z][A-Za-z0-9+.\-]*+:[^<>, \t\r\n]++)"
    rb"|[^<>(, \t\r\n]++|."
)
BLANKS_TEXT = pattern(r"[ \t\r\n]++")
# The most tokens in a List-Id that are read.
LONGEST = 1_000
NO = pattern(rb"(?i)[ \t\r\n]*+NO[ \t\r\n]*+")
# list-id-header = "List-ID:" [phrase] "<" list-id ">" CRLF   RFC 2919 section 3
# List-Unsubscribe=One-Click                                  RFC 8058 section 3.1
ONE_CLICK = pattern(rb"(?i)[ \t\r\n]*+List-Unsubscribe=One-Click[ \t\r\n]*+")


class ListPosting(Enum):
    """What a List-Post field says instead of URLs. RFC 2369 section 3.4."""

    NO = "NO"
    """Posting is not allowed on this list."""


class UnsubscribePost(Enum):
    """What a List-Unsubscribe-Post field says. RFC 8058 section 3.1."""

    ONE_CLICK = "List-Unsubscribe=One-Click"
    """A POST of this to the HTTPS URL of List-Unsubscribe unsubscribes."""


def _are_urls(
    _: object, at: "Attribute[tuple[str, ...]]", urls: tuple[str, ...]
) -> None:
    if not all(map(URL_TEXT.fullmatch, urls)):
        raise ValueError(f"ListUrls.{at.name} must have no blank, < or >: {urls!r}")


@frozen
class ListUrls:
    """Where to go, the best way first. RFC 2369 section 2.

    Raises ValueError for a URL with blanks, angle brackets or controls.
    """

    urls: tuple[str, ...] = field(validator=_are_urls)


@frozen
class ListId:
    """The name of a list that never changes, and what people call it. RFC 2919.

    Raises ValueError unless `identifier` is a dot-atom, `description` one line.
    """

    identifier: str = field(validator=lexis.fits(lexis.DOT_ATOM_TEXT, "a dot-atom"))
    description: str | None = field(
        default=None, validator=optional(lexis.fits(lexis.LINE_TEXT, "one line"))
    )


ListPost: TypeAlias = ListUrls | ListPosting


def parse_list_urls(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> Parsed[ListUrls]:
    """Return the URLs of a List-Help, -Unsubscribe, -Subscribe, -Owner or -Archive.

    A URL without its brackets is LIST_ANGLE; other text, and what a URL can not
    hold, is LIST_JUNK. More URLs than `limits.fields` are LIMIT_MEMBERS.
    """
    urls: list[str] = []
    defects: list[Defect] = []
    for piece in PIECE.finditer(octets):
        if piece["between"] is not None:
            continue
        span = Span(*piece.span())
        if len(urls) == limits.fields or len(defects) > limits.defects:
            rest = Span(span.start, len(octets))
            defects.append(Defect(DefectKind.LIMIT_MEMBERS, rest))
            break
        text = decode_raw(piece["url"] or piece["bare"] or b"").value
        url = BLANKS_TEXT.sub("", text)
        if URL_TEXT.fullmatch(url) is None:
            defects.append(Defect(DefectKind.LIST_JUNK, span))
            continue
        urls.append(url)
        if piece["bare"] is not None:
            defects.append(Defect(DefectKind.LIST_ANGLE, span))
    return Parsed(ListUrls(tuple(urls)), capped(defects, limits))


def parse_list_post(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> Parsed[ListPost]:
    """Return where to post, or that nobody may. RFC 2369 section 3.4.

    Defects are those of `parse_list_urls`.
    """
    if NO.fullmatch(without_comments(octets)):
        return Parsed(ListPosting.NO)
    return parse_list_urls(octets, limits)


def serialize_list_post(post: ListPost) -> bytes:
    """Return the octets of a List-Post or any other field of URLs, on one line."""
    match post:
        case ListUrls(urls=urls):
            return b", ".join(b"<%b>" % url.encode() for url in urls)
        case ListPosting.NO:
            return b"NO"


def parse_list_id(octets: bytes) -> Parsed[ListId | None]:
    """Return the identifier of a list and its description. RFC 2919 section 3.

    None without a list-id (LIST_ID_MALFORMED); one without its brackets is
    LIST_ANGLE; defects of the description are those of `phrase_text`.
    """
    whole = Span(0, len(octets))
    found = list(islice(tokens(octets), LONGEST))
    held = [i for i, token in enumerate(found) if not token.is_blank]
    opened = [i for i in held if found[i].octets == b"<"]
    closed = [i for i in held if found[i].octets == b">"]
    start = opened[-1] if opened else (held[0] - 1 if held else -1)
    stop = closed[-1] if closed else len(found)
    # Blanks within are ignored, as RFC 2369 section 2 has it for URLs.
    inner = b"".join(t.octets for t in found[start + 1 : stop] if not t.is_blank)
    identifier = decode_raw(inner).value
    if lexis.DOT_ATOM_TEXT.fullmatch(identifier) is None:
        return Parsed(None, (Defect(DefectKind.LIST_ID_MALFORMED, whole),))
    if not opened or not closed:
        angle = Defect(DefectKind.LIST_ANGLE, whole)
        return Parsed(ListId(identifier), (angle,))
    phrase = found[:start]
    if all(token.is_blank for token in phrase):
        return Parsed(ListId(identifier))
    description = phrase_text(phrase)
    return Parsed(ListId(identifier, description.value), description.defects)


def serialize_list_id(list_id: ListId) -> bytes:
    """Return the octets of a List-Id field on one line. RFC 2919 section 3."""
    identifier = b"<%b>" % list_id.identifier.encode()
    if list_id.description is None:
        return identifier
    return serialize_phrase(list_id.description) + b" " + identifier


def parse_unsubscribe_post(octets: bytes) -> Parsed[UnsubscribePost | None]:
    """Return what a List-Unsubscribe-Post field says. RFC 8058 section 3.1.

    None for anything but one-click, as LIST_POST_MALFORMED.
    """
    if ONE_CLICK.fullmatch(octets):
        return Parsed(UnsubscribePost.ONE_CLICK)
    whole = Span(0, len(octets))
    return Parsed(None, (Defect(DefectKind.LIST_POST_MALFORMED, whole),))


def serialize_unsubscribe_post(post: UnsubscribePost) -> bytes:
    """Return the octets of a List-Unsubscribe-Post field."""
    return post.value.encode()
