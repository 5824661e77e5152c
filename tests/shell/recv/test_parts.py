"""The MIME tree, as a person and as a program gets it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.exits import ExitCode
from shell.recv.parts import show_parts
from tests.shell.recv.messages import (
    BOUNCE,
    CHINESE,
    HOSTILE,
    NEWSLETTER,
    attached,
    mixed,
    text_part,
)
from tests.shell.recv.screens import is_harmless, opener, seen
from tests.shell.running import new_home
from tests.shell.schemas import fitting

BOUNCE_PARTS = """\
*          multipart/report                         427
├─ 1       text/plain               utf-8     7bit  39
├─ 2       message/delivery-status            7bit  198
└─ 3       message/rfc822                           46   "Report"
   └─ 3.1  text/plain               us-ascii  7bit  8
"""


def tree(octets: bytes) -> str:
    found = seen()
    assert show_parts([opener(octets)], found.window) is ExitCode.DONE
    return found.text


def test_a_delivery_report() -> None:
    assert tree(BOUNCE) == BOUNCE_PARTS


def test_a_text_alone() -> None:
    assert tree(CHINESE).split() == ["1", "text/plain", "gb2312", "8bit", "34"]


def test_names_and_sizes() -> None:
    lines = tree(mixed(text_part("x"), attached('"a b.zip"', b"x" * 3000))).splitlines()
    assert lines[2].split(maxsplit=4)[1:] == [
        "2",
        "application/octet-stream",
        "base64",
        '4.1k  "a b.zip"',
    ]


def test_several_are_named() -> None:
    found = seen()
    show_parts([opener(CHINESE, "./a.eml"), opener(CHINESE, "./b.eml")], found.window)
    assert found.text.splitlines()[::2] == ["./a.eml", "./b.eml"]


@pytest.mark.parametrize("octets", [BOUNCE, NEWSLETTER, *HOSTILE])
def test_json_holds_to_its_schema(octets: bytes) -> None:
    found = seen(json=True)
    show_parts([opener(octets)], found.window)
    assert fitting("parts", found.text)
    assert is_harmless(found.text)


@given(st.binary() | st.sampled_from(HOSTILE))
def test_any_octets_have_harmless_parts(octets: bytes) -> None:
    found = seen(terminal=True)
    show_parts([opener(octets, "./\x1b[2J\x9b.eml")] * 2, found.window)
    assert is_harmless(found.text)


def test_standard_input(tmp_path: Path) -> None:
    run = new_home(tmp_path).recv("parts", "-", stdin=BOUNCE)
    assert (run.code, run.err) == (0, "")
    assert run.out.decode() == BOUNCE_PARTS


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    run = new_home(tmp_path).recv("parts", "./none.eml", "--json")
    assert run.code == 66
    assert json.loads(run.out)["error"]["exit"] == 66


def test_many_parts_are_quick() -> None:
    found = seen()
    show_parts([opener(mixed(*[text_part("x")] * 30_000))], found.window)
    assert found.text.count("\n") > 9_000
