"""The rows of sending: many mails on one connection, a large one, a process a mail."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench import corpus
from bench.commands import Program, alternating, script
from bench.places import BUILD
from bench.process import command_of, lacking
from bench.senders import RECEIVER, SENDER
from bench.sink import running_sink
from bench.table import OURS, Goal, Row

# What the sink and the kernel take, whoever sends.
BARE = "octets made beforehand"
# The clients that are libraries, as bench.senders knows them.
LIBRARIES = {OURS: OURS, BARE: "bare", "smtplib": "smtplib", "aiosmtplib": "aiosmtplib"}
GROUP = "Sending to a sink on loopback, by the clock"


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield the three rows."""
    small = corpus.smalls(quick=quick).first()
    large = corpus.heavy(5_000_000 if quick else 25_000_000).first()
    rounds = 3 if quick else 7
    with running_sink() as (port, sink):
        yield one_connection(small, port, sink, 100 if quick else 500, rounds)
        yield large_mail(large, port, sink, rounds)
        yield process_a_mail(small, port, sink, rounds)


def one_connection(file: Path, port: int, sink: str, count: int, rounds: int) -> Row:
    """Return what a mail takes where one connection carries all."""
    size = file.stat().st_size
    source = Program(
        command=(
            *("smtp-source", "-d", "-m", str(count), "-l", str(size)),
            *("-f", SENDER, "-t", RECEIVER, f"127.0.0.1:{port}"),
        ),
        mails=count,
    )
    curl = Program(command=curl_many(file, port, count), mails=count)
    return beside_libraries(
        f"{count} mails of {size / 1e3:.1f} kB on one connection ({sink}), each",
        clients(file, port, count),
        {"smtp-source": source, "curl": curl},
        rounds,
        (Goal("smtplib", 3.0), Goal("smtp-source", 2.0)),
    )


def large_mail(file: Path, port: int, sink: str, rounds: int) -> Row:
    """Return what one large mail takes, already composed."""
    programs = whole_mail(file, port)
    return beside_libraries(
        f"one mail of {file.stat().st_size / 1e6:.0f} MB ({sink})",
        clients(file, port, 1),
        {name: programs[name] for name in ("curl", "msmtp", "swaks")},
        rounds,
        (Goal("smtplib", 4.0), Goal("curl", 0.9)),
    )


def process_a_mail(file: Path, port: int, sink: str, rounds: int) -> Row:
    """Return what a process takes that sends one small mail, journal and all."""
    samples, reasons = alternating(whole_mail(file, port), rounds)
    return Row(
        group=GROUP,
        name=f"one process a mail ({sink})",
        unit="ms",
        samples=samples,
        missing=reasons,
        ceiling=100.0,
    )


def clients(file: Path, port: int, count: int) -> dict[str, list[str]]:
    """Return the command of each library that sends the mail in `file`."""
    return {
        name: command_of("bench.senders", library, port, file, count)
        for name, library in LIBRARIES.items()
    }


def beside_libraries(
    name: str,
    libraries: Mapping[str, list[str]],
    programs: Mapping[str, Program],
    rounds: int,
    goals: tuple[Goal, ...],
) -> Row:
    """Return the row of `libraries`, each in its own process, and of `programs`."""
    absent = lacking({"aiosmtplib": "aiosmtplib"})
    present = {each: libraries[each] for each in libraries if each not in absent}
    samples, reasons = alternating(programs, rounds, present)
    return Row(
        group=GROUP,
        name=name,
        unit="ms",
        samples=samples,
        missing=absent | reasons,
        goals=goals,
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


def our_send(file: Path, port: int, *options: str) -> Program:
    """Return the project's command that sends the mail in `file`."""
    server = f"smtp+plain://127.0.0.1:{port}"
    command = (script("send"), *options, "--server", server, "--from", SENDER)
    return Program(command=(*command, "--eml", str(file), RECEIVER))


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
        OURS: our_send(file, port, "--quiet"),
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
