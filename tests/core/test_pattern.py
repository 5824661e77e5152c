"""Late patterns: what `re` answers, later; and every pattern of the project."""

import gc
import re
from importlib import import_module

import pytest

from core.pattern import METHODS, Late, pattern
from tests.test_layers import PLACES


@pytest.mark.parametrize("method", ["findall", "fullmatch", "match", "search", "split"])
def test_it_answers_as_re_does(method: str) -> None:
    for text in ("", "aa", "b aa", "AA b"):
        late = getattr(pattern("a+", re.IGNORECASE), method)(text)
        soon = getattr(re.compile("a+", re.IGNORECASE), method)(text)
        assert repr(late) == repr(soon)


def test_it_replaces_and_iterates_as_re_does() -> None:
    vowels = pattern(rb"[aeiou]")
    assert vowels.sub(b"-", b"octets") == b"-ct-ts"
    assert [found[0] for found in vowels.finditer(b"octets", 1)] == [b"e"]


def test_it_is_compiled_once() -> None:
    word = pattern(r"\w+")
    assert set(METHODS).isdisjoint(vars(word))
    word.match("one")
    assert set(METHODS) <= vars(word).keys()
    assert word.match is word.match


def test_its_text_is_known_before_it_is_compiled() -> None:
    broken = pattern("(")
    assert broken.pattern == "("
    with pytest.raises(re.error):
        broken.match("")


def test_it_knows_what_else_a_pattern_knows() -> None:
    pair = pattern(r"(?P<key>\w+)=(?P<value>\w+)")
    assert dict(pair.groupindex) == {"key": 1, "value": 2}
    with pytest.raises(AttributeError):
        pair.nothing  # type: ignore[attr-defined]  # noqa: B018  (none such)


def test_every_pattern_of_the_project_compiles() -> None:
    for module in PLACES:
        if not module.endswith("__main__"):
            import_module(module)
    late = [each for each in gc.get_objects() if isinstance(each, Late)]
    assert len(late) > 250
    for each in late:
        if each.pattern != "(":
            assert each.fullmatch
