"""Writes the pages of docs/ that are made of the program itself: `make docs`.

defects.md is made of the comments in core/defect.py, dialogues.md of the tables in
core/smtp/grammar.py and core/pop3/grammar.py, cli.md of what --help prints, json.md of
the schemas in shell/schemas, house.md and a part of design.md of the files themselves.
The man pages and the completion scripts come of the options, the pictures of a session
on the sandbox.
"""

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from core.pop3 import table as pop3
from core.smtp import table as smtp
from docs import completion, drawing, house, manual, objects
from docs.house import ROOT

DEFECTS = ROOT / "core" / "defect.py"

# How the lines of the enum DefectKind look.
SECTION = re.compile(r"    # -- (?P<title>.+?) -+")
COMMENT = re.compile(r"    # (?P<text>.*)")
KIND = re.compile(r"    (?P<name>[A-Z0-9_]+) = auto\(\)")


def defect_comments() -> Iterator[tuple[str, str, str]]:
    """Yield section, name and comment of each DefectKind, in the order they stand."""
    section = ""
    comment: list[str] = []
    for line in DEFECTS.read_text("utf-8").splitlines():
        if match := SECTION.fullmatch(line):
            section, comment = match["title"], []
        elif match := COMMENT.fullmatch(line):
            comment.append(match["text"])
        elif match := KIND.fullmatch(line):
            yield section, match["name"], " ".join(comment)
            comment = []


def defects_page() -> str:
    """Return docs/defects.md."""
    lines = [
        "# Defects",
        "",
        "What `core` reports about octets that depart from an RFC, and what it makes",
        "of them all the same. The value in JSON is the name in lower case.",
    ]
    before = ""
    for section, name, comment in defect_comments():
        if section != before:
            title = section[0].upper() + section[1:]
            lines += ["", f"## {title}"]
            before = section
        lines += ["", f"### {name}", "", *textwrap.wrap(comment, 88)]
    return "\n".join(lines) + "\n"


def dialogues_page() -> str:
    """Return docs/dialogues.md."""
    lines = [
        "# Dialogues",
        "",
        "Where each command has its place, and where its answer leads. Both halves of",
        "a protocol read the same table: the client's dialogue, the server's service.",
        "What ends a group has nothing sent behind it before it is answered.",
        "",
        "## SMTP",
        "",
        smtp.markdown(),
        "## POP3",
        "",
        pop3.markdown(),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def printed_help(*words: str) -> Iterator[str]:
    """Yield a section that shows what a command prints when asked for help."""
    program = Path(sys.executable).parent / words[0]
    shown = subprocess.run(
        [program, *words[1:], "--help"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "88", "NO_COLOR": "1", "TERM": "dumb"},
        timeout=60,
    ).stdout
    yield from ("", f"## {' '.join(words)}", "", "```text")
    yield from (line.rstrip() for line in shown.strip("\n").splitlines())
    yield "```"


def cli_page() -> str:
    """Return docs/cli.md."""
    lines = ["# The two commands", "", "What `--help` prints."]
    lines += printed_help("send")
    lines += printed_help("recv")
    for command in manual.commands_within(manual.program("recv")):
        lines += printed_help("recv", command)
    return "\n".join(lines) + "\n"


def design_page() -> str:
    """Return docs/design.md with the reading order as it is."""
    text = (ROOT / "docs" / "design.md").read_text("utf-8")
    head, opening, rest = text.partition("<!-- order -->\n")
    _, closing, tail = rest.partition("<!-- /order -->\n")
    order = "\n".join(house.order())
    return f"{head}{opening}{order}\n{closing}{tail}"


PAGES: Mapping[str, Callable[[], str]] = {
    "defects.md": defects_page,
    "dialogues.md": dialogues_page,
    "cli.md": cli_page,
    "json.md": objects.page,
    "design.md": design_page,
    "house.md": house.house_page,
    **{f"man/{name}.1": partial(manual.page, name) for name in completion.PROGRAMS},
    **{
        f"completions/{file.format(name=name)}": partial(completion.script, shell, name)
        for shell, file in completion.FILES.items()
        for name in completion.PROGRAMS
    },
}


def write(name: str, text: str) -> None:
    """Write a page of docs/, and say so."""
    path = ROOT / "docs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"docs/{name}")


def main() -> None:
    """Write all pages, and the pictures that show something else than before."""
    for name, page in PAGES.items():
        write(name, page())
    for name, text in drawing.drawn().items():
        before = ROOT / "docs" / "pictures" / name
        if not (before.exists() and drawing.is_same(before.read_text("utf-8"), text)):
            write(f"pictures/{name}", text)


if __name__ == "__main__":
    main()
