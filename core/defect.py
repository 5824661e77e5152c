"""What was wrong with octets, beside the value they were read as."""

from enum import StrEnum, auto
from typing import Generic, TypeVar

from attrs import frozen

from core.span import Span

T_co = TypeVar("T_co", covariant=True)


class DefectKind(StrEnum):
    """A departure from an RFC that a parser met.

    The comment above each kind names the section that was departed from and
    says what was done instead. docs/defects.md is made of these comments.
    The value is the name in lower case, and is what JSON and transcripts hold.
    """

    # -- limits ----------------------------------------------------------------

    # More was found than `Limits` allows. What is past the limit is kept as
    # octets and not looked at further.
    LIMIT_DEFECTS = auto()

    # -- codec: content-transfer-encodings -------------------------------------

    # Octets outside the base64 alphabet, or padding where none belongs. RFC 2045
    # section 6.8. They are passed over.
    BASE64_JUNK = auto()
    # The last base64 quantum is not padded, or has a letter too many. RFC 2045
    # section 6.8. The octets it holds in full are kept.
    BASE64_PADDING = auto()
    # More base64 follows padding: pieces that were padded one by one. RFC 2045
    # section 6.8. They are joined.
    BASE64_PIECES = auto()
    # Something that is no base64 follows the last padding: the footer of a mailing
    # list, say. RFC 2045 section 6.8. It is left out.
    BASE64_TAIL = auto()
    # An equals sign that begins neither an octet nor a soft line break. RFC 2045
    # section 6.7. It is kept as it stands.
    QUOTED_PRINTABLE_ESCAPE = auto()
    # Blanks at the end of a quoted-printable line. RFC 2045 section 6.7, rule 3.
    # They are deleted, as the rule demands.
    QUOTED_PRINTABLE_BLANKS = auto()
    # An octet above 126 or a control character stands in quoted-printable as it is.
    # RFC 2045 section 6.7, rules 1 and 2. It is kept.
    QUOTED_PRINTABLE_RAW = auto()
    # An uuencoded line that is shorter or longer than it says, or no such line. What
    # it holds is kept, as far as it goes. POSIX.1 uuencode.
    UUENCODE_LINE = auto()
    # No "begin" line, or no "end" line, about uuencoded lines. POSIX.1 uuencode.
    # The lines are decoded without it.
    UUENCODE_FRAME = auto()

    # -- codec: charsets and encoded-words -------------------------------------

    # A charset that is not known. RFC 2046 section 4.1.2. What is valid UTF-8 is
    # read as such, every other octet above 127 becomes U+FFFD.
    CHARSET_UNKNOWN = auto()
    # Octets above 127 where the charset is us-ascii or not given. RFC 2046 section
    # 4.1.2. They are read as UTF-8, or else as GB 18030 or windows-1252.
    CHARSET_EIGHT_BIT = auto()
    # Octets that the charset has no character for. RFC 2045 section 5.2 leaves them
    # undefined. Each becomes U+FFFD.
    CHARSET_OCTETS = auto()
    # A byte order mark that contradicts the charset. RFC 3629 section 6. The mark
    # is believed.
    CHARSET_MARK = auto()
    # What begins like an encoded-word and is none. RFC 2047 section 2. It is kept
    # as it stands.
    ENCODED_WORD_MALFORMED = auto()
    # An encoded-word that touches other text, or holds blanks. RFC 2047 sections 2
    # and 5. It is decoded, and no blank is put in.
    ENCODED_WORD_SPACING = auto()
    # An encoded-word of more than 75 characters. RFC 2047 section 2. It is decoded.
    ENCODED_WORD_LENGTH = auto()

    # -- MIME parameters and Content fields -------------------------------------

    # RFC 2045 section 5.1: a piece between semicolons is no name, "=" and value.
    # It is left out.
    PARAMETER_MALFORMED = auto()
    # RFC 2045 section 5.1: a value with blanks or tspecials stands without quotes.
    # It is taken up to the next semicolon.
    PARAMETER_UNQUOTED = auto()
    # RFC 2045 section 5.1: a quoted value has no closing quote. It is taken up to
    # the next semicolon.
    PARAMETER_QUOTE_UNCLOSED = auto()
    # RFC 2045 section 5.1: something stands between a quoted value and the next
    # semicolon. A further parameter is read, anything else joins the value.
    PARAMETER_SEPARATOR_MISSING = auto()
    # RFC 2045 section 5.1: one name is given twice. The first value counts.
    PARAMETER_REPEATED = auto()
    # RFC 2047 section 5: an encoded-word stands in a parameter. It is decoded.
    PARAMETER_ENCODED_WORD = auto()
    # RFC 2045 section 5.1: octets past US-ASCII stand in a parameter. They are
    # read as UTF-8, else as the likeliest older charset.
    PARAMETER_RAW_8BIT = auto()
    # RFC 2231 section 3: a continuation is missing or given twice. What is there
    # is joined in the order of its numbers, the first of each number.
    PARAMETER_CONTINUATION_BROKEN = auto()
    # RFC 2231 section 4: an extended value names no charset. It is read as UTF-8,
    # else as the likeliest older charset.
    PARAMETER_CHARSET_MISSING = auto()
    # RFC 2231 section 7: "%" stands without two hex digits. It is kept.
    PARAMETER_PERCENT_BROKEN = auto()
    # RFC 2045 section 5.1: a Content-Type without type, "/" and subtype. It counts
    # as the default that section 5.2 gives.
    CONTENT_TYPE_MALFORMED = auto()
    # RFC 2045 section 3: the field is given twice. The first counts.
    CONTENT_TYPE_REPEATED = auto()
    TRANSFER_ENCODING_REPEATED = auto()
    DISPOSITION_REPEATED = auto()
    # RFC 2045 section 6.1: the encoding is none that is known. The body is taken
    # as it stands.
    TRANSFER_ENCODING_UNKNOWN = auto()
    # RFC 2183 section 2: the disposition has no type. It counts as "attachment",
    # as section 2.8 says of unknown types.
    DISPOSITION_MALFORMED = auto()

    # -- the MIME tree ----------------------------------------------------------

    # RFC 5322 section 2.1: no empty line stands between header section and body.
    # The body starts at the first line that is no field, if no field follows it.
    HEADER_END_MISSING = auto()
    # RFC 2046 section 5.1.1: a multipart names no boundary. It counts as a leaf.
    BOUNDARY_MISSING = auto()
    # RFC 2046 section 5.1.1: the boundary is over 70 characters, or has some that
    # no boundary may have. It is used as it stands.
    BOUNDARY_MALFORMED = auto()
    # RFC 2046 section 5.1.1: no delimiter line of a multipart is found. It counts
    # as a leaf.
    BOUNDARY_UNUSED = auto()
    # RFC 2046 section 5.1.2: a multipart has the boundary of one that encloses it.
    # Lines count for the inner one until it is closed.
    BOUNDARY_REPEATED = auto()
    # RFC 2046 section 5.1.1: a multipart has no close-delimiter. It ends where
    # what encloses it ends.
    MULTIPART_UNCLOSED = auto()
    # RFC 2045 section 6.4: a multipart has an encoding other than 7bit, 8bit or
    # binary. Its parts are read as they stand.
    MULTIPART_ENCODED = auto()
    # RFC 2046 section 5.2.1: a message/rfc822 is encoded. It counts as a leaf.
    MESSAGE_ENCODED = auto()
    # `Limits.depth`: a multipart or message/rfc822 stands deeper. It is a leaf,
    # whose octets may be parsed again.
    LIMIT_DEPTH = auto()
    # `Limits.parts`: there are more entities. What follows is epilogue.
    LIMIT_PARTS = auto()


@frozen
class Defect:
    """A departure from an RFC, and where it stands in the parser's input."""

    kind: DefectKind
    span: Span


@frozen
class Parsed(Generic[T_co]):
    """The best value that octets give, and their defects in the order they stand."""

    value: T_co
    defects: tuple[Defect, ...] = ()
