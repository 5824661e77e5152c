"""What a person sees of a message, and what a program gets of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.exits import ExitCode, Kind, ShellError
from shell.options.recv import Show
from shell.recv.reading import Reading
from shell.recv.show import show
from tests.shell.recv.messages import (
    BOUNCE,
    CHINESE,
    HOSTILE,
    NEWSLETTER,
    attached,
    message,
    mixed,
    part,
    text_part,
)
from tests.shell.recv.screens import (
    CHINESE_SCREEN,
    NEWSLETTER_SCREEN,
    is_harmless,
    opener,
    plain,
    seen,
)
from tests.shell.schemas import fitting

VERBS = (
    Show(),
    Show(raw=True),
    Show(headers=True),
    Show(html=True),
    Show(part="1"),
    Show(part="2"),
    Show(part="3"),
)

BOUNCE_SCREEN = """\
From:     Ann <ann@example.org>
To:       bob@example.net
Date:     Fri 2026-11-20 09:00 +0800
Subject:  Undelivered
Report:   To nobody@example.net: the message was not delivered, and will not be:
          bad destination mailbox address (5.1.1).
Report:   mx.example.net said: "550 5.1.1 User unknown"
Attached: 2: (no name) (message/delivery-status, 198 octets)
Attached: 3: Report (message/rfc822, 46 octets)

I'm sorry: it could not be delivered.
"""


def text_of(verb: Show, octets: bytes, *, width: int = 80) -> str:
    """Return what is written of one message where nobody watches."""
    found = seen(width=width)
    assert show(verb, [opener(octets)], found.window) is ExitCode.DONE
    return found.text


@pytest.mark.parametrize(
    ("octets", "screen"),
    [
        pytest.param(NEWSLETTER, NEWSLETTER_SCREEN, id="newsletter"),
        pytest.param(CHINESE, CHINESE_SCREEN, id="chinese"),
        pytest.param(BOUNCE, BOUNCE_SCREEN, id="delivery-report"),
    ],
)
def test_screens(octets: bytes, screen: str) -> None:
    assert text_of(Show(), octets) == screen


@pytest.mark.parametrize("octets", HOSTILE)
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_acts_on_a_terminal(verb: Show, octets: bytes) -> None:
    found = seen(terminal=True, width=50)
    # Not each has HTML, or a part of that number.
    show(verb, [opener(octets, "./\x1b[31m.eml"), opener(octets)], found.window)
    assert is_harmless(found.text)
    assert is_harmless(found.said)


@given(st.binary(), st.sampled_from(VERBS), st.integers(1, 100))
def test_any_octets_are_shown(octets: bytes, verb: Show, width: int) -> None:
    found = seen(terminal=True, width=width)
    show(verb, [opener(octets)] * 2, found.window)
    assert is_harmless(found.text)


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.sampled_from(VERBS))
def test_any_text_is_shown(text: str, verb: Show) -> None:
    body = (
        text_part(text)
        + part("Content-Type: text/html; charset=utf-8", body=(text.encode()))
        + attached(f'"{text}"', text.encode())
    )
    found = seen(terminal=True)
    show(verb, [opener(mixed(body, subject=text))] * 2, found.window)
    assert is_harmless(found.text)


def test_a_window_is_filled() -> None:
    found = seen(terminal=True, width=30)
    show(Show(), [opener(message("Subject: x", body=b"word " * 40))], found.window)
    assert max(map(len, plain(found.text).splitlines())) <= 30


def test_two_senders_are_both_shown_and_warned_of() -> None:
    octets = message("From: a@b.example", "From: c@d.example", "Subject: x")
    text = text_of(Show(), octets)
    assert "a@b.example" in text
    assert "c@d.example" in text
    assert "Warning: There are 2 From fields" in text.replace("  ", " ")


def test_a_look_alike_is_warned_of() -> None:
    octets = message('From: "service@bank.example" <x@evil.example>')
    text = text_of(Show(), octets)
    assert "<x@evil.example>" in text
    assert "Warning" in text


def test_headers_are_decoded_and_all_there() -> None:
    octets = message(
        "Received: by a;\r\n\tnow", "Subject: =?utf-8?q?=E4=BD=A0?=", "X: "
    )
    assert (
        text_of(Show(headers=True), octets) == "Received: by a; now\nSubject: 你\nX: \n"
    )


def test_headers_of_a_part() -> None:
    octets = mixed(text_part("x"), attached("a.bin", b"y"))
    assert text_of(Show(headers=True, part="2"), octets).splitlines()[1:] == [
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment; filename=a.bin",
    ]


def test_html_as_it_stands() -> None:
    assert "<script src=" in text_of(Show(html=True), NEWSLETTER)


def test_html_where_there_is_none() -> None:
    with pytest.raises(ShellError, match="has no HTML") as raised:
        text_of(Show(html=True), CHINESE)
    assert raised.value.exit is ExitCode.DATA


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1", "I'm sorry: it could not be delivered.\n"),
        ("2", "Reporting-MTA: dns; mail.example.org\n\nFinal-Recipient:"),
        ("3", "From:    a@b.example\nSubject: Report\n"),
        ("3.1", "Hello.\n"),
    ],
)
def test_parts(number: str, text: str) -> None:
    assert text_of(Show(part=number), BOUNCE).startswith(text)


@pytest.mark.parametrize(
    ("number", "exit_code"),
    [("9", ExitCode.DATA), ("1.1", ExitCode.DATA), ("x", ExitCode.USAGE)],
)
def test_a_part_that_is_not_there(number: str, exit_code: ExitCode) -> None:
    with pytest.raises(ShellError) as raised:
        text_of(Show(part=number), BOUNCE)
    assert raised.value.exit is exit_code


def test_a_part_that_is_no_text_is_not_put_on_a_terminal() -> None:
    octets = mixed(text_part("x"), attached("a.zip", b"PK\x03\x04"))
    with pytest.raises(ShellError, match="is no text"):
        show(Show(part="2"), [opener(octets)], seen(terminal=True).window)


@pytest.mark.parametrize(
    "verb",
    [
        Show(raw=True, headers=True),
        Show(html=True, headers=True),
        Show(raw=True, html=True),
    ],
)
def test_options_that_exclude_each_other(verb: Show) -> None:
    with pytest.raises(ShellError) as raised:
        show(verb, [opener(CHINESE)], seen().window)
    assert raised.value.exit is ExitCode.USAGE


@pytest.mark.parametrize(
    "verb", [Show(raw=True), Show(headers=True), Show(html=True), Show(part="1")]
)
def test_json_takes_no_other_form(verb: Show) -> None:
    with pytest.raises(ShellError) as raised:
        show(verb, [opener(CHINESE)], seen(json=True).window)
    assert raised.value.exit is ExitCode.USAGE


@pytest.mark.parametrize("octets", [NEWSLETTER, CHINESE, BOUNCE, *HOSTILE])
def test_json_holds_to_its_schema(octets: bytes) -> None:
    found = seen(json=True)
    show(Show(), [opener(octets)], found.window)
    value = fitting("show", found.text)
    assert is_harmless(found.text)
    assert value["account"] is None


def test_several_messages_and_one_that_cannot_be_read() -> None:
    def missing() -> Reading:
        raise ShellError(kind=Kind.INPUT, what="cannot read ./b.eml: gone")

    found = seen()
    openers = [opener(CHINESE, "./a.eml"), missing, opener(NEWSLETTER, "./c.eml")]
    assert show(Show(), openers, found.window) is ExitCode.PARTLY
    assert found.text.index("── ./a.eml") < found.text.index("── ./c.eml")
    assert "cannot read ./b.eml" in found.said


def test_what_ends_a_run_is_raised_after_what_was_read() -> None:
    def lost() -> Reading:
        raise ShellError(kind=Kind.LOST, what="gone")

    found = seen(terminal=True)
    with pytest.raises(ShellError, match="gone"):
        show(Show(), [opener(CHINESE), lost, opener(CHINESE)], found.window)
    assert found.text.count("技术活") == 1


@pytest.mark.parametrize(
    ("verb", "full"),
    [
        (Show(), True),
        (Show(raw=True), True),
        (Show(headers=True), False),
        (Show(part="1"), False),
    ],
)
def test_only_what_was_shown_in_full_counts_as_shown(verb: Show, full: bool) -> None:
    told: list[Reading] = []
    show(verb, [opener(CHINESE)], seen().window, told.append)
    assert bool(told) is full


def test_a_file_in_a_text_is_told() -> None:
    text = b"see\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"
    octets = message("From: a@b.example", body=text)
    shown = text_of(Show(), octets)
    assert "Attached: in 1: cat.txt (encoded in the text, 3 octets)" in shown
    assert shown.endswith("\n\nsee\n[file cat.txt]\n")
