"""The rows of start-up, and where the time goes: python -X importtime."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench import corpus
from bench.commands import Program, alternating, environment, script
from bench.corpus import BUILD
from bench.rounds import ROOT
from bench.senders import RECEIVER, SENDER
from bench.sink import running_sink
from bench.table import OURS, Row

HOME = BUILD / "home"
IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield what each command takes from start to end, beside a bare Python."""
    rounds = 7 if quick else 15
    bare = {
        "python -c pass": Program(command=(sys.executable, "-c", "pass")),
        "python: import attrs": Program(command=(sys.executable, "-c", "import attrs")),
    }
    others = {
        "swaks --version": Program(command=("swaks", "--version")),
        "msmtp --version": Program(command=("msmtp", "--version")),
    }
    for name in ("send", "recv"):
        ours = {OURS: Program(command=(script(name), "--version"))}
        yield row(f"{name} --version", ours | bare | others, rounds, 75.0)
    core = "import core; core.parse_message"
    ours = {OURS: Program(command=(sys.executable, "-c", core))}
    email = "import email, email.policy, email.message, email._header_value_parser"
    stdlib = {"stdlib: email": Program(command=(sys.executable, "-c", email))}
    yield row("import core; core.parse_message", ours | stdlib | bare, rounds, None)
    file = min(corpus.smalls(quick=quick).folder.iterdir())
    with running_sink() as (port, _):
        yield row(
            "send a small mail", {OURS: sending(file, port)} | bare, rounds, 130.0
        )
    yield from listing(rounds, bare)


def sending(file: Path, port: int) -> Program:
    """Return the program that sends the mail in `file`."""
    server = f"smtp+plain://127.0.0.1:{port}"
    command = (script("send"), "--server", server, "--from", SENDER)
    return Program(command=(*command, "--eml", str(file), RECEIVER))


def listing(rounds: int, bare: dict[str, Program]) -> Iterator[Row]:
    """Yield what a list of ten messages takes, where Dovecot is installed."""
    import tempfile

    from bench.commands import missing
    from bench.receiving import filled

    if missing("dovecot"):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with filled(folder / "dovecot", 10) as drop:
            secret = folder / "secret"
            secret.write_text(drop.password)
            ours = Program(
                command=(
                    *(
                        script("recv"),
                        "--server",
                        f"pop3+plain://127.0.0.1:{drop.port}",
                    ),
                    *(
                        "--user",
                        drop.user,
                        "--password-command",
                        f"cat {secret}",
                        "list",
                    ),
                )
            )
            yield row("recv list of ten", {OURS: ours} | bare, rounds, 160.0)


def row(
    name: str, programs: dict[str, Program], rounds: int, ceiling: float | None
) -> Row:
    """Return the row of `programs`."""
    samples, reasons = alternating(programs, rounds, HOME)
    return Row(
        group="Start-up, whole processes by the clock",
        name=name,
        unit="ms",
        samples=samples,
        missing=reasons,
        ceiling=ceiling,
    )


def budget(file: Path) -> list[tuple[str, float, int]]:
    """Return what `send` of a mail imports: package, milliseconds, modules."""
    with running_sink() as (port, _):
        command = sending(file, port).command
        path = str(Path(command[0]).resolve())
        done = subprocess.run(
            [sys.executable, "-X", "importtime", path, *command[1:]],
            capture_output=True,
            text=True,
            env=environment(HOME),
            cwd=ROOT,
            check=False,
        )
    spent: Counter[str] = Counter()
    modules: Counter[str] = Counter()
    for line in done.stderr.splitlines():
        if found := IMPORT.match(line):
            pieces = found[2].split(".")
            ours = pieces[0] in {"core", "shell"}
            package = ".".join(pieces[:2]) if ours else pieces[0]
            package = package if ours or pieces[0] in {"typer", "attr"} else "the rest"
            spent[package] += int(found[1])
            modules[package] += 1
    return [(name, each / 1e3, modules[name]) for name, each in spent.most_common(24)]
