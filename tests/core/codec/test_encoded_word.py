"""Encoded-words, as the RFCs and as mail programs write them. RFC 2047, RFC 2231."""

import email.header

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec import encoded_word
from core.defect import DefectKind
from core.limits import Limits
from tests.linear import in_linear_time
from tests.strategies.broken import broken
from tests.strategies.codec import LINES, WORD_MARKS

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120)


@given(WORD_MARKS | st.binary(max_size=60))
def test_any_octets_give_clean_text(octets: bytes) -> None:
    parsed = encoded_word.decode(octets)
    parsed.value.encode("utf-8")
    starts = [defect.span.start for defect in parsed.defects]
    assert starts == sorted(starts)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)


# One word would have 76 octets, one more than any may have.
@example("0000" + "\x80" * 12 + "\u0800" * 2 + "\U00010000" * 3, 76)
@given(TEXTS | LINES, st.integers(0, 80))
def test_round_trip(text: str, room: int) -> None:
    words = encoded_word.encode(text, room)
    assert all(len(word) <= encoded_word.LONGEST for word in words)
    assert len(words[0]) <= max(room, 28)
    for blanks in (b" ", b"\r\n ", b" \r\n\t"):
        parsed = encoded_word.decode(blanks.join(words))
        assert parsed.value == text.removeprefix("\ufeff")
        assert not parsed.defects


@given(st.text("aé漢😀", min_size=30, max_size=99))
def test_no_word_holds_part_of_a_character(text: str) -> None:
    words = encoded_word.encode(text)
    pieces = [encoded_word.decode(b"a " + word) for word in words]
    assert "".join(piece.value[2:] for piece in pieces) == text.removeprefix("\ufeff")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_python_reads_the_same(text: str) -> None:
    octets = b" ".join(encoded_word.encode(text))
    decoded = email.header.make_header(email.header.decode_header(octets.decode()))
    assert str(decoded) == text


@given(broken(TEXTS.map(encoded_word.encode).map(b" ".join)), st.integers(1, 3))
def test_defects_are_limited(octets: bytes, most: int) -> None:
    parsed = encoded_word.decode(octets * 3, Limits(defects=most))
    every = encoded_word.decode(octets * 3).defects
    assert parsed.defects[:most] == every[:most]
    rest = [defect.kind for defect in parsed.defects[most:]]
    assert rest == [DefectKind.LIMIT_DEFECTS] * (len(every) > most)


# What RFC 2047 section 8 shows, and what parsers agree on.
CLEAN = [
    ("rfc2047-8-a", b"(=?ISO-8859-1?Q?a?=)", "(a)"),
    ("rfc2047-8-a-b", b"(=?ISO-8859-1?Q?a?= b)", "(a b)"),
    ("rfc2047-8-ab", b"(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)"),
    ("rfc2047-8-ab-two", b"(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)", "(ab)"),
    ("rfc2047-8-ab-fold", b"(=?ISO-8859-1?Q?a?=\r\n =?ISO-8859-1?Q?b?=)", "(ab)"),
    ("rfc2047-8-a_b", b"(=?ISO-8859-1?Q?a_b?=)", "(a b)"),
    ("rfc2047-8-a-_b", b"(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)"),
    ("rfc2047-8-keith", b"=?US-ASCII?Q?Keith_Moore?=", "Keith Moore"),
    ("rfc2047-8-keld", b"=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld Jørn Simonsen"),
    ("rfc2047-8-andre", b"=?ISO-8859-1?Q?Andr=E9?= Pirard", "André Pirard"),
    (
        "rfc2047-8-base64",
        (
            b"=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n"
            b" =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?="
        ),
        "If you can read this you understand the example.",
    ),
    (
        "rfc2047-8-hebrew",
        b"=?iso-8859-8?b?7eXs+SDv4SDp7Oj08A==?=",
        "םולש ןב ילטפנ",
    ),
    ("rfc2231-5-language", b"=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"),
    ("lower-case-encoding", b"=?utf-8?q?=c3=a9?= =?utf-8?b?w6k=?=", "éé"),
    ("character-in-two-words", b"=?utf-8?B?5L0=?= =?utf-8?B?oOWlvQ==?=", "你好"),
    ("character-in-b-and-q", b"=?utf-8?B?5L0=?= =?UTF-8?Q?=A0?=", "你"),
    (
        "shift-state-over-words",
        b"=?ISO-2022-JP?B?GyRCJDM=?= =?iso-2022-jp?B?JHM=?=",
        "こん",
    ),
    ("rfc1468", b"=?ISO-2022-JP?B?GyRCRnxLXDhsGyhC?=", "日本語"),
    ("gb2312", b"=?gb2312?B?xOO6ww==?=", "你好"),
    ("gb18030", b"=?GB18030?B?1tDOxA==?=", "中文"),
    ("big5", b"=?Big5?B?pKSk5Q==?=", "中文"),
    ("ks_c_5601-1987", b"=?ks_c_5601-1987?B?yPe5qw==?=", "히무"),
    ("utf-7", b"=?utf-7?Q?+AOk-?=", "é"),
    ("windows-1252-as-latin-1", b"=?iso-8859-1?Q?=93a=94?=", "“a”"),
    ("no-words", b"plain =text? (=)", "plain =text? (=)"),
    ("raw-utf-8", "né =?utf-8?q?b?=".encode(), "né b"),
    ("question-mark", b"=?utf-8?q?Really??=", "Really?"),
    ("equals-and-end", b"=?utf-8?b?YQ==?= =?utf-8?b?Yg==?=", "ab"),
    ("empty-text", b"a =?utf-8?q??= b", "a  b"),
    ("empty", b"", ""),
]


@pytest.mark.parametrize(
    ("octets", "text"), [pytest.param(*case, id=label) for label, *case in CLEAN]
)
def test_decode(octets: bytes, text: str) -> None:
    assert encoded_word.decode(octets).value == text
    assert encoded_word.decode(octets).defects == ()


DEFECTIVE = [
    ("raw-blanks-in-q", b"=?utf-8?q?a b?=", "a b", "encoded_word_spacing"),
    ("raw-blanks-in-b", b"=?utf-8?b?YW Jj?=", "abc", "encoded_word_spacing"),
    ("glued-to-text", b"x=?utf-8?q?a?=y", "xay", "encoded_word_spacing"),
    ("padding-missing", b"=?utf-8?B?SGVsbG8?=", "Hello", "base64_padding"),
    ("unknown-charset", b"=?foo?q?h=E9llo?=", "h\ufffdllo", "charset_unknown"),
    ("broken-escape", b"=?utf-8?q?A=B?=", "A=B", "quoted_printable_escape"),
    ("equals-at-end", b"=?utf-8?q?A=?=", "A=", "quoted_printable_escape"),
    (
        "too-long",
        b"=?utf-8?q?" + b"a" * 80 + b"?=",
        "a" * 80,
        "encoded_word_length",
    ),
    ("raw-latin-1", b"caf\xe9 =?utf-8?q?b?=", "café b", "charset_eight_bit"),
    ("raw-gb18030", "你好吗".encode("gbk"), "你好吗", "charset_eight_bit"),
    ("no-end", b"=?utf-8?q?abc", "=?utf-8?q?abc", "encoded_word_malformed"),
    ("half-an-end", b"=?utf-8?q?abc?", "=?utf-8?q?abc?", "encoded_word_malformed"),
    ("no-such-encoding", b"=?utf-8?A?x?=", "=?utf-8?A?x?=", "encoded_word_malformed"),
    (
        "a-word-within-one",
        b"=?utf-8?q?abc =?utf-8?q?def?=",
        "=?utf-8?q?abc def",
        "encoded_word_malformed",
    ),
    ("character-cut", b"=?utf-8?q?=C3?=", "\ufffd", "charset_octets"),
]


@pytest.mark.parametrize(
    ("octets", "text", "kind"),
    [pytest.param(*case, id=label) for label, *case in DEFECTIVE],
)
def test_decode_with_a_defect(octets: bytes, text: str, kind: str) -> None:
    parsed = encoded_word.decode(octets)
    assert parsed.value == text
    assert [defect.kind.value for defect in parsed.defects] == [kind]


def test_q_is_taken_where_it_can_be_read() -> None:
    assert encoded_word.encode("Jørn") == (b"=?utf-8?q?J=C3=B8rn?=",)
    assert encoded_word.encode("你好") == (b"=?utf-8?b?5L2g5aW9?=",)


def test_a_phrase_may_hold_what_q_leaves_plain() -> None:
    (word,) = encoded_word.encode('Jørn. plain, (plain) "@\\:')
    assert word == b"=?utf-8?q?J=C3=B8rn=2E_plain=2C_=28plain=29_=22=40=5C=3A?="


@pytest.mark.parametrize(
    "shape",
    [
        *(b"=?", b"=?a?q?", b"=?a?q?x?=", b"=?utf-8?b?YQ==?= ", b"=?a?q?=", b"=?a*"),
        *(b"=?utf-8?q?a??", b"=?utf-8?q?=C3?=", b"=?a?q?x\xe9?= \xe9"),
    ],
)
def test_time_is_linear(shape: bytes) -> None:
    octets = shape * (400_000 // len(shape))
    with in_linear_time():
        encoded_word.decode(octets)
