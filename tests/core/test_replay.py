"""Transcripts are held again; those among the vectors come out as noted beside."""

from pathlib import Path

import pytest

from core.replay import Replay, replay
from core.smtp.reply import Reply
from core.transcript import (
    Began,
    Ended,
    Heard,
    Kept,
    Poured,
    Pouring,
    Secured,
    TranscriptRecord,
    Wrote,
    parse_transcript,
    serialize_transcript,
)
from core.wire.turn import Fault, Missing, Violated
from tests.core.recorded import VECTORS, printed

TRANSCRIPTS = sorted(VECTORS.glob("*/*.jsonl"))
POP3 = Began(time=0, protocol="pop3", trusted=True)
CLEAR = Began(time=0, protocol="pop3")
SMTP = Began(time=0, protocol="smtp", trusted=True)


def held(*records: TranscriptRecord) -> Replay:
    return replay(records)


def test_there_are_vectors() -> None:
    assert len(TRANSCRIPTS) > 10


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    octets = path.read_bytes()
    parsed = parse_transcript(octets)
    assert parsed.defects == ()
    assert serialize_transcript(parsed.value) == octets
    played = replay(parsed.value)
    assert played.astray is None
    assert printed(played) == path.with_suffix(".events").read_text("utf-8")


@pytest.mark.parametrize(
    ("records", "astray"),
    [
        pytest.param((), 0, id="empty"),
        pytest.param((Heard(0, b"+OK\r\n"),), 0, id="no-beginning"),
        pytest.param((POP3, POP3), 1, id="two-beginnings"),
        pytest.param((POP3, Wrote(0, b"RETR 1\r\n")), 1, id="no-place"),
        pytest.param(
            (CLEAR, Heard(0, b"+OK\r\n"), Wrote(0, b"USER a\r\n")), 2, id="in-clear"
        ),
        pytest.param((POP3, Heard(0, b"+OK\r\n"), Wrote(0, b"USER")), 2, id="half"),
        pytest.param(
            (POP3, Heard(0, b"+OK\r\n"), Wrote(0, b"USER \xff\r\n")), 2, id="no-command"
        ),
        pytest.param(
            (POP3, Heard(0, b"+OK\r\n"), Wrote(0, b"user  a\r\n")), 2, id="not-ours"
        ),
        pytest.param((POP3, Wrote(0, b"CAPA\r\n")), 1, id="before-the-greeting"),
        pytest.param((POP3, Secured(0, "")), 1, id="no-handshake"),
        pytest.param((POP3, Kept(0, (1,), (1,))), 1, id="nothing-to-keep"),
        pytest.param((POP3, Pouring(0, "a")), 1, id="pop3-pours-nothing"),
        pytest.param((SMTP, Kept(0, (1,), (1,))), 1, id="smtp-keeps-nothing"),
        pytest.param((SMTP, Pouring(0, "a")), 1, id="nothing-to-pour"),
        pytest.param((SMTP, Heard(0, b"220 a\r\n"), Wrote(0, b"X\r\n")), 2, id="x"),
    ],
)  # fmt: skip
def test_what_cannot_follow(records: tuple[TranscriptRecord, ...], astray: int) -> None:
    assert replay(records).astray == astray


def submission(*records: TranscriptRecord) -> Replay:
    """Return the replay of a message that is sent in one group."""
    return held(
        SMTP,
        Heard(0, b"220 a\r\n"),
        Wrote(0, b"EHLO b\r\n"),
        Heard(0, b"250-a\r\n250 PIPELINING\r\n"),
        Wrote(0, b"AUTH PLAIN ***\r\n"),
        Heard(0, b"235 ok\r\n"),
        Wrote(0, b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"),
        Heard(0, b"250 ok\r\n250 ok\r\n354 go\r\n"),
        Pouring(0, "message"),
        *records,
    )


def test_a_message_that_is_taken() -> None:
    played = submission(
        Poured(0, "message", 100, "0" * 64),
        Wrote(0, b"QUIT\r\n"),
        Heard(0, b"250 queued\r\n221 bye\r\n"),
    )
    assert played.astray is None
    assert played.events[11] == (Reply(250, (b"queued",)), Reply(221, (b"bye",)))


def test_an_answer_in_the_middle_of_mail_data() -> None:
    played = submission(Heard(0, b"552 too large\r\n"), Ended(0, "early"))
    assert played.astray is None
    assert played.events[9] == (Reply(552, (b"too large",)),)


@pytest.mark.parametrize(
    ("poured", "missing"),
    [
        ((), Missing.UNENDED),
        ((Poured(0, "message", 100, ""),), Missing.UNANSWERED),
    ],
)
def test_a_line_that_is_lost_at_mail_data(
    poured: tuple[TranscriptRecord, ...], missing: Missing
) -> None:
    assert submission(*poured, Ended(0, "lost")).events[-1] == (missing,)


def test_smtp_under_tls() -> None:
    played = held(
        Began(time=0, protocol="smtp"),
        Heard(0, b"220 a\r\n"),
        Wrote(0, b"EHLO b\r\n"),
        Heard(0, b"250-a\r\n250 STARTTLS\r\n"),
        Wrote(0, b"STARTTLS\r\n"),
        Heard(0, b"220 go\r\n"),
        Secured(0, "TLSv1.3"),
        Wrote(0, b"EHLO b\r\n"),
        Heard(0, b"250-a\r\n250 AUTH LOGIN\r\n"),
        Wrote(0, b"AUTH LOGIN\r\n"),
        Heard(0, b"334 VXNlcm5hbWU6\r\n"),
        Wrote(0, b"***\r\n"),
        Heard(0, b"535 no\r\n"),
        Ended(0, ""),
    )
    assert played.astray is None
    assert played.events[12] == (Reply(535, (b"no",)),)


def test_chunks() -> None:
    played = held(
        SMTP,
        Heard(0, b"220 a\r\n"),
        Wrote(0, b"EHLO b\r\n"),
        Heard(0, b"250-a\r\n250-PIPELINING\r\n250 CHUNKING\r\n"),
        Wrote(0, b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 5 LAST\r\n"),
        Pouring(0, "message"),
        Poured(0, "message", 5, ""),
        Heard(0, b"250 ok\r\n250 ok\r\n250 queued\r\n"),
    )
    assert played.astray is None
    ok = Reply(250, (b"ok",))
    assert played.events[-1] == (ok, ok, Reply(250, (b"queued",)))


def test_lmtp_answers_for_each_recipient() -> None:
    played = held(
        Began(time=0, protocol="lmtp", trusted=True),
        Heard(0, b"220 a\r\n"),
        Wrote(0, b"LHLO b\r\n"),
        Heard(0, b"250-a\r\n250 PIPELINING\r\n"),
        Wrote(0, b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n"),
        Heard(0, b"250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n"),
        Pouring(0, "message"),
        Poured(0, "message", 5, ""),
        Heard(0, b"250 one\r\n452 two\r\n"),
    )
    assert played.astray is None
    assert played.events[-1] == (Reply(250, (b"one",)), Reply(452, (b"two",)))


def test_a_violation_comes_again() -> None:
    played = held(SMTP, Heard(0, b"220 a\r\n250 unasked\r\n"), Ended(0, ""))
    assert played.events[1][0] == Reply(220, (b"a",))
    assert isinstance(played.events[1][1], Violated)
    assert played.events[1][1].fault is Fault.UNASKED
