"""Our server's half of POP3, driven by programs of others."""

import mailbox
import poplib
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shell.sandbox.server import Ports
from tests.servers.record import require
from tests.servers.services import HOST, SECRET, USER, Access, maildrop, run, sandbox

pytestmark = pytest.mark.slow

HEADER = (
    b"Date: Tue, 01 Jan 2030 12:00:00 +0000\r\nFrom: ann@example.org\r\n"
    b"To: bob@example.org\r\nMessage-ID: <%d@example.org>\r\nSubject: dots\r\n\r\n"
)
BODIES = (
    b".one\r\n..two\r\n.\r\n \r\nthe end\r\n",
    b".\r\n.\r\n\r\n",
    b"8 bits: \xe4\xf6\xfc\r\n" + b"x" * 900 + b"\r\n",
    b"".join(b".%d\r\n" % number for number in range(20_000)),
)
MESSAGES = tuple(HEADER % number + body for number, body in enumerate(BODIES, 1))


@pytest.fixture(params=Access)
def ports(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ports]:
    """Return the ports of a sandbox that holds MESSAGES."""
    drop = maildrop(tmp_path)
    for octets in MESSAGES:
        delivery = drop.begin()
        delivery.write(octets)
        delivery.commit()
    with sandbox(tmp_path, request.param) as ports:
        yield ports


def held(tmp_path: Path) -> int:
    """Return how many messages the sandbox holds."""
    return len(maildrop(tmp_path).messages())


def private(path: Path, text: str) -> str:
    """Return the path of a file that only its owner reads."""
    path.write_text(text)
    path.chmod(0o600)
    return str(path)


def new_maildir(tmp_path: Path) -> Path:
    """Return a new maildir."""
    folder = tmp_path / "got"
    mailbox.Maildir(folder, create=True)
    return folder


def agent(tmp_path: Path, folder: Path) -> str:
    """Return a program that puts what it reads into the maildir `folder`."""
    save = f"cat >{folder}/new/$(mktemp -u XXXXXXXX)"
    script = private(tmp_path / "mda", f"#!/bin/sh\n{save}\n")
    Path(script).chmod(0o700)
    return script


def stored(folder: Path) -> list[bytes]:
    """Return the messages in a maildir."""
    return [file.read_bytes() for file in folder.glob("new/*")]


def same(found: list[bytes]) -> bool:
    """Return whether `found` are MESSAGES with fields before them and LF for CRLF."""
    expected = [octets.replace(b"\r\n", b"\n") for octets in MESSAGES]
    if len(found) != len(expected):
        return False
    return all(any(one.endswith(each) for one in found) for each in expected)


def mpop(tmp_path: Path, port: int, auth: str, *, keep: bool) -> list[bytes]:
    """Return what mpop fetches."""
    folder = new_maildir(tmp_path)
    rc = private(
        tmp_path / "mpoprc",
        f"account a\nhost {HOST}\nport {port}\nuser {USER}\n"
        f"passwordeval echo '{SECRET}'\ntls off\nauth {auth}\n"
        f"delivery maildir {folder}\nuidls_file {tmp_path}/uidls\n"
        f"keep {'on' if keep else 'off'}\naccount default : a\n",
    )
    done = run(tmp_path, require("mpop"), "-C", rc)
    assert done.returncode == 0, done.stderr
    return stored(folder)


def fetchmail(tmp_path: Path, port: int, auth: str, *, keep: bool) -> list[bytes]:
    """Return what fetchmail fetches."""
    folder = new_maildir(tmp_path)
    script = agent(tmp_path, folder)
    rc = private(
        tmp_path / "fetchmailrc",
        f"poll {HOST} port {port} protocol pop3 {auth}\n"
        f'  user "{USER}" password "{SECRET}" sslproto ""\n'
        f'  {"keep" if keep else "nokeep"} no rewrite mda "{script}"\n',
    )
    program = require("fetchmail")
    state = f"{tmp_path}/fetchids"
    done = run(tmp_path, program, "-f", rc, "-i", state, "--nosyslog", "--uidl")
    assert done.returncode == 0, done.stdout + done.stderr
    return stored(folder)


def getmail(tmp_path: Path, port: int, auth: str, *, keep: bool) -> list[bytes]:
    """Return what getmail fetches."""
    folder = new_maildir(tmp_path)
    rc = private(
        tmp_path / "getmailrc",
        f"[retriever]\ntype = SimplePOP3Retriever\nserver = {HOST}\nport = {port}\n"
        f"username = {USER}\npassword = {SECRET}\n{auth}\n"
        f"[destination]\ntype = MDA_external\npath = {agent(tmp_path, folder)}\n"
        "allow_root_commands = true\n"
        f"[options]\ndelete = {not keep}\nread_all = true\n",
    )
    program = require("getmail")
    done = run(tmp_path, program, "--getmaildir", str(tmp_path), "--rcfile", rc)
    assert done.returncode == 0, done.stdout + done.stderr
    return stored(folder)


Program = Callable[..., list[bytes]]
PROGRAMS: list[tuple[Program, str]] = [
    (mpop, "user"),
    (mpop, "plain"),
    (mpop, "login"),
    (fetchmail, "auth password"),
    (getmail, ""),
]


@pytest.mark.parametrize("keep", [True, False], ids=["keep", "delete"])
@pytest.mark.parametrize(
    ("program", "auth"),
    PROGRAMS,
    ids=[f"{program.__name__} {auth}".strip() for program, auth in PROGRAMS],
)
def test_programs_fetch(
    tmp_path: Path, ports: Ports, program: Program, auth: str, *, keep: bool
) -> None:
    assert same(program(tmp_path, ports.pop3, auth, keep=keep))
    assert held(tmp_path) == (len(MESSAGES) if keep else 0)


@pytest.mark.parametrize("ports", [Access.CLOSED], indirect=True)
def test_scram(tmp_path: Path, ports: Ports) -> None:
    assert same(mpop(tmp_path, ports.pop3, "scram-sha-256", keep=True))


@pytest.mark.parametrize("login", ["", "AUTH=PLAIN", "AUTH=LOGIN"])
def test_curl(tmp_path: Path, ports: Ports, login: str) -> None:
    def curl(path: str, *words: str) -> bytes:
        options = ["--login-options", login] if login else []
        done = run(
            tmp_path,
            *(require("curl"), "--silent", "--show-error"),
            *("--user", f"{USER}:{SECRET}"),
            *options,
            *words,
            f"pop3://{HOST}:{ports.pop3}/{path}",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    sizes = [b"%d %d\r\n" % (n, len(octets)) for n, octets in enumerate(MESSAGES, 1)]
    assert curl("") == b"".join(sizes)
    for number, octets in enumerate(MESSAGES, 1):
        assert curl(str(number)) == octets
    curl("", "--request", "NOOP", "--head")
    curl("1", "--request", "DELE", "--head")
    assert held(tmp_path) == len(MESSAGES) - 1


def test_s_nail(tmp_path: Path, ports: Ports) -> None:
    user, secret = USER.replace("@", "%40"), SECRET.replace("&", "%26")
    url = f"pop3://{user}:{secret}@{HOST}:{ports.pop3}"
    out = tmp_path / "out"
    done = run(
        tmp_path,
        *(require("s-nail"), "-n", "-Sv15-compat"),
        *("-Spop3-auth=plain", "-Snopop3-use-starttls", "-f", url),
        stdin=f"copy 1-{len(MESSAGES)} {shlex.quote(str(out))}\nexit\n".encode(),
    )
    assert done.returncode == 0, done.stderr
    octets = out.read_bytes()
    for message in MESSAGES:
        body = message.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n")
        assert body in octets
    assert held(tmp_path) == len(MESSAGES)


def test_poplib(tmp_path: Path, ports: Ports) -> None:
    session = poplib.POP3(HOST, ports.pop3, timeout=30)
    offer = session.capa()
    assert {"USER", "TOP", "UIDL", "PIPELINING"} <= {*offer}
    session.user(USER)
    session.pass_(SECRET)
    sizes = [len(octets) for octets in MESSAGES]
    assert session.stat() == (len(MESSAGES), sum(sizes))
    listed = session.list()[1]
    assert [int(line.split()[1]) for line in listed] == sizes
    assert len({line.split()[1] for line in session.uidl()[1]}) == len(MESSAGES)
    assert session.list(2).startswith(b"+OK 2 ")  # type: ignore[attr-defined]  # octets
    for number, octets in enumerate(MESSAGES, 1):
        assert b"\r\n".join((*session.retr(number)[1], b"")) == octets
        head, _, body = octets.partition(b"\r\n\r\n")
        lines = body.split(b"\r\n")[:2]
        top = b"\r\n".join((*session.top(number, 2)[1], b""))
        assert top == b"\r\n".join((head, b"", *lines, b""))
    session.dele(1)
    for ask in (session.retr, session.dele, session.list, session.uidl):
        with pytest.raises(poplib.error_proto, match="-ERR"):
            ask(1)
    assert session.stat() == (len(MESSAGES) - 1, sum(sizes[1:]))
    session.rset()
    session.noop()
    session.dele(2)
    session.quit()
    assert held(tmp_path) == len(MESSAGES) - 1


def test_a_lost_session_deletes_nothing(tmp_path: Path, ports: Ports) -> None:
    session = poplib.POP3(HOST, ports.pop3, timeout=30)
    session.user(USER)
    session.pass_(SECRET)
    session.dele(1)
    session.close()
    assert held(tmp_path) == len(MESSAGES)
