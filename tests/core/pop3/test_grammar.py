"""Where each command of POP3 has its place, and where its answer leads."""

from typing import get_args

import pytest

from core.pop3.command import (
    Capa,
    Command,
    Dele,
    Greeting,
    Keep,
    List,
    ListOne,
    Noop,
    Pass,
    Quit,
    Respond,
    Retr,
    Stls,
    Top,
    Uidl,
    User,
)
from core.pop3.grammar import GRAMMAR, Follows, Phase, after, fits
from core.pop3.response import Status


def test_every_command_has_a_rule() -> None:
    assert set(GRAMMAR) == set(get_args(Command))


def test_every_phase_can_be_left_and_all_but_the_first_reached() -> None:
    places = {place for rule in GRAMMAR.values() for place in rule.places}
    assert places == set(Phase) - {Phase.CLOSED}
    reached = {
        phase
        for rule in GRAMMAR.values()
        for phase in (rule.ok, rule.err, rule.challenge)
        if phase is not None
    }
    assert reached == set(Phase) - {Phase.CONNECTING}


@pytest.mark.parametrize(
    ("phase", "command", "status", "then"),
    [
        (Phase.CONNECTING, Greeting(), Status.OK, Phase.AUTHORIZATION),
        (Phase.CONNECTING, Greeting(), Status.ERR, Phase.CLOSED),
        (Phase.AUTHORIZATION, User("a"), Status.OK, Phase.NAMED),
        (Phase.NAMED, Pass("a"), Status.OK, Phase.TRANSACTION),
        (Phase.NAMED, Pass("a"), Status.ERR, Phase.AUTHORIZATION),
        (Phase.EXCHANGING, Respond(b"*"), Status.ERR, Phase.AUTHORIZATION),
        (Phase.EXCHANGING, Respond(b"a"), Status.CHALLENGE, Phase.EXCHANGING),
        (Phase.AUTHORIZATION, Stls(), Status.OK, Phase.SECURING),
        (Phase.AUTHORIZATION, Stls(), Status.ERR, Phase.AUTHORIZATION),
        (Phase.TRANSACTION, Dele(1), Status.ERR, Phase.TRANSACTION),
        (Phase.TRANSACTION, Quit(), Status.ERR, Phase.CLOSED),
        (Phase.TRANSACTION, Retr(1), Status.CHALLENGE, None),
    ],
)
def test_where_answers_lead(
    phase: Phase, command: Command, status: Status, then: Phase | None
) -> None:
    assert fits(phase, command)
    assert after(phase, command, status) is then


def test_only_a_logged_in_client_gets_at_mail() -> None:
    for command, rule in GRAMMAR.items():
        if command in {Retr, Top, Dele, List, ListOne, Uidl, Keep, Noop}:
            assert rule.places == (Phase.TRANSACTION,), command


def test_which_answers_have_a_body() -> None:
    assert {c for c, rule in GRAMMAR.items() if rule.body is Follows.STREAMED} == {
        Retr,
        Top,
    }
    assert (
        GRAMMAR[Capa].body is GRAMMAR[List].body is GRAMMAR[Uidl].body is Follows.KEPT
    )
    assert GRAMMAR[ListOne].body is Follows.NOTHING


def test_an_answer_with_a_body_leads_nowhere() -> None:
    for command, rule in GRAMMAR.items():
        if rule.body is not Follows.NOTHING:
            assert rule.ok is None, command
