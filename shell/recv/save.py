"""Attachments saved: all of them or by part; the message itself with --eml."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.amount import size_words
from core.message import Message
from core.mime.entity import Encapsulated, Leaf, Multipart
from core.mime.part import Part
from core.mime.pieces import content_pieces, slices
from core.outline import part_name
from core.pattern import pattern
from core.value import frozen
from shell.disk import Disk
from shell.exits import ExitCode, Kind, ShellError
from shell.media import BY_SUFFIX
from shell.options.recv import Save
from shell.recv.reading import SUFFIX, Opener, Reading, Window, is_local, read_each
from shell.recv.show import no_number, part_of
from shell.saving import save as save_file
from shell.terminal.screen import put

if TYPE_CHECKING:
    from shell.objects.receiving import SavedFile, SavedObject

PART_TEXT = pattern(r"[0-9]++(?:\.[0-9]++)*+")
TEXTS: Final = frozenset({"text", "message", "multipart"})


@frozen(kw_only=True)
class Wish:
    """A file to be written. `part` is None for a whole message."""

    part: str | None
    name: str
    pieces: Iterable[bytes]


def which_and_parts(verb: Save) -> tuple[list[str], list[str]]:
    """Return the messages that `verb` names, and the part numbers.

    Paths may follow each other, as a shell writes them for *.eml. Raises ShellError.
    """
    words = list(verb.parts or ())
    if verb.which is None:
        return [], words
    more = [word for word in words if is_local(word) and is_local(verb.which)]
    numbers = [word for word in words if word not in more]
    for number in numbers:
        if not PART_TEXT.fullmatch(number):
            raise no_number(number)
    return [verb.which, *more], numbers


def save(
    verb: Save, numbers: Sequence[str], openers: Sequence[Opener], window: Window
) -> ExitCode:
    """Return the exit code after what `verb` asks for of each message was saved.

    `numbers` are the parts wanted; none for all attachments. Raises ShellError.
    """
    if verb.eml and numbers:
        what = "--eml saves the whole message and takes no parts"
        raise ShellError(kind=Kind.USAGE, what=what)
    folder = Path(verb.output).expanduser()
    saved: list[tuple[str | None, SavedFile]] = []

    def act(reading: Reading) -> None:
        wishes = list(_wishes(verb, numbers, reading))
        saved.extend(_saved(wish, reading, folder, window) for wish in wishes)
        if not wishes:
            window.say(f"{reading.name} has no attachments")

    code = read_each(openers, act, window)
    if window.json:
        _put_object(saved, window)
    return code


def _wishes(verb: Save, numbers: Sequence[str], reading: Reading) -> Iterator[Wish]:
    message = reading.message
    if verb.eml:
        name = (message.subject or "message").removesuffix(SUFFIX) + SUFFIX
        start, stop = message.entity.start, message.entity.stop
        pieces = slices(message.source, start, stop)
        yield Wish(part=None, name=name, pieces=pieces)
        return
    named = [part_of(reading, number) for number in numbers]
    for part in named or _attachments(message):
        yield Wish(part=part.number, name=_name(part), pieces=_content(part))
    for part in named or message.text_body:
        files = part.embedded_files if part.content_type.type in TEXTS else ()
        for file in files:
            one = (file.content,)
            yield Wish(part=part.number, name=file.file_name, pieces=one)


def _attachments(message: Message) -> list[Part]:
    """Return what is neither text nor HTML to be read, as it stands in the message.

    An image among the text is saved too, though it is no attachment of RFC 8621.
    """
    shown = (*message.text_body, *message.html_body)
    among = (part for part in shown if part.content_type.type not in TEXTS)
    found = {part.number: part for part in (*message.attachments, *among)}
    return sorted(found.values(), key=lambda part: part.entity.start)


def _name(part: Part) -> str:
    """Return the name that the sender wishes, or one that says what the part is."""
    match part.entity:
        case Encapsulated():
            name = part_name(part) or f"part-{part.number}"
            return name if name.lower().endswith(SUFFIX) else name + SUFFIX
        case Multipart():
            return f"part-{part.number}{SUFFIX}"
        case Leaf():
            name = part.file_name or ""
            return name or f"part-{part.number}{_suffix(part)}"


def _suffix(part: Part) -> str:
    """Return the shortest suffix that stands for the media type."""
    kind = part.content_type.media_type
    known = [name for name, each in BY_SUFFIX.items() if each == kind]
    fallback = "txt" if part.content_type.type in TEXTS else "bin"
    return f".{min(known, key=len, default=fallback)}"


def _content(part: Part) -> Iterator[bytes]:
    """Return the octets of a part, decoded; a multipart as it stands, in pieces."""
    match part.entity:
        case Multipart() as entity:
            return slices(part.source, entity.start, entity.stop)
        case entity:
            return content_pieces(part.source, entity)


def _saved(
    wish: Wish, reading: Reading, folder: Path, window: Window
) -> "tuple[str | None, SavedFile]":
    """Return the account of the message, and what was written for one wish."""
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for piece in wish.pieces:
            size += len(piece)
            yield piece

    path = save_file(folder, wish.name, counted(), Disk())
    if not window.json and not window.quiet:
        what = "the message" if wish.part is None else f"part {wish.part}"
        put(window.out, f"saved {path} ({what}, {size_words(size)})")
    return reading.account, {
        "uid": reading.unique_id,
        "part": wish.part,
        "path": str(path),
        "size": size,
    }


def _put_object(
    saved: "Sequence[tuple[str | None, SavedFile]]", window: Window
) -> None:
    from shell.objects.text import VERSION

    account = saved[0][0] if saved else None
    files = [file for _, file in saved]
    told: SavedObject = {"v": VERSION, "account": account, "saved": files}
    window.tell(told)
