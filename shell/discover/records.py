"""What a mail domain says of its servers in DNS: SRV and MX records."""

from typing import TYPE_CHECKING, Final

from core.value import frozen
from shell.discover.candidate import Candidate, is_within
from shell.preset import preset_for_server
from shell.server import Protocol, Security, Server, to_ascii

if TYPE_CHECKING:
    from dns.resolver import Answer, Resolver

# Seconds for one question, with all its repetitions.
SECONDS: Final = 5.0

# The services of a protocol, the one under TLS from the first octet first.
# RFC 6186 section 3, RFC 8314 section 5.1.
SMTP_SERVICES: Final = (
    ("_submissions._tcp", Security.TLS),
    ("_submission._tcp", Security.UPGRADE),
)
POP3_SERVICES: Final = (
    ("_pop3s._tcp", Security.TLS),
    ("_pop3._tcp", Security.UPGRADE),
)


@frozen
class Lookup:
    """Asks DNS. `resolver` is the system's if None."""

    resolver: "Resolver | None" = None
    seconds: float = SECONDS

    def exchangers(self, domain: str) -> tuple[str, ...]:
        """Return the MX hosts of a mail domain, most preferred first, in lower case.

        None for a domain that takes no mail (RFC 7505), and where DNS has no answer.
        """
        answer = self._ask(domain, "MX")
        found = sorted(
            (int(record.preference), str(record.exchange).rstrip(".").lower())
            for record in answer or ()
        )
        return tuple(host for _, host in found if host)

    def services(self, address: str, protocol: Protocol) -> tuple[Candidate, ...]:
        """Return the servers that SRV records name for a mail address. RFC 6186."""
        domain = to_ascii(address.rpartition("@")[2])
        found: list[Candidate] = []
        services = SMTP_SERVICES if protocol is Protocol.SMTP else POP3_SERVICES
        for name, security in services:
            answer = self._ask(f"{name}.{domain}", "SRV")
            ranked = sorted(
                (
                    int(record.priority),
                    -int(record.weight),
                    str(record.target).rstrip(".").lower(),
                    int(record.port),
                )
                for record in answer or ()
            )
            for _, _, host, port in ranked:
                try:
                    server = Server(
                        protocol=protocol, security=security, host=host, port=port
                    )
                except ValueError:
                    # The target "." says that there is no such service.
                    continue
                vouched = is_within(host, domain) or preset_for_server(host) is not None
                found.append(
                    Candidate(
                        server=server,
                        user=address,
                        source="SRV record",
                        vouched=vouched,
                    )
                )
        return tuple(found)

    def _ask(self, name: str, kind: str) -> "Answer | None":
        """Return the records of a name; None if there are none, or no answer."""
        from dns.exception import DNSException
        from dns.resolver import Resolver

        try:
            resolver = self.resolver or Resolver()
            return resolver.resolve(name, kind, lifetime=self.seconds, search=False)
        except (DNSException, OSError, ValueError):
            return None


def exchangers(domain: str) -> tuple[str, ...]:
    """Return the MX hosts of a mail domain, asked of the system's resolver."""
    return Lookup().exchangers(domain)
