"""A certificate authority for one test session, and certificates of every kind."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import trustme
from attrs import frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

HOSTS = ("localhost", "127.0.0.1", "::1")
LOCALHOST = (
    x509.DNSName("localhost"),
    x509.IPAddress(ip_address("127.0.0.1")),
    x509.IPAddress(ip_address("::1")),
)
COMMON_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
DAY = timedelta(days=1)


@frozen
class Certificate:
    """A server's certificate with its chain, and its key, as PEM files."""

    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Return what a server needs to speak TLS with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


@frozen(kw_only=True)
class Certificates:
    """The authority to trust, and what servers may show. All but `good` are wrong."""

    ca_file: Path
    good: Certificate
    expired: Certificate
    not_yet_valid: Certificate
    wrong_host: Certificate
    cn_only: Certificate
    empty_san: Certificate
    other_ca: Certificate
    self_signed: Certificate


def make_certificates(folder: Path) -> Certificates:
    """Return certificates whose files stand in `folder`."""
    now = datetime.now(UTC)
    ca = trustme.CA(organization_name="puremail tests")
    other = trustme.CA(organization_name="another authority")
    ca_file = folder / "ca.pem"
    ca.cert_pem.write_to_path(str(ca_file))

    def keep(name: str, issued: trustme.LeafCert) -> Certificate:
        chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
        return stored(folder, name, chain, issued.private_key_pem.bytes())

    return Certificates(
        ca_file=ca_file,
        good=keep("good", ca.issue_cert(*HOSTS)),
        expired=keep(
            "expired",
            ca.issue_cert(*HOSTS, not_before=now - 2 * DAY, not_after=now - DAY),
        ),
        not_yet_valid=keep(
            "not_yet_valid",
            ca.issue_cert(*HOSTS, not_before=now + DAY, not_after=now + 2 * DAY),
        ),
        wrong_host=keep("wrong_host", ca.issue_cert("mail.example.com")),
        cn_only=crafted(folder, "cn_only", None, ca),
        empty_san=crafted(folder, "empty_san", (), ca),
        other_ca=keep("other_ca", other.issue_cert(*HOSTS)),
        self_signed=crafted(folder, "self_signed", LOCALHOST),
    )


def stored(folder: Path, name: str, chain: bytes, key: bytes) -> Certificate:
    """Return a certificate, now that its files are in `folder`."""
    certificate = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    certificate.chain.write_bytes(chain)
    certificate.key.write_bytes(key)
    certificate.key.chmod(0o600)
    return certificate


def crafted(
    folder: Path,
    name: str,
    names: tuple[x509.GeneralName, ...] | None,
    ca: trustme.CA | None = None,
) -> Certificate:
    """Return a certificate that trustme does not make, signed by `ca` or by itself.

    Its subject is localhost, which RFC 9525 section 6 has clients pass over.
    `names` are those of its subject alternative name, which may be empty; with
    None it has no such extension.
    """
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    issuer, signing = (COMMON_NAME, key) if ca is None else signer(ca)
    builder = (
        x509.CertificateBuilder()
        .subject_name(COMMON_NAME)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
    )
    if names is not None:
        extension = x509.SubjectAlternativeName(names)
        builder = builder.add_extension(extension, critical=False)
    return stored(
        folder,
        name,
        builder.sign(signing, hashes.SHA256()).public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def signer(ca: trustme.CA) -> tuple[x509.Name, ec.EllipticCurvePrivateKey]:
    """Return the name under which an authority signs, and the key."""
    authority = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    key = load_pem_private_key(ca.private_key_pem.bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("trustme signs with a key of another kind")
    return authority.subject, key
