"""The names that `import core` offers."""

import subprocess
import sys
from importlib import import_module

import pytest

import core


@pytest.mark.parametrize("name", core.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(core, name) is not None


def test_names_are_listed() -> None:
    assert sorted(dir(core)) == sorted(core.__all__)
    assert len(set(core.__all__)) == len(core.__all__)


def test_no_name_is_hidden_by_a_file() -> None:
    for name in core.__all__:
        with pytest.raises(ModuleNotFoundError):
            import_module(f"core.{name}")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'parse_everything'"):
        assert core.parse_everything  # type: ignore[attr-defined]  # none such


def test_the_name_that_was_meant_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import core; core.parse_mesage"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Did you mean: 'parse_message'?" in done.stderr


# What a process that reads a message has no use for.
UNNEEDED = (
    *("core.smtp", "core.pop3", "core.wire", "core.sasl"),
    *("core.compose", "core.edit", "core.mbox", "core.mime.serialize"),
)


def test_reading_loads_no_part_of_writing_or_the_protocols() -> None:
    program = (
        "import sys, core\n"
        "message = core.parse_message(b'Subject: x\\n\\ny')\n"
        "message.subject, message.text\n"
        "print(*sorted(name for name in sys.modules if name.startswith('core')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "core.mime.parse" in loaded
    assert [name for name in loaded if name.startswith(UNNEEDED)] == []
