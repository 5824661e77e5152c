"""How a server shows itself under TLS, by name: one of these is right."""

import ssl
import warnings
from collections.abc import Mapping
from typing import TypeAlias

from tests.servers.certificates import Certificate, Certificates
from tests.servers.hostile.act import NO_HANDSHAKE
from tests.servers.hostile.line import Gone, Peer

Contexts: TypeAlias = Mapping[str, ssl.SSLContext]

# Below security level 1 OpenSSL has what TLS 1.1 and older need.
OLD_CIPHERS = "DEFAULT:@SECLEVEL=0"


def contexts(certificates: Certificates) -> Contexts:
    """Return the settings of servers of every kind."""
    good = certificates.good
    return {
        "good": good.context(),
        "tls-1.2": only(good, ssl.TLSVersion.TLSv1_2),
        "self-signed": certificates.self_signed.context(),
        "expired": certificates.expired.context(),
        "future": certificates.not_yet_valid.context(),
        "wrong-host": certificates.wrong_host.context(),
        "other-ca": certificates.other_ca.context(),
        "cn-only": certificates.cn_only.context(),
        "empty-san": certificates.empty_san.context(),
        "tls-1.0": old(good, "TLSv1"),
        "tls-1.1": old(good, "TLSv1_1"),
    }


def secure(peer: Peer, name: str, contexts: Contexts) -> None:
    """Have TLS begin as `name` says, one of `contexts` or of NO_HANDSHAKE."""
    if name in NO_HANDSHAKE:
        peer.do(NO_HANDSHAKE[name])
        raise Gone
    peer.shake_hands(contexts[name])


def only(certificate: Certificate, version: ssl.TLSVersion) -> ssl.SSLContext:
    """Return the settings of a server that speaks one version."""
    context = certificate.context()
    context.minimum_version = context.maximum_version = version
    return context


def old(certificate: Certificate, version: str) -> ssl.SSLContext:
    """Return the settings of a server that is years behind."""
    context = certificate.context()
    context.set_ciphers(OLD_CIPHERS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        chosen = ssl.TLSVersion[version]
        context.minimum_version = context.maximum_version = chosen
    return context
