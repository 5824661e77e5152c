"""What was wrong with octets, beside the value they were read as."""

from enum import StrEnum, auto
from typing import Generic, TypeVar

from core.span import Span
from core.value import frozen

T_co = TypeVar("T_co", covariant=True)


class DefectKind(StrEnum):
    """A departure from an RFC that a parser met.

    The comment above each kind names the section that was departed from and
    says what was done instead. docs/defects.md is made of these comments.
    The value is the name in lower case, and is what JSON and transcripts hold.
    """

    # -- limits ----------------------------------------------------------------

    # More defects were found than `Limits.defects`. This one stands where those
    # begin that are not reported.
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
    # A soft line break that is an equals sign and a bare CR, or that ends the input.
    # RFC 2045 section 6.7, rule 5. It is taken for one.
    QUOTED_PRINTABLE_BREAK = auto()
    # Blanks at the end of a quoted-printable line. RFC 2045 section 6.7, rule 3.
    # They are deleted, as the rule demands.
    QUOTED_PRINTABLE_BLANKS = auto()
    # An octet above 127 stands in quoted-printable as it is. RFC 2045 section 6.7,
    # rule 1. It is kept.
    QUOTED_PRINTABLE_RAW = auto()
    # An uuencoded line that is shorter or longer than it says, or no such line. What
    # it holds is kept, as far as it goes. POSIX.1 uuencode.
    UUENCODE_LINE = auto()
    # No "begin" line, or no "end" line, about uuencoded lines. POSIX.1 uuencode.
    # The lines are decoded without it.
    UUENCODE_FRAME = auto()
    # A yEnc file without its first or last line, or not as long as the last one says.
    # yEnc draft 1.3. What is there is decoded.
    YENC_SIZE = auto()

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
    # semicolon. A further parameter is read; anything else joins the name of a file,
    # and is otherwise left out.
    PARAMETER_SEPARATOR_MISSING = auto()
    # RFC 2045 section 5.1: one name is given twice. The first value counts; of a
    # plain and an extended one (RFC 2231) that counts which is extended. File names
    # are written in both forms by custom, which is not reported.
    PARAMETER_REPEATED = auto()
    # RFC 2047 section 5: an encoded-word stands in a parameter. It is decoded.
    PARAMETER_ENCODED_WORD = auto()
    # RFC 2045 section 5.1: octets past US-ASCII stand in a parameter. They are
    # read as UTF-8, else as the likeliest older charset.
    PARAMETER_RAW_8BIT = auto()
    # RFC 2231 section 3: a continuation is missing or given twice, or names the
    # charset once more. What is there is joined in the order of its numbers, the
    # first of each number, without the charset.
    PARAMETER_CONTINUATION_BROKEN = auto()
    # RFC 2231 section 4: an extended value names no charset, or has but one quote
    # behind it. Without a name it is read as UTF-8, else as the likeliest older
    # charset.
    PARAMETER_CHARSET_MISSING = auto()
    # RFC 2231 section 7: "%" stands without two hex digits. It is kept.
    PARAMETER_PERCENT_BROKEN = auto()
    # RFC 2045 section 5.1: a Content-Type without type, "/" and subtype. It counts
    # as the default that section 5.2 gives.
    CONTENT_TYPE_MALFORMED = auto()
    # RFC 2045 section 6.1: the encoding is none that is known. The body is taken
    # as it stands.
    TRANSFER_ENCODING_UNKNOWN = auto()
    # RFC 2045 section 6.1: words follow the encoding. The first one counts.
    TRANSFER_ENCODING_JUNK = auto()
    # RFC 2183 section 2: the disposition has no type. It counts as "attachment",
    # as section 2.8 says of unknown types.
    DISPOSITION_MALFORMED = auto()

    # -- the header section ------------------------------------------------------

    # `Limits.fields`: there are more fields. What follows is one field, kept whole.
    LIMIT_FIELDS = auto()
    # `Limits.fields`: there are more members in one field. They are left out.
    LIMIT_MEMBERS = auto()
    # RFC 5322 section 2.2: a line of the header section is no field. It is kept
    # among the fields, without a name.
    FIELD_MALFORMED = auto()
    # RFC 4155 appendix A: the section begins with the line that divides messages in
    # an mbox. It is kept among the fields, without a name.
    FIELD_MBOX_LINE = auto()
    # RFC 5322 section 4.5.8: blanks stand between the field name and its colon.
    # They are no part of the name.
    FIELD_NAME_BLANK = auto()
    # RFC 5322 section 2.2: a field name has a control or an octet above 126. It is
    # kept, what is not UTF-8 in it read as U+FFFD.
    FIELD_NAME_OCTETS = auto()
    # RFC 5322 section 3.2.2: a folded line holds nothing but blanks. It is a blank.
    FIELD_BLANK_FOLD = auto()
    # RFC 5322 section 2.2: a field holds NUL, or CR that ends no line. It is kept.
    FIELD_CONTROL = auto()
    # RFC 5322 section 2.1.1: a line has more than 998 octets. It is kept whole.
    FIELD_LINE_LENGTH = auto()
    # RFC 5322 section 3.6: a field that may stand once stands again. It is kept,
    # and the first one counts.
    FIELD_REPEATED = auto()
    # RFC 5322 section 3.6: a message has no Date, or no From; not so one within
    # another. What it would say is not known.
    FIELD_MISSING = auto()
    # RFC 5322 section 4: a form that nobody may write any more and everybody has to
    # read. It is read as that section says.
    OBSOLETE_SYNTAX = auto()
    # RFC 5322 section 3.2.2: CR or LF that begins no fold stands within a field. It
    # is read as a blank.
    LINE_BREAK_BARE = auto()
    # RFC 5322 section 3.2.5: a phrase holds specials outside quotes. They are kept,
    # but for a quote without its other.
    PHRASE_MALFORMED = auto()
    # RFC 2047 section 5: what a phrase stands for has controls. Line ends are read
    # as a space, others as U+FFFD.
    PHRASE_CONTROL = auto()
    # RFC 5322 section 3.4: a member of an address list is no address, or may be two.
    # It is left out, and the others are read.
    ADDRESS_MALFORMED = auto()
    # RFC 5322 section 3.4: an address has no domain. It is left out.
    ADDRESS_DOMAIN_MISSING = auto()
    # RFC 5322 section 3.4: one of the angle brackets is missing, or stands twice. The
    # address is read as if each stood once.
    ADDRESS_ANGLE = auto()
    # RFC 5322 section 3.4: text follows an address. It is left out.
    ADDRESS_JUNK = auto()
    # RFC 5322 section 3.4: no comma, or a semicolon, stands between two addresses.
    # Both are read.
    ADDRESS_SEPARATOR = auto()
    # RFC 5322 section 3.2.3: a dot begins or ends a local-part, or follows another;
    # or ends a domain. The domain is read without it, the local-part as quoted.
    ADDRESS_DOTS = auto()
    # RFC 5321 section 4.5.3.1: a local-part has more than 64 octets, a domain more
    # than 255, both together more than 254, or RFC 1035 section 2.3.4: a label has
    # more than 63. It is kept whole.
    ADDRESS_LENGTH = auto()
    # RFC 5321 section 4.1.3: a domain literal is no address of the Internet. It is
    # kept.
    ADDRESS_LITERAL = auto()
    # RFC 5322 section 3.4: a group stands where mailboxes alone may. Its members
    # are taken.
    ADDRESS_GROUP = auto()
    # RFC 5322 section 3.4: a group has no name, or one with "@" in it; or begins
    # within another, which it ends. Its mailboxes are read.
    GROUP_MALFORMED = auto()
    # RFC 5322 section 3.4: a group has no semicolon at its end. It ends with the
    # field.
    GROUP_UNCLOSED = auto()
    # RFC 5322 section 3.3: a date is missing or written in a form of its own. It is
    # read as a person reads it, where one can.
    DATE_MALFORMED = auto()
    # RFC 5322 section 3.3: there is no such day or time. There is no date then.
    DATE_IMPOSSIBLE = auto()
    # RFC 5322 section 3.3: the day is named as another than it is. The date counts.
    DATE_DAY_NAME = auto()
    # RFC 5322 section 3.3: the year is before 1900. It is kept.
    DATE_YEAR = auto()
    # RFC 5322 section 4.3: the zone is missing or not known. It counts as "-0000".
    DATE_ZONE = auto()
    # RFC 5322 section 3.6.4: a msg-id has no "@", or octets that belong in none. It
    # is kept as it stands between its brackets.
    MSG_ID_MALFORMED = auto()
    # RFC 5322 section 3.6.4: a msg-id stands without its angle brackets. It is read
    # up to the next blank.
    MSG_ID_ANGLE = auto()
    # RFC 5322 section 3.6.4: blanks stand within a msg-id. They are taken out.
    MSG_ID_BLANK = auto()
    # RFC 5322 section 3.6.4: text stands about msg-ids, or a second one where one
    # may stand. It is left out.
    MSG_ID_JUNK = auto()
    # RFC 2392 section 2: a URL is neither cid nor mid, or names no identifier.
    # There is no value.
    ID_URL_MALFORMED = auto()
    # RFC 5321 section 4.4: a Received field has no date. There is none then.
    DATE_MISSING = auto()
    # RFC 5321 section 4.4: a Received field has words before its first clause, which
    # are left out; or a clause without a value that can be read, which is "".
    RECEIVED_CLAUSE = auto()
    # RFC 2369 section 2: a list field has text that is no URL. It is left out.
    LIST_JUNK = auto()
    # RFC 2369 section 2, RFC 2919 section 3: a URL or list-id stands without its
    # angle brackets. It is taken.
    LIST_ANGLE = auto()
    # RFC 2919 section 2: a List-Id has no list-id, or one that is no dot-atom. There
    # is none then.
    LIST_ID_MALFORMED = auto()
    # RFC 8058 section 3.1: a List-Unsubscribe-Post says anything but one-click. It
    # says nothing then.
    LIST_POST_MALFORMED = auto()
    # RFC 8601 section 2.2: the results have no authserv-id. They
    # are read.
    AUTHENTICATION_ID_MISSING = auto()
    # RFC 8601 section 2.2: a piece is no method with its result, no reason and no
    # property. It is left out.
    AUTHENTICATION_MALFORMED = auto()

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
    # RFC 2045 section 2.7: a body declared 7bit has octets above 127. They are
    # decoded as its charset says, or guessed.
    BODY_EIGHT_BIT = auto()
    # RFC 2045 sections 2.7 and 2.8: a body that is not binary has a NUL. It is kept.
    BODY_NUL = auto()
    # RFC 2045 sections 2.7 and 2.8: a body that is not binary has a line of more than
    # 998 octets. It is kept.
    BODY_LINE_LENGTH = auto()
    # RFC 3464 section 2, RFC 8098 section 3, RFC 5965 section 3.1: a report lacks a
    # field that it has to have. What it has is read.
    REPORT_FIELD_MISSING = auto()
    # `Limits.depth`: a multipart or message/rfc822 stands deeper. It is a leaf,
    # whose octets may be parsed again.
    LIMIT_DEPTH = auto()
    # `Limits.parts`: there are more entities. What follows is epilogue.
    LIMIT_PARTS = auto()

    # -- POP3 -------------------------------------------------------------------

    # RFC 1939 section 3: a response begins with neither "+OK" nor "-ERR", in upper
    # case and with a blank or nothing behind. It has no value.
    RESPONSE_STATUS_MISSING = auto()
    # RFC 2449 section 4: a response of over 512 octets. It is read all the same.
    RESPONSE_LINE_LONG = auto()
    # RFC 2449 section 3: NUL, CR or LF in the text of a response. They become blanks.
    RESPONSE_TEXT_CONTROL = auto()
    # RFC 1939 section 3: a command whose arguments do not fit it. It has no value.
    POP3_ARGUMENTS = auto()
    # RFC 2449 section 4: a command of over 255 octets. It has no value.
    POP3_COMMAND_LONG = auto()
    # RFC 1939 section 5: an answer to STAT, or an entry of a listing, that does not
    # have the numbers it must have. It is left out.
    LISTING_MALFORMED = auto()
    # RFC 1939 section 5: an entry for a message that the maildrop does not hold, or
    # for more than Limits.entries. It is left out.
    LISTING_OUT_OF_RANGE = auto()
    # RFC 1939 section 5: a message has two entries. Its first size counts, and none
    # of its unique-ids.
    LISTING_NUMBER_REPEATED = auto()
    # RFC 1939 section 7: a unique-id is not 1 to 70 octets of 0x21 to 0x7E. The
    # message counts as unidentified.
    UNIQUE_ID_MALFORMED = auto()
    # RFC 1939 section 7: two messages have the same unique-id. Each of them counts
    # as unidentified.
    UNIQUE_ID_REPEATED = auto()
    # RFC 2449 section 3: a capability, or a parameter of one that is known, that
    # does not fit its grammar. It is kept, octets past ASCII escaped.
    CAPABILITY_MALFORMED = auto()

    # -- replies, paths and commands of SMTP ------------------------------------

    # RFC 3463 section 2: no class.subject.detail with a class of 2, 4 or 5. There
    # is no code.
    STATUS_CODE_MALFORMED = auto()
    # RFC 5321 section 4.2: a line of a reply has no code. Its text is left out.
    REPLY_CODE_MISSING = auto()
    # RFC 5321 section 4.2.1: the lines of a reply differ in their code. The first
    # one stands; a dialogue ends the session.
    REPLY_CODES_DIFFER = auto()
    # RFC 5321 section 4.2: the second digit is above 5. As 4yz and 5yz it stays a
    # refusal, as 2yz or 3yz it is no success.
    REPLY_CODE_RANGE = auto()
    # RFC 5321 section 4.2.1: a line that is not the last one has no "-" behind its
    # code, or the last one has. The lines count all the same.
    REPLY_SEPARATOR_ODD = auto()
    # RFC 5321 section 4.2: a text holds NUL, CR or LF. Each is read as "?".
    REPLY_TEXT_CONTROL = auto()
    # RFC 2034 section 4: a text begins like an enhanced status code, but is none,
    # or its class is not the first digit of the reply. It stays in the text.
    REPLY_STATUS_ODD = auto()
    # RFC 5321 section 4.1.1.1: a line of the answer to EHLO has no keyword. It is
    # left out.
    EHLO_KEYWORD_MALFORMED = auto()
    # RFC 5321 section 4.1.1.1: a keyword stands twice. Parameters of AUTH are
    # joined, of others the first line counts.
    EHLO_KEYWORD_REPEATED = auto()
    # RFC 5321 section 4.1.1.1: "AUTH=" where "AUTH " belongs, as servers wrote it
    # before RFC 2554. It is read as AUTH.
    EHLO_AUTH_EQUALS = auto()
    # RFC 5321 section 4.1.1.1: the parameters of a known keyword do not fit it. The
    # keyword counts as offered without them.
    EHLO_PARAMETER_MALFORMED = auto()
    # RFC 5321 section 4.1.2: white space stands between "FROM:" or "TO:" and the
    # path. It is read over.
    PATH_SPACE = auto()
    # RFC 5321 section 4.1.2: a path has no angle brackets. It is read as if.
    PATH_UNBRACKETED = auto()
    # RFC 5321 section 4.1.2, appendix C: a path has a source route. It is left out.
    PATH_ROUTE = auto()
    # RFC 5321 section 4.5.3.1: a local-part is over 64 octets, a domain over 255 or
    # a path over 256. It is read all the same.
    PATH_LENGTH = auto()
    # RFC 5321 section 4.1.2: what stands in a path is no mailbox. There is no path.
    PATH_MALFORMED = auto()
    # RFC 5321 section 4.1.1: no command has this verb. There is no command.
    COMMAND_UNKNOWN = auto()
    # RFC 5321 section 4.1.1: the arguments do not fit the verb. There is no command.
    COMMAND_ARGUMENT = auto()
    # RFC 5321 section 4.1.1: white space before the end of a command. It is read
    # over.
    COMMAND_SPACE = auto()
    # RFC 5321 section 4.1.2: an esmtp-param that no extension has. It is left out.
    ESMTP_PARAMETER_UNKNOWN = auto()
    # RFC 5321 section 4.1.2: the value of an esmtp-param does not fit its keyword,
    # or the keyword stands twice. There is no command.
    ESMTP_PARAMETER_MALFORMED = auto()

    # -- transcripts ------------------------------------------------------------

    # A line of a transcript is not JSON, or not of a kind that is known. It is left
    # out. docs/dialogues.md.
    TRANSCRIPT_LINE = auto()


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
