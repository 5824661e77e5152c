"""The grammar as docs/dialogues.md prints it."""

from types import MappingProxyType

from core.pop3.grammar import GRAMMAR, Follows, Phase

GROUPING = MappingProxyType(
    {
        (False, False): "anywhere",
        (False, True): "last",
        (True, False): "first",
        (True, True): "alone",
    }
)


def markdown() -> str:
    """Return the phases and the table for docs/dialogues.md."""
    rows = ["| phase | |", "|---|---|"]
    rows += [f"| {phase.name} | {phase.value} |" for phase in Phase]
    rows += [
        "",
        "| command | section | in phase | +OK | -ERR | + | body | clear | in a group |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for rule in GRAMMAR.values():
        cells = (
            rule.form,
            rule.section,
            ", ".join(place.name for place in rule.places),
            "stays" if rule.ok is None else rule.ok.name,
            "stays" if rule.err is None else rule.err.name,
            "" if rule.challenge is None else rule.challenge.name,
            "" if rule.body is Follows.NOTHING else rule.body.name.lower(),
            "never" if rule.guarded else "",
            GROUPING[rule.begins_group, rule.ends_group],
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"
