"""show, parts and save of messages that a server holds, as processes."""

import json

import pytest

from tests.shell.recv.maildrops import Served
from tests.shell.recv.messages import (
    CHINESE,
    FILES,
    NEWSLETTER,
)
from tests.shell.running import Home
from tests.shell.schemas import fitting


def new(home: Home) -> list[int]:
    run = home.recv("list", "--new", "--json")
    return [each["n"] for each in json.loads(run.out)["messages"]]


def test_what_was_shown_is_no_longer_new(home: Home, here: Served) -> None:
    here.fill((CHINESE, FILES, NEWSLETTER))
    assert new(home) == [3, 2, 1]
    assert home.recv("show", "1", "--headers").code == 0
    assert home.recv("show", "1", "--part", "1").code == 0
    assert home.recv("parts", "1").code == 0
    assert home.recv("save", "1").code == 0
    assert new(home) == [3, 2, 1]
    assert "报告在附件里" in home.recv("show", "1").out.decode()
    assert home.recv("3", "--raw").out == NEWSLETTER
    assert new(home) == [2]
    assert home.recv("show", "new").code == 0
    assert new(home) == []
    again = home.recv("show", "new")
    assert (again.code, again.out) == (0, b"")


def test_json(home: Home, here: Served) -> None:
    (uid,) = here.fill((FILES,))
    value = fitting("show", home.recv("show", "last", "--json").out)
    assert (value["account"], value["n"], value["uid"]) == ("here", 1, uid)
    assert value["new"] is True
    assert json.loads(home.recv("show", f"uid:{uid}", "--json").out)["new"] is False
    parts = json.loads(home.recv("parts", "1", "--json").out)
    assert [each["path"] for each in parts["parts"]] == ["1", "2"]
    assert parts["uid"] == uid


def test_several(home: Home, here: Served) -> None:
    here.fill((CHINESE, FILES, FILES))
    text = home.recv("show", "1,3").out.decode()
    assert text.index("── message 1 ") < text.index("── message 3 ")
    assert "message 2" not in text
    run = home.recv("save", "all", "-o", "out")
    assert run.code == 0
    assert "message 1 has no attachments" in run.err
    names = sorted(path.name for path in (home.path / "out").iterdir())
    assert names == ["a-2.txt", "a.txt"]
    assert home.recv("save", "2-3", "--eml", "-o", "eml").code == 0
    saved = [path.read_bytes() for path in (home.path / "eml").iterdir()]
    assert saved == [FILES, FILES]


def test_a_number_that_no_listing_has_shown(home: Home, here: Served) -> None:
    here.fill((CHINESE,))
    run = home.recv("show", "1")
    assert run.code == 0
    assert "no listing has shown 1" in run.err
    home.recv("list")
    assert home.recv("show", "1").err == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show",), 64),
        (("parts",), 64),
        (("save",), 64),
        (("show", "7"), 65),
        (("show", "uid:nobody"), 65),
        (("show", "1", "--part", "5"), 65),
        (("save", "1", "5"), 65),
        (("show", "1", "--html"), 65),
        (("show", "1", "--html", "--raw"), 64),
        (("show", "1", "--json", "--raw"), 64),
    ],
)
def test_bad_words(home: Home, here: Served, words: tuple[str, ...], code: int) -> None:
    here.fill((CHINESE,))
    home.recv("list")
    run = home.recv(*words)
    assert run.code == code
    assert run.err.count("\n") == 1
