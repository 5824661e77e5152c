"""The grammar of POP3 as the documents show it."""

from core.pop3.grammar import GRAMMAR, Phase
from core.pop3.table import markdown

GREETING = (
    "| (greeting) | RFC 1939 4 | CONNECTING | AUTHORIZATION | CLOSED |  |  |  | last |"
)
RETR = (
    "| RETR msg | RFC 1939 5 | TRANSACTION | stays | stays |  | streamed "
    "|  | anywhere |"
)


def test_every_phase_and_every_rule_has_a_row() -> None:
    phases, rules = (block.splitlines() for block in markdown().split("\n\n"))
    assert [row.split(" | ")[0] for row in phases[2:]] == [
        f"| {phase.name}" for phase in Phase
    ]
    assert len(rules) == len(GRAMMAR) + 2
    assert rules[2] == GREETING
    assert RETR in rules
