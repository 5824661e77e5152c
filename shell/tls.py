"""Whom TLS trusts. `ssl` is imported when a handshake is near, not before."""

from pathlib import Path
from typing import TYPE_CHECKING

from core.value import frozen
from shell.exits import Kind, ShellError

if TYPE_CHECKING:
    import ssl


@frozen
class Trust:
    """Which certificates are believed: the system's CAs, and those of `ca_file`.

    Without `verify` any certificate will do, and nothing is proved. Who sets it
    warns on every run.
    """

    ca_file: Path | None = None
    verify: bool = True


def client_context(trust: Trust) -> "ssl.SSLContext":
    """Return the settings of every handshake: TLS 1.2 or newer, chain, dates, SAN.

    RFC 8314 section 4.1, RFC 9325, RFC 9525 (a common name proves nothing).
    Raises ShellError if `ca_file` cannot be used.
    """
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    if not trust.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    context.load_default_certs()
    if trust.ca_file is not None:
        # A server's own certificate may stand in the file in a CA's place.
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
        try:
            context.load_verify_locations(cafile=trust.ca_file)
        except ssl.SSLError as error:
            what = f"no certificates in PEM form in {trust.ca_file}"
            raise ShellError(kind=Kind.CONFIG, what=what) from error
        except OSError as error:
            what = f"cannot read {trust.ca_file}: {error.strerror}"
            raise ShellError(kind=Kind.CONFIG, what=what) from error
    return context
