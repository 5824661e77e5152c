"""What a document shows, run: Python, commands, and lines typed to a server.

A fenced block is run by its language, and its output compared with the document:

    python    the code; what it prints stands in a `text` block that follows at once
    console   lines behind "$ ", each by a shell; what they print stands below them
    telnet    what is typed behind "C: ", what the server says behind "S: "
    toml      a configuration file

"..." stands for any text within a line, and alone in a line for any lines.
"""

import contextlib
import io
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import define, field, frozen

from shell.config.file import read_config
from shell.exits import ShellError
from shell.sandbox.server import Ports, running_for_everyone

SECONDS = 60
BLOCK = re.compile(
    r"^(?P<indent>[ ]*)```(?P<language>\w+)\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
TELNET = re.compile(r"\$ telnet 127\.0\.0\.1 (?P<port>2525|2110)")
EXPORT = re.compile(r"export (?P<name>\w+)=(?P<value>\S+)")
PROGRAMS = ("send", "recv")


@frozen
class Block:
    """A fenced block: its language, and its lines without indentation."""

    language: str
    body: str


def blocks(text: str) -> tuple[Block, ...]:
    """Return the fenced blocks of a document in order."""
    return tuple(
        Block(match["language"], re.sub(f"(?m)^{match['indent']}", "", match["body"]))
        for match in BLOCK.finditer(text)
    )


def told_commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each send and recv in the blocks that are shown, not run."""
    told = (block.body for block in blocks(text) if block.language == "sh")
    for line in "".join(told).replace("\\\n", " ").splitlines():
        words = shlex.shlex(line, posix=True, punctuation_chars=True)
        words.commenters = "#"
        found: list[str] = []
        for word in (*words, "|"):
            if found and not set(word) - set("|&;<>"):
                yield found
                found = []
            elif found or word.removeprefix("./") in PROGRAMS:
                found.append(word)


def pattern(shown: str) -> str:
    """Return the pattern of all that a document says may be printed."""
    lines = []
    for line in shown.splitlines():
        if line == "...":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(re.escape(line.rstrip()).replace(r"\.\.\.", ".*?") + r"\n")
    return "".join(lines)


def agrees(shown: str, printed: str) -> bool:
    """Return whether `printed` is as shown, but for blanks at line ends."""
    tidy = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    return re.fullmatch(pattern(shown), tidy) is not None


@define
class Reader:
    """A person who does all that a document shows, in a folder of their own."""

    folder: Path
    names: dict[str, object] = field(factory=lambda: {"__name__": "example"})
    variables: dict[str, str] = field(factory=dict)
    line: "Telnet | None" = None

    def follow(self, text: str) -> Iterator[str]:
        """Run the blocks of a document, and yield where it says something else."""
        shown = blocks(text)
        following = (*shown, Block("", ""))[1:]
        with contextlib.chdir(self.folder), contextlib.ExitStack() as open_until_end:
            for name in PROGRAMS:
                Path(name).symlink_to(Path(sys.executable).parent / name)
            for block, after in zip(shown, following, strict=True):
                match block.language:
                    case "python":
                        yield from self._python(block.body, after)
                    case "console":
                        open_until_end.close()
                        yield from self._console(block.body)
                    case "telnet":
                        yield from self._telnet(block.body, open_until_end)
                    case "toml":
                        yield from wrong_configuration(block.body)
                    case _:
                        pass

    def _python(self, code: str, after: Block) -> Iterator[str]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "example", "exec"), self.names)
        shown = after.body if after.language == "text" else ""
        if not agrees(shown, printed.getvalue()):
            yield f"{code}prints:\n{printed.getvalue()}"

    def _console(self, body: str) -> Iterator[str]:
        for command, shown in commands(body):
            if match := EXPORT.fullmatch(command):
                self.variables[match["name"]] = match["value"]
                continue
            done = subprocess.run(
                ["bash", "-c", f"exec 2>&1; {command}"],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                env=self._environment(),
                timeout=SECONDS,
            )
            if done.returncode or not agrees(shown, done.stdout):
                yield f"{command}\nends with {done.returncode}:\n{done.stdout}"

    def _environment(self) -> Mapping[str, str]:
        programs = Path(sys.executable).parent
        return {
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PATH": f"{programs}:{os.environ['PATH']}",
            **self.variables,
        }

    def _telnet(self, body: str, stack: contextlib.ExitStack) -> Iterator[str]:
        for line in body.splitlines():
            if match := TELNET.fullmatch(line):
                self.line = Telnet.connected(self.folder, int(match["port"]), stack)
            assert self.line is not None, "no telnet before the first line"
            if line.startswith("C:"):
                self.line.say(line.removeprefix("C:").removeprefix(" "))
            elif line.startswith("S:") and not agrees(line, heard := self.line.hear()):
                yield f"{line}\nis in truth\n{heard}"


@define
class Telnet:
    """A line to the sandbox, one text line at a time."""

    connection: socket.socket
    octets: io.BufferedReader

    @classmethod
    def connected(cls, home: Path, port: int, stack: contextlib.ExitStack) -> "Telnet":
        """Return a line to a sandbox whose mail is kept where `home` has its own."""
        folder = home / ".local" / "state" / "puremail" / "sandbox"
        free = Ports(smtp=0, pop3=0)
        ports = stack.enter_context(running_for_everyone(folder, free))
        at = ("127.0.0.1", ports.smtp if port == 2525 else ports.pop3)
        connection = stack.enter_context(socket.create_connection(at, SECONDS))
        return cls(connection, stack.enter_context(connection.makefile("rb")))

    def say(self, text: str) -> None:
        """Send a line."""
        self.connection.sendall(f"{text}\r\n".encode())

    def hear(self) -> str:
        """Return the next line of the server as a document shows it."""
        return f"S: {self.octets.readline().decode().rstrip()}".rstrip() + "\n"


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block, and what stands below it."""
    for part in re.split(r"(?m)^\$ ", body)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def wrong_configuration(body: str) -> Iterator[str]:
    """Yield what the reader of the configuration file says against `body`."""
    try:
        read_config(body.encode(), Path("config.toml"), private=True)
    except ShellError as error:
        yield f"{body}is refused: {error}"
