"""A message as a person reads it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.message import parse_message
from core.present import (
    Line,
    Role,
    addresses_text,
    body_text,
    date_text,
    head,
    present,
    warnings,
)
from core.visible import visible, visible_line
from tests.linear import in_linear_time


def render(html: str) -> str:
    return f"rendered {len(html)}"


def read(text: str, width: int = 80) -> tuple[Line, ...]:
    octets = text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")
    return present(parse_message(octets), render, width)


def fields(text: str) -> dict[str, str]:
    return {line.label: line.text for line in read(text) if line.role is Role.FIELD}


def warned(text: str) -> str:
    return " ".join(line.text for line in read(text) if line.role is Role.WARNING)


def body(text: str) -> str:
    return "\n".join(
        line.text for line in read(text) if line.role in {Role.TEXT, Role.QUOTE}
    ).removeprefix("\n")


ORDINARY = """From: =?utf-8?b?5byg5LiJ?= <z@qq.com>
To: a@b.example, Team: c@d.example, "E, F" <e@f.example>;
Cc: g@h.example
Date: Fri, 20 Nov 2026 09:00:00 +0800
Subject: =?utf-8?q?Hi=0AFrom:_boss_=1b[31m?=

text
"""


def test_the_head_shows_the_address_beside_the_name() -> None:
    assert fields(ORDINARY) == {
        "From": "张三 <z@qq.com>",
        "To": "a@b.example, Team: c@d.example, E, F <e@f.example>;",
        "Cc": "g@h.example",
        "Date": "Fri 2026-11-20 09:00 +0800",
        "Subject": "Hi\\nFrom: boss \\x1b[31m",
    }
    assert warned(ORDINARY) == ""
    assert body(ORDINARY) == "text"


def test_others_are_shown_where_they_differ() -> None:
    text = "From: a@b.c\nSender: d@e.f\nReply-To: a@b.c\n\n"
    assert fields(text)["Sender"] == "d@e.f"
    assert "Reply-To" not in fields(text)
    assert fields("From: a@b.c\nReply-To: g@h.i\n\n")["Reply-To"] == "g@h.i"


def test_every_from_is_shown_with_a_warning() -> None:
    lines = read("From: a@b.c\nFrom: Bank <d@e.f>\n\n")
    shown = [line.text for line in lines if line.label == "From"]
    assert shown == ["a@b.c", "Bank <d@e.f>"]
    assert "There are 2 From fields" in warned("From: a@b.c\nFrom: d@e.f\n\n")


@pytest.mark.parametrize(
    ("text", "shown", "said"),
    [
        ("Subject: x\n\n", "(nobody)", "No From field"),
        ("From: nonsense\n\n", "nonsense", "No From field"),
        ("From: x@xn--80ak6aa92e.com\n\n", "x@xn--80ak6aa92e.com (аррӏе.com)", "apple"),
        ('From: "a@b.c" <d@e.f>\n\n', "a@b.c <d@e.f>", 'says "a@b.c"'),
    ],
)
def test_odd_senders(text: str, shown: str, said: str) -> None:
    assert fields(text)["From"] == shown
    assert said in warned(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("From: a@b.c\nSubject: x\nSubject: y\n\n", "stands again"),
        ("From: a@b.c\nDate: 31 Feb 2026 09:00 +0000\n\n", "date does not exist"),
        ("From: a@b.c\nContent-Type: multipart/mixed\n\nx", "names no boundary"),
        (
            "From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx",
            "cut off or not closed",
        ),
        (
            "From: a@b.c\nContent-Type: text/plain; charset=klingon\n\nx\udcff",
            "unknown charset",
        ),
    ],
)
def test_defects_that_mislead(text: str, said: str) -> None:
    assert said in warned(text)


def test_a_date_that_is_none_is_shown_as_it_came() -> None:
    assert fields("Date: yesterday\n\n")["Date"] == "yesterday (no date)"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (UTC, "Fri 2026-11-20 09:00 +0000"),
        (timezone(timedelta(hours=-8)), "Fri 2026-11-20 09:00 -0800"),
        (None, "Fri 2026-11-20 09:00"),
    ],
)
def test_dates(zone: timezone | None, shown: str) -> None:
    assert date_text(datetime(2026, 11, 20, 9, 0, 5, tzinfo=zone)) == shown


TWO = """From: a@b.c
Content-Type: multipart/alternative; boundary=b

--b

{plain}
--b
Content-Type: text/html

<p>hello
--b--
"""


def test_text_is_preferred_where_there_is_any() -> None:
    assert body(TWO.format(plain="plain")) == "plain"
    assert body(TWO.format(plain=" ")) == "rendered 8"
    assert body("Content-Type: text/html\n\n<p>x") == "rendered 4"
    assert body("From: a@b.c\n\n") == "(no text)"


def test_flowed_text_and_quotes_are_wrapped() -> None:
    text = (
        "Content-Type: text/plain; format=flowed\n\n> quoted words that \n> go on\n"
        "words \nthat flow\n"
    )
    assert body(text) == "> quoted words that go on\nwords that flow"
    lines = read(text, 14)
    assert [line.text for line in lines if line.role is Role.QUOTE] == [
        "> quoted words",
        "> that go on",
    ]


def test_an_address_to_copy_stays_whole() -> None:
    url = "https://example.org/" + "a" * 200
    assert url in body(f"From: a@b.c\n\nsee {url} now").split("\n")


def test_attachments_are_listed() -> None:
    text = """From: a@b.c
Content-Type: multipart/mixed; boundary=b

--b

text
--b
Content-Type: application/pdf; name="a\x1b.pdf"
Content-Transfer-Encoding: base64

QUJD
--b
Content-Type: application/ms-tnef

x
--b--
"""
    assert [line.text for line in read(text) if line.role is Role.PART] == [
        "2: a\\x1b.pdf (application/pdf, 2 octets)",
        "3: (no name) (winmail.dat of Outlook, 1 octet)",
    ]


def test_many_addresses_are_cut() -> None:
    many = ", ".join(f"a{n}@b.c" for n in range(500))
    message = parse_message(f"To: {many}\n\n".encode())
    assert addresses_text(message.to).endswith("a199@b.c and 300 more")


LINES = st.sampled_from(
    [
        b"From: \x1b <a@b.c>",
        b"From: =?utf-8?q?=0a=e2=80=ae?= <a@b>",
        b"To: \xff",
        b"",
        b"Subject: \r\x07",
        b"Date: x",
        b"> quoted\x9b",
        b"Content-Type: text/html",
        b"Content-Type: text/plain; format=flowed; charset=utf-7",
        b"Content-Type: multipart/mixed; boundary=b",
        b"+2AA-\x00",
        b"--b",
        b"begin 644 x\x1b",
    ]
)


@given(st.lists(LINES, max_size=20).map(b"\n".join) | st.binary(), st.integers(1, 99))
def test_nothing_acts_on_a_terminal(octets: bytes, width: int) -> None:
    message = parse_message(octets)
    for line in present(message, render, width):
        assert visible_line(line.text) == line.text
        assert visible_line(line.label) == line.label
    text = body_text(message, render)
    assert visible(text) == text


@given(st.binary())
def test_there_is_always_a_head(octets: bytes) -> None:
    message = parse_message(octets)
    assert [line.label for line in head(message)][:1] == ["From"]
    assert all(line.role is Role.WARNING for line in warnings(message))


@pytest.mark.parametrize(
    "octets",
    [
        b"From: " + b"a@b.c," * 100_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000,
        b"From: a@b.c\n" * 20_000,
        b"\n" + b"> " * 500_000,
        b"\n" + b"word " * 500_000,
        b"\n" + b"x" * 2_000_000,
    ],
    ids=lambda octets: octets[:12].decode(),
)
def test_bombs_are_linear(octets: bytes) -> None:
    with in_linear_time():
        present(parse_message(octets), render)
