"""What is built of the project: the same octets each time, with all that belongs in."""

import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import attrs
import pytest

from shell import __version__

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SECONDS = 300
SHARED = (
    "share/man/man1/send.1",
    "share/man/man1/recv.1",
    "share/bash-completion/completions/send",
    "share/bash-completion/completions/recv",
    "share/zsh/site-functions/_send",
    "share/zsh/site-functions/_recv",
    "share/fish/vendor_completions.d/send.fish",
    "share/fish/vendor_completions.d/recv.fish",
)
# What `make` and `make test` read, beside the packages themselves.
NEEDED = (
    "Makefile",
    "pyproject.toml",
    "locks/requirements.txt",
    "README.md",
    "README.zh.md",
    "LICENSE",
    "SECURITY.md",
    "examples/demo.sh",
    "docs/generate.py",
)
USE = "import core; print(core.parse_message(b'Subject: x\\r\\n\\r\\ny').subject)"


def run(*words: str | Path) -> str:
    """Return what a command prints."""
    return subprocess.run(
        words,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        timeout=SECONDS,
    ).stdout


def built(folder: Path) -> tuple[Path, Path]:
    """Return the wheel and the source distribution, built into `folder`."""
    run(sys.executable, "-m", "hatchling", "build", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(tmp_path_factory.mktemp("dist"))


def files_of(*folders: str) -> set[str]:
    """Return the files below `folders` that no tool made."""
    return {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_building_twice_gives_the_same_octets(
    distributions: tuple[Path, Path], tmp_path: Path
) -> None:
    again = built(tmp_path)
    assert [path.read_bytes() for path in again] == [
        path.read_bytes() for path in distributions
    ]


def test_the_wheel_holds_what_the_commands_read(
    distributions: tuple[Path, Path],
) -> None:
    with zipfile.ZipFile(distributions[0]) as wheel:
        names = set(wheel.namelist())
    data = f"puremail-{__version__}.data/data/"
    assert {f"{data}{name}" for name in SHARED} == {
        name for name in names if name.startswith(data)
    }
    assert {"core/py.typed", "shell/py.typed", "shell/advice.toml"} < names
    packages = {name for name in names if name.startswith(("core/", "shell/"))}
    assert packages == files_of("core", "shell")


def test_the_wheel_says_what_it_is(distributions: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(distributions[0]) as wheel:
        written = wheel.read(f"puremail-{__version__}.dist-info/METADATA")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = written.decode().partition("\n\n")[0].splitlines()
    assert f"Version: {__version__}" in lines
    assert "License-Expression: MIT" in lines
    assert "Requires-Python: >=3.11" in lines
    assert "Description-Content-Type: text/markdown" in lines
    required = [line for line in lines if line.startswith("Requires-Dist: ")]
    extras = project["optional-dependencies"]
    assert len(required) == len(project["dependencies"]) + sum(
        map(len, extras.values())
    )


def test_the_source_distribution_holds_what_make_reads(
    distributions: tuple[Path, Path],
) -> None:
    with tarfile.open(distributions[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert names >= files_of("core", "shell", "docs", "locks", "examples") | set(NEEDED)
    assert not any("__pycache__" in name for name in names)


def test_the_wheel_runs_where_it_is_installed(
    distributions: tuple[Path, Path], tmp_path: Path
) -> None:
    """The dependencies are those of this environment: nothing is downloaded."""
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    site = run(python, "-c", "import site; print(site.getsitepackages()[0])").strip()
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"),
        *("--python", python, "install", "--no-deps", "--no-index", distributions[0]),
    )
    for path in Path(attrs.__file__).parent.parent.iterdir():
        target = Path(site) / path.name
        # Editable installs of the project itself stay out.
        if not target.exists() and "puremail" not in path.name:
            target.symlink_to(path)
    assert run(python, "-I", "-c", USE).strip() == "x"
    where = run(python, "-I", "-c", "import core; print(core.__file__)")
    assert str(tmp_path) in where
    for name in ("send", "recv"):
        program = tmp_path / "venv" / "bin" / name
        assert run(program, "--version") == f"{name} (puremail) {__version__}\n"
        assert "Usage:" in run(program, "--help")
    assert all((tmp_path / "venv" / name).is_file() for name in SHARED)
