"""Transcripts as JSON Lines: written, read, and read past what is none."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.transcript import (
    Began,
    Heard,
    Kept,
    TranscriptRecord,
    Wrote,
    parse_record,
    parse_transcript,
    serialize_record,
    serialize_transcript,
)
from tests.strategies.broken import broken
from tests.strategies.transcript import records


@given(st.lists(records(), max_size=6).map(tuple))
def test_round_trip(transcript: tuple[TranscriptRecord, ...]) -> None:
    octets = serialize_transcript(transcript)
    parsed = parse_transcript(octets)
    assert parsed.value == transcript
    assert parsed.defects == ()
    assert octets.isascii()
    assert octets.count(b"\n") == len(transcript)


@given(st.binary(max_size=60) | broken(records().map(serialize_record)))
@example(b"[" * 100_000)
@example(b"9" * 5000)
@example(b'{"time": 1e999, "what": "end", "reason": ""}')
@example(b'{"time": NaN, "what": "end", "reason": ""}')
# More digits than are written.
@example(b'{"time": 0.33333333, "what": "end", "reason": ""}')
@example(b'{"time": 1, "what": "end", "reason": "\\ud800"}')
@example(b'{"time": 1, "what": "read", "octets": "\\u0100"}')
def test_totality_and_idempotence(octets: bytes) -> None:
    parsed = parse_transcript(octets)
    again = serialize_transcript(parsed.value)
    assert parse_transcript(again).value == parsed.value
    for defect in parsed.defects:
        assert 0 <= defect.span.start <= defect.span.stop <= len(octets)


def test_every_octet_has_its_own_character() -> None:
    octets = bytes(range(256))
    line = serialize_record(Heard(1.5, octets))
    assert json.loads(line)["octets"] == "".join(map(chr, range(256)))
    assert parse_record(line).value == Heard(1.5, octets)


def test_a_line_says_when_and_who_and_what() -> None:
    assert serialize_record(Wrote(0.25, b"PASS ***\r\n")) == (
        b'{"time": 0.25, "side": "client", "what": "write", '
        b'"octets": "PASS ***\\r\\n"}\n'
    )


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"[]",
        b"null",
        b'{"time": "1", "what": "end", "reason": ""}',
        b'{"time": 1, "what": "unheard of"}',
        b'{"time": 1, "what": "begin", "protocol": "imap"}',
        b'{"time": 1, "what": "keep", "asked": ["1"], "kept": []}',
        b'{"time": 1, "what": "poured", "source": "", "size": "1", "sha256": ""}',
        b'{"time": 1, "what": "write"}',
        b"\xff",
    ],
)
def test_a_line_that_is_none_is_left_out(line: bytes) -> None:
    parsed = parse_transcript(b"\n" + line + b"\n" + serialize_record(Wrote(1, b"a")))
    assert parsed.value == (Wrote(1, b"a"),)
    assert [defect.kind for defect in parsed.defects] == [DefectKind.TRANSCRIPT_LINE]
    assert parsed.defects[0].span.start == 1
    assert parsed.defects[0].span.stop == 1 + len(line)


def test_members_that_are_not_known_are_passed_over() -> None:
    line = b'{"time": 1, "what": "keep", "asked": [1, 2], "kept": [2], "more": {}}'
    assert parse_record(line).value == Kept(1, (1, 2), (2,))
    began = parse_record(b'{"time": 0, "what": "begin", "protocol": "pop3"}').value
    assert began == Began(time=0, protocol="pop3")


def test_a_protocol_is_one_of_ours() -> None:
    with pytest.raises(ValueError, match="protocol"):
        Began(time=0, protocol="imap")
