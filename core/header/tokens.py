"""Octets of a structured field body as tokens. RFC 5322 section 3.2.

    Joe (at work) <"joe q"@[10.1]>   ->  atom space comment space < quoted @ literal >

Every octet falls into a token, so that joining them gives the octets again.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from core.header import lexis
from core.pattern import pattern
from core.span import Span

Kind: TypeAlias = Literal[
    "space", "comment", "word", "atom", "quoted", "literal", "special", "junk"
]


class Token(NamedTuple):
    """A run of octets [start, stop) of one kind; `octets` are its own.

    A "word" is an encoded-word, "special" is one of `<>,:;@.`, and "junk" is an octet
    that begins nothing: a control, a parenthesis, quote or bracket without its other.
    """

    kind: Kind
    octets: bytes
    start: int
    stop: int

    @property
    def span(self) -> Span:
        """Where the token stands."""
        return Span(self.start, self.stop)

    @property
    def is_blank(self) -> bool:
        """Whether the token means nothing: CFWS. RFC 5322 section 3.2.2."""
        return self.kind in {"space", "comment"}


# A quoted-pair outside quotes is junk as a whole. Otherwise an escaped quote could
# begin a quoted-string, and a row of them be searched to the end from each.
ANY_TOKEN = pattern(
    rb"(?s)(?P<space>[ \t\r\n]++)"
    rb"|(?P<word>" + lexis.ENCODED_WORD_TOKEN + rb")"
    rb"|(?P<atom>[%b](?:[%b]++|=(?!%b))*+)"
    % (lexis.ATEXT, lexis.ATEXT.replace(b"=", b""), lexis.ENCODED_WORD_TOKEN[1:])
    + rb'|(?P<quoted>"(?:[^"\\]++|\\.)*+")'
    rb"|(?P<comment>\((?:[^()\\]++|\\.)*+\))"
    rb"|(?P<nest>\()"
    rb"|(?P<literal>\[(?:[^\[\]\\]++|\\.)*+\])"
    rb"|(?P<special>[<>,:;@.])"
    rb"|(?P<junk>\\.|.)"
)


def tokens(octets: bytes, start: int = 0) -> Iterator[Token]:
    """Yield the tokens of `octets` from offset `start` on. Linear in the input."""
    stops: dict[int, int] | None = None
    at = start
    while match := ANY_TOKEN.match(octets, at):
        stop = match.end()
        kind: Kind
        match match.lastgroup:
            case "nest":
                if stops is None:
                    stops = _comment_stops(octets, at)
                kind = "comment" if at in stops else "junk"
                stop = stops.get(at, stop)
            case (
                "space"
                | "word"
                | "atom"
                | "quoted"
                | "comment"
                | "literal"
                | "special" as kind
            ):
                pass
            case _:
                kind = "junk"
        yield Token(kind, octets[at:stop], at, stop)
        at = stop


def _comment_stops(octets: bytes, start: int) -> dict[int, int]:
    """Return where each parenthesis from `start` on is closed, by its offset."""
    stops: dict[int, int] = {}
    opened: list[int] = []
    for match in lexis.PARENTHESIS.finditer(octets, start):
        if match[0] == b"(":
            opened.append(match.start())
        elif match[0] == b")" and opened:
            stops[opened.pop()] = match.end()
    return stops


def unquoted(octets: bytes) -> bytes:
    """Return what a quoted-string, comment or literal holds, its frame taken off.

    Folds are undone and quoted-pairs stand for their second octet.
    RFC 5322 sections 3.2.1, 3.2.2 and 3.2.4.
    """
    inner = octets[1:-1]
    if b"\n" in inner:
        inner = lexis.FOLD.sub(b"", inner)
    return lexis.QUOTED_PAIR.sub(rb"\1", inner) if b"\\" in inner else inner


def without_comments(octets: bytes) -> bytes:
    """Return `octets` with a space for each octet of a comment: offsets stay."""
    if b"(" not in octets:
        return octets
    return b"".join(
        b" " * len(token.octets) if token.kind == "comment" else token.octets
        for token in tokens(octets)
    )
