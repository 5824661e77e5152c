"""A message on its way out: what it is made of, where it goes, what it needs."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from attrs import field

from core.smtp.envelope import Body, Envelope, Notices
from core.span import Source
from core.value import frozen
from shell.files import LocalFile, octets_of

if TYPE_CHECKING:
    from core.mime.serialize import Piece
    from core.sendable import Sendable


@frozen
class Composed:
    """A message of ours: pieces, and the files that are read when it goes out."""

    pieces: "tuple[Piece, ...]" = field(repr=False)
    files: Mapping[str, LocalFile]


@frozen
class Given:
    """A finished message that was given: its source, and how it may be sent.

    `path` is the file it was read from; None for standard input.
    """

    source: Source = field(repr=False)
    sendable: "Sendable"
    path: str | None


Content: TypeAlias = Composed | Given


@frozen
class Attached:
    """A file that goes with a message: its name, media type and octets."""

    name: str
    media_type: str
    size: int


@frozen(kw_only=True)
class Mail:
    """A message that can be sent, with its envelope.

    `message_id` has its angle brackets. `size` counts the octets that go out. `body`
    and `utf8` are what it needs of a server. `speaks` is the text in which a person
    may have forgotten what to attach.
    """

    content: Content
    envelope: Envelope
    message_id: str
    subject: str | None
    size: int
    body: Body = Body.SEVEN_BIT
    utf8: bool = False
    notices: Notices | None = None
    attached: tuple[Attached, ...] = ()
    speaks: str = field(default="", repr=False)


@frozen(kw_only=True)
class Way:
    """How a message was to go: `account` and `server` as they were chosen.

    `server` is the URL that was given for the run, "" where the account's own holds.
    """

    account: str | None
    server: str
    require_tls: bool
    skip: bool


def octets(content: Content) -> Iterator[bytes]:
    """Yield the octets that go out, the same each time. Raises ShellError.

    A file that is no longer what it was is an error, not another message.
    """
    match content:
        case Composed():
            yield from octets_of(content.pieces, content.files)
        case Given():
            from core.sendable import pieces

            yield from pieces(content.source, content.sendable)
