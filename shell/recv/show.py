"""Messages shown: decoded and readable, or as they came."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from core.amount import size_words
from core.columns import wrap
from core.message import Message
from core.mime.entity import Encapsulated, Leaf, Multipart
from core.mime.part import Part
from core.mime.pieces import slices
from core.present import Line as Shown
from core.present import Role, present
from core.visible import visible_line
from shell.exits import ExitCode, Kind, ShellError
from shell.options.recv import Show
from shell.recv.reading import Opener, Reading, Window, read_each
from shell.terminal.reading import message_lines
from shell.terminal.screen import Line, Painted, Style, put_octets

if TYPE_CHECKING:
    from shell.html.render import HtmlReader

# Columns by which a long field is indented from its second line on.
HANGING: Final = "    "


def show(
    verb: Show,
    openers: Sequence[Opener],
    window: Window,
    shown: Callable[[Reading], None] = lambda _: None,
) -> ExitCode:
    """Return the exit code after the messages were shown as `verb` asks.

    `shown` is called for each that was shown in full. Raises ShellError.
    """
    check(verb, window)
    lines: list[Line] = []

    def act(reading: Reading) -> None:
        if len(openers) > 1 and not (window.json or verb.raw or verb.html):
            lines.extend(_title(reading, window, first=not lines))
        _one(verb, reading, window, lines)
        if not window.out.terminal:
            _put(lines, window)
        if not (verb.headers or verb.part):
            shown(reading)

    try:
        return read_each(openers, act, window)
    finally:
        _put(lines, window)


def check(verb: Show, window: Window) -> None:
    """Raise ShellError for options that exclude each other."""
    named = ("--raw", verb.raw), ("--headers", verb.headers), ("--html", verb.html)
    asked = [name for name, wanted in named if wanted]
    if len(asked) > 1:
        what = f"{' and '.join(asked)} exclude each other"
        raise ShellError(kind=Kind.USAGE, what=what)
    if window.json and (asked or verb.part):
        what = f"--json and {asked[0] if asked else '--part'} exclude each other"
        raise ShellError(kind=Kind.USAGE, what=what)


def _one(verb: Show, reading: Reading, window: Window, lines: list[Line]) -> None:
    """Add the lines of one message to `lines`, or write what is no lines."""
    message = reading.message
    if window.json:
        _put_object(reading, window)
        return
    part = None if verb.part is None else part_of(reading, verb.part)
    if verb.raw:
        octets = _octets(message) if part is None else iter((part.octets,))
        _put_octets(octets, window, lines)
    elif verb.headers:
        texts = message.texts if part is None else tuple(_part_texts(part))
        lines += field_lines(texts, window.out.width if window.out.terminal else None)
    elif verb.html:
        text = _html(reading) if part is None else part.text
        _put_octets(iter((text.encode(),)), window, lines)
    elif part is None:
        lines += message_lines(readable(message, window.out.width), window.out.width)
    else:
        _show_part(part, window, lines)


def readable(message: Message, width: int) -> tuple[Shown, ...]:
    """Return the lines to read: head, warnings, what a report says, parts, text."""
    lines = present(message, _html_reader(width), width)
    place = next(
        at for at, line in enumerate(lines) if line.role in {Role.PART, Role.TEXT}
    )
    return (*lines[:place], *_reported(message), *_embedded(message), *lines[place:])


def _reported(message: Message) -> tuple[Shown, ...]:
    if all(part.content_type.type != "message" for part in message.parts):
        return ()
    # Few messages are reports, and what reads them takes a while to load.
    from core.report_words import report_lines

    return report_lines(message)


def part_of(reading: Reading, number: str) -> Part:
    """Return the part `number` of a message. Raises ShellError if there is none."""
    try:
        part = reading.message.part(number)
    except ValueError:
        raise no_number(number) from None
    if part is None:
        what = f"{reading.name} has no part {number}"
        hint = "`parts` lists those it has."
        raise ShellError(kind=Kind.MESSAGE, what=what, hint=hint)
    return part


def no_number(word: str) -> ShellError:
    """Return the error for a word that is no part number."""
    what = f'"{word}" is no part number'
    hint = "Part numbers are like 2 or 1.3; `parts` lists them."
    return ShellError(kind=Kind.USAGE, what=what, hint=hint)


def field_lines(
    texts: Sequence[tuple[str, str]], width: int | None
) -> tuple[Line, ...]:
    """Return names and decoded texts of fields; broken to `width` columns, if given."""
    # A fold may leave a tab where it was.
    return tuple(
        line
        for name, text in texts
        for line in _field(name, text.replace("\t", " "), width)
    )


def _field(name: str, text: str, width: int | None) -> Iterator[Line]:
    head = Painted(f"{name}:", Style.CYAN)
    shown = visible_line(f"{name}: {text}")
    if width is None or len(shown) < width:
        yield head, f" {text}"
        return
    room = max(width - len(HANGING), 20)
    first, *rest = wrap(shown, room, whole=True)
    start = visible_line(f"{name}:")
    yield (head, first[len(start) :]) if first.startswith(start) else first
    yield from (f"{HANGING}{each}" for each in rest)


def _title(reading: Reading, window: Window, *, first: bool) -> Iterator[Line]:
    """Yield what stands above one message of several."""
    if not first:
        yield ""
    name = visible_line(reading.name)
    yield (Painted(f"── {name} ".ljust(window.out.width - 1, "─"), Style.BOLD),)


def _put(lines: list[Line], window: Window) -> None:
    """Write the lines, a window at a time where a person reads them."""
    if lines:
        from shell.terminal.pager import page

        page(window.out, lines, window.environment)
        lines.clear()


def _put_object(reading: Reading, window: Window) -> None:
    from shell.objects.receiving import shown_object

    found = shown_object(
        reading.message,
        account=reading.account,
        n=reading.number,
        uid=reading.unique_id,
        new=reading.new,
    )
    window.tell(found)


def _put_octets(octets: Iterator[bytes], window: Window, lines: list[Line]) -> None:
    """Write octets as they are; as lines to page where a person reads them."""
    if not window.out.terminal:
        for block in octets:
            put_octets(window.out, block)
        return
    text = b"".join(octets).replace(b"\r\n", b"\n").decode("utf-8", "backslashreplace")
    lines += text.removesuffix("\n").expandtabs().split("\n")


def _octets(message: Message) -> Iterator[bytes]:
    start, stop = message.entity.start, message.entity.stop
    return slices(message.source, start, stop)


def _html(reading: Reading) -> str:
    text = reading.message.html
    if text is None:
        what = f"{reading.name} has no HTML"
        raise ShellError(kind=Kind.MESSAGE, what=what)
    return text


def _html_reader(width: int) -> Callable[[str], str]:
    """Return what makes text of the HTML of one message."""
    reader: HtmlReader | None = None

    def read(text: str) -> str:
        # Reading HTML is slow to load, and most messages have a plain text.
        from shell.html.render import HtmlReader

        nonlocal reader
        reader = reader or HtmlReader(width)
        return reader.text(text)

    return read


def _part_texts(part: Part) -> Iterator[tuple[str, str]]:
    for each in part.header.fields:
        yield each.name, each.text


def _show_part(part: Part, window: Window, lines: list[Line]) -> None:
    """Show one part: a message as a message, text as text, anything else as octets."""
    width = window.out.width
    match part.entity:
        case Encapsulated(message=inner):
            message = Message(part.source, inner, (), part.limits)
            lines += message_lines(readable(message, width), width)
        case Multipart():
            message = Message(part.source, part.entity, (), part.limits)
            lines += message_lines(readable(message, width), width)
        case Leaf() if part.content_type.media_type == "text/html":
            lines += _html_reader(width)(part.text).split("\n")
        case Leaf() if part.content_type.type in {"text", "message"}:
            text = part.unwrapped.removesuffix("\n").expandtabs()
            lines += (
                piece
                for line in map(visible_line, text.split("\n"))
                for piece in (wrap(line, width) if window.out.terminal else (line,))
            )
        case Leaf():
            _show_octets(part, window)


def _show_octets(part: Part, window: Window) -> None:
    """Write a part that is no text; a person gets told how to save it instead."""
    content = part.content
    if not window.out.terminal:
        put_octets(window.out, content)
        return
    kind, size = part.content_type.media_type, size_words(len(content))
    what = f"part {part.number} is no text ({kind}, {size})"
    hint = f"Save it: save WHICH {part.number}"
    raise ShellError(kind=Kind.MESSAGE, what=what, hint=hint)


def _embedded(message: Message) -> Iterator[Shown]:
    """Yield a line for each file that stands encoded in a text."""
    for part in message.text_body:
        for file in part.embedded_files:
            size = size_words(len(file.content))
            facts = f"in {part.number}: {file.file_name} (encoded in the text, {size})"
            yield Shown(Role.PART, visible_line(facts), "Attached")
