"""The table of SMTP: where commands have their place, and where replies lead."""

from typing import get_args

import pytest

from core.smtp.command.octets import Command
from core.smtp.command.session import Auth, Ehlo, Noop, Quit, Respond, Rset
from core.smtp.command.transaction import Bdat, BdatLast, Content, Data, Mail, Rcpt
from core.smtp.grammar import GRAMMAR, Phase, after, hoped
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.table import markdown

MAIL = Mail(ReversePath(None))
RCPT = Rcpt(ForwardPath(None))


def test_every_command_has_its_row() -> None:
    assert set(GRAMMAR) == set(get_args(Command))


def test_every_phase_is_reached_and_left() -> None:
    reached = {phase for rule in GRAMMAR.values() for _, phase in rule.to}
    reached |= {rule.otherwise for rule in GRAMMAR.values() if rule.otherwise}
    assert reached | {Phase.CONNECTING} == set(Phase)
    left = {phase for rule in GRAMMAR.values() for phase in rule.places}
    assert left | {Phase.CLOSED} == set(Phase)


@pytest.mark.parametrize(
    ("phase", "command", "code", "target"),
    [
        (Phase.READY, MAIL, 250, Phase.MAILING),
        (Phase.READY, MAIL, 252, Phase.MAILING),
        (Phase.READY, MAIL, 550, Phase.READY),
        (Phase.READY, MAIL, 354, None),
        (Phase.READY, MAIL, 290, None),
        (Phase.READY, MAIL, 421, Phase.CLOSED),
        (Phase.ADDRESSED, MAIL, 250, Phase.SPOILED),
        (Phase.ADDRESSED, MAIL, 503, Phase.SPOILED),
        (Phase.MAILING, RCPT, 251, Phase.ADDRESSED),
        (Phase.MAILING, RCPT, 571, Phase.MAILING),
        (Phase.READY, RCPT, 250, Phase.READY),
        (Phase.ADDRESSED, Data(), 354, Phase.POURING),
        (Phase.ADDRESSED, Data(), 250, None),
        (Phase.MAILING, Data(), 354, None),
        (Phase.SPOILED, Data(), 354, None),
        (Phase.POURING, Content("a"), 250, Phase.READY),
        (Phase.POURING, Content("a"), 452, Phase.READY),
        (Phase.ADDRESSED, Bdat("a", 1), 250, Phase.CHUNKING),
        (Phase.CHUNKING, BdatLast("a", 1), 552, Phase.SPOILED),
        (Phase.SPOILED, Rset(), 250, Phase.READY),
        (Phase.GREETED, Rset(), 250, Phase.GREETED),
        (Phase.MAILING, Rset(), 500, Phase.SPOILED),
        (Phase.MAILING, Ehlo("x"), 250, Phase.READY),
        (Phase.MAILING, Noop(), 250, Phase.MAILING),
        (Phase.READY, Auth("LOGIN"), 334, Phase.AUTHENTICATING),
        (Phase.READY, Auth("LOGIN"), 335, None),
        (Phase.AUTHENTICATING, Respond(b""), 535, Phase.READY),
        (Phase.READY, Quit(), 500, Phase.CLOSED),
    ],
)
def test_where_replies_lead(
    phase: Phase, command: Command, code: int, target: Phase | None
) -> None:
    assert after(phase, command, code) is target


def test_the_hope_is_the_first_code() -> None:
    for kind, rule in GRAMMAR.items():
        for place in rule.places:
            for command in (MAIL, RCPT, Data(), Rset(), Noop(), Quit()):
                if type(command) is kind:
                    assert hoped(place, command) is after(place, command, rule.to[0][0])


def test_the_table_has_every_command_and_phase() -> None:
    text = markdown()
    for kind in GRAMMAR:
        assert f"| {kind.__name__} | {GRAMMAR[kind].section} |" in text
    for phase in Phase:
        assert f"| {phase.name} | {phase.value} |" in text
