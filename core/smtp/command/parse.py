"""Octets to commands. RFC 5321 section 4.1."""

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.smtp.command import addressed
from core.smtp.command.octets import Command
from core.smtp.command.session import (
    CANCEL,
    DOMAIN_TEXT,
    LINE_TEXT,
    MECHANISM_TEXT,
    RESPONSE,
    Auth,
    Cancel,
    Ehlo,
    Etrn,
    Expn,
    Helo,
    Help,
    Lhlo,
    Noop,
    Quit,
    Respond,
    Rset,
    StartTls,
    Turn,
    Vrfy,
)
from core.smtp.command.transaction import (
    Bdat,
    BdatLast,
    Data,
)
from core.span import Span

# bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ] CRLF        RFC 3030 section 2
CHUNK = pattern(r"([0-9]{1,20})( +[Ll][Aa][Ss][Tt])?")
NODE_TEXT = pattern(r"[@#]?[A-Za-z0-9.\-_\[\]:]++")


def parse_command(line: bytes) -> Parsed[Command | None]:
    """Return the command that `line` is, without its CRLF. RFC 5321 section 4.1.1.

    COMMAND_UNKNOWN and COMMAND_ARGUMENT give None, so does a parameter that is
    ESMTP_PARAMETER_MALFORMED; one that is ESMTP_PARAMETER_UNKNOWN is kept among
    `others`. COMMAND_SPACE at the end and the defects of paths are read over.
    A source is given no name: whoever hears the command knows where octets go.
    """
    kinds: list[DefectKind] = []
    text = line.rstrip(b" \t")
    if text != line:
        kinds.append(DefectKind.COMMAND_SPACE)
    octets, _, argument = text.partition(b" ")
    verb = octets.upper()
    command: Command | None
    if verb in addressed.VERBS:
        command = addressed.parse(verb, argument, kinds)
    else:
        command = _simple(verb, argument, kinds)
    span = Span(0, len(line))
    return Parsed(command, tuple(Defect(kind, span) for kind in kinds))


def parse_response(line: bytes) -> Parsed[Respond | Cancel | None]:
    """Return the answer to a challenge that `line` is. RFC 4954 section 4.

    Spaces and controls are COMMAND_ARGUMENT, and None.
    """
    if line == CANCEL:
        return Parsed(Cancel())
    if RESPONSE.fullmatch(line):
        return Parsed(Respond(line))
    defect = Defect(DefectKind.COMMAND_ARGUMENT, Span(0, len(line)))
    return Parsed(None, (defect,))


def _simple(verb: bytes, argument: bytes, kinds: list[DefectKind]) -> Command | None:
    """Return the command of a verb that has no path."""
    try:
        text = argument.decode()
    except UnicodeDecodeError:
        kinds.append(DefectKind.COMMAND_ARGUMENT)
        return None
    text = text.strip(" ")
    command, known = _bare(verb), True
    if command is None:
        command, known = _argued(verb, text)
    elif text:
        command = None
    if command is None:
        kinds.append(
            DefectKind.COMMAND_ARGUMENT if known else DefectKind.COMMAND_UNKNOWN
        )
    return command


def _bare(verb: bytes) -> Command | None:
    """Return the command of a verb that has no argument."""
    match verb:
        case b"DATA":
            return Data()
        case b"RSET":
            return Rset()
        case b"QUIT":
            return Quit()
        case b"STARTTLS":
            return StartTls()
        case b"TURN":
            return Turn()
        case _:
            return None


def _argued(verb: bytes, text: str) -> tuple[Command | None, bool]:  # noqa: C901
    """Return the command of a verb with an argument, and whether the verb is known."""
    domain = DOMAIN_TEXT.fullmatch(text)
    line = LINE_TEXT.fullmatch(text)
    match verb:
        case b"EHLO":
            return Ehlo(text) if domain else None, True
        case b"HELO":
            return Helo(text) if domain else None, True
        case b"LHLO":
            return Lhlo(text) if domain else None, True
        case b"AUTH":
            return _auth(text), True
        case b"BDAT":
            return _bdat(text), True
        case b"NOOP":
            return Noop(text) if line or not text else None, True
        case b"HELP":
            return Help(text) if line or not text else None, True
        case b"VRFY":
            return Vrfy(text) if line else None, True
        case b"EXPN":
            return Expn(text) if line else None, True
        case b"ETRN":
            return Etrn(text) if NODE_TEXT.fullmatch(text) else None, True
        case _:
            return None, False


def _auth(text: str) -> Auth | None:
    mechanism, _, initial = text.partition(" ")
    response = initial.strip(" ").encode()
    if not MECHANISM_TEXT.fullmatch(mechanism.upper()):
        return None
    if not RESPONSE.fullmatch(response):
        return None
    return Auth(mechanism.upper(), response or None)


def _bdat(text: str) -> Bdat | BdatLast | None:
    found = CHUNK.fullmatch(text)
    if found is None:
        return None
    size = int(found[1])
    return BdatLast("", size) if found[2] else Bdat("", size)
