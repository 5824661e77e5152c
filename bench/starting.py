"""The rows of start-up, and where the time goes: python -X importtime."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench import corpus
from bench.commands import Program, alternating, environment, script
from bench.maildrop import filled, lacks_server
from bench.places import ROOT
from bench.sending import our_send
from bench.sink import running_sink
from bench.table import OURS, Row

IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def python(source: str) -> Program:
    """Return Python with a line to run."""
    return Program(command=(sys.executable, "-c", source))


# What Python takes before it does anything, and with the library that values need.
BARE = {
    "python -c pass": python("pass"),
    "python: import attrs": python("import attrs"),
}


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield what each command takes from start to end, beside a bare Python."""
    rounds = 7 if quick else 15
    others = {
        "swaks --version": Program(command=("swaks", "--version")),
        "msmtp --version": Program(command=("msmtp", "--version")),
    }
    for name in ("send", "recv"):
        ours = Program(command=(script(name), "--version"))
        yield row(f"{name} --version", ours, rounds, 75.0, others)
    core = "import core; core.parse_message"
    email = "import email, email.policy, email.message, email._header_value_parser"
    yield row(core, python(core), rounds, None, {"stdlib: email": python(email)})
    smalls = corpus.smalls(quick=quick)
    with running_sink() as (port, _):
        sending = our_send(smalls.first(), port)
        yield row("send a small mail", sending, rounds, 130.0)
    if not lacks_server():
        yield listing(smalls.mails()[:10], rounds)


def listing(mails: list[bytes], rounds: int) -> Row:
    """Return what a list of ten messages takes."""
    with filled(mails) as drop:
        url = f"pop3+plain://127.0.0.1:{drop.port}"
        password = ("--password-command", f"cat {drop.secret}")
        command = (script("recv"), "--server", url, "--user", drop.user, *password)
        ours = Program(command=(*command, "list"))
        return row("recv list of ten", ours, rounds, 160.0)


def row(
    name: str,
    ours: Program,
    rounds: int,
    ceiling: float | None,
    others: dict[str, Program] | None = None,
) -> Row:
    """Return the row of one of our programs, beside `others` and a bare Python."""
    samples, reasons = alternating({OURS: ours, **BARE, **(others or {})}, rounds)
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
        program, *words = our_send(file, port).command
        done = subprocess.run(
            [sys.executable, "-X", "importtime", str(Path(program).resolve()), *words],
            capture_output=True,
            text=True,
            env=environment(),
            cwd=ROOT,
            check=False,
        )
    spent: Counter[str] = Counter()
    modules: Counter[str] = Counter()
    for line in done.stderr.splitlines():
        if found := IMPORT.match(line):
            name = package_of(found[2])
            spent[name] += int(found[1])
            modules[name] += 1
    return [(name, each / 1e3, modules[name]) for name, each in spent.most_common(24)]


def package_of(module: str) -> str:
    """Return the package that a module counts for; all but a few are the rest."""
    top, *inner = module.split(".")
    if top in {"core", "shell"}:
        return ".".join((top, *inner[:1]))
    return top if top in {"typer", "attr"} else "the rest"
