"""Text in field bodies: unstructured, and phrases. RFC 5322 sections 3.2.5 and 3.6.5.

Every text handed out here is decoded (RFC 2047), holds no lone surrogate and, where
its name says line, nothing that ends a line.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain

from core.codec import charset, encoded_word
from core.defect import Defect, DefectKind, Parsed
from core.findings import capped
from core.header import lexis
from core.header.tokens import Token, tokens, unquoted
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span

# Name and body of each field, folds included; a line that is no field has no name.
FIELD_TEXT = pattern(
    r"([^: \t\r\n]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?+"
    r"|[^\n]*+\n?+(?:[ \t][^\n]*+\n?+)*+"
)
LINE_END_TEXT = pattern(r"[ \t]*+[\r\n]++[ \t\r\n]*+")
# A phrase in which nothing has to be taken off, put together or reported.
ATOMS = pattern(rb"[%b]++(?: [%b]++)*+" % (lexis.ATEXT, lexis.ATEXT))
TO_ESCAPE_TEXT = pattern(r"[()\\]")
# What a phrase can be written as without quotes: atoms with a space between.
ATOMS_TEXT = pattern(r"[!#-'*+\-/-9=?A-Z^-~]++(?: [!#-'*+\-/-9=?A-Z^-~]++)*+")


def parse_text(octets: bytes) -> Parsed[str]:
    """Return the text of an unstructured field body. RFC 5322 section 3.2.5.

    Unfolded, encoded-words decoded, blanks at both ends taken off. Octets above 127
    that are not UTF-8 (RFC 6532) are read as the likeliest older charset. Defects
    are those of `encoded_word.decode`.
    """
    body = octets.strip(b" \t\r\n")
    folded = b"\n" in body
    decoded = encoded_word.decode(lexis.FOLD.sub(b"", body) if folded else body)
    if not decoded.defects:
        return decoded
    lead = len(octets) - len(octets.lstrip(b" \t\r\n"))
    # Where each fold stood among the octets that are left, and how long it was.
    cuts: list[int] = []
    removed = [0]
    for fold in lexis.FOLD.finditer(body):
        cuts.append(fold.start() - removed[-1])
        removed.append(removed[-1] + fold.end() - fold.start())

    def place(at: int) -> int:
        return lead + at + removed[bisect_right(cuts, at)]

    return Parsed(
        decoded.value,
        tuple(
            Defect(each.kind, Span(place(each.span.start), place(each.span.stop)))
            for each in decoded.defects
        ),
    )


def section_fields(octets: bytes) -> tuple[tuple[str, str], ...]:
    """Return name and body of each field of a header section, in order, quickly.

    As `parse_header` and `Field` would say, without a value for each field. What is
    not UTF-8 is escaped, so that `field_octets` gives it back. A line that is no
    field has no name and no body.
    """
    return tuple(FIELD_TEXT.findall(octets.decode("utf-8", "surrogateescape")))


def field_octets(text: str) -> bytes:
    """Return the octets of a name or body of `section_fields`."""
    return text.encode("utf-8", "surrogateescape")


def section_texts(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return name and text of each of `section_fields` that has a name, in order."""
    texts: list[tuple[str, str]] = []
    for name, body in fields:
        text = body.strip(" \t\r\n")
        if "\n" in text:  # Each that is left begins a fold.
            text = text.replace("\r\n", "").replace("\n", "")
        # One octet is sooner looked for than two.
        if ("?" in text and "=?" in text) or not text.isascii():
            text = encoded_word.decode(field_octets(text)).value
        if name.isascii():
            texts.append((name, text))
        else:
            texts.append((field_octets(name).decode("utf-8", "replace"), text))
    return tuple([each for each in texts if each[0]])


def decode_raw(octets: bytes) -> Parsed[str]:
    """Return the text of octets in which encoded-words mean nothing: a quoted-string.

    UTF-8 (RFC 6532), else the likeliest older charset as CHARSET_EIGHT_BIT.
    """
    try:
        return Parsed(str(octets, "utf-8"))
    except UnicodeDecodeError:
        return charset.decode(octets, "us-ascii")


def one_line(text: str) -> str:
    """Return `text` as one line: line ends are a space, other controls U+FFFD."""
    if lexis.CONTROL_TEXT.search(text) is None:
        return text
    return lexis.CONTROL_TEXT.sub("\ufffd", LINE_END_TEXT.sub(" ", text).strip(" "))


def comment_text(comment: Token) -> str:
    """Return what a comment says, as one line. RFC 5322 section 3.2.2."""
    inner = lexis.FWS.sub(b" ", unquoted(comment.octets)).strip(b" ")
    return one_line(encoded_word.decode(inner).value)


def serialize_comment(text: str) -> bytes:
    """Return the octets of a comment that says `text`, of one line."""
    plain = text.isascii() and "=?" not in text and " ".join(text.split()) == text
    if plain:
        return b"(" + TO_ESCAPE_TEXT.sub(r"\\\g<0>", text).encode() + b")"
    return b"(" + b" ".join(encoded_word.encode(text)) + b")"


def phrase_text(phrase: Sequence[Token]) -> Parsed[str]:
    """Return the text of the tokens of a phrase, as one line. RFC 5322 section 3.2.5.

    Words stand a space apart where blanks or comments part them. Dots are
    OBSOLETE_SYNTAX; other specials are kept as PHRASE_MALFORMED, but for a quote
    without its other, which is left out. PHRASE_CONTROL: see `one_line`.
    """
    texts: list[str] = []
    run: list[Token] = []
    defects: list[Defect] = []
    for token in phrase:
        match token.kind:
            case "quoted":
                texts.append(_run_text(run, defects))
                decoded = decode_raw(unquoted(token.octets))
                texts.append(decoded.value)
                defects += [Defect(each.kind, token.span) for each in decoded.defects]
                run = []
            case "space" | "comment" if not texts and not run:
                pass
            case _:
                run.append(token)
    while run and run[-1].is_blank:
        run.pop()
    texts.append(_run_text(run, defects))
    text = "".join(texts)
    line = one_line(text)
    if line != text:
        span = Span(phrase[0].start, phrase[-1].stop)
        defects.append(Defect(DefectKind.PHRASE_CONTROL, span))
    return Parsed(line, tuple(defects))


def _run_text(run: Sequence[Token], defects: list[Defect]) -> str:
    """Return the text of tokens without quotes; encoded-words among them are joined."""
    if not run:
        return ""
    span = Span(run[0].start, run[-1].stop)
    pieces: list[bytes] = []
    for token in run:
        match token.kind:
            case "space" | "comment":
                if not pieces or pieces[-1] != b" ":
                    pieces.append(b" ")
            case "word" | "atom":
                pieces.append(token.octets)
            case "special" if token.octets == b".":
                pieces.append(b".")
                defects.append(Defect(DefectKind.OBSOLETE_SYNTAX, token.span))
            case _:
                kept = b"" if token.octets == b'"' else token.octets
                pieces.append(lexis.QUOTED_PAIR.sub(rb"\1", kept))
                defects.append(Defect(DefectKind.PHRASE_MALFORMED, token.span))
    decoded = encoded_word.decode(b"".join(pieces))
    defects += [Defect(each.kind, span) for each in decoded.defects]
    return decoded.value


def parse_phrase(octets: bytes) -> Parsed[str]:
    """Return the text of a phrase, a display name for instance. RFC 5322 section 3.2.5.

    Defects are those of `phrase_text`.
    """
    if ATOMS.fullmatch(octets):
        decoded = encoded_word.decode(octets)
        if lexis.CONTROL_TEXT.search(decoded.value) is None:
            return decoded
    return phrase_text(tuple(tokens(octets)))


def parse_phrase_list(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> Parsed[tuple[str, ...]]:
    """Return the phrases of a Keywords field. RFC 5322 section 3.6.5.

    Empty members are OBSOLETE_SYNTAX and left out; of more than `limits.fields`
    the rest is LIMIT_MEMBERS. Otherwise defects are those of `phrase_text`.
    """
    found: list[str] = []
    defects: list[Defect] = []
    phrase: list[Token] = []
    end = Token("special", b",", len(octets), len(octets))
    for token in chain(tokens(octets), (end,)):
        if token.octets != b"," or token.kind != "special":
            phrase.append(token)
            continue
        if len(found) == limits.fields:
            start = phrase[0].start if phrase else token.start
            defects.append(Defect(DefectKind.LIMIT_MEMBERS, Span(start, len(octets))))
            break
        if all(each.is_blank for each in phrase):
            if found or token is not end:
                defects.append(Defect(DefectKind.OBSOLETE_SYNTAX, token.span))
        else:
            parsed = phrase_text(phrase)
            found.append(parsed.value)
            defects += parsed.defects
        phrase = []
    return Parsed(tuple(found), capped(defects, limits))


def quoted_string(text: str) -> str:
    """Return `text`, of one line, in quotes. RFC 5322 section 3.2.4."""
    return '"' + lexis.TO_QUOTE_TEXT.sub(r"\\\g<0>", text) + '"'


def serialize_phrase(text: str) -> bytes:
    """Return the octets of a phrase of one line: atoms, quoted, or encoded-words.

    Only what is not US-ASCII is encoded. RFC 5322 section 3.2.5, RFC 2047 section 5.
    """
    if not text.isascii():
        return b" ".join(encoded_word.encode(text))
    return (text if is_atoms(text) else quoted_string(text)).encode()


def is_atoms(text: str) -> bool:
    """Return whether a phrase can be written as it stands. RFC 5322 section 3.2.5."""
    return ATOMS_TEXT.fullmatch(text) is not None and "=?" not in text


def serialize_phrase_list(phrases: tuple[str, ...]) -> bytes:
    """Return the octets of a Keywords field, a comma and a space between."""
    return b", ".join(map(serialize_phrase, phrases))
