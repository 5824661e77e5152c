"""Status indicators, their text and its response codes. RFC 1939, RFC 2449."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind, Parsed
from core.pop3.response import (
    AUTH,
    IN_USE,
    LOGIN_DELAY,
    SYS_PERM,
    SYS_TEMP,
    RespCode,
    Response,
    Standing,
    Status,
    covers,
    parse_response,
    plain_response,
    serialize_response,
    standing,
)
from tests.strategies.broken import broken
from tests.strategies.pop3 import responses

NEARLY = broken(responses().map(serialize_response))


@given(responses())
def test_round_trip(response: Response) -> None:
    parsed = parse_response(serialize_response(response).removesuffix(b"\r\n"))
    assert parsed.value == response
    assert parsed.defects == ()


@given(st.binary(max_size=80) | NEARLY)
def test_totality_and_idempotence(octets: bytes) -> None:
    value = parse_response(octets).value
    if value is not None:
        again = serialize_response(value)
        assert again.count(b"\r\n") == 1
        assert parse_response(again.removesuffix(b"\r\n")).value == value


@pytest.mark.parametrize(
    ("line", "status", "text"),
    [
        pytest.param(b"+OK", Status.OK, b"", id="1939-3-bare"),
        pytest.param(b"+OK ", Status.OK, b"", id="1939-3-blank"),
        pytest.param(
            b"+OK XMail POP3 Server v1.0 Service Ready(XMail v1.0)",
            Status.OK,
            b"XMail POP3 Server v1.0 Service Ready(XMail v1.0)",
            id="1939-4-greeting",
        ),
        pytest.param(b"+OK 14712", Status.OK, b"14712", id="1939-5-retr"),
        pytest.param(
            b"-ERR no such message", Status.ERR, b"no such message", id="1939"
        ),
        pytest.param(b"+ ", Status.CHALLENGE, b"", id="5034-4-empty-challenge"),
        pytest.param(b"+", Status.CHALLENGE, b"", id="5034-4-without-blank"),
        pytest.param(
            b"-ERR \xc3\xdc\xc2\xeb\xb4\xed\xce\xf3",
            Status.ERR,
            b"\xc3\xdc\xc2\xeb\xb4\xed\xce\xf3",
            id="gb18030",
        ),
    ],
)
def test_response(line: bytes, status: Status, text: bytes) -> None:
    parsed = parse_response(line)
    assert parsed.value == Response(status, text)
    assert parsed.defects == ()


@given(responses().map(serialize_response) | NEARLY, st.integers(0, 80))
def test_a_plain_response_is_what_parsing_gives(octets: bytes, longest: int) -> None:
    plain = plain_response(b"x" + octets, 1, longest)
    if plain is not None:
        response, stop = plain
        assert parse_response(octets[: stop - 3]) == Parsed(response)
        assert octets[stop - 3 : stop - 1] == b"\r\n"
        assert stop - 3 <= longest


@pytest.mark.parametrize(
    "line",
    [b"", b"+OKAY", b"+ok", b"-err no", b"OK", b" +OK", b"+OK\ttext", b"*OK", b"-ERRx"],
)
def test_no_status(line: bytes) -> None:
    parsed = parse_response(line)
    assert parsed.value is None
    assert [d.kind for d in parsed.defects] == [DefectKind.RESPONSE_STATUS_MISSING]


def test_controls_in_the_text_become_blanks() -> None:
    parsed = parse_response(b"+OK a\nb\0c\rd")
    assert parsed.value == Response(Status.OK, b"a b c d")
    assert [d.kind for d in parsed.defects] == [DefectKind.RESPONSE_TEXT_CONTROL]
    assert (parsed.defects[0].span.start, parsed.defects[0].span.stop) == (5, 6)


def test_a_long_line_is_read_and_reported() -> None:
    line = b"+OK " + b"x" * 507
    assert [d.kind for d in parse_response(line).defects] == [
        DefectKind.RESPONSE_LINE_LONG
    ]
    assert parse_response(line[:510]).defects == ()
    assert parse_response(b"+ " + b"x" * 4000).defects == ()


@pytest.mark.parametrize("text", [b"a\r", b"a\nb", b"\0"])
def test_a_response_cannot_hold_a_line_break(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"Response\.text"):
        Response(Status.OK, text)


@pytest.mark.parametrize(
    ("text", "code", "words", "stands"),
    [
        pytest.param(
            b"[IN-USE] Do you have another POP session running?",
            IN_USE,
            b"Do you have another POP session running?",
            Standing.TEMPORARY,
            id="2449-8.1.2",
        ),
        pytest.param(
            b"[LOGIN-DELAY] minimum time", LOGIN_DELAY, b"minimum time",
            Standing.TEMPORARY, id="2449-8.1.1",
        ),
        pytest.param(
            b"[SYS/TEMP] Try later", SYS_TEMP, b"Try later", Standing.TEMPORARY,
            id="3206-4",
        ),
        pytest.param(
            b"[sys/perm] Call us", SYS_PERM, b"Call us", Standing.PERMANENT,
            id="3206-4-lower-case",
        ),
        pytest.param(
            b"[AUTH] no", AUTH, b"no", Standing.CREDENTIALS, id="3206-5",
        ),
        pytest.param(
            b"[SYS/TEMP/DISK] no", RespCode("SYS/TEMP/DISK"), b"no",
            Standing.TEMPORARY, id="2449-8-deeper-level",
        ),
        pytest.param(
            b"[SYS] no", RespCode("SYS"), b"no", Standing.UNSAID, id="3206-general",
        ),
        pytest.param(b"no code", None, b"no code", Standing.UNSAID, id="none"),
        pytest.param(b"[] no", None, b"[] no", Standing.UNSAID, id="empty"),
        pytest.param(b"[A b] no", None, b"[A b] no", Standing.UNSAID, id="blank"),
        pytest.param(b"see [AUTH]", None, b"see [AUTH]", Standing.UNSAID, id="later"),
    ],
)  # fmt: skip
def test_resp_code(
    text: bytes, code: RespCode | None, words: bytes, stands: Standing
) -> None:
    response = Response(Status.ERR, text)
    assert response.code == code
    assert response.words == words
    assert standing(response) is stands


def test_a_level_that_only_begins_alike_is_not_below() -> None:
    assert covers(RespCode("SYS"), SYS_TEMP)
    assert not covers(RespCode("SYS"), RespCode("SYSTEM"))


@pytest.mark.parametrize("text", ["", "A]", "A//B", "/A", "A B", "Ä"])
def test_a_resp_code_fits_its_grammar(text: str) -> None:
    with pytest.raises(ValueError, match=r"RespCode\.text"):
        RespCode(text)


def test_an_empty_challenge_has_its_blank() -> None:
    # RFC 5034 section 5
    assert serialize_response(Response(Status.CHALLENGE)) == b"+ \r\n"
    assert serialize_response(Response(Status.OK)) == b"+OK\r\n"
