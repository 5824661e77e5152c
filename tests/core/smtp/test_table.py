"""The grammar of SMTP as the documents show it."""

from core.smtp.grammar import GRAMMAR, Phase
from core.smtp.table import markdown

QUIT = "| Quit | RFC 5321 4.1.1.10 |"


def test_every_phase_and_every_command_has_a_row() -> None:
    phases, rules = (block.splitlines() for block in markdown().split("\n\n"))
    assert [row.split(" | ")[0] for row in phases[2:]] == [
        f"| {phase.name}" for phase in Phase
    ]
    assert [row.split(" | ")[0] for row in rules[2:]] == [
        f"| {command.__name__}" for command in GRAMMAR
    ]
    assert any(row.startswith(QUIT) for row in rules)
