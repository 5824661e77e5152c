"""The servers of a mail address, each proved by a handshake."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from core.value import frozen
from shell.config.choice import given_server
from shell.discover.candidate import Candidate
from shell.discover.search import Discovery, Sources, candidates, first_proved
from shell.exits import Kind, ShellError
from shell.server import Protocol, parse_server

# Seconds of silence before a guess is given up.
PATIENCE = 8.0


@frozen
class FoundServers:
    """What was found for an address: None for a protocol without a proved server."""

    smtp: Candidate | None
    pop3: Candidate | None

    def of(self, protocol: Protocol) -> Candidate | None:
        """Return the server that speaks `protocol`, if one was found."""
        match protocol:
            case Protocol.SMTP:
                return self.smtp
            case Protocol.POP3:
                return self.pop3

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The servers that were found."""
        return tuple(each for each in (self.smtp, self.pop3) if each is not None)


def named(
    address: str, protocol: Protocol, url: str | None, environment: Mapping[str, str]
) -> Iterator[Candidate]:
    """Yield the servers to try: the one that is named, else what can be found out.

    Raises ShellError for a URL that is none, or an address whose domain is none.
    """
    given = given_server(url, environment, protocol)
    try:
        if given is not None:
            text, where = given
            server = parse_server(text, protocol)
            user = server.user or address
            yield Candidate(server=server, user=user, source=where)
            return
        yield from candidates(address, protocol, Sources())
    except ValueError as error:
        raise ShellError(kind=Kind.USAGE, what=str(error)) from error


def first_agreed(
    tried: Iterable[Candidate],
    prove: Callable[[Candidate], None],
    agree: Callable[[Candidate], bool],
) -> Discovery:
    """Return the first of `tried` that is proved, and that the person agrees to."""

    def proved(candidate: Candidate) -> None:
        prove(candidate)
        if not candidate.vouched and not agree(candidate):
            what = f"{candidate.server.host} is not wanted"
            raise ShellError(kind=Kind.USAGE, what=what)

    return first_proved(tried, proved)


def nothing_found(address: str, protocol: Protocol, tried: Discovery) -> ShellError:
    """Return the error for an address without a server, the best reason in it."""
    domain = address.rpartition("@")[2]
    reasons = [failure.error for failure in tried.failures]
    # A server that is there and fails is told before guesses that lead nowhere.
    there = [each for each in reasons if each.kind not in {Kind.HOST, Kind.CONNECT}]
    why = f": {(there or reasons)[0].what}" if reasons else ""
    return ShellError(
        kind=(there or reasons)[0].kind if there else Kind.HOST,
        what=f"found no {protocol.upper()} server for {domain} that can be used{why}",
        hint="Name it with --server.",
    )
