"""The grammar as docs/dialogues.md prints it."""

from core.smtp.grammar import GRAMMAR, Phase, Rule


def markdown() -> str:
    """Return the phases and the table for docs/dialogues.md."""
    lines = ["| phase | |", "|---|---|"]
    lines += [f"| {phase.name} | {phase.value} |" for phase in Phase]
    lines += [
        "",
        "| command | section | said in | granted | refused | group | in clear |",
        "|---|---|---|---|---|---|---|",
    ]
    for command, rule in GRAMMAR.items():
        cells = (
            command.__name__,
            rule.section,
            _places(rule),
            _grants(rule),
            "stays" if rule.otherwise is None else rule.otherwise.name,
            "ends it" if rule.ends_group else "goes on",
            "never" if rule.guarded else "yes",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _places(rule: Rule) -> str:
    if not rule.places:
        return "nowhere: obsolete"
    return ", ".join(phase.name for phase in rule.places)


def _grants(rule: Rule) -> str:
    if rule.stays == rule.places:
        return ", ".join(f"{code}: stays" for code, _ in rule.to)
    names = (f"{code or 'done'}: {phase.name}" for code, phase in rule.to)
    return ", ".join(names)
