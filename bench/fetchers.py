"""The programs that fetch, each from one maildrop into a maildir of its own.

Those that take long fetch FEW messages a run.
"""

import os
import pwd
import shutil
from collections.abc import Mapping

from bench.commands import Program, script
from bench.maildrop import Maildrop

FEW = 100


def fetchers(drop: Maildrop) -> Mapping[str, Program]:
    """Return the programs, by name."""
    return {
        "mpop": mpop(drop),
        "recv fetch (synced)": recv(drop),
        "curl": curl(drop),
        "fetchmail": fetchmail(drop),
        "getmail6": getmail(drop),
    }


def recv(drop: Maildrop) -> Program:
    """Return the project's own, which forgets what it has stored before each run."""
    state = drop.folder / "state"
    url = f"pop3+plain://127.0.0.1:{drop.port}"
    return Program(
        command=(
            *(script("recv"), "--quiet", "--server", url, "--user", drop.user),
            *("--password-command", f"cat {drop.secret}", "fetch", "--keep"),
            *("--output", f"maildir:{drop.maildir('recv')}"),
        ),
        environment={"XDG_STATE_HOME": str(state)},
        before=lambda: shutil.rmtree(state, ignore_errors=True),
        mails=drop.count,
    )


def mpop(drop: Maildrop) -> Program:
    """Return mpop, which pipelines; it forgets what it has seen before each run."""
    seen, maildir = drop.folder / "mpop-uidls", drop.maildir("mpop")
    return Program(
        command=(
            *("mpop", "--host=127.0.0.1", f"--port={drop.port}", f"--user={drop.user}"),
            *("--auth=user", "--tls=off", "--keep=on", f"--uidls-file={seen}"),
            *("--received-header=off", f"--delivery=maildir,{maildir}", "--quiet"),
            f"--passwordeval=cat {drop.secret}",
        ),
        before=lambda: seen.unlink(missing_ok=True),
        mails=drop.count,
    )


def curl(drop: Maildrop) -> Program:
    """Return curl, with a URL for every message number."""
    return Program(
        command=(
            *("curl", "--silent", "--show-error"),
            *("--user", f"{drop.user}:{drop.password}"),
            f"pop3://127.0.0.1:{drop.port}/[1-{drop.count}]",
            *("--output", f"{drop.maildir('curl')}/new/curl-#1"),
        ),
        mails=drop.count,
    )


def fetchmail(drop: Maildrop) -> Program:
    """Return fetchmail, which starts a program for each message."""
    few = min(drop.count, FEW)
    rc = drop.folder / "fetchmailrc"
    rc.write_text(
        f'poll 127.0.0.1 service {drop.port} protocol POP3 user "{drop.user}" password'
        f' "{drop.password}" fetchall keep fetchlimit {few} no rewrite sslproto ""'
        f' mda "cat > {drop.maildir("fetchmail")}/new/one"\n'
    )
    rc.chmod(0o600)
    return Program(
        command=("fetchmail", "--silent", "--nodetach", "-f", str(rc)),
        # 13 says that there are more than it was to fetch.
        success=frozenset({0, 13}),
        mails=few,
    )


def getmail(drop: Maildrop) -> Program:
    """Return getmail, which as root delivers for somebody else only: nobody."""
    few = min(drop.count, FEW)
    maildir = drop.maildir("getmail")
    whose = ""
    if os.geteuid() == 0:
        whose, nobody = "user = nobody\n", pwd.getpwnam("nobody")
        for path in (maildir, *maildir.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    rc = drop.folder / "getmailrc"
    rc.write_text(
        "[retriever]\ntype = SimplePOP3Retriever\nserver = 127.0.0.1\n"
        f"port = {drop.port}\n"
        f"username = {drop.user}\npassword = {drop.password}\n"
        f"[destination]\ntype = Maildir\npath = {maildir}/\n{whose}"
        "[options]\nread_all = true\ndelete = false\nverbose = 0\n"
        f"max_messages_per_session = {few}\n"
    )
    words = ("--getmaildir", str(drop.folder), "--rcfile", str(rc))
    return Program(command=("getmail", *words), mails=few)
