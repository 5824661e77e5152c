"""Where a server listens and how its line is secured, written as a URL."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import Attribute, field

from core.pattern import pattern
from core.value import frozen


class Protocol(StrEnum):
    """What a server speaks."""

    SMTP = "smtp"
    POP3 = "pop3"


class Security(StrEnum):
    """How the octets between us and a server are kept from others."""

    # TLS from the first octet. RFC 8314 section 3.
    TLS = "tls"
    # TLS after STARTTLS or STLS, without which the session ends. RFC 3207, RFC 2595.
    UPGRADE = "starttls"
    # No TLS at all.
    CLEAR = "clear"


class Reach(StrEnum):
    """How far octets travel to a host, which decides what may be sent in clear."""

    LOOPBACK = "loopback"
    PRIVATE = "private"
    PUBLIC = "public"


# What each scheme of a server URL means, with its usual port.
SCHEMES: Final = MappingProxyType(
    {
        "smtps": (Protocol.SMTP, Security.TLS, 465),
        "smtp": (Protocol.SMTP, Security.UPGRADE, 587),
        "smtp+plain": (Protocol.SMTP, Security.CLEAR, 25),
        "pop3s": (Protocol.POP3, Security.TLS, 995),
        "pop3": (Protocol.POP3, Security.UPGRADE, 110),
        "pop3+plain": (Protocol.POP3, Security.CLEAR, 110),
    }
)

# The user stands before the last "@", so that it may itself be an address.
URL_TEXT = pattern(
    r"(?P<scheme>[A-Za-z0-9+]++)://(?:(?P<user>[^/?#]*)@)?"
    r"(?:\[(?P<literal>[0-9A-Fa-f:.]++(?:%[0-9A-Za-z_.-]++)?)\]|(?P<host>[^\[\]@:/?#]++))"
    r"(?::(?P<port>[0-9]{1,5}+))?/?"
)
# LDH labels, with the underscore that some zones hold. RFC 1123 section 2.1.
LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
HOST_NAME_TEXT = pattern(rf"{LABEL}(?:\.{LABEL})*+")
USER_TEXT = pattern(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]++")
UNQUOTED_USER_TEXT = pattern(r"[A-Za-z0-9._~@!$&'()*+,;=-]++")

PRIVATE_NETWORKS: Final = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
)


def _is_address(host: str) -> bool:
    """Return whether `host` is an IP address or nothing: no name ends in a number."""
    return ":" in host or host.rpartition(".")[2].isdigit()


def _check_host(_: object, __: "Attribute[str]", host: str) -> None:
    if _is_address(host):
        from ipaddress import ip_address

        try:
            ip_address(host)
        except ValueError:
            raise ValueError(f"Server.host is no IP address: {host!r}") from None
    elif len(host) > 253 or not HOST_NAME_TEXT.fullmatch(host):
        raise ValueError(f"Server.host is no host name: {host!r}")


def _check_port(_: object, __: "Attribute[int]", port: int) -> None:
    if not 1 <= port <= 65_535:
        raise ValueError(f"Server.port must be 1 to 65535, not {port}")


def _check_user(_: object, __: "Attribute[str | None]", user: str | None) -> None:
    if user is not None and not USER_TEXT.fullmatch(user):
        raise ValueError("Server.user must be printable and not empty")


@frozen(kw_only=True)
class Server:
    """A server's place: protocol, security, host, port, and the login it asks for.

    `host` is a name in lower case, as A-labels, or an IP address without brackets.
    `user` is the login that the URL names; None where it names none.
    Raises ValueError if a part does not fit.
    """

    protocol: Protocol
    security: Security
    host: str = field(validator=_check_host)
    port: int = field(validator=_check_port)
    user: str | None = field(default=None, validator=_check_user)

    @property
    def url(self) -> str:
        """The shortest URL that `parse_server` reads as this server."""
        scheme, usual = _scheme_of(self.protocol, self.security)
        user = "" if self.user is None else f"{_quote(self.user)}@"
        port = "" if self.port == usual else f":{self.port}"
        return f"{scheme}://{user}{host_in_url(self.host)}{port}"

    @property
    def authority(self) -> str:
        """The host and the port, by which a person is told of the server."""
        return authority(self.host, self.port)

    @property
    def named(self) -> bool:
        """Whether `host` is a name, so that DNS decides where octets go."""
        return not _is_address(self.host)


def authority(host: str, port: int) -> str:
    """Return "host:port", an IPv6 address in brackets. RFC 3986 section 3.2."""
    return f"{host_in_url(host)}:{port}"


def host_in_url(host: str) -> str:
    """Return `host` as a URL has it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def parse_server(text: str, protocol: Protocol | None = None) -> Server:
    """Return the server that a URL names: `smtps://me@mail.example.org:465`.

    A user is percent-decoded and may hold "@"; a host name may be written in any
    script and case. Raises ValueError, with a sentence for the person, if `text` is
    no such URL, holds a password, or is not of `protocol`.
    """
    forms = _forms(protocol)
    if (url := URL_TEXT.fullmatch(text.strip())) is None:
        raise ValueError(f"not a server URL; the forms are {forms}")
    scheme = SCHEMES.get(url["scheme"].lower())
    if scheme is None or protocol not in {None, scheme[0]}:
        raise ValueError(f'no scheme "{url["scheme"]}" here; the forms are {forms}')
    user = url["user"]
    if user is not None:
        if ":" in user:
            raise ValueError("a server URL holds no password; write a colon as %3A")
        user = _unquote(user)
    return Server(
        protocol=scheme[0],
        security=scheme[1],
        host=url["literal"] or to_ascii(url["host"]),
        port=int(url["port"] or scheme[2]),
        user=user,
    )


def to_ascii(host: str) -> str:
    """Return a host name in lower case as A-labels. RFC 5891 section 5.

    Raises ValueError if it is none.
    """
    host = host.removesuffix(".")
    if host.isascii():
        return host.lower()
    # Only here are the tables of IDNA wanted, which take long to load.
    from core.header import domain

    found = domain.to_ascii(host)
    if found is None:
        raise ValueError(f"Server.host is no host name: {host!r}")
    return found


def reach(host: str) -> Reach:
    """Return how far octets travel to `host`, a name or an IP address.

    A name other than localhost is PUBLIC: what it resolves to is known only to
    whoever connects, who asks again with that address.
    """
    if host == "localhost" or host.endswith(".localhost"):
        return Reach.LOOPBACK
    if not _is_address(host):
        return Reach.PUBLIC
    from ipaddress import (
        IPv6Address,
        ip_address,
        ip_network,
    )

    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return Reach.PUBLIC
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return Reach.LOOPBACK
    if any(address in ip_network(network) for network in PRIVATE_NETWORKS):
        return Reach.PRIVATE
    return Reach.PUBLIC


def clear_text_refusal(
    server: Server, *, address: str | None = None, login: bool, plaintext: bool
) -> str | None:
    """Return why `server` may not be spoken to in clear, or None if it may.

    `address` is the IP address connected to, where known; it then decides instead
    of the host's name. `login` says whether a user logs in, `plaintext` whether
    --plaintext was given. A server secured by TLS is never refused.
    """
    if server.security is not Security.CLEAR or plaintext:
        return None
    match reach(address or server.host):
        case Reach.LOOPBACK:
            return None
        case Reach.PRIVATE if not login:
            return None
        case Reach.PRIVATE:
            return f"a login in clear to {server.host} needs --plaintext"
        case Reach.PUBLIC:
            return f"clear text to {server.host} needs --plaintext"


def _scheme_of(protocol: Protocol, security: Security) -> tuple[str, int]:
    for name, (spoken, secured, port) in SCHEMES.items():
        if (spoken, secured) == (protocol, security):
            return name, port
    raise ValueError(f"no scheme for {protocol} with {security}")


def _forms(protocol: Protocol | None) -> str:
    return ", ".join(
        f"{name}://[user@]host[:{port}]"
        for name, (spoken, _, port) in SCHEMES.items()
        if protocol in {None, spoken}
    )


def _quote(user: str) -> str:
    if UNQUOTED_USER_TEXT.fullmatch(user):
        return user
    from urllib.parse import quote

    return quote(user, safe="@!$&'()*+,;=")


def _unquote(user: str) -> str:
    if "%" not in user:
        return user
    from urllib.parse import unquote

    try:
        return unquote(user, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("the user of a server URL is not UTF-8") from None
