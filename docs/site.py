"""Makes the site of the documents and the docstrings: `make site`.

The pages are those of docs/, README.md and its translation, and SECURITY.md, with
their links bent; the reference is every file of core in reading order. Nothing is
fetched.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from docs.house import ROOT, rooms, summary

SOURCE = ROOT / "build" / "site-source"
SITE = ROOT / "build" / "site"
# Pages that do not lie in docs/, and their names among those that do.
MORE = {
    "README.md": "readme.md",
    "README.zh.md": "readme.zh.md",
    "SECURITY.md": "security.md",
}
# A link to a folder, or to a file that is no page.
NO_PAGE = re.compile(
    r"\[(?P<text>[^]]*)\]\((?!http|[^)]*\.(?:md|svg)\b)(?P<to>[^)]*)\)"
)
CONTENTS = {
    "First steps": ("readme", "tour", "readme.zh"),
    "How to": (
        *("howto-qq-163", "howto-gmail-outlook", "howto-cron", "howto-scripts"),
        *("howto-python", "howto-archive", "archives"),
    ),
    "Reference": (
        *("cli", "configuration", "json", "reference"),
        *("dialogues", "defects", "conformance"),
    ),
    "The project": (
        *("design", "house", "maintaining", "testing"),
        *("performance", "security", "changelog"),
    ),
}


def bent(text: str) -> str:
    """Return a page with links that lead to pages beside it."""
    text = text.replace("(docs/", "(").replace("(../", "(")
    for name, page in MORE.items():
        text = text.replace(f"({name}", f"({page}")
    return NO_PAGE.sub(r"\g<text>", text)


def contents(pages: frozenset[str]) -> Iterator[str]:
    """Yield the tables of contents; a page that has no place in them comes last."""
    placed = {name for names in CONTENTS.values() for name in names}
    rest = tuple(sorted(pages - placed - {"index"}))
    for title, names in (*CONTENTS.items(), ("More", rest)):
        if names:
            yield f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n"
            yield from names
            yield "```"


def reference() -> Iterator[tuple[str, str]]:
    """Yield name and text of each reference page: one for each package of core."""
    packages = [package for package in rooms() if package.startswith("core")]
    listed = "\n".join(packages)
    yield (
        "reference",
        f"# Reference\n\nEvery file of `core`.\n\n```{{toctree}}\n{listed}\n```\n",
    )
    for package in packages:
        lines = [f"# {package}", "", f"{summary(package)}.", ""]
        for name in rooms()[package]:
            lines += [f"## {package}.{name}", "", "```{eval-rst}"]
            lines += [f".. automodule:: {package}.{name}", "```", ""]
        yield package, "\n".join(lines)


def lay_out() -> None:
    """Write the pages to build/site-source."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    pages = {path.name: path for path in (ROOT / "docs").glob("*.md")}
    pages |= {page: ROOT / name for name, page in MORE.items()}
    for name, path in pages.items():
        (SOURCE / name).write_text(bent(path.read_text("utf-8")), "utf-8")
    for name, text in reference():
        (SOURCE / f"{name}.md").write_text(text, "utf-8")
    shutil.copytree(ROOT / "docs" / "pictures", SOURCE / "pictures")
    with (SOURCE / "index.md").open("a", encoding="utf-8") as index:
        index.write("\n".join(contents(frozenset(Path(name).stem for name in pages))))


def main() -> int:
    """Return Sphinx's exit code: a warning is an error."""
    lay_out()
    configuration = str(ROOT / "docs")
    strict = ("-W", "--keep-going", "-q")
    code = sphinx([*strict, "-c", configuration, str(SOURCE), str(SITE)])
    if not code:
        print(SITE / "index.html")
    return code


if __name__ == "__main__":
    sys.exit(main())
