"""send and recv as processes: each with a home of its own, and as a user has them."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pexpect
import pytest
from attrs import field, frozen

from tests.unprivileged import unprivileged

BIN = Path(sys.executable).parent
SEND = str(BIN / "send")
RECV = str(BIN / "recv")

PATIENCE = 30.0

# A host that nobody has. RFC 6761 section 6.4.
NOWHERE = "nowhere.invalid"

# What a run has of the surrounding environment: nothing that could change it.
KEPT = ("PATH", "HYPOTHESIS_PROFILE")


@frozen
class Done:
    """How a process ended: its exit code, and what it wrote."""

    code: int
    out: bytes = field(repr=lambda octets: octets.decode("utf-8", "replace"))
    err: str


@frozen
class Home:
    """A home folder for commands under test, with configuration and state below it."""

    path: Path
    variables: Mapping[str, str] = MappingProxyType({})

    @property
    def config(self) -> Path:
        """The configuration file, which need not be there."""
        return self.path / "config" / "puremail" / "config.toml"

    @property
    def states(self) -> Path:
        """The folder for state."""
        return self.path / "state" / "puremail"

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a process."""
        return {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "HOME": str(self.path),
            "XDG_CONFIG_HOME": str(self.path / "config"),
            "XDG_STATE_HOME": str(self.path / "state"),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TERM": "xterm",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **self.variables,
        }

    def with_variables(self, **variables: str) -> "Home":
        """Return the same home with more in its environment."""
        return Home(self.path, {**self.variables, **variables})

    def configure(self, text: str) -> None:
        """Write the configuration file, for its owner alone."""
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.config.write_text(text, encoding="utf-8")
        self.config.chmod(0o600)

    def run(
        self, *argv: str, stdin: bytes | None = b"", timeout: float = PATIENCE
    ) -> Done:
        """Return how `argv` ended, with pipes in the place of a terminal.

        `stdin` is what it reads from a pipe; None is /dev/null.
        """
        done = subprocess.run(
            unprivileged(argv),
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            cwd=self.path,
            env=self.environment,
            timeout=timeout,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr.decode())

    def send(self, *options: str, stdin: bytes | None = b"") -> Done:
        """Return how send ended with `options`."""
        return self.run(SEND, *options, stdin=stdin)

    def recv(self, *options: str, stdin: bytes | None = b"") -> Done:
        """Return how recv ended with `options`."""
        return self.run(RECV, *options, stdin=stdin)

    def start(self, *argv: str, stdin: int | None = None) -> "subprocess.Popen[bytes]":
        """Return `argv` as a running process with pipes, to be signalled or killed."""
        return subprocess.Popen(
            unprivileged(argv),
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.path,
            env=self.environment,
        )

    def terminal(
        self, *argv: str, rows: int = 24, columns: int = 80
    ) -> "pexpect.spawn[str]":
        """Return `argv` as it runs on a terminal of its own."""
        command, *arguments = unprivileged(argv)
        return pexpect.spawn(
            command,
            arguments,
            cwd=str(self.path),
            env=self.environment,
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(rows, columns),
            echo=False,
        )


def new_home(folder: Path) -> Home:
    """Return an empty home in `folder`."""
    home = folder / "home"
    home.mkdir()
    return Home(home)


def no_such_host() -> int:
    """Return the exit code for NOWHERE: 68, or 75 where no resolver answers.

    Without one nobody can say that there is no such host.
    """
    try:
        socket.getaddrinfo(NOWHERE, 465)
    except socket.gaierror as error:
        return 75 if error.errno == socket.EAI_AGAIN else 68
    pytest.skip(f"the resolver here has an address for {NOWHERE}")


def installed(program: str) -> bool:
    """Return whether `program` can be run."""
    return shutil.which(program) is not None
