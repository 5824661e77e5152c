"""What a large message is made of, written down instead of its octets.

Its fields and texts stand in JSON; its files are named, and must be the same again.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from core.mime import serialize
from core.mime.serialize import FilePiece, Piece
from core.sendable import Sendable
from shell.exits import Kind, ShellError
from shell.files import LocalFile, find_file, open_source
from shell.send.mail import Composed, Content, Given


def serialize_content(content: Content) -> bytes:
    """Return the JSON from which `parse_content` makes `content` again.

    Raises ShellError for a message that came from a pipe and is nowhere else.
    """
    match content:
        case Composed(pieces=pieces, files=files):
            entry: object = [_piece_entry(piece, files) for piece in pieces]
        case Given(path=None):
            what = "too large to be kept: it came from a pipe"
            raise ShellError(kind=Kind.WRITE, what=what)
        case Given(source=source, sendable=sendable, path=path):
            entry = {
                "head": sendable.head.decode("latin-1"),
                "body": sendable.body,
                "octets": len(source),
                "size": sendable.size,
                "path": path,
            }
    return json.dumps(entry).encode("ascii")


def parse_content(octets: bytes) -> tuple[Content, int]:
    """Return the content that was written down, and its size in octets.

    Raises ShellError if a file is not what it was; ValueError, TypeError or KeyError
    for octets that `serialize_content` does not write.
    """
    entry = json.loads(octets)
    if isinstance(entry, list):
        files: dict[str, LocalFile] = {}
        pieces = tuple(_piece(each, files) for each in entry)
        return Composed(pieces, files), serialize.size(pieces)
    path, size = str(entry["path"]), int(entry["size"])
    source = open_source(path)
    if len(source) != int(entry["octets"]):
        raise _changed(path)
    head = str(entry["head"]).encode("latin-1")
    return Given(source, Sendable(head, int(entry["body"]), size), path), size


def _piece_entry(piece: Piece, files: Mapping[str, LocalFile]) -> object:
    match piece:
        case bytes():
            return piece.decode("latin-1")
        case FilePiece(name=name, size=size):
            file = files[name]
            path = str(file.path.absolute())
            changed = file.stamp.changed
            return {"name": name, "size": size, "path": path, "changed": changed}


def _piece(entry: object, files: dict[str, LocalFile]) -> Piece:
    match entry:
        case str():
            return entry.encode("latin-1")
        case {"name": str(name), "size": int(size), "path": str(path), **rest}:
            file = find_file(Path(path))
            if (file.size, file.stamp.changed) != (size, rest.get("changed")):
                raise _changed(path)
            files[name] = file
            return FilePiece(name, size)
        case _:
            raise ValueError("a piece is text or a file")


def _changed(path: str) -> ShellError:
    what = f"{path} is no longer the file that was to be sent"
    return ShellError(kind=Kind.INPUT, what=what, hint="Write the message anew.")
