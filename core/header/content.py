"""What the Content fields say. RFC 2045, RFC 2046, RFC 2183."""

from attrs import field

from core.defect import Defect, DefectKind, Parsed
from core.header import lexis
from core.header.comment import blank_comments
from core.header.parameter import (
    Parameter,
    parse_parameters,
    plain_parameter,
    plain_parameters,
    serialize_parameter,
)
from core.header.section import ATTRIBUTE, TOKEN, scan
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# content := "Content-Type" ":" type "/" subtype *(";" parameter)
#                                                            RFC 2045 section 5.1
MEDIA_TYPE = pattern(
    rb"[ \t\r\n\"]*+(" + TOKEN + rb")[ \t]*+/[ \t]*+(" + TOKEN + rb")[ \t\r\n\"]*+"
)
# The same with one parameter in plain US-ASCII, as in most mail: matched at once, it
# takes two thirds of the time.
PLAIN_TYPE = pattern(
    rb" ?(" + TOKEN + rb"/" + TOKEN + rb");[ \t\r\n]*+(" + ATTRIBUTE + rb")="
    rb'(?:"([^"\\\r\n?\x80-\xff]*+)"|(' + TOKEN + rb"))[ \t\r]*+"
)
# The same in front of any number of such parameters.
PLAIN_HEAD = pattern(rb" ?(" + TOKEN + rb"/" + TOKEN + rb")[ \t\r\n]*+(?=;|\Z)")
# What may stand where the type should: anything up to a semicolon, but no parameter.
NO_MEDIA_TYPE = pattern(rb"([^;=]*+)(?!=)")
# mechanism := "7bit" / "8bit" / "binary" / "quoted-printable" / "base64" / ietf-token
#              / x-token                                     RFC 2045 section 6.1
# disposition-type := "inline" / "attachment" / extension-token
#                                                            RFC 2183 section 2
FIRST_TOKEN = pattern(rb"[ \t\r\n\"';]*+(" + TOKEN + rb")[ \t\r\n\"']*+(?!=)")
_LOWER = r"[!#-'*+\-.0-9^-~]++"
TOKEN_TEXT = pattern(_LOWER)
MEDIA_TYPE_TEXT = pattern(f"{_LOWER}/{_LOWER}")
# RFC 5322 section 2.1.1 asks for lines of 78 at most; this leaves room for ";".
LINE_OCTETS = 76

ENCODINGS = frozenset({"7bit", "8bit", "binary", "quoted-printable", "base64"})
UUENCODE = frozenset({"x-uuencode", "x-uue", "uuencode", "uue"})


@frozen(init=False)
class ContentType:
    """A media type, such as "text/plain" in lower case, and parameters.

    RFC 2045 section 5.1. Raises ValueError if `media_type` is not two tokens in lower
    case with "/" between them.
    """

    media_type: str
    parameters: tuple[Parameter, ...] = ()

    def __init__(self, media_type: str, parameters: tuple[Parameter, ...] = ()) -> None:
        if MEDIA_TYPE_TEXT.fullmatch(media_type) is None:
            raise ValueError(
                "ContentType.media_type must be type/subtype in lower case,"
                f" not {media_type!r}"
            )
        self.__attrs_init__(media_type, parameters)

    @property
    def type(self) -> str:
        """The part before "/"."""
        return self.media_type.partition("/")[0]

    @property
    def subtype(self) -> str:
        """The part behind "/"."""
        return self.media_type.partition("/")[2]

    def value(self, name: str) -> str | None:
        """Return the value of the parameter `name`, which is in lower case."""
        return value_of(self.parameters, name)


@frozen
class ContentDisposition:
    """How a part is meant to be presented, and parameters. RFC 2183 section 2.

    `disposition` is "inline", "attachment" or another token, in lower case. Raises
    ValueError if it is anything else.
    """

    disposition: str = field(validator=lexis.fits(TOKEN_TEXT, "a token in lower case"))
    parameters: tuple[Parameter, ...] = ()

    def value(self, name: str) -> str | None:
        """Return the value of the parameter `name`, which is in lower case."""
        return value_of(self.parameters, name)


@frozen
class Content:
    """What an entity's Content fields say, as far as its place in the tree needs it.

    `encoding` is a name in lower case; `disposition` is the field body as it came,
    None where there is none. `boundary` is what delimiter lines have behind "--",
    and None for anything but a multipart that names one. RFC 2045 section 3.
    """

    content_type: ContentType
    encoding: str = "7bit"
    disposition: bytes | None = None
    boundary: bytes | None = None


TEXT_PLAIN = ContentType("text/plain", (Parameter("charset", "us-ascii"),))
"""What an entity without Content-Type is. RFC 2045 section 5.2."""

MESSAGE = ContentType("message/rfc822")
"""What a part of a multipart/digest without Content-Type is. RFC 2046 section 5.1.5."""


def value_of(parameters: tuple[Parameter, ...], name: str) -> str | None:
    """Return the value of the first parameter `name`, None where there is none."""
    for parameter in parameters:
        if parameter.name == name:
            return parameter.value
    return None


def file_name(
    disposition: ContentDisposition | None, content_type: ContentType
) -> str | None:
    """Return the name for a part, exactly as it came; it may be a path or worse.

    `filename` of the disposition goes before `name` of the type, and of each an
    extended value before a plain one. RFC 2183 section 2.3, RFC 2046 section 4.5.1.
    """
    given = None if disposition is None else disposition.value("filename")
    return given or content_type.value("name") or None


def parse_content_type(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> Parsed[ContentType]:
    """Return what the body of a Content-Type field says. RFC 2045 section 5.1.

    What has no type and subtype is text/plain with such parameters as there are, and
    multipart/mixed where it says "multipart": CONTENT_TYPE_MALFORMED. A boundary with
    a blank at its end is BOUNDARY_MALFORMED. Other kinds are those of parameters.
    """
    plain = _plain_type(octets, limits)
    if plain is not None:
        return Parsed(plain, _boundary_defects(plain, len(octets)))
    octets = blank_comments(octets)
    match = MEDIA_TYPE.match(octets)
    if match is not None:
        media_type = str(match[1] + b"/" + match[2], "ascii").lower()
        at = match.end()
        parameters = parse_parameters(octets, at, limits)
        defects = parameters.defects
        if octets[at : at + 1] not in (b"", b";"):
            missing = Defect(DefectKind.PARAMETER_SEPARATOR_MISSING, Span(at, at))
            defects = (missing, *defects)
        content_type = ContentType(media_type, parameters.value)
        odd = _boundary_defects(content_type, len(octets))
        return Parsed(content_type, defects + odd)
    bad = NO_MEDIA_TYPE.match(octets)
    start, word = (0, b"") if bad is None else (bad.end(), bad[1].strip().lower())
    media_type = "multipart/mixed" if word == b"multipart" else "text/plain"
    parameters = parse_parameters(octets, start, limits)
    defect = Defect(DefectKind.CONTENT_TYPE_MALFORMED, Span(0, start))
    return Parsed(
        ContentType(media_type, parameters.value), (defect, *parameters.defects)
    )


def read_content_type(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> ContentType:
    """Return the value of `parse_content_type`, without looking for defects."""
    plain = _plain_type(octets, limits)
    return parse_content_type(octets, limits).value if plain is None else plain


def _plain_type(octets: bytes, limits: Limits) -> ContentType | None:
    """Return what a body says that PLAIN_TYPE or PLAIN_HEAD matches, else None."""
    parameters: tuple[Parameter, ...] | None = None
    if plain := PLAIN_TYPE.fullmatch(octets):
        media_type, name, quoted, token = plain.groups()
        parameters = (plain_parameter(name, quoted if token is None else token),)
    elif head := PLAIN_HEAD.match(octets):
        media_type = head[1]
        parameters = plain_parameters(octets, head.end(), limits)
    if parameters is None:
        return None
    # What is matched fits the constructor, whose second look would cost a third.
    content_type = ContentType.__new__(ContentType)
    content_type.__attrs_init__(str(media_type, "ascii").lower(), parameters)
    return content_type


def _boundary_defects(content_type: ContentType, size: int) -> tuple[Defect, ...]:
    """Return what is wrong if the boundary in a field body of `size` has an odd end.

    A delimiter line loses its blanks on the way, so that readers differ about it.
    """
    value = content_type.value("boundary")
    if value is None or not value.endswith((" ", "\t")):
        return ()
    return (Defect(DefectKind.BOUNDARY_MALFORMED, Span(0, size)),)


def boundary(octets: bytes, content_type: ContentType) -> bytes | None:
    """Return the boundary of the Content-Type field body `octets`, None if it has none.

    `content_type` is what `octets` were parsed to. What a delimiter line has behind
    "--" is these octets, undecoded and without blanks at their end.
    """
    value = content_type.value("boundary")
    if not value:
        return None
    if octets.isascii() and b"*" not in octets:
        return value.encode().rstrip() or None
    for section in scan(blank_comments(octets)).value:
        plain = section.number is None and not section.extended
        if plain and section.name == "boundary":
            return section.octets.rstrip() or None
    return value.encode().rstrip() or None


def parse_disposition(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> Parsed[ContentDisposition]:
    """Return what the body of a Content-Disposition field says. RFC 2183 section 2.

    Without a type it is "attachment", as DISPOSITION_MALFORMED.
    """
    octets = blank_comments(octets)
    match = FIRST_TOKEN.match(octets)
    parameters = parse_parameters(octets, 0 if match is None else match.end(), limits)
    disposition = "attachment" if match is None else str(match[1], "ascii").lower()
    value = ContentDisposition(disposition, parameters.value)
    if match is not None:
        return Parsed(value, parameters.defects)
    malformed = Defect(DefectKind.DISPOSITION_MALFORMED, Span(0, len(octets)))
    return Parsed(value, (malformed, *parameters.defects))


def read_transfer_encoding(octets: bytes) -> str:
    """Return the value of `parse_transfer_encoding`, without looking for defects."""
    plain = str(octets.strip(), "latin-1").lower()
    return plain if plain in ENCODINGS else parse_transfer_encoding(octets).value


def parse_transfer_encoding(octets: bytes) -> Parsed[str]:
    """Return the encoding that a Content-Transfer-Encoding body names, in lower case.

    TRANSFER_ENCODING_UNKNOWN stands for a name that no section 6 of RFC 2045 and no
    old mail knows, and for none at all, which is "7bit"; TRANSFER_ENCODING_JUNK for
    words behind the first.
    """
    plain = str(octets.strip(), "latin-1").lower()
    if plain in ENCODINGS:
        return Parsed(plain)
    text = blank_comments(octets)
    match = FIRST_TOKEN.match(text)
    encoding = "7bit" if match is None else str(match[1], "ascii").lower()
    if match is not None and (encoding in ENCODINGS or encoding in UUENCODE):
        if not text[match.end() :].strip(b" \t\r\n;\"'"):
            return Parsed(encoding)
        junk = Span(match.end(), len(octets))
        return Parsed(encoding, (Defect(DefectKind.TRANSFER_ENCODING_JUNK, junk),))
    defect = Defect(DefectKind.TRANSFER_ENCODING_UNKNOWN, Span(0, len(octets)))
    return Parsed(encoding, (defect,))


def serialize_content_type(content_type: ContentType) -> bytes:
    """Return the field body: a parameter that finds no room begins a line."""
    head = content_type.media_type.encode()
    return _serialize(head, content_type.parameters, len("Content-Type: "))


def serialize_disposition(disposition: ContentDisposition) -> bytes:
    """Return the field body: a parameter that finds no room begins a line."""
    head = disposition.disposition.encode()
    return _serialize(head, disposition.parameters, len("Content-Disposition: "))


def _serialize(head: bytes, parameters: tuple[Parameter, ...], column: int) -> bytes:
    """Return `head` and `parameters`, folded, the first line from `column` on."""
    pieces = [head]
    column += len(head)
    for parameter in parameters:
        for section in serialize_parameter(parameter):
            fits = column + len(section) < LINE_OCTETS
            pieces.append((b"; " if fits else b";\r\n ") + section)
            column = (column + 2 if fits else 1) + len(section)
    return b"".join(pieces)
