"""POP3 commands by their own names, and the answers as they came."""

from core.pop3.command import Auth, Command, Dele, Quit, Rset, Stls
from core.pop3.syntax import parse_command
from core.pop3.talk import ask, granted
from core.transcript import Heard, TranscriptRecord
from core.wire.turn import Handshake
from shell.exits import ExitCode, Kind, ShellError
from shell.options.recv import Pop3Command, Raw
from shell.recv.desk import Desk
from shell.recv.maildrop import Maildrop
from shell.recv.words import is_secret
from shell.terminal.screen import Screen, put_octets

# Octets of an unended line that are held back, so that its CRLF is not parted.
MOST_HELD = 65_536


class Echo:
    """A Watch that writes what the server says, as it came."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._rest = b""

    def __call__(self, record: TranscriptRecord) -> None:
        """Write the octets of `record`, if the server said them."""
        match record:
            case Heard(octets=octets):
                held = self._rest + octets
                stop = held.rfind(b"\n") + 1
                if not stop and len(held) > MOST_HELD:
                    stop = len(held)
                self._rest = held[stop:]
                put_octets(self._screen, held[:stop])
            case _:
                pass

    def close(self) -> None:
        """Write what was held back."""
        put_octets(self._screen, self._rest)
        self._screen.stream.flush()


def line_of(verb: Raw | Pop3Command) -> str:
    """Return the line as it is to be sent, without its CRLF."""
    match verb:
        case Raw(line=words):
            return " ".join(words or ())
        case Pop3Command(line=line):
            return line


def check_line(line: str, desk: Desk, *, from_shell: bool) -> None:
    """Raise ShellError if a line is no command, or has a secret and is the shell's."""
    if from_shell and not desk.session and is_secret(line):
        word = _verb(line)
        what = f"raw refuses {word}: it would put a secret on the command line"
        hint = "`recv --no-login` in a terminal takes USER and PASS."
        raise ShellError(kind=Kind.USAGE, what=what, hint=hint)
    _command(line)


def say_line(maildrop: Maildrop, text: str, desk: Desk) -> ExitCode:
    """Return the exit code after one protocol line that was granted.

    Raises ShellError for what its refusal means.
    """
    command = _command(text)
    line = maildrop.line
    if isinstance(command, Dele):
        # What is marked is listed no more, so its unique-id is learnt before.
        maildrop.holding.unique_id(command.number)
    echo = Echo(desk.setting.out)
    before = line.watches
    line.watches = (*before, echo)
    try:
        if isinstance(command, Quit):
            maildrop.quit()
            return ExitCode.DONE
        answer = line.hold(ask(command))
        if isinstance(command, Stls) and granted(answer):
            maildrop.granted(line.hold(ask(Handshake())), "tls")
    except ValueError as error:
        what = f"{_verb(text)} has no place here: {error}"
        raise ShellError(kind=Kind.USAGE, what=what) from None
    finally:
        line.watches = before
        echo.close()
    maildrop.granted(answer, _verb(text))
    match command:
        case Dele(number=number):
            maildrop.note_marked(number)
        case Rset():
            maildrop.note_unmarked()
        case _:
            pass
    return ExitCode.DONE


def _verb(line: str) -> str:
    return line.split(maxsplit=1)[0].upper()


def _command(text: str) -> Command:
    """Return the command that `text` is. Raises ShellError: USAGE."""
    command = parse_command(text.encode("utf-8", "surrogateescape")).value
    if command is None:
        what = f'"{text}" is no POP3 command line'
        raise ShellError(kind=Kind.USAGE, what=what)
    if isinstance(command, Auth):
        what = "AUTH cannot be typed: its steps are not for people"
        hint = "USER and PASS can, with --no-login."
        raise ShellError(kind=Kind.USAGE, what=what, hint=hint)
    return command
