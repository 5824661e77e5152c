"""Laws of what hears a client: the services of core.smtp and core.pop3."""

from core.pop3 import service as pop3
from core.pop3.capability import Capability
from core.pop3.capability import Offer as Capabilities
from core.pop3.command import Retr, Top
from core.pop3.response import Response, Status
from core.smtp import service as smtp
from core.smtp.extension import Keyword, Offer
from core.smtp.reply import Reply
from core.wire.turn import Handshake, Violated
from tests.fuzz.target import Target, cut

OFFER = Offer(
    "mail.example.org",
    (
        Keyword("PIPELINING"),
        Keyword("CHUNKING"),
        Keyword("STARTTLS"),
        Keyword("8BITMIME"),
        Keyword("AUTH", ("PLAIN", "LOGIN")),
    ),
)
CAPABILITIES = Capabilities(
    (
        Capability("UIDL"),
        Capability("TOP"),
        Capability("STLS"),
        Capability("SASL", ("PLAIN",)),
        Capability("PIPELINING"),
    )
)


def smtp_heard(pieces: list[bytes]) -> list[object]:
    """Return what a service hears that grants all it can, mail data joined."""
    service, _ = smtp.say(smtp.Service(OFFER), Reply(220, (b"mail.example.org",)))
    found: list[object] = []
    for piece in pieces:
        service = smtp.feed(service, piece)
        while True:
            service, heard = smtp.hear(service)
            match heard, found[-1:]:
                case None, _:
                    break
                case smtp.Piece(octets, last), [smtp.Piece(before, False)]:
                    found[-1] = smtp.Piece(before + octets, last)
                case _:
                    found.append(heard)
            if isinstance(heard, Handshake):
                service = smtp.secured(service, OFFER)
            elif isinstance(heard, smtp.Due):
                service, _ = smtp.say(service, heard.reply)
            elif service.owed is not None:
                service, _ = smtp.say(service, granted(service))
    return found


def granted(service: smtp.Service) -> Reply:
    try:
        return smtp.grant(service)
    except ValueError:
        return Reply(502, (b"not here",))


def smtp_service(octets: bytes) -> None:
    whole, pieces = cut(octets)
    assert smtp_heard(pieces) == smtp_heard([whole]) or b"STARTTLS" in whole.upper()


def pop3_heard(pieces: list[bytes]) -> list[object]:
    """Return what a service hears that grants all it can."""
    service, _ = pop3.say(
        pop3.Service(CAPABILITIES), Response(Status.OK, b"mail.example.org")
    )
    found: list[object] = []
    for piece in pieces:
        service = pop3.feed(service, piece)
        while True:
            service, heard = pop3.hear(service)
            if heard is None:
                break
            found.append(heard)
            if isinstance(heard, Handshake):
                service = pop3.secured(service, CAPABILITIES)
            elif isinstance(heard, pop3.Due):
                service, _ = pop3.say(service, heard.response)
            elif service.owed is not None:
                service = answered(service)
    return found


def answered(service: pop3.Service) -> pop3.Service:
    if isinstance(service.owed, Retr | Top):
        service, _ = pop3.say(service, Response(Status.OK, b""))
        service, _ = pop3.pour(service, b".a\r\n", last=True)
        return service
    try:
        return pop3.say(service, pop3.grant(service))[0]
    except ValueError:
        return pop3.say(service, Response(Status.ERR, b"not here"))[0]


def pop3_service(octets: bytes) -> None:
    whole, pieces = cut(octets)
    assert pop3_heard(pieces) == pop3_heard([whole]) or b"STLS" in whole.upper()
    assert sum(isinstance(heard, Violated) for heard in pop3_heard(pieces)) <= 1


TARGETS = (
    Target(
        smtp_service,
        (
            (
                b"\x03\x09\x09\x09EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n"
                b"DATA\r\n..x\r\n.\r\nQUIT\r\n"
            ),
            b"\x00EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<c@d>\r\nBDAT 1\r\naBDAT 0 LAST",
            b"\x01\x08EHLO a\r\nAUTH PLAIN\r\nYQ==\r\nSTARTTLS\r\n",
        ),
    ),
    Target(
        pop3_service,
        (
            b"\x02\x09\x09USER a\r\nPASS b c\r\nSTAT\r\nLIST\r\nRETR 1\r\nTOP 1 0\r\n",
            b"\x00CAPA\r\nAUTH PLAIN\r\n*\r\nSTLS\r\nQUIT\r\n",
        ),
    ),
)
