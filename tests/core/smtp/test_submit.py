"""Sending messages: what is ordered, and what becomes of each, whatever is answered."""

import pytest

from core.smtp.command.octets import Command
from core.smtp.command.session import (
    Rset,
)
from core.smtp.command.transaction import (
    BdatLast,
    Content,
    Data,
    Mail,
    Rcpt,
    Verdict,
)
from core.smtp.dialogue import Answer
from core.smtp.envelope import (
    Body,
    OnReject,
)
from core.smtp.extension import Keyword, Offer
from core.smtp.fate import Refused, Taken, Uncertain
from core.smtp.reply import Reply
from core.smtp.submit import submit
from core.smtp.talk import Protocol
from core.wire.turn import Missing
from tests.core.smtp.hold import LATER, NO, OK, held, kindly, refusing, to

ONE, TWO = to("a"), to("a", "b")


SKIPPING = to("a", "b", on_reject=OnReject.SKIP)


def test_data_joins_one_recipient() -> None:
    fates, ordered = held(submit(Offer(), (ONE, ONE)), kindly)
    assert [type(fate) for fate in fates] == [Taken, Taken]
    kinds = [[type(command) for command in group] for group in ordered]
    assert kinds == [[Mail, Rcpt, Data], [Content, Mail, Rcpt, Data], [Content]]


def test_data_waits_for_several_recipients_unless_some_may_be_skipped() -> None:
    """Promise 15."""
    _, ordered = held(submit(Offer(), (TWO,)), kindly)
    assert [len(group) for group in ordered] == [3, 1, 1]
    _, ordered = held(submit(Offer(), (SKIPPING,)), kindly)
    assert [len(group) for group in ordered] == [4, 1]


def refusing_b(command: Command) -> Answer:
    refused = isinstance(command, Rcpt) and b"<b@" in command.path.octets
    return NO if refused else kindly(command)


def test_one_refused_recipient_stops_all_or_none() -> None:
    fates, ordered = held(submit(Offer(), (TWO, ONE)), refusing_b)
    assert isinstance(fates[0], Refused)
    assert fates[0].at is Rcpt
    assert fates[0].cause == NO
    assert [answer for _, answer in fates[0].recipients] == [OK, NO]
    assert isinstance(fates[1], Taken)
    assert ordered[1] == (Rset(),)
    fates, _ = held(submit(Offer(), (SKIPPING,)), refusing_b)
    assert isinstance(fates[0], Taken)
    assert [answer for _, answer in fates[0].recipients] == [OK, NO]


@pytest.mark.parametrize(
    ("kind", "reset"), [(Mail, False), (Rcpt, True), (Data, True), (Content, False)]
)
@pytest.mark.parametrize("answer", [NO, LATER])
def test_a_refusal_is_certain_and_the_next_message_goes(
    kind: type[Command], reset: bool, answer: Reply
) -> None:
    refused = iter([answer])

    def once(command: Command) -> Answer:
        return (
            next(refused, kindly(command)) if type(command) is kind else kindly(command)
        )

    fates, ordered = held(submit(Offer(), (ONE, ONE)), once)
    assert isinstance(fates[0], Refused)
    assert (fates[0].at, fates[0].cause) == (kind, answer)
    assert isinstance(fates[1], Taken)
    assert ((Rset(),) in ordered) is reset


def test_nothing_follows_a_refused_reset() -> None:
    def stuck(command: Command) -> Answer:
        return NO if isinstance(command, Rset | Data) else kindly(command)

    fates, ordered = held(submit(Offer(), (ONE, ONE, ONE)), stuck)
    assert [fate.at for fate in fates if isinstance(fate, Refused)] == [
        Data,
        Rset,
        Rset,
    ]
    assert sum(Mail in map(type, group) for group in ordered) == 1


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (Missing.UNANSWERED, Uncertain),
        (Missing.UNENDED, Refused),
        (Missing.UNSENT, Refused),
        (Reply(421, (b"bye",)), Refused),
        (Reply(252, (b"well",)), Taken),
    ],
)
def test_what_is_uncertain(answer: Answer, fate: type) -> None:
    """One definition: the end was sent, and no answer came."""
    fates, _ = held(submit(Offer(), (ONE,)), refusing(Content, answer))
    assert type(fates[0]) is fate


def test_a_lost_line_leaves_nothing_uncertain_but_what_was_ended() -> None:
    fates, _ = held(submit(Offer(), (ONE, TWO, ONE)), lambda _: Missing.UNSENT)
    assert [type(fate) for fate in fates] == [Refused] * 3


BINARY = to("a", body=Body.BINARY, size=5)


BDAT = Offer("mx", (Keyword("BINARYMIME"), Keyword("CHUNKING")))


def test_binary_goes_as_one_chunk() -> None:
    fates, ordered = held(submit(BDAT, (BINARY, BINARY)), kindly)
    assert [type(fate) for fate in fates] == [Taken, Taken]
    assert ordered[1] == (BdatLast("a", 5),)
    fates, ordered = held(submit(BDAT, (BINARY,)), refusing(BdatLast))
    assert isinstance(fates[0], Refused)
    assert ordered[2] == (Rset(),)


@pytest.mark.parametrize(
    ("answers", "fate"),
    [
        ((OK, NO), Taken),
        ((NO, OK), Taken),
        ((NO, LATER), Refused),
        ((OK, Missing.UNANSWERED), Uncertain),
    ],
)
def test_lmtp_answers_for_each_recipient(
    answers: tuple[Answer, ...], fate: type
) -> None:
    """RFC 2033 section 4.2."""
    rest = iter(answers)

    def server(command: Command) -> Answer:
        if isinstance(command, Content | Verdict):
            return next(rest)
        return kindly(command)

    fates, ordered = held(submit(Offer(), (TWO,), Protocol.LMTP), server)
    assert type(fates[0]) is fate
    assert ordered[-1] == (Content("a/b"), Verdict())
    assert fates[0].recipients == tuple(
        zip(TWO.envelope.forward_paths, answers, strict=True)
    )
