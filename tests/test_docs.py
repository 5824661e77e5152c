"""The documents say what is so: pages are made of the program, examples run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from core.defect import DefectKind
from docs import drawing, objects
from docs.completion import PROGRAMS
from docs.generate import PAGES, defect_comments
from shell.cli import recv, send
from shell.config.keys import KEYS
from tests.document import Reader, blocks, told_commands

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?:#[^)\s]*)?\)")
# A command as its console script starts it.
START = (
    "import sys; sys.argv[0] = {name!r}; from shell.cli.entry import {name} as f; f()"
)
COMMENT = re.compile(r" *# .*")
SOURCE = re.compile(r"\bRFC \d+|`Limits\.\w+`|POSIX|yEnc|WHATWG|Unicode|mbox")
NAMED_TEST = re.compile(r"`(?:\w+/)*(test_\w+)(?:\.py)?`")
# What no RFC speaks of.
OURS = {"TRANSCRIPT_LINE"}


def broken_links(text: str, folder: Path) -> Iterator[str]:
    for match in LINK.finditer(text):
        target = match["target"]
        if "://" not in target and not (folder / target).exists():
            yield target


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")
    assert written == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("name", ["recv.svg", "send-vv.svg"])
def test_pictures_show_the_program_and_fetch_nothing(name: str) -> None:
    picture = (ROOT / "docs" / "pictures" / name).read_text("utf-8")
    assert "sandbox" in picture
    assert "@font-face" not in picture
    assert "href" not in picture


@pytest.mark.slow
def test_pictures_are_up_to_date() -> None:
    for name, drawn in drawing.drawn().items():
        written = (ROOT / "docs" / "pictures" / name).read_text("utf-8")
        assert drawing.is_same(written, drawn), f"{name}: run `make docs`"
        assert not drawing.is_same(written.replace("sandbox", "elsewhere"), drawn)


def test_man_pages_are_clean() -> None:
    man = shutil.which("man")
    if man is None:
        pytest.skip("man is not installed")
    for name in PROGRAMS:
        page = ROOT / "docs" / "man" / f"{name}.1"
        shown = subprocess.run(
            [man, "--warnings", "--local-file", page],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PAGER": "cat"},
            timeout=60,
        )
        assert shown.stderr == ""
        assert "EXIT STATUS" in shown.stdout


@pytest.mark.parametrize(
    ("name", "words", "at", "offered"),
    [
        ("send", "send --f", 1, {"--format", "--from"}),
        ("send", "send --format m", 2, {"markdown"}),
        ("recv", "recv s", 1, {"show", "save", "search", "status"}),
        ("recv", "recv fetch --k", 2, {"--keep"}),
    ],
)
def test_completion_offers_words_and_loads_no_job(
    name: str, words: str, at: int, offered: set[str]
) -> None:
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", START.format(name=name)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={
            **os.environ,
            f"_{name.upper()}_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(at),
        },
        timeout=60,
    )
    assert set(shown.stdout.split()) == offered
    loaded = {line.rpartition("|")[2].strip() for line in shown.stderr.splitlines()}
    assert "typer" in loaded
    assert loaded.isdisjoint({f"shell.{name}.job", "rich", "prompt_toolkit", "sqlite3"})


def test_bash_completes_with_what_is_shipped() -> None:
    typed = "COMP_WORDS=(send --at) COMP_CWORD=1; _send_completion send"
    shown = subprocess.run(
        ["bash", "-c", f'. completions/send.bash; {typed}; echo "${{COMPREPLY[@]}}"'],
        capture_output=True,
        check=True,
        cwd=ROOT / "docs",
        encoding="utf-8",
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        timeout=60,
    )
    assert shown.stdout == "--attach\n"


def test_every_defect_kind_is_explained() -> None:
    comments = {name: comment for _, name, comment in defect_comments()}
    assert comments.keys() == set(DefectKind.__members__)
    assert [name for name, comment in comments.items() if not comment] == []


def test_every_defect_kind_names_its_section() -> None:
    unnamed = {
        name for _, name, comment in defect_comments() if not SOURCE.search(comment)
    }
    assert unnamed == OURS


def test_every_defect_kind_is_reported() -> None:
    sources = [
        path.read_text("utf-8")
        for path in (ROOT / "core").rglob("*.py")
        if path.name != "defect.py"
    ]
    used = set(re.findall(r"\bDefectKind\.([A-Z0-9_]+)", "\n".join(sources)))
    assert used == set(DefectKind.__members__)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_examples_run(document: Path, tmp_path: Path) -> None:
    assert list(Reader(tmp_path).follow(document.read_text("utf-8"))) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_are_not_run_can_be_followed(document: Path) -> None:
    apps = {"send": send.app, "recv": recv.app}
    for name, *words in told_commands(document.read_text("utf-8")):
        command = get_command(apps[name.removeprefix("./")])
        assert not isinstance(command.main(args=words, standalone_mode=False), int)


def test_a_command_that_cannot_be_followed_is_seen() -> None:
    told = "```sh\n*/5 * * * * recv -q fetch || x\na | ./send --nosuch # b\n```\n"
    good, bad = told_commands(told)
    assert (good, bad) == (["recv", "-q", "fetch"], ["./send", "--nosuch"])
    with pytest.raises(typer.TyperException):
        get_command(send.app).main(args=bad[1:], standalone_mode=False)


def test_every_test_that_a_document_names_is_there() -> None:
    files = list((ROOT / "tests").rglob("*.py"))
    written = "\n".join(path.read_text("utf-8") for path in files)
    there = {path.stem for path in files} | set(re.findall(r"def (test_\w+)", written))
    for document in DOCUMENTS:
        named = NAMED_TEST.findall(document.read_text("utf-8"))
        assert set(named) - there == set(), document.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    assert list(broken_links(document.read_text("utf-8"), document.parent)) == []


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    linked = {match["target"] for match in LINK.finditer(index)}
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert pages - linked == set()


def test_every_departure_stands_in_conformance() -> None:
    page = (ROOT / "docs" / "conformance.md").read_text("utf-8")
    named = set(re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_?", page))
    groups = tuple(name for name in named if name.endswith("_"))
    kinds = DefectKind.__members__.keys() - OURS
    assert {kind for kind in kinds - named if not kind.startswith(groups)} == set()


def test_every_key_of_the_configuration_is_explained_in_order() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert tuple(re.findall(r"(?m)^\| `([a-z0-9-]+)` \|", page)) == KEYS


def test_every_schema_has_its_section() -> None:
    assert {path.stem for path in objects.SCHEMAS.glob("*.json")} == set(objects.ORDER)


def commands_alone(text: str) -> list[tuple[str, list[str]]]:
    """Return the fenced blocks of a document without comments, which are translated."""
    return [
        (block.language, [COMMENT.sub("", line) for line in block.body.splitlines()])
        for block in blocks(text)
    ]


def shape(text: str) -> tuple[int, list[list[bool]], list[str]]:
    """Return how many headings there are, which cells are filled, and the RFCs."""
    lines = text.splitlines()
    headings = sum(line.startswith("## ") for line in lines)
    rows = [line.split("|") for line in lines if line.startswith("|")]
    filled = [[bool(cell.strip()) for cell in row] for row in rows]
    return headings, filled, re.findall(r"\b\d{4}\b", text)


def test_the_chinese_readme_is_the_same() -> None:
    english = (ROOT / "README.md").read_text("utf-8")
    chinese = (ROOT / "README.zh.md").read_text("utf-8")
    assert commands_alone(chinese) == commands_alone(english)
    assert shape(chinese) == shape(english)
    targets = {match["target"] for match in LINK.finditer(english)} - {"README.zh.md"}
    assert targets <= {match["target"] for match in LINK.finditer(chinese)}


def test_a_readme_that_differs_is_seen() -> None:
    one = "## A\n\n| a | b |\n|---|---|\n| yes | |\n\nRFC 5321\n"
    assert shape(one) == shape(one.replace("yes", "是"))
    for before, after in (("yes | ", " | yes"), ("5321", "5322"), ("## ", "# ")):
        assert shape(one) != shape(one.replace(before, after))


def test_the_readme_is_about_a_screen() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    read = [line for line in lines if line and not line.startswith(("|", "!", "```"))]
    assert len(read) <= 60


def test_the_readme_names_only_targets_that_are() -> None:
    rules = (ROOT / "Makefile").read_text("utf-8")
    for name in ("README.md", "README.zh.md"):
        for target in re.findall(
            r"`?make ([a-z]+)`?", (ROOT / name).read_text("utf-8")
        ):
            assert re.search(rf"(?m)^{target}:", rules), target


RIGHT = {
    "python": "```python\nx = 1\nprint(x)\n```\n\n```text\n1\n```\n",
    "console": "```console\n$ echo one; echo two\none\n...\n$ true\n```\n",
    "indented": "  ```console\n  $ export A=1\n  $ echo $A\n  1\n  ```\n",
    "telnet": "```telnet\n$ telnet 127.0.0.1 2110\nS: +OK ...\nC: CAPA\nS: +OK\n```\n",
    "toml": '```toml\n[accounts.a]\nemail = "a@qq.com"\n```\n',
}
WRONG = {
    "python": RIGHT["python"].replace("print(x)", "print(2)"),
    "silent": RIGHT["python"] + "```python\nprint(x)\n```\n",
    "console": RIGHT["console"].replace("one\n...", "two\n..."),
    "exit": RIGHT["console"].replace("$ true", "$ false"),
    "telnet": RIGHT["telnet"].replace("S: +OK\n", "S: -ERR\n"),
    "toml": RIGHT["toml"].replace("email", "mail"),
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_examples_pass(text: str, tmp_path: Path) -> None:
    assert list(Reader(tmp_path).follow(text)) == []


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_wrong_examples_are_seen(text: str, tmp_path: Path) -> None:
    assert list(Reader(tmp_path).follow(text)) != []


def test_an_example_that_raises_is_seen(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        list(Reader(tmp_path).follow("```python\n1 / 0\n```\n"))


def test_a_broken_link_is_seen() -> None:
    assert list(broken_links("[a](nowhere.md#b)", ROOT)) == ["nowhere.md"]
    assert list(broken_links("[a](README.md) [b](https://example.org)", ROOT)) == []
