"""The house as it stands: its files in reading order, and who imports whom."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.test_layers import PAGE, imported, inside, modules

ROOT = Path(__file__).parent.parent
PACKAGES = tuple(dict.fromkeys(package for package, _ in PAGE))


def first_line(path: Path) -> str:
    """Return the first line of a file's docstring, without the dot."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return docstring.partition("\n")[0].rstrip(".")


def rooms() -> Mapping[str, tuple[str, ...]]:
    """Return the files of each package, both in reading order."""
    return {
        package: tuple(
            name for at, names in PAGE if at == package for name in names.split()
        )
        for package in PACKAGES
    }


def package_of(module: str) -> str | None:
    """Return the innermost package of the page that `module` is in."""
    found = [package for package in PACKAGES if inside(module, package)]
    return max(found, key=len, default=None)


def imports() -> Mapping[str, frozenset[str]]:
    """Return for each package the other packages that a file of it imports."""
    found: dict[str, set[str]] = {package: set() for package in PACKAGES}
    for module, path in modules().items():
        package = package_of(module)
        if package is None or module == "core.__init__":
            continue
        for name in imported(ast.parse(path.read_text("utf-8"))):
            target = package_of(name)
            if target is not None and target != package:
                found[package].add(target)
    return {package: frozenset(targets) for package, targets in found.items()}


def matrix() -> Iterator[str]:
    """Yield the lines of a table of packages: a mark where the row imports the column.

    `core` and `shell` stand in several places of the page, so they come first.
    """
    found = imports()
    number = {package: at for at, package in enumerate(PACKAGES, 1)}
    wide = max(map(len, PACKAGES))
    heads = " ".join(f"{at:2}" for at in number.values())
    yield f"{'':{wide + 3}} {heads}"
    for package, at in number.items():
        marks = (
            " \\" if other == package else " x" if other in found[package] else " ."
            for other in PACKAGES
        )
        yield f"{at:2} {package:{wide}} {' '.join(marks)}".rstrip()


def summary(package: str) -> str:
    """Return what a package is, in the words of its docstring."""
    return first_line(ROOT.joinpath(*package.split(".")) / "__init__.py")


def order() -> Iterator[str]:
    """Yield the reading order, a line a package, and the table of imports."""
    for at, package in enumerate(PACKAGES, 1):
        yield f"{at}. `{package}`: {summary(package)}"
    yield ""
    yield "Which package imports which: the row imports the column marked `x`."
    yield "Files are ordered, not packages: one whose files lie at several heights"
    yield "of the page has marks above the diagonal. Between files is never a way back."
    yield ""
    yield "```text"
    yield from matrix()
    yield "```"


def house_page() -> str:
    """Return the page that lists every file in reading order."""
    lines = [
        "# The house",
        "",
        "Every file in reading order, in its own words. A file imports only files",
        "above it; `tests/test_layers.py` holds the order, [Design](design.md) the",
        "reasons.",
    ]
    before = ""
    for package, names in PAGE:
        if package != before:
            lines += ["", f"## {package}", "", f"{summary(package)}.", ""]
            before = package
        folder = ROOT.joinpath(*package.split("."))
        lines += [
            f"- `{name}`: {first_line(folder / f'{name}.py')}" for name in names.split()
        ]
    return "\n".join(lines) + "\n"
