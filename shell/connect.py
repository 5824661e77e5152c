"""From an Access to a Stream that may be spoken over: TCP, and TLS from the start."""

from collections.abc import Callable

from core.value import frozen
from shell import clock
from shell.config.choice import Access
from shell.exits import Kind, ShellError
from shell.server import Security, clear_text_refusal
from shell.stream import TcpStream, connect
from shell.tls import Trust

# Seconds to connect in, and to shake hands.
SILENCE = 30.0


@frozen(kw_only=True)
class Terms:
    """What a run allows that is not allowed by itself; each is loud.

    `insecure` is a certificate that proves nothing, `plaintext` clear text beyond
    this machine.
    """

    insecure: bool = False
    plaintext: bool = False


STRICT = Terms()


def open_stream(
    access: Access,
    terms: Terms = STRICT,
    passed: Callable[[str], None] = lambda _: None,
) -> TcpStream:
    """Return a stream to the server of `access`, under TLS where that comes first.

    Clear text is refused before anything is said, by the address that was really
    reached. `passed` is told "connect" and "tls" once each is done. Raises
    ShellError.
    """
    server = access.server
    _refuse_clear(access, terms, None)
    silence = access.timeout or SILENCE
    trust = Trust(access.ca_file, verify=not terms.insecure)
    stream = connect(server.host, server.port, trust, clock.deadline(silence))
    passed("connect")
    try:
        if server.security is Security.TLS:
            stream.start_tls(clock.deadline(silence))
            passed("tls")
        else:
            _refuse_clear(access, terms, stream.peer_address)
    except BaseException:
        stream.close()
        raise
    return stream


def warnings(access: Access, terms: Terms) -> tuple[str, ...]:
    """Return what is to be said on every run that uses `terms`."""
    host = access.server.host
    said: list[str] = []
    if terms.insecure and access.server.security is not Security.CLEAR:
        said.append(f"the certificate of {host} is not checked (--insecure)")
    if terms.plaintext and access.server.security is Security.CLEAR:
        said.append(f"everything goes to {host} in clear text (--plaintext)")
    return tuple(said)


def _refuse_clear(access: Access, terms: Terms, address: str | None) -> None:
    """Raise ShellError if clear text may not go to where `access` leads.

    A name is only judged once its address is known.
    """
    server = access.server
    if address is None and server.named:
        return
    refusal = clear_text_refusal(
        server,
        address=address,
        login=access.user is not None,
        plaintext=terms.plaintext,
    )
    if refusal is not None:
        raise ShellError(kind=Kind.CONFIG, what=refusal, stage="connect")
