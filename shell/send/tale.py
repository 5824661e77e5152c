"""The steps of an SMTP session as a person is told them, and how long each took."""

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from core.smtp.command.octets import Command, serialize_command, shown
from core.smtp.command.session import Auth, Ehlo, Greeting, Respond
from core.smtp.command.transaction import Content
from core.smtp.dialogue import Answer
from core.smtp.extension import parse_offer
from core.smtp.grammar import GRAMMAR
from core.smtp.reply import Reply
from core.visible import read_octets
from core.wire.turn import Handshake, Missing, Secured
from shell import clock
from shell.run.steps import Narrator, ruled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shell.objects.sending import Milliseconds


# What each step is for, as a person would say it.
PURPOSES: Final["Mapping[str, str]"] = MappingProxyType(
    {
        "EHLO": "who we are",
        "HELO": "who we are, in the old way",
        "STARTTLS": "asking for TLS",
        "tls": "the handshake",
        "AUTH": "logging in",
        "MAIL": "from whom",
        "RCPT": "to whom",
        "DATA": "the message is next",
        "content": "the message",
        "RSET": "forgetting it",
        "QUIT": "leaving",
    }
)


def verb(command: Command | type[Command]) -> str:
    """Return the name of a step: the command's verb, in the words of shell.exits."""
    kind = command if isinstance(command, type) else type(command)
    names = {Greeting: "greeting", Handshake: "tls", Content: "content"}
    return names.get(kind) or ("AUTH" if kind is Respond else kind.__name__.upper())


class Tale:
    """What a session has done so far: told as it happens, and timed."""

    def __init__(self, narrator: Narrator, size: int = 0) -> None:
        self._narrator = narrator
        self._size = size
        self._since = clock.monotonic()
        self._asked: dict[str, float] = {}
        self._took: dict[str, float] = {}

    def begin(self) -> None:
        """Note that the server is about to be reached."""
        self._since = clock.monotonic()

    def passed(self, stage: str, server: str) -> None:
        """Note that the connection, or TLS from its start, stands."""
        now = clock.monotonic()
        self._took[stage] = now - self._since
        self._since = now
        done = "connected to" if stage == "connect" else "TLS with"
        self._narrator.step(f"{done} {server}")

    def ordered(self, commands: tuple[Command, ...]) -> None:
        """Note what goes out next, and which section rules it."""
        now = clock.monotonic()
        for command in commands:
            self._asked.setdefault(verb(command), now)
        rules = dict.fromkeys(map(_rule, commands))
        self._narrator.rule("; ".join(rules))

    def answered(self, command: Command, answer: Answer) -> None:
        """Note what became of a command."""
        name = verb(command)
        self._took[name] = clock.monotonic() - self._asked.get(name, self._since)
        self._narrator.step(f"{self._words(command)}: {_answer_words(command, answer)}")

    def milliseconds(self) -> "Milliseconds":
        """Return how long the steps took that were taken."""

        def took(*names: str) -> int | None:
            found = [self._took[name] for name in names if name in self._took]
            return round(1000 * max(found)) if found else None

        return {
            "connect": took("connect"),
            "tls": took("tls"),
            "auth": took("AUTH"),
            "transfer": took("MAIL", "content"),
        }

    def _words(self, command: Command) -> str:
        match command:
            case Greeting():
                return "greeting"
            case Handshake():
                return "TLS"
            case Content():
                return f"{self._size} octets of mail data"
            case Auth(mechanism=mechanism):
                return f"AUTH {mechanism}"
            case Respond():
                return "AUTH, going on"
            case _:
                line = serialize_command(shown(command))
                return read_octets(line.removesuffix(b"\r\n"))


def _rule(command: Command) -> str:
    """Return what a command is for, its name, and the section that rules it."""
    name = verb(command)
    return ruled(PURPOSES.get(name), name, GRAMMAR[type(command)].section)


def _answer_words(command: Command, answer: Answer) -> str:
    match answer:
        case Secured():
            return "done"
        case Missing():
            return answer.value
        case Reply(code=code) if isinstance(command, Ehlo) and answer.granted:
            words = parse_offer(answer).value.keywords
            offered = ", ".join(
                " ".join((word.name, *word.parameters)) for word in words
            )
            return f"{code} {offered}"
        case Reply(code=334):
            return "334 and a challenge"
        case Reply(code=code, lines=lines):
            return f"{code} {' '.join(map(read_octets, lines))}"
