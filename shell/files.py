"""Messages and attachments in: found, typed, and read in pieces."""

import mmap
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.codec import base64
from core.pattern import pattern
from core.span import Source
from core.value import frozen
from shell.exits import Doing, Kind, ShellError, file_failure
from shell.media import media_type

if TYPE_CHECKING:
    from core.mime.serialize import FilePiece

# Octets of a source that are read whole; a larger one is looked at in place, where
# somebody who shortens it meanwhile would end the process.
WHOLE = 67_108_864

CONTROLS = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

STANDARD_INPUT = "-"


@frozen
class Stamp:
    """What changes when a file does: which one it is, its size, its time."""

    device: int
    inode: int
    size: int
    changed: int


@frozen
class LocalFile:
    """A file that is to be attached, as it was when it was found.

    `name` is what the recipient sees, `media_type` a guess by suffix and content.
    """

    path: Path
    name: str
    media_type: str
    stamp: Stamp

    @property
    def size(self) -> int:
        """Return how many octets it has."""
        return self.stamp.size


def find_file(path: Path) -> LocalFile:
    """Return the file `path`, which is not read yet but for its first octets.

    Raises ShellError for a folder, for a pipe or device, whose size nobody knows,
    and for what cannot be read.
    """
    file = _opened(path)
    try:
        stamp = _stamp(os.fstat(file))
        head = os.pread(file, 512, 0)
    except OSError as error:
        raise file_failure(error, Doing.READING, str(path)) from error
    finally:
        os.close(file)
    name = _name(path)
    return LocalFile(path, name, media_type(name, head), stamp)


def blocks(file: LocalFile, size: int = base64.BLOCK_OCTETS) -> Iterator[bytes]:
    """Yield the octets of `file`, `size` at a time and the rest at last.

    Raises ShellError if it is no longer the file that was found, or changes.
    """
    descriptor = _opened(file.path)
    try:
        if _stamp(os.fstat(descriptor)) != file.stamp:
            raise _changed(file)
        left = file.size
        while left:
            block = _filled(descriptor, min(size, left), file.size - left)
            if len(block) < min(size, left):
                raise _changed(file)
            left -= len(block)
            yield block
        if _stamp(os.fstat(descriptor)) != file.stamp:
            raise _changed(file)
    except OSError as error:
        raise file_failure(error, Doing.READING, str(file.path)) from error
    finally:
        os.close(descriptor)


def octets_of(
    pieces: "tuple[bytes | FilePiece, ...]", files: Mapping[str, LocalFile]
) -> Iterator[bytes]:
    """Yield the octets of a message, each named file in base64 where its piece is.

    Raises ShellError if a file has changed since it was found.
    """
    for piece in pieces:
        match piece:
            case bytes():
                yield piece
            # Not by its class, whose module a run that only reads never loads.
            case named:
                file = files[named.name]
                if file.size != named.size:
                    raise _changed(file)
                yield from map(base64.encode_lines, blocks(file))


def read_whole(name: str) -> bytes:
    """Return the octets of the file `name`, or of standard input for "-".

    A pipe is read to its end. Raises ShellError.
    """
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        if name == STANDARD_INPUT:
            return sys.stdin.buffer.read()
        with open(name, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError as error:
        raise file_failure(error, Doing.READING, shown) from error


def open_source(name: str) -> Source:
    """Return the octets of a message: read whole, or mapped if the file is large.

    "-" is standard input. Raises ShellError.
    """
    if name == STANDARD_INPUT:
        return read_whole(name)
    try:
        with open(name, "rb") as file:  # noqa: PTH123
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size <= WHOLE:
                return file.read()
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise file_failure(error, Doing.READING, name) from error


def _opened(path: Path) -> int:
    """Return a descriptor of the regular file `path`. Raises ShellError."""
    try:
        # A pipe without a writer would otherwise be waited for.
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        status = os.fstat(file)
    except OSError as error:
        raise file_failure(error, Doing.READING, str(path)) from error
    if stat.S_ISREG(status.st_mode):
        return file
    os.close(file)
    if stat.S_ISDIR(status.st_mode):
        what = f"cannot attach {path}: it is a folder"
        hint = f"Pack it first: tar -czf {path.name or 'folder'}.tar.gz {path}"
    else:
        what = f"cannot attach {path}: it is a pipe or a device, of unknown size"
        hint = "Write it to a file first."
    raise ShellError(kind=Kind.INPUT, what=what, hint=hint)


def _filled(file: int, size: int, offset: int) -> bytes:
    """Return `size` octets from `offset` on, or fewer at the end of the file."""
    block = os.pread(file, size, offset)
    while len(block) < size and (
        more := os.pread(file, size - len(block), offset + len(block))
    ):
        block += more
    return block


def _changed(file: LocalFile) -> ShellError:
    what = f"{file.path} changed while it was read"
    hint = "Nothing of it is sent; try again when it is at rest."
    return ShellError(kind=Kind.INPUT, what=what, hint=hint)


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _name(path: Path) -> str:
    """Return the file's name as text: UTF-8, else the GB18030 of older systems."""
    octets = os.fsencode(path.name)
    try:
        name = octets.decode("utf-8")
    except UnicodeDecodeError:
        name = octets.decode("gb18030", "replace")
    return CONTROLS.sub("_", name) or "attachment"
