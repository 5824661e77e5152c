"""The documents say what is so: pages are made of the program, examples run."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from core.defect import DefectKind
from docs.generate import PAGES, defect_comments

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])

# ```python, and what it prints in a ```text that follows at once.
EXAMPLE = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\s*^```text\n(?P<printed>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?:#[^)\s]*)?\)")
SOURCE = re.compile(r"\bRFC \d+|`Limits\.\w+`|POSIX|yEnc|WHATWG|Unicode|mbox")


# What no RFC speaks of.
OURS = {"LIMIT_DEFECTS", "TRANSCRIPT_LINE"}


@frozen
class Example:
    """Python in a document, and what the document says that it prints."""

    code: str
    printed: str | None


def examples(text: str) -> list[Example]:
    return [
        Example(match["code"], match["printed"]) for match in EXAMPLE.finditer(text)
    ]


def wrong_examples(text: str) -> Iterator[str]:
    """Run the examples of one document in order, over one set of names.

    Yield what an example prints that the document does not say.
    """
    names: dict[str, object] = {"__name__": "example"}
    for example in examples(text):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(example.code, "example", "exec"), names)
        if example.printed != (printed.getvalue() or None):
            yield f"{example.code}prints:\n{printed.getvalue()}"


def broken_links(text: str, folder: Path) -> Iterator[str]:
    for match in LINK.finditer(text):
        target = match["target"]
        if "://" not in target and not (folder / target).exists():
            yield target


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")
    assert written == PAGES[name](), "run `make docs`"


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
def test_examples_run(document: Path) -> None:
    assert list(wrong_examples(document.read_text("utf-8"))) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    assert list(broken_links(document.read_text("utf-8"), document.parent)) == []


def test_a_wrong_example_is_seen() -> None:
    right = "```python\nx = 1\nprint(x)\n```\n\n```text\n1\n```\n"
    assert list(wrong_examples(right)) == []
    assert list(wrong_examples(right + "```python\nprint(x)\n```\n")) != []
    assert list(wrong_examples(right.replace("print(x)", "print(2)"))) != []
    with pytest.raises(ZeroDivisionError):
        list(wrong_examples("```python\n1 / 0\n```\n"))


def test_a_broken_link_is_seen() -> None:
    assert list(broken_links("[a](nowhere.md#b)", ROOT)) == ["nowhere.md"]
    assert list(broken_links("[a](README.md) [b](https://example.org)", ROOT)) == []
