"""A server tried: shaken hands with, and logged in to where there is a secret."""

from core.pop3.command import Command, Quit
from core.pop3.event import Answer
from core.smtp.opening import Opened, Unopened
from shell.config.account import Account
from shell.config.choice import Access
from shell.connect import Terms
from shell.discover.candidate import Candidate
from shell.drive.loop import Talk
from shell.login import mechanisms
from shell.run.steps import Narrator
from shell.secret import Secret
from shell.server import Protocol


def access_of(candidate: Candidate, account: Account, timeout: float) -> Access:
    """Return how `candidate` is reached for `account`. `timeout` is in seconds."""
    return Access(
        account=account,
        server=candidate.server,
        user=candidate.server.user or candidate.user,
        auth=account.auth or candidate.auth,
        password_command=None,
        ca_file=account.ca_file,
        timeout=account.timeout or timeout,
        own=True,
        sole=True,
    )


def try_server(
    access: Access, terms: Terms, secret: Secret | None, narrator: Narrator
) -> None:
    """Return once the server has greeted, under TLS, and let in who has `secret`.

    Raises ShellError.
    """
    match access.server.protocol:
        case Protocol.SMTP:
            _try_smtp(access, terms, secret, narrator)
        case Protocol.POP3:
            from shell.recv.line import open_line

            line = open_line(access, terms, secret, (), narrator)
            line.hold(_leave())
            line.close()


def _leave() -> Talk[Command, Answer, None]:
    yield (Quit(),)


def _try_smtp(
    access: Access, terms: Terms, secret: Secret | None, narrator: Narrator
) -> None:
    from shell.send.session import Session
    from shell.send.tale import Tale
    from shell.send.verdict import Party, not_opened

    ways = () if secret is None else mechanisms(access, secret)
    with Session(access, terms, Tale(narrator), ()) as session:
        driven = session.open(ways)
        session.quit()
        match driven.result:
            case Unopened() as unopened:
                raise not_opened(unopened, driven, Party(access))
            case Opened():
                pass
