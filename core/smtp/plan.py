"""What a submission asks, and whether an offer has it: decided before MAIL."""

from enum import Enum
from typing import TypeAlias, TypeVar

from attrs import evolve

from core.header.address import AddrSpec
from core.smtp.command.transaction import Mail, Rcpt
from core.smtp.envelope import Body, Envelope, ForwardPaths, Submission
from core.smtp.extension import Offer
from core.smtp.path import ForwardPath, ReversePath
from core.value import frozen

AnyPath = TypeVar("AnyPath", ReversePath, ForwardPath)


class Lack(Enum):
    """What a message needs and the server, or DNS, does not have."""

    SIZE = "it is larger than the server takes"
    EIGHT_BIT = "it is of 8 bits, and the server takes 7"
    BINARY = "it is binary, and the server takes lines"
    UTF8 = "its header section is UTF-8, and the server takes US-ASCII"
    ADDRESS = "an address is beyond US-ASCII, and the server takes no such"
    DOMAIN = "a domain is no internationalized name"
    NOTICES = "the server gives no delivery notices"
    REQUIRE_TLS = "the server cannot ask for TLS on every later hop"


@frozen
class Unfit:
    """Why a message was not tried: `path` names the address where it is one."""

    lack: Lack
    path: ReversePath | ForwardPath | None = None


@frozen
class Plan:
    """The commands of one submission, as the offer allows them."""

    submission: Submission
    mail: Mail
    rcpts: tuple[Rcpt, ...]


Path: TypeAlias = ReversePath | ForwardPath


def plan(offer: Offer, submission: Submission) -> Plan | Unfit:
    """Return the commands for `submission`, or what `offer` lacks for it.

    SIZE (RFC 1870), 8BITMIME (RFC 6152), BINARYMIME (RFC 3030), SMTPUTF8 (RFC
    6531), DSN (RFC 3461) and REQUIRETLS (RFC 8689) go out as they are needed; a
    SIZE goes out wherever it is offered and known. A domain goes out as A-labels.
    """
    envelope = submission.envelope
    reverse, forwards = envelope.reverse_path, envelope.forward_paths
    paths: tuple[Path, ...] = (reverse, *forwards)
    beyond: list[Path] = []
    if not all(path.octets.isascii() for path in paths):
        mapped = _mapped(envelope)
        if isinstance(mapped, Unfit):
            return mapped
        reverse, forwards = mapped
        beyond = [path for path in paths if not _plain(path)]
    lack = _lack(offer, submission)
    if lack is not None:
        return Unfit(lack)
    if beyond and not offer.smtputf8:
        return Unfit(Lack.ADDRESS, beyond[0])
    international = submission.utf8 or bool(beyond)
    mail = _mail(offer, submission, reverse, smtputf8=international)
    return Plan(submission, mail, _rcpts(submission, forwards))


def _mapped(envelope: Envelope) -> tuple[ReversePath, ForwardPaths] | Unfit:
    """Return the paths of `envelope` with domains of A-labels."""
    reverse = _ascii(envelope.reverse_path)
    if isinstance(reverse, Unfit):
        return reverse
    forwards: list[ForwardPath] = []
    for path in envelope.forward_paths:
        forward = _ascii(path)
        if isinstance(forward, Unfit):
            return forward
        forwards.append(forward)
    return reverse, tuple(forwards)


def _lack(offer: Offer, submission: Submission) -> Lack | None:
    """Return what the message needs and `offer` lacks."""
    size = offer.size.limit if offer.size else None
    if size is not None and submission.size is not None and submission.size > size:
        return Lack.SIZE
    match submission.body:
        case Body.SEVEN_BIT:
            pass
        case Body.EIGHT_BIT:
            if not offer.eight_bit_mime:
                return Lack.EIGHT_BIT
        case Body.BINARY:
            if not offer.binary_mime or submission.size is None:
                return Lack.BINARY
    if submission.utf8 and not offer.smtputf8:
        return Lack.UTF8
    if submission.notices is not None and not offer.dsn:
        return Lack.NOTICES
    if submission.require_tls and not offer.require_tls:
        return Lack.REQUIRE_TLS
    return None


def _plain(path: Path) -> bool:
    return path.addr_spec is None or path.addr_spec.local_part.isascii()


def _mail(
    offer: Offer, submission: Submission, path: ReversePath, *, smtputf8: bool
) -> Mail:
    size = submission.size if offer.size else None
    body = None if submission.body is Body.SEVEN_BIT else submission.body
    notices = submission.notices
    if notices is None and not smtputf8 and not submission.require_tls:
        return Mail(path, size, body)
    return Mail(
        path,
        size,
        body,
        smtputf8=smtputf8,
        returned=notices.returned if notices else None,
        envelope_id=notices.envelope_id if notices else None,
        require_tls=submission.require_tls,
    )


def _rcpts(submission: Submission, paths: tuple[ForwardPath, ...]) -> tuple[Rcpt, ...]:
    if submission.notices is None:
        return tuple(map(Rcpt, paths))
    return tuple(Rcpt(path, submission.notices.notify) for path in paths)


def _ascii(path: AnyPath) -> AnyPath | Unfit:
    """Return `path` with a domain of A-labels. RFC 5891 section 5.

    Names are mapped as UTS 46 does it, since people type them in any case.
    """
    addr_spec = path.addr_spec
    if addr_spec is None or addr_spec.domain.isascii():
        return path
    # Only here are the tables of IDNA wanted, which take long to load.
    from core.header.domain import to_ascii

    domain = to_ascii(addr_spec.domain)
    if domain is None:
        return Unfit(Lack.DOMAIN, path)
    return evolve(path, addr_spec=AddrSpec(addr_spec.local_part, domain))
