"""Replies out of their lines, and back. RFC 5321 section 4.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind, Parsed
from core.smtp.reply import Reply, parse_reply, plain_replies, serialize_reply
from core.status import EnhancedStatusCode
from tests.strategies.broken import broken
from tests.strategies.smtp import replies

ODD = {DefectKind.REPLY_STATUS_ODD}


def lines(octets: bytes) -> tuple[bytes, ...]:
    return tuple(octets.removesuffix(b"\r\n").split(b"\r\n"))


@given(replies())
def test_round_trip(reply: Reply) -> None:
    parsed = parse_reply(lines(serialize_reply(reply)))
    assert parsed.value == reply
    assert {defect.kind for defect in parsed.defects} <= ODD


@given(
    st.lists(
        st.binary(max_size=20) | broken(replies().map(serialize_reply)), min_size=1
    )
)
def test_any_lines_give_a_reply_or_a_defect(given_lines: list[bytes]) -> None:
    parsed = parse_reply(tuple(given_lines))
    assert parsed.value is not None or parsed.defects
    if parsed.value is not None:
        again = lines(serialize_reply(parsed.value))
        assert parse_reply(again).value == parsed.value


SAID = replies().map(serialize_reply)


@given(st.lists(SAID | broken(SAID), max_size=4).map(b"".join), st.integers(0, 80))
def test_plain_replies_are_what_parsing_gives(octets: bytes, longest: int) -> None:
    plain, stop = plain_replies(b"x" + octets, 1, longest)
    said = octets[: stop - 1].split(b"\r\n")
    assert said.pop() == b""
    assert [parse_reply((line,)) for line in said] == [Parsed(one) for one in plain]
    assert all(len(line) <= longest for line in said)


@given(replies())
def test_status_is_of_the_class_of_the_code(reply: Reply) -> None:
    if reply.status is not None:
        assert reply.status.status_class == reply.code // 100
        assert not reply.text.startswith(str(reply.status).encode() + b" ")
    else:
        assert reply.text == b"\n".join(reply.lines)


@pytest.mark.parametrize(
    ("octets", "reply", "kinds"),
    [
        pytest.param(
            b"250 Ok\r\n", Reply(250, (b"Ok",)), [], id="RFC 5321 4.2: one line"
        ),
        pytest.param(
            b"250\r\n", Reply(250), [], id="RFC 5321 4.2: a code without text"
        ),
        pytest.param(
            b"250 \r\n", Reply(250), [], id="RFC 5321 4.2: a space without text"
        ),
        pytest.param(
            b"123-no\r\n",
            None,
            [DefectKind.REPLY_CODE_MISSING],
            id="RFC 5321 4.2: a first digit that no reply has",
        ),
        pytest.param(
            b"250-First line\r\n250-Second line\r\n"
            b"250-234 Text beginning with numbers\r\n"
            b"250 The last line\r\n",
            Reply(
                250,
                (
                    b"First line",
                    b"Second line",
                    b"234 Text beginning with numbers",
                    b"The last line",
                ),
            ),
            [],
            id="RFC 5321 4.2.1: the last line has a space",
        ),
        pytest.param(
            b"250-\r\n250 last\r\n",
            Reply(250, (b"", b"last")),
            [],
            id="RFC 5321 4.2.1: the last line alone has text",
        ),
        pytest.param(
            b"250-a\r\n550 b\r\n",
            Reply(250, (b"a", b"b")),
            [DefectKind.REPLY_CODES_DIFFER],
            id="RFC 5321 4.2.1: codes differ",
        ),
        pytest.param(
            b"290 odd\r\n",
            Reply(290, (b"odd",)),
            [DefectKind.REPLY_CODE_RANGE],
            id="RFC 5321 4.2: a second digit above 5",
        ),
        pytest.param(
            b"571 5.7.1 spam\r\n",
            Reply(571, (b"5.7.1 spam",)),
            [DefectKind.REPLY_CODE_RANGE],
            id="RFC 5321 4.2: what filters answer",
        ),
        pytest.param(
            b"250 a\r\n250 b\r\n",
            Reply(250, (b"a", b"b")),
            [DefectKind.REPLY_SEPARATOR_ODD],
            id="RFC 5321 4.2.1: a line that should be the last",
        ),
        pytest.param(
            b"250 a\x00b\rc\r\n",
            Reply(250, (b"a?b?c",)),
            [DefectKind.REPLY_TEXT_CONTROL],
            id="RFC 5321 4.2: controls in the text",
        ),
        pytest.param(
            b"250 \xc4\xe3\xba\xc3\r\n",
            Reply(250, (b"\xc4\xe3\xba\xc3",)),
            [],
            id="RFC 5321 4.2: text of 8 bits",
        ),
        pytest.param(
            b"250 5.1.1 no\r\n",
            Reply(250, (b"5.1.1 no",)),
            [DefectKind.REPLY_STATUS_ODD],
            id="RFC 2034 4: a status of another class",
        ),
        pytest.param(
            b"550 5.1.1111 no\r\n",
            Reply(550, (b"5.1.1111 no",)),
            [DefectKind.REPLY_STATUS_ODD],
            id="RFC 2034 4: a status of too many digits",
        ),
    ],
)
def test_examples(octets: bytes, reply: Reply | None, kinds: list[DefectKind]) -> None:
    parsed = parse_reply(lines(octets))
    assert parsed.value == reply
    assert [defect.kind for defect in parsed.defects] == kinds


def test_a_reply_may_have_an_enhanced_status_code() -> None:
    reply = Reply(550, (b"5.1.1 Unknown user", b"5.1.1 really"))
    assert reply.status == EnhancedStatusCode(5, 1, 1)
    assert reply.text == b"Unknown user\nreally"
    assert not reply.granted
    assert not reply.transient
    assert Reply(451, (b"4.3.0 later",)).transient
    assert Reply(250, (b"2.0.0",)).status == EnhancedStatusCode(2, 0, 0)


def test_spans_count_from_the_first_line() -> None:
    parsed = parse_reply((b"250-a", b"junk", b"250 b"))
    assert parsed.value == Reply(250, (b"a", b"b"))
    assert [(d.span.start, d.span.stop) for d in parsed.defects] == [(7, 11)]


@pytest.mark.parametrize(
    ("code", "given_lines"),
    [
        (199, (b"",)),
        (600, (b"",)),
        (250, ()),
        (250, (b"a\r",)),
        (250, (b"a\n",)),
        (250, (b"a", b"b\n")),
        (250, (b"a", b"\0")),
    ],
)
def test_what_no_reply_is(code: int, given_lines: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="must"):
        Reply(code, given_lines)


@pytest.mark.parametrize("code", [200, 599])
def test_codes_at_the_ends_of_their_range(code: int) -> None:
    assert Reply(code).code == code


def test_an_empty_challenge_has_its_blank() -> None:
    # msmtp takes "334" alone for no reply. RFC 4954 section 8
    assert serialize_reply(Reply(334)) == b"334 \r\n"
    assert serialize_reply(Reply(250)) == b"250\r\n"


def test_each_defect_stands_in_its_line() -> None:
    parsed = parse_reply((b"250-a", b"251-b", b"none", b"250 c"))
    assert [
        (each.kind, each.span.start, each.span.stop) for each in parsed.defects
    ] == [
        (DefectKind.REPLY_CODES_DIFFER, 7, 12),
        (DefectKind.REPLY_CODE_MISSING, 14, 18),
    ]
