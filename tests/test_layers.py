"""The reading order of the house: a file imports only files named above it.

The page below is that order. A new file gets a place on it, as far up as what
it imports allows.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Package, and its files in reading order. A package may come up several times.
PAGE = (
    ("core", "value pattern span defect limits findings"),
    ("core.wire", "lines dots turn"),
    ("core.codec", "base64 quoted_printable charset_name charset uuencode yenc"),
    ("core.codec", "encoded_word flowed"),
    ("core", "status amount columns visible filename line_length"),
    ("core.sasl", "step bearer prep scram password exchange server"),
    ("core.header", "lexis comment field fold tokens text domain"),
    ("core.header", "address_parts address_scan address_events address"),
    ("core.header", "date msg_id id_url trace section parameter"),
    ("core.header", "list authentication content"),
    (
        "core.mime",
        "entity delimiter boundary parse walk body pieces examine part",
    ),
    ("core.mime", "report_fields report"),
    ("core.mime", "draft serialize"),
    ("core.smtp", "reply path envelope extension"),
    ("core.smtp.command", "parameter session transaction octets addressed parse"),
    ("core.smtp", "grammar table output reading loss dialogue talk objection service"),
    ("core.smtp", "login plan fate submit opening"),
    ("core.pop3", "response command syntax capability entries listing event"),
    ("core.pop3", "grammar table grouping body dialogue talk opening admission"),
    ("core.pop3", "maildrop service fetching survey"),
    ("core", "message mbox splice edit compose sendable transcript replay"),
    ("core", "outline impostor present report_words"),
    ("shell", "exits quantity program identity server clock signals"),
    ("shell", "disk tls race cutoff stream media files unsent schema database records"),
    ("shell", "state journal"),
    ("shell.drive", "recorder side out smtp pop3 loop"),
    ("shell.delivery", "entry store target placing lock spool maildir mboxrd mbox"),
    ("shell.delivery", "folder pipe batch opening copy recovery"),
    ("shell", "shipped preset"),
    ("shell.config", "account keys file choice edit"),
    ("shell.discover", "candidate autoconfig records search"),
    ("shell", "secret login connect"),
    ("shell.html", "flow grid link strip tree cost render"),
    ("shell", "advice"),
    ("shell.terminal", "screen pager progress prompt table timed reading"),
    ("shell", "watch"),
    ("shell.sandbox", "maildrop link login smtp pop3 server __main__"),
    ("shell.options", "grouped shared send recv verb"),
    ("shell.objects", "text failure sending receiving fetching"),
    ("shell", "saving"),
    ("shell.run", "failure steps facts setting watching wishes reaching ending"),
    ("shell.send", "mail address sender editor body attach envelope writing given"),
    ("shell.send", "draft keeping guard order outgoing tale session report verdict"),
    ("shell.send", "copy stopping delivering check dry ordering exclusion"),
    (
        "shell.recv",
        "refusal steps line words tally desk commands reading show parts save",
    ),
    ("shell.configuring", "trying finding job"),
    ("shell.send", "configure job"),
    ("shell.recv", "local heads holding maildrop getting which remote opened"),
    ("shell.recv", "rows sections listing deleting telling protocol"),
    ("shell.recv", "criteria kept search"),
    ("shell.recv.fetch", "policy plan pace report sink loop job"),
    ("shell.recv", "act configure helping typed session job"),
    ("shell.cli", "outcome anywhere send recv entry"),
)

# Packages of one rank never import each other.
RANKS = (
    frozenset({"core.wire", "core.codec"}),
    frozenset({"core.mime", "core.smtp", "core.pop3"}),
)

# What shell/__init__.py holds beside its docstring.
VERSION = "shell.__version__"

NO_NAMES = frozenset({"utils", "helpers", "common", "types"})
FOLDERS = ("core", "shell", "tests", "bench", "docs", "examples")
FILE_LINES = 300
# One enum, with a comment for each member; one list of public names.
LONG_FILES = frozenset({"core.defect", "core.__init__"})
# With these the front door hands on a name when it is first used.
DOOR_HINGES = frozenset({"collections.abc", "importlib", "types", "typing"})
FUNCTION_LINES = 40

PLACES = {
    f"{package}.{name}": place
    for place, (package, name) in enumerate(
        (package, name) for package, names in PAGE for name in names.split()
    )
}
PACKAGES = frozenset(package for package, _ in PAGE)


def modules(*tops: str) -> dict[str, Path]:
    """Return the modules below folders by dotted name, packages included.

    Without folders, those of the program.
    """
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path
        for top in tops or ("core", "shell")
        for path in sorted((ROOT / top).rglob("*.py"))
    }


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names of core and shell that a file imports, as written.

    `from core.wire import lines` counts as core.wire.lines.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(level=level) if level:
                yield "." * level
            case ast.ImportFrom(module=str(module), names=names):
                for name in names:
                    inner = f"{module}.{name.name}"
                    if inner != VERSION:
                        yield inner if module in PACKAGES else module
            case _:
                pass


def rank_mates(package: str) -> frozenset[str]:
    """Return the packages that one of `package` may not import."""
    return frozenset[str]().union(
        *(rank - {top} for rank in RANKS for top in rank if inside(package, top))
    )


def inside(module: str, package: str) -> bool:
    """Return whether `module` is `package` or stands in it."""
    return module == package or module.startswith(package + ".")


def breaches(module: str, tree: ast.Module) -> Iterator[str]:
    """Yield what `module`, a file with a place on the page, may not import."""
    for name in imported(tree):
        if name.startswith("."):
            yield "a relative import"
        if not (inside(name, "core") or inside(name, "shell")):
            continue
        if name in {"core", "shell"}:
            yield f"{name}: the front door is for users of the library"
        elif inside(module, "core") and inside(name, "shell"):
            yield f"{name}: core never imports shell"
        elif any(inside(name, mate) for mate in rank_mates(module)):
            yield f"{name}: of the same rank"
        elif name not in PLACES:
            yield f"{name}: no file on the page"
        elif PLACES[name] >= PLACES[module]:
            yield f"{name}: stands further down the page"


def front_door_breaches(tree: ast.Module) -> Iterator[str]:
    """Yield what core/__init__.py may not import."""
    for name in imported(tree):
        outside = not inside(name, "core") or name not in PLACES
        if outside and name not in DOOR_HINGES:
            yield f"{name}: the front door hands on names of core alone"


def size_breaches(module: str, source: str) -> Iterator[str]:
    """Yield what is longer than a file or a function may be."""
    lines = source.count("\n")
    if lines >= FILE_LINES and module not in LONG_FILES:
        yield f"{lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length >= FUNCTION_LINES:
                yield f"{node.name}: {length} lines"


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def test_every_file_has_its_place() -> None:
    found = {name for name in modules() if not name.endswith(".__init__")}
    assert found - PLACES.keys() == set()


def test_the_page_names_no_file_twice() -> None:
    assert len(PLACES) == sum(len(names.split()) for _, names in PAGE)


def test_no_file_is_named_after_nothing() -> None:
    assert [name for name in modules() if name.split(".")[-1] in NO_NAMES] == []


def test_imports_point_up_the_page() -> None:
    found = [
        f"{module}: {breach}"
        for module, path in modules().items()
        if module in PLACES
        for breach in breaches(module, parsed(path))
    ]
    assert found == []


def test_the_front_door_imports_core_alone() -> None:
    assert list(front_door_breaches(parsed(ROOT / "core" / "__init__.py"))) == []


def test_packages_are_docstrings() -> None:
    for module, path in modules().items():
        if module.endswith(".__init__") and module != "core.__init__":
            tree = parsed(path)
            assert len(tree.body) == 1 + (module == "shell.__init__"), module


def test_every_package_says_what_it_holds() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for folder in ("core", "shell", "tests", "bench", "docs", "examples")
        for path in sorted((ROOT / folder).rglob("__init__.py"))
        if not ast.get_docstring(parsed(path))
    ]
    assert silent == []


def test_files_and_functions_are_short() -> None:
    found = [
        f"{module}: {breach}"
        for module, path in modules(*FOLDERS).items()
        for breach in size_breaches(module, path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.span", "import core.defect"),
        ("core.span", "from core import defect"),
        ("core.span", "from core.defect import Defect"),
        ("core.span", "def f():\n    from core.defect import Defect"),
        ("core.span", "import core.span"),
        ("core.codec.base64", "from core.wire.lines import Lines"),
        ("core.codec.base64", "from core.wire import lines"),
        ("core.smtp.reply", "import core.mime.parse"),
        ("core.pop3.response", "from core.smtp.reply import Reply"),
        ("core.present", "from shell.exits import ExitCode"),
        ("core.present", "import shell.exits as exits"),
        ("core.present", "import core"),
        ("core.present", "from core import Message"),
        ("core.present", "from .message import Message"),
        ("core.present", "from . import message"),
        ("core.present", "from core.mime import Leaf"),
        ("core.present", "from core.smtp.nowhere import Reply"),
        ("shell.stream", "from shell.cli.send import send"),
        ("shell.cli.send", "import core"),
    ],
)
def test_a_breach_is_seen(module: str, source: str) -> None:
    assert list(breaches(module, ast.parse(source))) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.smtp.reply", "import re\nfrom core.wire.lines import Lines"),
        ("core.smtp.reply", "from core.wire import lines, dots"),
        ("core.message", "import core.mime.parse, core.smtp.reply"),
        ("shell.cli.send", "from core.present import x\nimport shell.cli.outcome"),
        ("shell.cli.send", "from shell import __version__, clock"),
    ],
)
def test_an_import_up_the_page_is_no_breach(module: str, source: str) -> None:
    assert list(breaches(module, ast.parse(source))) == []


def test_a_breach_of_the_front_door_is_seen() -> None:
    for source in ("import shell.cli", "import os", "from core import Message"):
        assert list(front_door_breaches(ast.parse(source))) != []
    assert list(front_door_breaches(ast.parse("from core.span import Span"))) == []


def test_a_breach_of_length_is_seen() -> None:
    assert list(size_breaches("core.x", "x = 1\n" * FILE_LINES)) != []
    assert (
        list(size_breaches("core.x", "def f():\n" + "    x = 1\n" * FUNCTION_LINES))
        != []
    )
    assert list(size_breaches("core.x", "def f():\n    x = 1\n")) == []
