"""MIME parameters and their continuations. RFC 2045 section 5.1, RFC 2231."""

from binascii import unhexlify
from codecs import BOM_UTF8

from core.codec import charset, charset_name, encoded_word
from core.defect import Defect, DefectKind, Parsed
from core.header import lexis
from core.header.comment import blank_comments
from core.header.section import ATTRIBUTE, FILE_NAMES, TOKEN, Section, scan
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span
from core.value import frozen

TOKEN_TEXT = pattern(TOKEN.decode())
ATTRIBUTE_TEXT = pattern(ATTRIBUTE.decode())
LANGUAGE_TEXT = pattern(r"[A-Za-z0-9-]++")
# A parameter in plain US-ASCII, neither folded nor quoted within, of one section and
# without "?", hence no encoded-word.
PLAIN = pattern(
    rb";[ \t\r\n]*+(" + ATTRIBUTE + rb")[ \t]*+=[ \t]*+"
    rb'(?:"([^"\\\r\n?\x80-\xff]*+)"|(' + TOKEN + rb"))[ \t\r\n]*+(?=;|\Z)"
)
# extended-initial-value := [charset] "'" [language] "'" extended-other-values
# ext-octet := "%" 2(DIGIT / "A" / "B" / "C" / "D" / "E" / "F")
EXTENDED = pattern(rb"([^']*+)'([^']*+)'")
# Some programs leave out the language and one of its quotes.
WITHOUT_LANGUAGE = pattern(rb"([A-Za-z]++-[0-9A-Za-z\-]++)'")
# Some programs name the charset in every section.
OPENED_AGAIN = pattern(rb"([^']++)'(?:[A-Za-z0-9-]*+')?")
PERCENT_BROKEN = pattern(rb"%(?![0-9A-Fa-f]{2})")
# How many characters of an extended value stand on one line. RFC 2231 section 3
# has continuations so that lines stay short.
SECTION_CHARACTERS = 48
PRINTABLE_TEXT = pattern("[ -~]*+")
# What stands for itself in an extended value: attribute-char, less what people
# and programs often mistake.
BARE = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`{|}~"
)


@frozen(init=False)
class Parameter:
    """A name, in lower case, and its value as text. RFC 2045 section 5.1, RFC 2231.

    The value is decoded and may hold any character, also such as no file may
    have in its name. `language` is the tag of RFC 2231 section 5 where one is
    given. Raises ValueError if `name` is no token or has one of "*'%", if `value`
    has a lone surrogate, and if `language` has more than letters, digits and "-".
    """

    name: str
    value: str
    language: str | None = None

    def __init__(self, name: str, value: str, language: str | None = None) -> None:
        if not ATTRIBUTE_TEXT.fullmatch(name):
            raise ValueError(f"Parameter.name must be a token, not {name!r}")
        if not value.isascii() and lexis.SURROGATE_TEXT.search(value):
            raise ValueError(f"Parameter.value must be text, not {value!r}")
        if language is not None and not LANGUAGE_TEXT.fullmatch(language):
            raise ValueError(
                f"Parameter.language must be a language tag, not {language!r}"
            )
        self.__attrs_init__(name, value, language)


def plain_parameter(name: bytes, value: bytes) -> Parameter:
    """Return a parameter of PLAIN, which needs no second look at its characters."""
    parameter = Parameter.__new__(Parameter)
    parameter.__attrs_init__(str(name, "ascii").lower(), str(value, "ascii"))
    return parameter


def parse_parameters(
    octets: bytes, start: int = 0, limits: Limits = DEFAULT_LIMITS
) -> Parsed[tuple[Parameter, ...]]:
    """Return the parameters of a field body from offset `start`, before a ";".

    Each name stands once, where it first stood, its continuations joined; an
    extended value (`filename*`) goes before a plain one. RFC 2231 sections 3, 4.
    Defects are those named PARAMETER_, and LIMIT_MEMBERS past `Limits.fields`.
    """
    plain = plain_parameters(octets, start, limits)
    if plain is not None:
        return Parsed(plain)
    found = scan(blank_comments(octets), start, limits)
    joined = _join(found.value)
    return Parsed(joined.value, found.defects + joined.defects)


def plain_parameters(
    octets: bytes, start: int, limits: Limits
) -> tuple[Parameter, ...] | None:
    """Return the parameters from offset `start` on, None if one of them is not PLAIN.

    Also if a name is given twice, or more are given than `Limits.fields`.
    """
    found: list[Parameter] = []
    at = start
    while match := PLAIN.match(octets, at):
        name, quoted, token = match.groups()
        found.append(plain_parameter(name, quoted if token is None else token))
        at = match.end()
    if at < len(octets):
        return None
    if len(found) > 1:
        names = {parameter.name for parameter in found}
        if not len(names) == len(found) <= limits.fields:
            return None
    return tuple(found)


def _join(found: tuple[Section, ...]) -> Parsed[tuple[Parameter, ...]]:
    """Return the parameters that the sections `found` make."""
    named: dict[str, list[Section]] = {}
    for section in found:
        named.setdefault(section.name, []).append(section)
    parameters: list[Parameter] = []
    defects: list[Defect] = []
    for name, sections in named.items():
        chosen, kinds = _chosen(sections)
        if any(each.extended for each in chosen):
            value, language = _extended(chosen, kinds)
        else:
            octets = b"".join([each.octets for each in chosen])
            value, language = _plain(name, octets, kinds), None
        parameters.append(Parameter(name, value, language))
        span = Span(sections[0].span.start, sections[-1].span.stop)
        defects += [Defect(kind, span) for kind in kinds]
    return Parsed(tuple(parameters), tuple(defects))


def _chosen(sections: list[Section]) -> tuple[list[Section], list[DefectKind]]:
    """Return the sections of one name that make its value, in order."""
    kinds: list[DefectKind] = []
    plain = [each for each in sections if each.number is None and not each.extended]
    extended = [each for each in sections if each.number is None and each.extended]
    numbered = [each for each in sections if each.number is not None]
    first = {each.number or 0: each for each in reversed(numbered)}
    forms = bool(plain) + bool(extended) + bool(numbered)
    twice = forms > 1 and sections[0].name not in FILE_NAMES
    if len(extended) > 1 or len(plain) > 1 or twice:
        kinds.append(DefectKind.PARAMETER_REPEATED)
    if len(first) < len(numbered) or (first and max(first) != len(first) - 1):
        kinds.append(DefectKind.PARAMETER_CONTINUATION_BROKEN)
    chosen = extended[:1] or [first[number] for number in sorted(first)] or plain[:1]
    return chosen, kinds


def _plain(name: str, octets: bytes, kinds: list[DefectKind]) -> str:
    """Return the text of a value that is not extended."""
    if not octets.isascii():
        kinds.append(DefectKind.PARAMETER_RAW_8BIT)
    # What looks like an encoded-word in a boundary is there by chance.
    if name == "boundary":
        return charset.decode(octets, "utf-8").value
    text = encoded_word.decode(octets).value
    if b"=?" in octets and text.encode() != octets:
        kinds.append(DefectKind.PARAMETER_ENCODED_WORD)
    return text


def _extended(
    sections: list[Section], kinds: list[DefectKind]
) -> tuple[str, str | None]:
    """Return the text and the language of a value with sections in hex octets."""
    name, language = "", None
    decoded: list[bytes] = []
    for index, section in enumerate(sections):
        octets = section.octets
        if section.extended:
            if index == 0:
                name, language, octets = _opened(octets, kinds)
            elif again := _opened_again(octets, name):
                kinds.append(DefectKind.PARAMETER_CONTINUATION_BROKEN)
                octets = octets[again:]
            if PERCENT_BROKEN.search(octets):
                kinds.append(DefectKind.PARAMETER_PERCENT_BROKEN)
            octets = lexis.PERCENT.sub(lambda match: unhexlify(match[1]), octets)
        decoded.append(octets)
    octets = b"".join(decoded)
    if name.strip():
        # A byte order mark is a character of so short a text.
        mark = "\ufeff" if octets.startswith(BOM_UTF8) else ""
        return mark + charset.decode(octets, name).value, language
    kinds.append(DefectKind.PARAMETER_CHARSET_MISSING)
    return encoded_word.decode(octets).value, language


def _opened(octets: bytes, kinds: list[DefectKind]) -> tuple[str, str | None, bytes]:
    """Return the charset and the language of an extended value, and the rest of it."""
    if opening := EXTENDED.match(octets):
        tag = str(opening[2], "latin-1")
        language = tag if LANGUAGE_TEXT.fullmatch(tag) else None
        return str(opening[1], "latin-1"), language, octets[opening.end() :]
    opening = WITHOUT_LANGUAGE.match(octets)
    name = "" if opening is None else str(opening[1], "ascii")
    if opening is None or charset_name.find(name) is None:
        return "", None, octets
    kinds.append(DefectKind.PARAMETER_CHARSET_MISSING)
    return name, None, octets[opening.end() :]


def _opened_again(octets: bytes, name: str) -> int:
    """Return how many octets name the charset of the first section once more."""
    opening = OPENED_AGAIN.match(octets)
    if opening is None or not name or str(opening[1], "latin-1") != name:
        return 0
    return opening.end()


def serialize_parameter(parameter: Parameter) -> tuple[bytes, ...]:
    """Return the sections of a parameter, each without ";" and short for one line.

    A value in printable US-ASCII of up to 60 characters is a token or a
    quoted-string. Any other is extended, in UTF-8, and continued where it is long;
    no character is split. RFC 2231 sections 3, 4.
    """
    name, value = parameter.name.encode(), parameter.value
    plain = parameter.language is None and len(value) <= 60 and "=?" not in value
    if plain and TOKEN_TEXT.fullmatch(value):
        return (name + b"=" + value.encode(),)
    if plain and PRINTABLE_TEXT.fullmatch(value):
        quoted = lexis.TO_QUOTE_TEXT.sub(r"\\\g<0>", value)
        return (name + b'="' + quoted.encode() + b'"',)
    lines = [b""]
    for character in value:
        encoded = b"".join(
            b"%c" % octet if octet in BARE else b"%%%02X" % octet
            for octet in character.encode()
        )
        if len(lines[-1]) + len(encoded) > SECTION_CHARACTERS:
            lines.append(b"")
        lines[-1] += encoded
    lines[0] = b"utf-8'" + (parameter.language or "").encode() + b"'" + lines[0]
    if len(lines) == 1:
        return (name + b"*=" + lines[0],)
    return tuple(b"%s*%d*=%s" % (name, at, line) for at, line in enumerate(lines))
