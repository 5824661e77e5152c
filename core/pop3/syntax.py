"""The octets of commands, parsed and serialized.

Keywords in any case, one blank before each argument. RFC 1939 section 3.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.pop3.command import (
    COMMAND_OCTETS,
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    Greeting,
    Keep,
    Lang,
    LangOne,
    List,
    ListOne,
    Noop,
    Other,
    Pass,
    Quit,
    Respond,
    Retr,
    Rset,
    Stat,
    Stls,
    Top,
    Uidl,
    UidlOne,
    User,
    Utf8,
)
from core.span import Span
from core.wire.turn import Handshake, Write

HIDDEN = "***"

NUMBER = pattern(rb"[0-9]{1,19}")
NUMBERS = pattern(rb"([0-9]{1,19}) ++([0-9]{1,19})")
# A keyword has three or four letters; any word may be one, as may any argument.
COMMAND_LINE = pattern(rb"(?P<verb>[!-~]++)(?: (?P<argument>.*+))?+", re.DOTALL)

# Keywords that stand alone.
BARE: Mapping[bytes, Command] = MappingProxyType({
    b"STAT": Stat(), b"LIST": List(), b"UIDL": Uidl(), b"NOOP": Noop(),
    b"RSET": Rset(), b"QUIT": Quit(), b"CAPA": Capa(), b"STLS": Stls(),
    b"UTF8": Utf8(), b"LANG": Lang(),
})  # fmt: skip
# Keywords that a message number follows.
NUMBERED: Mapping[bytes, type[ListOne | UidlOne | Retr | Dele]] = MappingProxyType(
    {b"LIST": ListOne, b"UIDL": UidlOne, b"RETR": Retr, b"DELE": Dele}
)
WORDED = (b"USER", b"PASS", b"APOP", b"AUTH", b"LANG", b"TOP")


def parse_command(line: bytes) -> Parsed[Command | None]:
    """Return the command that `line`, without its CRLF, is. RFC 1939 section 3.

    A keyword that is not known makes an Other. Arguments that do not fit a known
    one, and what is no keyword, are POP3_ARGUMENTS; a line of over 255 octets with
    its CRLF is POP3_COMMAND_LONG. Both have no value. Blanks at the end, and more
    than one between arguments, are passed over.
    """
    whole = Span(0, len(line))
    if len(line) + 2 > COMMAND_OCTETS:
        return Parsed(None, (Defect(DefectKind.POP3_COMMAND_LONG, whole),))
    found = COMMAND_LINE.fullmatch(line)
    command = None
    if found is not None:
        try:
            command = _command(found["verb"], found["argument"] or b"")
        except ValueError:  # also what is not UTF-8
            command = None
    if command is None:
        return Parsed(None, (Defect(DefectKind.POP3_ARGUMENTS, whole),))
    return Parsed(command)


def _command(verb: bytes, argument: bytes) -> Command | None:
    """Return the command, None or ValueError if the argument does not fit it."""
    keyword = verb.upper()
    bare = argument.strip(b" ")
    if keyword in NUMBERED and NUMBER.fullmatch(bare):
        return NUMBERED[keyword](int(bare))
    if keyword in BARE and not bare:
        return BARE[keyword]
    if keyword in WORDED:
        return _worded(keyword, argument)
    if keyword in BARE or keyword in NUMBERED:
        return None
    return Other(keyword.decode("ascii"), argument.decode("utf-8") or None)


def _worded(keyword: bytes, argument: bytes) -> Command | None:
    """Return the command whose arguments are words; ValueError if they do not fit."""
    text = argument.decode("utf-8")
    match keyword:
        case b"USER":
            return User(text)
        case b"PASS":
            return Pass(text)
        case b"APOP":
            name, _, digest = text.strip(" ").rpartition(" ")
            return Apop(name.rstrip(" "), digest)
        case b"LANG":
            return LangOne(text.strip(" "))
        case b"AUTH":
            mechanism, _, initial = text.strip(" ").partition(" ")
            octets = initial.lstrip(" ").encode("utf-8")
            return Auth(mechanism.upper(), octets or None)
        case _:
            numbers = NUMBERS.fullmatch(argument.strip(b" "))
            return None if numbers is None else Top(int(numbers[1]), int(numbers[2]))


def parse_respond(line: bytes) -> Parsed[Respond | None]:
    """Return the answer to a challenge that `line`, without its CRLF, is.

    What is no base64 and not "*" is POP3_ARGUMENTS. RFC 5034 section 4.
    """
    try:
        return Parsed(Respond(line))
    except ValueError:
        return Parsed(None, (Defect(DefectKind.POP3_ARGUMENTS, Span(0, len(line))),))


def serialize_command(command: Command) -> bytes:
    """Return the line of `command` with its CRLF; nothing where none is sent."""
    match command:
        case Greeting() | Handshake() | Keep():
            return b""
        case Retr(number=number):
            return b"RETR %d\r\n" % number
        case Dele(number=number):
            return b"DELE %d\r\n" % number
        case Respond(octets=octets):
            return octets + b"\r\n"
        case _:
            return _text(command).encode("utf-8") + b"\r\n"


def _text(
    command: User | Pass | Apop | Auth | Stls | Capa | Stat | List | ListOne | Noop
    | Rset | Top | Uidl | UidlOne | Utf8 | Lang | LangOne | Quit | Other,
) -> str:  # fmt: skip
    """Return the line of `command`, one that is not sent by the thousand."""
    keyword = type(command).__name__.removesuffix("One").upper()
    match command:
        case User(name=word) | Pass(secret=word) | LangOne(tag=word):
            return f"{keyword} {word}"
        case ListOne(number=number) | UidlOne(number=number):
            return f"{keyword} {number}"
        case Apop(name=name, digest=digest):
            return f"{keyword} {name} {digest}"
        case Top(number=number, lines=lines):
            return f"{keyword} {number} {lines}"
        case Auth(mechanism=mechanism, initial=initial):
            response = "" if initial is None else f" {initial.decode('ascii')}"
            return f"{keyword} {mechanism}{response}"
        case Other(verb=verb, argument=argument):
            return verb if argument is None else f"{verb} {argument}"
        case (
            Stls() | Capa() | Stat() | List() | Noop() | Rset() | Uidl() | Utf8()
            | Lang() | Quit()
        ):  # fmt: skip
            return keyword


def shown(command: Command) -> Command:
    """Return `command` with "***" in place of its secret, for people to see."""
    match command:
        case Pass():
            return Pass(HIDDEN)
        case Apop():
            return evolve(command, digest=HIDDEN)
        case Auth(initial=bytes()):
            return evolve(command, initial=HIDDEN.encode("ascii"))
        case Respond(octets=octets) if octets not in {b"", b"*"}:
            return Respond(HIDDEN.encode("ascii"))
        case _:
            return command


def written(commands: tuple[Command, ...]) -> Write:
    """Return what is written for `commands`, and what a person sees of it."""
    octets = _joined(commands)
    clear = tuple(map(shown, commands))
    return Write(octets, octets if clear == commands else _joined(clear))


def _joined(commands: tuple[Command, ...]) -> bytes:
    return b"".join(map(serialize_command, commands))
