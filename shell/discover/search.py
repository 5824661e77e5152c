"""The order in which candidates are named, and the proof that one of them is real."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from attrs import field

from core.value import frozen
from shell.discover.autoconfig import (
    Fetch,
    directory_url,
    fetch,
    own_urls,
    read_autoconfig,
)
from shell.discover.candidate import Candidate
from shell.discover.records import Lookup
from shell.exits import ShellError
from shell.preset import Preset, preset_for_domain, preset_for_exchangers
from shell.server import Protocol, parse_server, to_ascii

# Shakes hands with a candidate and checks its certificate; ShellError if it cannot.
Prove: TypeAlias = Callable[[Candidate], None]

SMTP_GUESSES: Final = (
    "smtps://smtp.{}",
    "smtps://mail.{}",
    "smtp://smtp.{}",
    "smtp://mail.{}",
    "smtps://{}",
    "smtp://{}",
)
POP3_GUESSES: Final = (
    "pop3s://pop.{}",
    "pop3s://mail.{}",
    "pop3s://pop3.{}",
    "pop3://pop.{}",
    "pop3://mail.{}",
    "pop3s://{}",
)


@frozen
class Sources:
    """Whom to ask: DNS, and the web over HTTPS."""

    lookup: Lookup = field(factory=Lookup)
    fetch: Fetch = fetch


@frozen
class Failure:
    """A candidate that could not be proved, and why."""

    candidate: Candidate
    error: ShellError


@frozen
class Discovery:
    """The first candidate that was proved, if any, and those that failed before it."""

    found: Candidate | None
    failures: tuple[Failure, ...]


def discover(
    address: str, protocol: Protocol, prove: Prove, sources: Sources | None = None
) -> Discovery:
    """Return the first server for a mail address with which `prove` succeeds.

    A source is asked only when all before it had nothing that could be proved.
    """
    return first_proved(candidates(address, protocol, sources or Sources()), prove)


def first_proved(candidates: Iterable[Candidate], prove: Prove) -> Discovery:
    """Return the first of `candidates` with which `prove` succeeds."""
    failures: list[Failure] = []
    for candidate in candidates:
        try:
            prove(candidate)
        except ShellError as error:
            failures.append(Failure(candidate, error))
        else:
            return Discovery(candidate, tuple(failures))
    return Discovery(None, tuple(failures))


def candidates(
    address: str, protocol: Protocol, sources: Sources
) -> Iterator[Candidate]:
    """Yield the servers that may be the mail address's, each once, likeliest first.

    Preset, the domain's own autoconfig, SRV, the preset of its MX hosts, Mozilla's
    directory, guesses. Raises ValueError if the domain is no host name.
    """
    seen = set()
    for candidate in _named(address, protocol, sources):
        if candidate.server not in seen:
            seen.add(candidate.server)
            yield candidate


def _named(address: str, protocol: Protocol, sources: Sources) -> Iterator[Candidate]:
    domain = to_ascii(address.rpartition("@")[2])
    preset = preset_for_domain(domain)
    if preset is not None:
        # A provider's servers are known: nobody else needs to be asked.
        yield from _of_preset(preset, address, protocol)
        return
    for url in own_urls(address):
        yield from _of_document(url, address, protocol, sources.fetch)
    yield from sources.lookup.services(address, protocol)
    hosting = preset_for_exchangers(sources.lookup.exchangers(domain))
    if hosting is not None:
        yield from _of_preset(hosting, address, protocol)
    yield from _of_document(directory_url(address), address, protocol, sources.fetch)
    yield from _guesses(domain, address, protocol)


def _of_preset(preset: Preset, address: str, protocol: Protocol) -> Iterator[Candidate]:
    server = preset.server(protocol)
    if server is not None:
        yield Candidate(
            server=server,
            user=preset.user(protocol, address),
            source=f"preset {preset.name}",
        )


def _of_document(
    url: str, address: str, protocol: Protocol, fetch_url: Fetch
) -> tuple[Candidate, ...]:
    octets = fetch_url(url)
    if octets is None:
        return ()
    host = url.split("/")[2]
    return read_autoconfig(octets, address, protocol, f"autoconfig of {host}")


def _guesses(domain: str, address: str, protocol: Protocol) -> Iterator[Candidate]:
    guesses = SMTP_GUESSES if protocol is Protocol.SMTP else POP3_GUESSES
    for guess in guesses:
        server = parse_server(guess.format(domain), protocol)
        yield Candidate(server=server, user=address, source="guess")
