"""The rows of sending: many mails on one connection, a large one, a process a mail."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeAlias

from bench import corpus, mails
from bench.commands import Program, alternating, each, missing, script
from bench.corpus import BUILD
from bench.rounds import BENCH_PYTHON, alternate, answered, asked
from bench.senders import RECEIVER, SENDER
from bench.sink import running_sink
from bench.table import OURS, Goal, Row

Jobs: TypeAlias = dict[str, Callable[[], float]]

HOME = BUILD / "home"
# What the sink and the kernel take, whoever sends.
BARE = "octets made beforehand"
GROUP = "Sending to a sink on loopback, by the clock"


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield the three rows."""
    small = next(iter(sorted(corpus.smalls(quick=quick).folder.iterdir())))
    size = 5_000_000 if quick else 25_000_000
    heavy = corpus.built("heavy", str(size), lambda: mails.attachments((size,), seed=4))
    (large,) = heavy.folder.iterdir()
    rounds = 3 if quick else 7
    with running_sink() as (port, sink):
        yield one_connection(small, port, sink, 100 if quick else 500, rounds)
        yield large_mail(large, port, sink, rounds)
        yield process_a_mail(small, port, sink, rounds)


def clients(file: Path, port: int, count: int, stack: ExitStack) -> Jobs:
    """Return the clients that are libraries, each asked in its own process."""
    found: Jobs = {}
    for name in ("puremail", "bare", "smtplib", "aiosmtplib"):
        if name == "aiosmtplib" and not BENCH_PYTHON.exists():
            continue
        python = str(BENCH_PYTHON) if name == "aiosmtplib" else sys.executable
        command = [
            python,
            "-m",
            "bench.senders",
            name,
            str(port),
            str(file),
            str(count),
        ]
        ask = stack.enter_context(asked(command))
        found[BARE if name == "bare" else name] = partial(answered, ask, "send")
    return found


def one_connection(file: Path, port: int, sink: str, count: int, rounds: int) -> Row:
    """Return what a mail takes where one connection carries all."""
    size = file.stat().st_size
    source = Program(
        command=(
            *("smtp-source", "-d", "-m", str(count), "-l", str(size)),
            *("-f", SENDER, "-t", RECEIVER, f"127.0.0.1:{port}"),
        )
    )
    curl = Program(command=curl_many(file, port, count))
    with ExitStack() as stack:
        jobs = clients(file, port, count, stack)

        reasons = {
            name: "not installed" for name in ("smtp-source", "curl") if missing(name)
        }
        for name, program in {"smtp-source": source, "curl": curl}.items():
            if name not in reasons:
                jobs[name] = partial(each, program, HOME, count)
        samples = alternate(jobs, rounds, reasons)
    if "aiosmtplib" not in samples:
        reasons["aiosmtplib"] = "not installed: make bench sets up build/venv-bench"
    return Row(
        group=GROUP,
        name=f"{count} mails of {size / 1e3:.1f} kB on one connection ({sink}), each",
        unit="ms",
        samples=samples,
        missing=reasons,
        goals=(Goal("smtplib", 1.5, 3.0), Goal("smtp-source", 1.0, 2.0)),
    )


def curl_many(file: Path, port: int, count: int) -> tuple[str, ...]:
    """Return the command with which curl sends a mail `count` times."""
    config = BUILD / f"curl-{count}.conf"
    one = (
        f'url = "smtp://127.0.0.1:{port}"\nmail-from = "{SENDER}"\n'
        f'mail-rcpt = "{RECEIVER}"\nupload-file = "{file}"\n'
    )
    config.write_text("next\n".join([one] * count))
    return ("curl", "--silent", "--show-error", "--config", str(config))


def whole_mail(file: Path, port: int) -> dict[str, Program]:
    """Return the programs that send the mail in `file`, one process each."""
    source = "\n".join(
        (
            "import smtplib, sys",
            f"with smtplib.SMTP('127.0.0.1', {port}) as client:",
            f"    client.sendmail({SENDER!r}, [{RECEIVER!r}], sys.stdin.buffer.read())",
        )
    )
    options = ("--host=127.0.0.1", f"--port={port}", "--auth=off", "--tls=off")
    return {
        OURS: Program(
            command=(
                *(
                    script("send"),
                    "--quiet",
                    "--server",
                    f"smtp+plain://127.0.0.1:{port}",
                ),
                *("--from", SENDER, "--eml", str(file), RECEIVER),
            )
        ),
        "python + smtplib": Program(command=(sys.executable, "-c", source), stdin=file),
        "curl": Program(command=curl_many(file, port, 1)),
        "msmtp": Program(
            command=("msmtp", *options, f"--from={SENDER}", "--", RECEIVER), stdin=file
        ),
        "swaks": Program(
            command=(
                *("swaks", "--silent", "2", "--server", f"127.0.0.1:{port}"),
                *("--from", SENDER, "--to", RECEIVER, "--data", f"@{file}"),
            )
        ),
    }


def large_mail(file: Path, port: int, sink: str, rounds: int) -> Row:
    """Return what one large mail takes, already composed."""

    programs = whole_mail(file, port)
    reasons: dict[str, str] = {}
    with ExitStack() as stack:
        jobs = clients(file, port, 1, stack)
        for name in ("curl", "msmtp", "swaks"):
            if missing(name):
                reasons[name] = "not installed"
            else:
                jobs[name] = partial(each, programs[name], HOME, 1)
        samples = alternate(jobs, rounds, reasons)
    return Row(
        group=GROUP,
        name=f"one mail of {file.stat().st_size / 1e6:.0f} MB ({sink})",
        unit="ms",
        samples=samples,
        missing=reasons,
        goals=(Goal("smtplib", 2.0, 4.0), Goal("curl", 0.45, 0.9)),
    )


def process_a_mail(file: Path, port: int, sink: str, rounds: int) -> Row:
    """Return what a process takes that sends one small mail, journal and all."""
    samples, reasons = alternating(whole_mail(file, port), rounds, HOME)
    return Row(
        group=GROUP,
        name=f"one process a mail ({sink})",
        unit="ms",
        samples=samples,
        missing=reasons,
        ceiling=100.0,
    )
