"""What a mail domain says of its servers over HTTPS, in Mozilla's form.

The form is draft-ietf-mailmaint-autoconfig, "config-v1.1.xml".
"""

import io
from collections.abc import Callable
from types import MappingProxyType
from typing import Final, TypeAlias

from shell.clock import monotonic
from shell.discover.candidate import Candidate
from shell.server import Protocol, Security, Server, to_ascii

# The octets at a URL, or None if there are none to be had.
Fetch: TypeAlias = Callable[[str], bytes | None]

# Octets of a document, and seconds for all of it.
DOCUMENT_LIMIT: Final = 262_144
SECONDS: Final = 5.0

SOCKET_TYPES: Final = MappingProxyType(
    {"SSL": Security.TLS, "STARTTLS": Security.UPGRADE}
)
ELEMENTS: Final = MappingProxyType(
    {
        ("incomingServer", "pop3"): Protocol.POP3,
        ("outgoingServer", "smtp"): Protocol.SMTP,
    }
)
# Where the directory of Mozilla's own lists providers by domain.
DIRECTORY: Final = "https://autoconfig.thunderbird.net/v1.1/"


def own_urls(address: str) -> tuple[str, ...]:
    """Return where the domain of a mail address may have its document."""
    from urllib.parse import quote

    domain = to_ascii(address.rpartition("@")[2])
    return (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={quote(address)}",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    )


def directory_url(address: str) -> str:
    """Return where the directory may list the domain; the address is not told it."""
    return DIRECTORY + to_ascii(address.rpartition("@")[2])


def fetch(url: str) -> bytes | None:
    """Return the octets at an HTTPS URL; None for any failure, or past the limits.

    The certificate is checked; a redirection away from HTTPS is not followed.
    """
    from http.client import HTTPException
    from urllib import request

    # Without a handler for plain HTTP nothing can lead away from HTTPS.
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPSHandler(),
        request.HTTPRedirectHandler(),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
        request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    end = monotonic() + SECONDS
    octets = b""
    try:
        with opener.open(request.Request(url), timeout=SECONDS) as answer:
            while piece := answer.read1(65_536):
                octets += piece
                if len(octets) > DOCUMENT_LIMIT or monotonic() > end:
                    return None
    except (OSError, HTTPException, ValueError):
        return None
    return octets


def read_autoconfig(
    octets: bytes, address: str, protocol: Protocol, source: str
) -> tuple[Candidate, ...]:
    """Return the servers that a document names for a mail address, in its order.

    Servers without TLS are left out. Octets that are no such document name none; one
    with a document type is not read, since it could make entities without end.
    """
    document = _Document()
    if not document.read(octets):
        return ()
    found: list[Candidate] = []
    for spoken, facts in document.servers:
        candidate = _candidate(spoken, facts, address, source)
        if spoken is protocol and candidate is not None:
            found.append(candidate)
    return tuple(found)


class _Document:
    """What is gathered while a document is read."""

    def __init__(self) -> None:
        self.servers: list[tuple[Protocol, dict[str, str]]] = []
        self._facts: dict[str, str] | None = None
        self._name = ""

    def read(self, octets: bytes) -> bool:
        """Return whether `octets` could be read to their end."""
        from xml.parsers import expat

        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = _refuse
        try:
            parser.ParseFile(io.BytesIO(octets))
        except (expat.ExpatError, ValueError, LookupError):
            return False
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        protocol = ELEMENTS.get((name, attributes.get("type", "").lower()))
        if protocol is not None:
            self._facts = {}
            self.servers.append((protocol, self._facts))
        self._name = name

    def _end(self, name: str) -> None:
        if name in {"incomingServer", "outgoingServer"}:
            self._facts = None
        self._name = ""

    def _data(self, text: str) -> None:
        # The first of several ways to authenticate is the one that is preferred.
        if self._facts is not None and self._name:
            held = self._facts.get(self._name, "")
            if len(held) < 1_000:
                self._facts[self._name] = held + text


def _refuse(*_: object) -> None:
    raise ValueError("a document type")


def _candidate(
    protocol: Protocol, facts: dict[str, str], address: str, source: str
) -> Candidate | None:
    security = SOCKET_TYPES.get(facts.get("socketType", "").strip())
    if security is None:
        return None
    try:
        server = Server(
            protocol=protocol,
            security=security,
            host=to_ascii(_filled(facts.get("hostname", ""), address)),
            port=int(facts.get("port", "").strip()),
        )
    except ValueError:
        return None
    user = _filled(facts.get("username", "%EMAILADDRESS%"), address) or address
    auth = "XOAUTH2" if facts.get("authentication", "").strip() == "OAuth2" else None
    return Candidate(server=server, user=user, source=source, auth=auth)


def _filled(text: str, address: str) -> str:
    local_part, _, domain = address.rpartition("@")
    return (
        text.strip()
        .replace("%EMAILADDRESS%", address)
        .replace("%EMAILLOCALPART%", local_part)
        .replace("%EMAILDOMAIN%", domain)
    )
