"""A message that is composed in memory."""

from datetime import UTC, datetime

from core.compose import Fields, compose
from core.header.address import AddrSpec, Mailbox
from core.header.msg_id import MsgId
from core.mime.draft import Draft

ALICE = Mailbox(AddrSpec("alice", "qq.com"), "Alice")
BOB = Mailbox(AddrSpec("bob", "163.com"))
DATE = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLAIN = Fields(
    date=DATE, message_id=MsgId("1", "qq.com"), from_=(ALICE,), to=(BOB,), subject="Hi"
)


def written(fields: Fields, draft: Draft) -> bytes:
    """Return the message as it is sent; its files are in memory."""
    pieces = compose(fields, draft, b"seed")
    octets = [piece for piece in pieces if isinstance(piece, bytes)]
    assert len(octets) == len(pieces)
    return b"".join(octets)
