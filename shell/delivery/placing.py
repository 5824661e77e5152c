"""One file a message: written aside, synced, then given its name at once.

The name is made of the login's tag, the message's key and the digest of its
header section. So a later run knows the file again, although the state was not
committed, and whichever program has moved it from new to cur.
"""

import errno
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.value import frozen
from shell.clock import fresh_identifier
from shell.delivery.store import (
    Digest,
    Found,
    Placed,
    Recovery,
    Settlement,
    Staged,
)
from shell.disk import Disk, told
from shell.exits import Doing, ShellError, file_failure
from shell.records import Unsettled

BLOCK = 1_048_576

# Some file systems have no second names.
LINKLESS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


@frozen(kw_only=True)
class Layout:
    """Where files stand below a folder, and how their names begin and end.

    `places` are the folders where a message may be found, its first place first.
    """

    staging: str
    staging_prefix: str
    places: tuple[str, ...]
    suffix: str


class IncomingFile:
    """A message that is written to a file of its own, aside."""

    def __init__(self, folder: int, name: str, disk: Disk) -> None:
        self.digest = Digest()
        self.name = name
        self.file: int | None = disk.create(folder, name)
        self._folder: int | None = folder
        self._disk = disk

    def write(self, octets: bytes) -> None:
        """Take in the next piece."""
        assert self.file is not None
        self._disk.write(self.file, octets)
        self.digest.update(octets)

    def finish(self) -> None:
        """Take note that the message is whole."""

    def close(self) -> None:
        """Close the file, which stays."""
        if self.file is not None:
            file, self.file = self.file, None
            self._disk.close(file)

    def abandon(self) -> None:
        """Take the name away, which is the file unless it has another by now."""
        self.close()
        if self._folder is not None:
            folder, self._folder = self._folder, None
            with suppress(FileNotFoundError):
                self._disk.remove(folder, self.name)


class FileStore:
    """A Store with one file for each message."""

    capacity = 64
    lasting = True

    def __init__(self, path: Path, layout: Layout, tag: str, disk: Disk) -> None:
        self._path = path
        self._layout = layout
        self._tag = tag
        self._disk = disk
        self._prefix = os.path.join(path, layout.places[0], "")  # noqa: PTH118
        self._name = re.compile(
            rf"{tag}\.(?P<key>[0-9a-f]{{24}})\.[0-9a-f]{{8}}(?:-[0-9]+)?"
            rf"{re.escape(layout.suffix)}(?::2,.*)?"
        )
        with told(Doing.CREATING, str(path)):
            for folder in {*layout.places, layout.staging}:
                disk.make_folder(path / folder)
            self._staging = disk.open_folder(path / layout.staging)
            self._place = disk.open_folder(path / layout.places[0])

    def recover(self, note: Unsettled | None, known: frozenset[str]) -> Recovery:
        """Return the messages of ours that are in place, and not `known`."""
        del note
        with told(Doing.READING, str(self._path)):
            self._sweep()
            found = [
                each
                for place in self._layout.places
                for each in self._found(self._path / place, known)
            ]
        return Recovery(tuple(found))

    def room(self) -> int | None:
        """Return how many octets there is space for."""
        with told(Doing.READING, str(self._path)):
            return self._disk.room(self._staging)

    def begin(self) -> IncomingFile:
        """Return a new message, with nothing in it."""
        name = f"{self._layout.staging_prefix}{self._tag}.{fresh_identifier()}.tmp"
        return IncomingFile(self._staging, name, self._disk)

    def prepare(self) -> int | None:
        """Return None: what is half done has no name yet."""
        return None

    def settle(self, batch: Sequence[Staged]) -> Settlement:
        """Return what is durable now: each file synced, named, its folder synced."""
        errors: list[ShellError] = []
        named: list[Placed] = []
        synced = [each for each in batch if self._synced(each, errors)]
        for staged in synced:
            self._give_name(staged, named, errors)
        try:
            if named:
                self._disk.sync(self._place)
        except OSError as error:
            # Names that may not last are taken back: nobody may rely on them.
            errors.append(file_failure(error, Doing.WRITING, str(self._path)))
            for placed in named:
                with suppress(OSError):
                    self._disk.remove(self._place, Path(placed.path).name)
            named.clear()
        return Settlement(tuple(named), errors[0] if errors else None)

    def release(self) -> None:
        """Nobody was kept out."""

    def close(self) -> None:
        """Let go of the folders."""
        self._disk.close(self._staging)
        self._disk.close(self._place)

    def _synced(self, staged: Staged, errors: list[ShellError]) -> bool:
        """Return whether the octets are safe. A failed sync is final for its file."""
        incoming = _file_of(staged)
        assert incoming.file is not None
        try:
            self._disk.sync(incoming.file)
            incoming.close()
        except OSError as error:
            errors.append(file_failure(error, Doing.WRITING, str(self._path)))
            return False
        return True

    def _give_name(
        self, staged: Staged, named: list[Placed], errors: list[ShellError]
    ) -> None:
        """Give a synced file its name, unless the message is in place already."""
        incoming = _file_of(staged)
        stem = f"{self._tag}.{staged.key}.{incoming.digest.head[:8]}"
        try:
            name = self._free_name(stem, incoming)
            named.append(Placed(staged.key, f"{self._prefix}{name}"))
        except OSError as error:
            errors.append(file_failure(error, Doing.WRITING, str(self._path)))

    def _free_name(self, stem: str, incoming: IncomingFile) -> str:
        """Return the name under which the message now stands in its place."""
        number = 1
        while True:
            numbered = stem if number == 1 else f"{stem}-{number}"
            name = f"{numbered}{self._layout.suffix}"
            try:
                self._link(incoming.name, name)
            except FileExistsError:
                if self._digest(self._place, name).whole == incoming.digest.whole:
                    return name
                number += 1
            else:
                return name

    def _link(self, name: str, new_name: str) -> None:
        """Give the file `name` its place. FileExistsError if somebody stands there."""
        try:
            self._disk.link(self._staging, name, self._place, new_name)
        except OSError as error:
            if error.errno not in LINKLESS:
                raise
            if self._disk.exists(self._place, new_name):
                raise FileExistsError(errno.EEXIST, "in place already") from error
            self._disk.rename(self._staging, name, self._place, new_name)

    def _sweep(self) -> None:
        """Take away what an earlier run of this login left half written."""
        prefix = f"{self._layout.staging_prefix}{self._tag}."
        for name in self._disk.names(self._staging):
            if name.startswith(prefix) and name.endswith(".tmp"):
                with suppress(FileNotFoundError):
                    self._disk.remove(self._staging, name)

    def _found(self, place: Path, known: frozenset[str]) -> list[Found]:
        """Return the messages of ours in the folder `place`, their names for good."""
        folder = self._disk.open_folder(place)
        try:
            with told(Doing.WRITING, str(place)):
                self._disk.sync(folder)
            found: list[Found] = []
            for name in self._disk.names(folder):
                match = self._name.fullmatch(name)
                if match is None or match["key"] in known:
                    continue
                with suppress(FileNotFoundError):
                    digest = self._digest(folder, name)
                    found.append(
                        Found(
                            key=match["key"],
                            path=str(place / name),
                            sha256=digest.whole,
                            head_sha256=digest.head,
                            size=digest.size,
                        )
                    )
            return found
        finally:
            self._disk.close(folder)

    def _digest(self, folder: int, name: str) -> Digest:
        """Return the digests of a file that is in place."""
        digest = Digest()
        file = self._disk.open(folder, name)
        try:
            while octets := self._disk.read(file, BLOCK, digest.size):
                digest.update(octets)
        finally:
            self._disk.close(file)
        return digest


def _file_of(staged: Staged) -> IncomingFile:
    """Return the file of a message that `begin` of this store gave out."""
    if not isinstance(staged.incoming, IncomingFile):
        raise TypeError("Staged.incoming must come from the same store")
    return staged.incoming
