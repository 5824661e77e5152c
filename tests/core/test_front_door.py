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


def test_parsing_loads_nothing_of_the_protocols() -> None:
    """A process that parses a message has neither half of either protocol."""
    program = (
        "import sys, core; core.parse_message(b'Subject: x').subject;"
        "print([m for m in sys.modules if m.startswith("
        "('core.smtp', 'core.pop3', 'core.sasl', 'core.compose'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
