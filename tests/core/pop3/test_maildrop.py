"""What a maildrop answers. RFC 1939 sections 5 to 7."""

import pytest

from core.pop3.command import (
    Capa,
    Dele,
    List,
    ListOne,
    Noop,
    Quit,
    Retr,
    Rset,
    Stat,
    Top,
    Uidl,
    UidlOne,
)
from core.pop3.maildrop import GONE, UNKNOWN, Held, Maildrop, answer, top
from core.pop3.response import Response, Status

TWO = Maildrop((Held(120, b"whqtswO00WBw418f9t5JxYwZ"), Held(200, b"QhdPYR")))
OK = Response(Status.OK)


def test_the_answers_of_the_examples() -> None:
    """RFC 1939 sections 5 and 7."""
    assert answer(TWO, Stat())[1] == Response(Status.OK, b"2 320")
    assert answer(TWO, List())[1].body == (b"1 120\r\n2 200\r\n",)
    assert answer(TWO, ListOne(2))[1] == Response(Status.OK, b"2 200")
    assert answer(TWO, Uidl())[1].body == (
        b"1 whqtswO00WBw418f9t5JxYwZ\r\n2 QhdPYR\r\n",
    )
    assert answer(TWO, UidlOne(2))[1] == Response(Status.OK, b"2 QhdPYR")
    assert answer(TWO, Retr(1))[1] == Response(Status.OK, b"120 octets")
    for command in (Top(1, 0), Noop(), Quit()):
        assert answer(TWO, command) == (TWO, OK)


def test_a_marked_message_is_not_told_of() -> None:
    marked, response = answer(TWO, Dele(1))
    assert response == OK
    assert answer(marked, Stat())[1] == Response(Status.OK, b"1 200")
    assert answer(marked, List())[1].body == (b"2 200\r\n",)
    assert answer(marked, Uidl())[1].body == (b"2 QhdPYR\r\n",)
    for command in (Dele(1), Retr(1), Top(1, 0), ListOne(1), UidlOne(1)):
        assert answer(marked, command) == (marked, GONE)
    assert answer(marked, Rset()) == (TWO, OK)


@pytest.mark.parametrize("number", [3, 10**18])
def test_what_is_not_there(number: int) -> None:
    for command in (Dele(number), Retr(number), ListOne(number), UidlOne(number)):
        assert answer(TWO, command) == (TWO, GONE)


def test_what_is_no_matter_of_a_maildrop() -> None:
    assert answer(TWO, Capa()) == (TWO, UNKNOWN)


def test_nothing_is_there() -> None:
    assert answer(Maildrop(), List())[1].body == (b"",)
    assert answer(Maildrop(), Stat())[1] == Response(Status.OK, b"0 0")


@pytest.mark.parametrize("unique_id", [b"", b"a b", b"x" * 71, b"\xff"])
def test_a_unique_id_is_one(unique_id: bytes) -> None:
    with pytest.raises(ValueError, match=r"Held\.unique_id"):
        Held(1, unique_id)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (0, b"A: b\r\n\r\n"),
        (1, b"A: b\r\n\r\none\r\n"),
        (2, b"A: b\r\n\r\none\r\n\r\n"),
        (3, b"A: b\r\n\r\none\r\n\r\nthree\r\n"),
        (10**18, b"A: b\r\n\r\none\r\n\r\nthree\r\n"),
    ],
)
def test_top(lines: int, expected: bytes) -> None:
    assert top(b"A: b\r\n\r\none\r\n\r\nthree\r\n", lines) == expected
    assert top(b"A: b\r\n", lines) == b"A: b\r\n"


def test_top_of_half_a_line() -> None:
    assert top(b"A: b\r\n\r\nhalf", 0) == b"A: b\r\n\r\n"
    assert top(b"A: b\r\n\r\nhalf", 1) == b"A: b\r\n\r\nhalf"
