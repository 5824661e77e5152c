"""Files that go with a message: found now, read when it goes out."""

import codecs
import os
from pathlib import Path

from core.header.content import ContentType
from core.header.parameter import Parameter
from core.mime.draft import SENDABLE, FileDraft, MessageDraft, NamedFile
from core.value import frozen
from shell.files import WHOLE, LocalFile, blocks, find_file
from shell.media import UNKNOWN
from shell.send.mail import Attached

MESSAGE = "message/rfc822"
# Octets of a text file that are read through for its charset.
TEXT_LIMIT = 1_000_000


@frozen
class Attachment:
    """A file with its draft."""

    file: LocalFile
    draft: FileDraft | MessageDraft
    attached: Attached


def attach(name: str, number: int) -> Attachment:
    """Return the file `name` as the attachment `number`, from 0.

    An .eml that any server takes as it is goes as a message. Raises ShellError.
    """
    # A shell that does not know ~ leaves it, as in --attach=~/x.
    file = find_file(Path(os.path.expanduser(name)))  # noqa: PTH111
    if file.name.lower().endswith(".eml"):
        message = _message(file)
        if message is not None:
            attached = Attached(file.name, MESSAGE, len(message))
            return Attachment(file, MessageDraft(message, file.name), attached)
    draft = FileDraft(
        content=NamedFile(str(number), file.size),
        content_type=_content_type(file),
        file_name=file.name,
    )
    attached = Attached(file.name, draft.content_type.media_type, file.size)
    return Attachment(file, draft, attached)


def _message(file: LocalFile) -> bytes | None:
    """Return the octets of a message with CRLF, None if they cannot go as they are."""
    if file.size > WHOLE:
        return None
    octets = b"".join(blocks(file))
    if b"\r" not in octets:
        octets = octets.replace(b"\n", b"\r\n")
    return octets if octets and SENDABLE.fullmatch(octets) else None


def _content_type(file: LocalFile) -> ContentType:
    try:
        plain = ContentType(file.media_type)
    except ValueError:
        # What the system's table holds is anybody's.
        return ContentType(UNKNOWN)
    if plain.type == "text" and file.size <= TEXT_LIMIT and _is_utf8(file):
        return ContentType(file.media_type, (Parameter("charset", "utf-8"),))
    return plain


def _is_utf8(file: LocalFile) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks(file):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
