"""A message's lines on a screen."""

import io

from core.present import Line, Role
from shell.terminal.reading import message_lines
from shell.terminal.screen import Screen, put

SHOWN = (
    Line(Role.FIELD, "Ann <ann@example.org>", "From"),
    Line(Role.FIELD, "a subject of some length", "Subject"),
    Line(Role.WARNING, "Careful.", "Warning"),
    Line(Role.PART, "2: a.pdf", "Attached"),
    Line(Role.TEXT, ""),
    Line(Role.TEXT, "text"),
    Line(Role.QUOTE, "> quote"),
)


def drawn(*, colour: bool) -> str:
    stream = io.StringIO()
    screen = Screen(stream=stream, terminal=True, colour=colour, width=34, height=24)
    put(screen, *message_lines(SHOWN, screen.width))
    return stream.getvalue()


def test_labels_line_up_and_fields_wrap() -> None:
    assert drawn(colour=False) == (
        "From:     Ann <ann@example.org>\n"
        "Subject:  a subject of some length\n"
        "Warning:  Careful.\n"
        "Attached: 2: a.pdf\n"
        "\n"
        "text\n"
        "> quote\n"
    )
    long = (Line(Role.FIELD, "one two three four five six", "To"),)
    assert [line[1] for line in message_lines(long, 24)] == [
        "one two three four",
        "five six",
    ]


def test_colour_by_role() -> None:
    assert "\x1b[33mCareful.\x1b[0m" in drawn(colour=True)
    assert "\x1b[2m> quote\x1b[0m" in drawn(colour=True)
    assert "\ntext\n" in drawn(colour=True)
