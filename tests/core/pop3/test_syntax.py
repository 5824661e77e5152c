"""Commands as octets, and octets as commands. RFC 1939, RFC 2449 section 4."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    Greeting,
    Keep,
    Lang,
    LangOne,
    List,
    ListOne,
    Other,
    Pass,
    Quit,
    Respond,
    Retr,
    Top,
    Uidl,
    UidlOne,
    User,
    Utf8,
)
from core.pop3.syntax import parse_command, parse_respond, serialize_command, shown
from core.wire.turn import Handshake
from tests.strategies.broken import broken
from tests.strategies.pop3 import commands

NEARLY = broken(commands().map(serialize_command))


@given(commands())
# Blanks at the ends of an argument belong to it.
@example(Other("XTND", " "))
@example(Other("XTND", " a  b "))
def test_round_trip(command: Command) -> None:
    octets = serialize_command(command)
    assert octets.endswith(b"\r\n")
    assert octets.count(b"\n") == octets.count(b"\r") == 1
    assert len(octets) <= 255
    parsed = parse_command(octets[:-2])
    assert parsed.value == command
    assert parsed.defects == ()


@given(st.binary(max_size=300) | NEARLY)
def test_totality_and_idempotence(octets: bytes) -> None:
    parsed = parse_command(octets)
    assert (parsed.value is None) == bool(parsed.defects)
    if parsed.value is not None:
        again = serialize_command(parsed.value)
        assert parse_command(again[:-2]).value == parsed.value


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param(b"user XXXXXXXXXX@qq.com", User("XXXXXXXXXX@qq.com"), id="user"),
        pytest.param(b"pass XXXXXXXXXXXXXXXX", Pass("XXXXXXXXXXXXXXXX"), id="pass"),
        pytest.param(b"PASS  two  blanks ", Pass(" two  blanks "), id="1939-7-pass"),
        pytest.param(b"list", List(), id="list"),
        pytest.param(b"LIST 2", ListOne(2), id="1939-5-list"),
        pytest.param(b"retr 1", Retr(1), id="retr"),
        pytest.param(b"quit", Quit(), id="quit"),
        pytest.param(
            b"APOP mrose c4c9334bac560ecc979e58001b3e22fb",
            Apop("mrose", "c4c9334bac560ecc979e58001b3e22fb"),
            id="1939-7-apop",
        ),
        pytest.param(b"TOP 1 10", Top(1, 10), id="1939-7-top"),
        pytest.param(b"TOP 1 0", Top(1, 0), id="1939-7-top-0"),
        pytest.param(b"UIDL", Uidl(), id="1939-7-uidl"),
        pytest.param(b"UIDL 2", UidlOne(2), id="1939-7-uidl-2"),
        pytest.param(b"CAPA ", Capa(), id="blank-at-end"),
        pytest.param(b"DELE  007", Dele(7), id="zeros"),
        pytest.param(b"AUTH PLAIN", Auth("PLAIN"), id="5034-4"),
        pytest.param(
            b"AUTH PLAIN dGVzdAB0ZXN0AHRlc3Q=",
            Auth("PLAIN", b"dGVzdAB0ZXN0AHRlc3Q="),
            id="5034-4-initial-response",
        ),
        pytest.param(b"auth external =", Auth("EXTERNAL", b"="), id="5034-4-empty"),
        pytest.param(b"UTF8", Utf8(), id="6856-2"),
        pytest.param(b"LANG", Lang(), id="6856-3-all"),
        pytest.param(b"LANG *", LangOne("*"), id="6856-3-any"),
        pytest.param(b"XTND XLST From", Other("XTND", "XLST From"), id="other"),
        pytest.param("USER 用户".encode(), User("用户"), id="6856-2.2"),
    ],
)
def test_command(line: bytes, command: Command) -> None:
    assert parse_command(line).value == command


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" STAT",
        b"STAT 1",
        b"RETR",
        b"RETR 0",
        b"RETR -1",
        b"RETR 1 2",
        b"RETR 12345678901234567890",
        b"DELE x",
        b"TOP 1",
        b"TOP 1 -1",
        b"USER",
        b"USER \xff",
        b"APOP mrose",
        b"AUTH",
        b"AUTH PLAIN a b",
        b"NOOP\tx",
        b"QUIT\0",
        b"USER a\rb",
    ],
)
def test_arguments_that_do_not_fit(line: bytes) -> None:
    parsed = parse_command(line)
    assert parsed.value is None
    assert [d.kind for d in parsed.defects] == [DefectKind.POP3_ARGUMENTS]


def test_a_command_of_over_255_octets() -> None:
    assert parse_command(b"USER " + b"x" * 248).value == User("x" * 248)
    parsed = parse_command(b"USER " + b"x" * 249)
    assert parsed.value is None
    assert [d.kind for d in parsed.defects] == [DefectKind.POP3_COMMAND_LONG]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b"dGVzdA==", Respond(b"dGVzdA==")),
        (b"*", Respond(b"*")),
        (b"", Respond(b"")),
        (b"a b", None),
        (b"\xff", None),
    ],
)
def test_respond(line: bytes, value: Respond | None) -> None:
    assert parse_respond(line).value == value


@pytest.mark.parametrize("command", [Greeting(), Handshake(), Keep((1, 2))])
def test_what_is_awaited_without_a_line(command: Command) -> None:
    assert serialize_command(command) == b""


SECRETS = (Pass("sesame"), Apop("mrose", "sesame"), Respond(b"sesame"),
           Auth("PLAIN", b"sesame"))  # fmt: skip


@pytest.mark.parametrize("command", SECRETS)
def test_a_secret_is_not_shown(command: Command) -> None:
    assert "sesame" not in repr(command)
    assert b"sesame" in serialize_command(command)
    assert b"sesame" not in serialize_command(shown(command))
    assert b"***" in serialize_command(shown(command))


@given(commands())
def test_only_secrets_are_hidden(command: Command) -> None:
    hides = isinstance(command, (Pass, Apop)) or (
        isinstance(command, Auth) and command.initial is not None
    )
    assert (shown(command) != command) is hides


@pytest.mark.parametrize("odd", ["", "a\nb", "a\rb", "a\0b", "a\x7f", "x" * 249])
def test_a_constructor_names_the_field_and_not_the_secret(odd: str) -> None:
    with pytest.raises(ValueError, match=r"User\.name"):
        User(odd)
    with pytest.raises(ValueError, match=r"Pass\.secret") as raised:
        Pass(odd)
    assert not odd or odd not in str(raised.value)


@pytest.mark.parametrize("number", [0, -1, 10**19])
def test_a_number_has_its_range(number: int) -> None:
    for command in (Retr, Dele, ListOne, UidlOne):
        with pytest.raises(ValueError, match="number"):
            command(number)
    assert Top(1, 0).lines == 0


def test_a_line_is_never_too_long_nor_two() -> None:
    with pytest.raises(ValueError, match="Apop"):
        Apop("m" * 150, "d" * 150)
    with pytest.raises(ValueError, match=r"Apop\.name"):
        Apop("a b", "d")
    with pytest.raises(ValueError, match=r"Auth\.initial"):
        Auth("PLAIN", b"a" * 243)
    assert len(serialize_command(Auth("PLAIN", b"a" * 242))) == 255
    with pytest.raises(ValueError, match=r"Auth\.initial"):
        Auth("PLAIN", b"")
    with pytest.raises(ValueError, match=r"Auth\.initial"):
        Auth("PLAIN", b"a\r\nQUIT")
    with pytest.raises(ValueError, match=r"Auth\.mechanism"):
        Auth("plain")
    with pytest.raises(ValueError, match=r"Respond\.octets"):
        Respond(b"a\r\n")
    with pytest.raises(ValueError, match=r"Other\.argument"):
        Other("XTND", "")
    with pytest.raises(ValueError, match="Other"):
        Other("X" * 130, "x" * 130)
