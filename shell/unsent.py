"""Messages that were not sent, kept with their envelope until they are.

A message is two files in a folder: the octets in .eml, and beside it in .json the
envelope and whatever else a second try needs. The .json is written last, so that
it speaks of a whole message. A large message is not written down again: then the
.json holds the command line and what stands for its text instead.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from attrs import field

from core.value import frozen
from shell.clock import fresh_identifier, now
from shell.disk import Disk, told
from shell.exits import Doing, Kind, ShellError, file_failure

FOLDER = "unsent"

# Octets of the largest message that is kept whole.
LARGEST = 50_000_000


@frozen(kw_only=True)
class Unsent:
    """A message to be sent again, and to whom. Paths are as on the wire, without <>.

    `options` are what was asked of the server, by the names of the options. For a
    message that is too large, `command` and `folder` say how it was made, and
    `draft` is what composing it needs beside the files.
    """

    account: str | None
    server: str
    message_id: str
    reverse_path: str
    forward_paths: tuple[str, ...]
    options: Mapping[str, str] = field(factory=dict)
    command: tuple[str, ...] = ()
    folder: str = ""
    draft: bytes = b""


@frozen
class Kept:
    """An unsent message on disk. `path` is what a person is told.

    `message` is the file with its octets; None where it was too large.
    """

    path: Path
    unsent: Unsent
    message: Path | None


def keep(
    states: Path, unsent: Unsent, pieces: Iterable[bytes], size: int, disk: Disk
) -> Kept:
    """Return `unsent` as it is now kept below `states`, its `size` octets in `pieces`.

    Nothing is left of it if that fails. Raises ShellError.
    """
    folder = states / FOLDER
    stem = f"{now():%Y%m%dT%H%M%S.%f}-{fresh_identifier()[:6]}"
    whole = size <= LARGEST
    names = [f"{stem}.eml"] if whole else []
    with told(Doing.CREATING, str(folder)):
        disk.make_folder(folder)
        descriptor = disk.open_folder(folder)
    try:
        with told(Doing.WRITING, str(folder)):
            if whole:
                _write(disk, descriptor, f"{stem}.eml", pieces)
            names.append(f"{stem}.json")
            _write(disk, descriptor, f"{stem}.json", [_serialized(unsent)])
            disk.sync(descriptor)
    except BaseException:
        for name in names:
            with suppress(OSError):
                disk.remove(descriptor, name)
        raise
    finally:
        disk.close(descriptor)
    message = folder / f"{stem}.eml" if whole else None
    return Kept(message or folder / f"{stem}.json", unsent, message)


def last_kept(states: Path) -> Kept | None:
    """Return the message that was kept last; None if there is none.

    Raises ShellError.
    """
    try:
        names = sorted(path.name for path in (states / FOLDER).glob("*.json"))
    except OSError as error:
        raise file_failure(error, Doing.READING, str(states / FOLDER)) from error
    return load_kept(states / FOLDER / names[-1]) if names else None


def load_kept(path: Path) -> Kept:
    """Return the kept message whose .eml or .json is `path`. Raises ShellError."""
    beside = path.with_suffix(".json")
    try:
        unsent = _parsed(beside.read_bytes())
    except OSError as error:
        named = beside if path.exists() else path
        raise file_failure(error, Doing.READING, str(named)) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        what = f"{path} is no message that was kept"
        raise ShellError(kind=Kind.INPUT, what=what) from error
    message = path.with_suffix(".eml")
    if unsent.command and not message.exists():
        return Kept(beside, unsent, None)
    return Kept(message, unsent, message)


def drop_kept(kept: Kept, disk: Disk) -> None:
    """Take a kept message away, which has been sent. Raises ShellError."""
    with told(Doing.WRITING, str(kept.path)):
        descriptor = disk.open_folder(kept.path.parent)
        try:
            for suffix in (".json", ".eml"):
                with suppress(FileNotFoundError):
                    disk.remove(descriptor, kept.path.with_suffix(suffix).name)
            disk.sync(descriptor)
        finally:
            disk.close(descriptor)


def _write(disk: Disk, folder: int, name: str, pieces: Iterable[bytes]) -> None:
    file = disk.create(folder, name)
    try:
        for piece in pieces:
            disk.write(file, piece)
        disk.sync(file)
    finally:
        disk.close(file)


def _serialized(unsent: Unsent) -> bytes:
    entry = {
        "v": 1,
        "account": unsent.account,
        "server": unsent.server,
        "message_id": unsent.message_id,
        "from": unsent.reverse_path,
        "to": unsent.forward_paths,
        "options": dict(unsent.options),
        "command": unsent.command,
        "folder": unsent.folder,
        "draft": base64.b64encode(unsent.draft).decode("ascii"),
    }
    return json.dumps(entry, indent=1).encode("ascii") + b"\n"


def _parsed(octets: bytes) -> Unsent:
    """Return what the .json says. Raises ValueError, TypeError, KeyError and more."""
    entry = json.loads(octets)
    if entry["v"] != 1:
        raise ValueError("version")
    account = entry["account"]
    return Unsent(
        account=None if account is None else _text(account),
        server=_text(entry["server"]),
        message_id=_text(entry["message_id"]),
        reverse_path=_text(entry["from"]),
        forward_paths=tuple(map(_text, entry["to"])),
        options={_text(k): _text(v) for k, v in entry["options"].items()},
        command=tuple(map(_text, entry["command"])),
        folder=_text(entry["folder"]),
        draft=base64.b64decode(_text(entry["draft"]), validate=True),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value
