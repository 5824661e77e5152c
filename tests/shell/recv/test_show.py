"""What a person sees of a message, and what a program gets of it."""

import json
from pathlib import Path

import jsonschema
import pexpect
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
from tests.shell.recv.screens import ROOT, is_harmless, opener, plain, seen
from tests.shell.running import RECV, new_home

VERBS = (
    Show(),
    Show(raw=True),
    Show(headers=True),
    Show(html=True),
    Show(part="1"),
    Show(part="2"),
    Show(part="3"),
)

NEWSLETTER_SCREEN = """\
From:    Acme Weekly <news@acme.example>
To:      Ann <ann@example.org>
Date:    Fri 2026-11-20 09:00 +0800
Subject: Autumn news 🍂

[Acme]
View in browser [1]

# Autumn news

Dear Ann,
three things happened this week — read on…

- The new release: notes [2]
- Chinese: 你好，世界

Plan    Price
-------------
Basic   5 EUR
团队版  25 EUR

> Best tool ever.

https://bank.example/ [3: leads to evil.example]

[1] https://acme.example/view?id=1
[2] https://acme.example/r/7
[3] https://evil.example/login
"""

CHINESE_SCREEN = """\
From:    张三 <z@qq.com>
To:      李四 <l@163.com>
Date:    Fri 2026-11-20 09:00 +0800
Subject: 技术活

你好，李四：

报告在附件里。镕
"""

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
    schema = json.loads((ROOT / "shell/schemas/show.json").read_text("utf-8"))
    value = json.loads(found.text)
    jsonschema.validate(value, schema)
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


# -- as a process ----------------------------------------------------------------------


def test_a_file_needs_no_configuration(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").write_bytes(CHINESE)
    for word in ("./a.eml", "a.eml", str(home.path / "a.eml")):
        run = home.recv("show", word)
        assert (run.code, run.err, run.out.decode()) == (0, "", CHINESE_SCREEN)
    assert [path.name for path in home.path.iterdir()] == ["a.eml"]


def test_a_bad_configuration_is_no_matter(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    home.configure("nonsense = [")
    assert home.recv("show", "-", stdin=CHINESE).code == 0


def test_standard_input(tmp_path: Path) -> None:
    run = new_home(tmp_path).recv("show", "-", stdin=NEWSLETTER)
    assert (run.code, run.out.decode()) == (0, NEWSLETTER_SCREEN)


def test_raw_is_exact_for_a_program(tmp_path: Path) -> None:
    octets = b"A: b\r\n\r\n\x1b[31m\xff\x00\n\r.\r\n\x9b" * 3
    run = new_home(tmp_path).recv("show", "-", "--raw", stdin=octets)
    assert (run.code, run.out) == (0, octets)


def test_a_binary_part_is_exact_for_a_program(tmp_path: Path) -> None:
    octets = bytes(range(256))
    given = mixed(text_part("x"), attached("a.bin", octets))
    run = new_home(tmp_path).recv("show", "-", "--part", "2", stdin=given)
    assert (run.code, run.out) == (0, octets)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "./none.eml"), 66),
        (("show", "./"), 66),
        (("show", "./a.eml", "3"), 64),
        (("show", "-", "-"), 64),
        (("show", "./a.eml", "--raw", "--json"), 64),
        (("show", "./a.eml", "--part", "7"), 65),
        (("show", "./a.eml", "./none.eml"), 1),
    ],
)
def test_bad_words(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").write_bytes(CHINESE)
    run = home.recv(*words)
    assert run.code == code
    assert run.err.count("\n") == 1


def test_a_folder_is_no_message(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").mkdir()
    assert home.recv("show", "a.eml").code == 66


@pytest.mark.parametrize("octets", HOSTILE)
def test_a_real_terminal_is_not_acted_on(tmp_path: Path, octets: bytes) -> None:
    home = new_home(tmp_path).with_variables(PAGER="cat", TERM="xterm-256color")
    (home.path / "a.eml").write_bytes(octets)
    for words in (("show",), ("show", "--raw"), ("show", "--headers"), ("parts",)):
        terminal = home.terminal(RECV, *words, "a.eml")
        terminal.expect(pexpect.EOF)
        text = terminal.before or ""
        assert text or "--headers" in words
        assert is_harmless(text.replace("\r\n", "\n"))


def test_commands_about_files_need_no_configuration(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").write_bytes(CHINESE)
    run = home.recv(stdin=b"show ./a.eml\nparts a.eml\nsave ./a.eml --eml\n")
    assert (run.code, run.err) == (0, "")
    assert run.out.decode().startswith(CHINESE_SCREEN)
    assert (home.path / "技术活.eml").read_bytes() == CHINESE


@pytest.mark.parametrize(
    ("words", "code"), [(("save", "3x"), 64), (("save", "3", "./a.eml"), 64)]
)
def test_bad_words_are_refused_before_a_login(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    run = new_home(tmp_path).recv("--server", "pop3+plain://a@127.0.0.1:9", *words)
    assert run.code == code
