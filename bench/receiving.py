"""The rows of receiving: Dovecot's maildrop, on loopback and 20 ms away."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from attrs import evolve, frozen

from bench import corpus
from bench.commands import Program, each, missing, script
from bench.corpus import BUILD
from bench.rounds import ROOT, alternate, answered, asked
from bench.sink import wait_for
from bench.table import OURS, Goal, Row

HOME = BUILD / "home"
SHARED = Path("/dev/shm")
GROUP = "Receiving from Dovecot into a Maildir in memory, by the clock"


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield the row on loopback, that of whole commands, and that of a far server."""
    if missing("dovecot"):
        why = "Dovecot is not installed"
        yield Row(group=GROUP, name="all", unit="ms", samples={}, missing={OURS: why})
        return
    count = 400 if quick else 2_000
    with tempfile.TemporaryDirectory(dir=SHARED if SHARED.is_dir() else None) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with filled(folder / "dovecot", count) as drop:
            rounds = 2 if quick else 5
            yield measured(folder, drop, count, rounds, far=False)
            with delayed(drop.port, 0.010) as port:
                far = evolve(drop, port=port)
                yield measured(folder, far, count, rounds, far=True)


@frozen
class Maildrop:
    """A server's port on loopback, and who logs in."""

    port: int
    user: str
    password: str


@contextmanager
def filled(folder: Path, count: int) -> Iterator[Maildrop]:
    """Give the maildrop of a Dovecot with `count` small mails."""
    from tests.servers.certificates import make_certificates
    from tests.servers.dovecot import running_dovecot
    from tests.servers.record import Kind

    folder.mkdir(mode=0o755)
    (folder / "tls").mkdir()
    certificates = make_certificates(folder / "tls")
    mails = corpus.smalls(quick=count < 2_000).mails()[:count]
    with running_dovecot(folder, certificates) as server:
        for octets in mails:
            server.deliver(octets)
        yield Maildrop(server.ports[Kind.PLAIN], server.user, server.password)


@contextmanager
def delayed(port: int, seconds: float) -> Iterator[int]:
    """Give the port of a proxy to `port` that delays each direction."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.delay", str(port), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the proxy has no pipe")
        far_port = int(process.stdout.readline())
        wait_for(far_port)
        yield far_port
    finally:
        process.terminate()
        process.wait(10)


def measured(
    folder: Path, drop: Maildrop, count: int, rounds: int, *, far: bool
) -> Row:
    """Return what each of `count` messages takes."""
    maildir = folder / "Maildir"
    for inner in ("new", "cur", "tmp"):
        (maildir / inner).mkdir(parents=True, exist_ok=True)
    programs = {"mpop": (mpop(folder, maildir, drop), count)}
    if not far:
        programs |= commands(folder, maildir, drop, count)
    reasons: dict[str, str] = {}
    with ExitStack() as stack:
        jobs: dict[str, Callable[[], float]] = {}
        for name in ("puremail", "poplib"):
            client = [sys.executable, "-m", "bench.getters", name, str(drop.port)]
            # A client that waits for every answer is asked for fewer.
            mails = 50 if far and name == "poplib" else count
            ask = stack.enter_context(
                asked([*client, drop.user, drop.password, str(maildir), str(mails)])
            )
            jobs[name] = partial(answered, ask, "fetch")
        for name, (program, total) in programs.items():
            if not Path(program.command[0]).exists() and missing(program.command[0]):
                reasons[name] = "not installed"
                continue
            jobs[name] = partial(each, program, HOME, total)
        samples = alternate(jobs, rounds, reasons)
    goals = (
        (Goal("poplib", 30, 60), Goal("mpop", 1, 2))
        if far
        else (Goal("poplib", 1.5, 3), Goal("mpop", 0.5, 1))
    )
    place = "20 ms of round trip" if far else "loopback"
    return Row(
        group=GROUP,
        name=f"{place}, {count:,} mails, each",
        unit="ms",
        samples=samples,
        missing=reasons,
        goals=goals,
    )


def mpop(folder: Path, maildir: Path, drop: Maildrop) -> Program:
    """Return mpop, which pipelines; it forgets what it has seen before each run."""
    seen, secret = folder / "mpop-uidls", folder / "mpop-secret"
    secret.write_text(drop.password)
    return Program(
        command=(
            *("mpop", "--host=127.0.0.1", f"--port={drop.port}", f"--user={drop.user}"),
            *("--auth=user", "--tls=off", "--keep=on", f"--uidls-file={seen}"),
            *("--received-header=off", f"--delivery=maildir,{maildir}", "--quiet"),
            f"--passwordeval=cat {secret}",
        ),
        before=lambda: seen.unlink(missing_ok=True),
    )


def commands(
    folder: Path, maildir: Path, drop: Maildrop, count: int
) -> dict[str, tuple[Program, int]]:
    """Return the programs that fetch, a process each, and how many mails they do.

    Those that take long fetch fewer.
    """
    few = min(count, 100)
    secret = folder / "secret"
    secret.write_text(drop.password)
    fetchmail = folder / "fetchmailrc"
    fetchmail.write_text(
        f'poll 127.0.0.1 service {drop.port} protocol POP3 user "{drop.user}" password'
        f' "{drop.password}" fetchall keep fetchlimit {few} no rewrite sslproto ""'
        f' mda "cat > {maildir}/new/fetchmail"\n'
    )
    fetchmail.chmod(0o600)
    # As root, getmail delivers for somebody else only.
    own = folder / "getmail"
    for inner in ("new", "cur", "tmp"):
        (own / inner).mkdir(parents=True, exist_ok=True)
    whose = "user = nobody\n" if os.geteuid() == 0 else ""
    if whose:
        nobody = pwd.getpwnam("nobody")
        for path in (own, *own.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    getmail = folder / "getmailrc"
    getmail.write_text(
        "[retriever]\ntype = SimplePOP3Retriever\nserver = 127.0.0.1\n"
        f"port = {drop.port}\n"
        f"username = {drop.user}\npassword = {drop.password}\n"
        f"[destination]\ntype = Maildir\npath = {own}/\n{whose}"
        "[options]\nread_all = true\ndelete = false\nverbose = 0\n"
        f"max_messages_per_session = {few}\n"
    )
    state = folder / "state"
    url = f"pop3+plain://127.0.0.1:{drop.port}"
    curl = f"pop3://127.0.0.1:{drop.port}/[1-{count}]"
    ours = Program(
        command=(
            *(script("recv"), "--quiet", "--server", url, "--user", drop.user),
            *("--password-command", f"cat {secret}", "fetch", "--keep"),
            *("--output", f"maildir:{maildir}"),
        ),
        environment={"XDG_STATE_HOME": str(state)},
        before=lambda: shutil.rmtree(state, ignore_errors=True),
    )
    return {
        "recv fetch (synced)": (ours, count),
        "curl": (
            Program(
                command=(
                    *("curl", "--silent", "--show-error"),
                    *("--user", f"{drop.user}:{drop.password}", curl),
                    *("--output", f"{maildir}/new/curl-#1"),
                )
            ),
            count,
        ),
        "fetchmail": (
            Program(
                command=("fetchmail", "--silent", "--nodetach", "-f", str(fetchmail)),
                # 13 says that there are more than it was to fetch.
                success=frozenset({0, 13}),
            ),
            few,
        ),
        "getmail6": (
            Program(
                command=(
                    *("getmail", "--getmaildir", str(folder)),
                    *("--rcfile", str(getmail)),
                ),
            ),
            few,
        ),
    }
