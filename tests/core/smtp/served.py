"""A service that grants whatever it can: what it hears, and what it says."""

from core.limits import Limits
from core.smtp.command.session import Auth, Cancel
from core.smtp.extension import Keyword, Offer
from core.smtp.reply import Reply
from core.smtp.service import (
    Due,
    Heard,
    Piece,
    Service,
    feed,
    grant,
    hear,
    say,
)
from core.smtp.talk import Protocol
from core.wire.turn import Handshake

OFFER = Offer(
    "mx",
    tuple(
        Keyword(*word)
        for word in (
            ("PIPELINING", ()),
            ("SIZE", ("1000",)),
            ("8BITMIME", ()),
            ("STARTTLS", ()),
            ("AUTH", ("PLAIN",)),
            ("CHUNKING", ()),
            ("ENHANCEDSTATUSCODES", ()),
        )
    ),
)


def held(
    *chunks: bytes, protocol: Protocol = Protocol.SMTP
) -> tuple[list[Heard], bytes]:
    """Return what is heard and said where everything is granted that can be."""
    service = Service(offer=OFFER, protocol=protocol, limits=Limits(challenge_line=300))
    heard_all: list[Heard] = []
    said = b""
    service, octets = say(service, grant(service))
    said += octets
    for chunk in chunks:
        service = feed(service, chunk)
        while True:
            service, heard = hear(service)
            if heard is None or isinstance(heard, Handshake):
                break
            match heard, heard_all[-1:]:
                case Piece(octets=octets, last=last), [
                    Piece(octets=before, last=False)
                ]:
                    heard_all[-1] = Piece(before + octets, last)
                case _:
                    heard_all.append(heard)
            service, octets = answered(service, heard)
            said += octets
    return heard_all, said


def answered(service: Service, heard: Heard) -> tuple[Service, bytes]:
    said = b""
    while service.owed is not None:
        match heard:
            case Due(reply=reply):
                service, octets = say(service, reply)
            case Auth():
                service, octets = say(service, Reply(334))
            case Cancel():
                service, octets = say(service, Reply(501))
            case _:
                service, octets = say(service, grant(service))
        said += octets
    return service, said
