"""The mails that are measured: built once, deterministic, or of a folder or mbox."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from attrs import frozen

from bench import mails, words
from bench.places import BUILD

# Octets of each attachment, encoded.
FEW_SIZES = (1_000_000, 1_000_000, 1_000_000, 3_000_000, 3_000_000, 8_000_000)
SIZES = (
    *(*(1_000_000,) * 6, *(5_000_000,) * 6, *(12_000_000,) * 4),
    *(20_000_000, 20_000_000, 23_000_000, 25_000_000),
)


@frozen
class Corpus:
    """Mails, a file each in `folder`, in the order of their names."""

    name: str
    folder: Path
    count: int
    octets: int

    def mails(self) -> list[bytes]:
        """Return the octets of the mails."""
        return load(self.folder)

    def first(self) -> Path:
        """Return the file of the first mail."""
        return min(self.folder.iterdir())


def load(folder: Path) -> list[bytes]:
    """Return the octets of the mails in `folder`."""
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def built(name: str, key: str, make: Callable[[], Iterable[bytes]]) -> Corpus:
    """Return the corpus `name`, made anew if `key` or the makers have changed."""
    recipe = "".join(Path(each.__file__ or "").read_text() for each in (mails, words))
    mark = hashlib.sha256(f"{key}\n{recipe}".encode()).hexdigest()[:12]
    folder = BUILD / f"{name}-{mark}"
    if not folder.is_dir():
        partial = folder.with_suffix(".partial")
        partial.mkdir(parents=True, exist_ok=True)
        for index, octets in enumerate(make()):
            (partial / f"{index:06}.eml").write_bytes(octets)
        partial.rename(folder)
    sizes = [path.stat().st_size for path in folder.iterdir()]
    return Corpus(name, folder, len(sizes), sum(sizes))


def smalls(*, quick: bool) -> Corpus:
    """Return the small mails: 2,000 of them, or 400."""
    count = 400 if quick else 2_000
    return built("small mails", str(count), lambda: mails.smalls(count))


def newsletters(*, quick: bool) -> Corpus:
    """Return the newsletters: 50 of them, or 20."""
    count = 20 if quick else 50
    return built("newsletters", str(count), lambda: mails.newsletters(count))


def attachments(*, quick: bool) -> Corpus:
    """Return 20 mails with attachments of 1 to 25 MB, or 6 with up to 8 MB."""
    sizes = FEW_SIZES if quick else SIZES
    return built("attachments", str(sizes), lambda: mails.attachments(sizes))


def heavy(size: int) -> Corpus:
    """Return one mail, with an attachment of `size` octets."""
    return built("heavy", str(size), lambda: mails.attachments((size,), seed=4))


def given(path: Path) -> Corpus:
    """Return the mails of a folder, however deep, or of an mbox."""
    return built(
        path.name, f"{path.resolve()} {path.stat().st_mtime}", lambda: _read(path)
    )


def _read(path: Path) -> Iterator[bytes]:
    from core.mbox import mbox_entries, message_octets

    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file():
                yield file.read_bytes()
    else:
        octets = path.read_bytes()
        for entry in mbox_entries(octets):
            yield message_octets(octets, entry)
