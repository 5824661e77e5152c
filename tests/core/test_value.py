"""A class made by core.value.frozen is what attrs.frozen makes of the same lines."""

import copy
import pickle
from collections.abc import Callable

import attrs
import pytest
from attrs import evolve, field
from hypothesis import given
from hypothesis import strategies as st

from core.value import frozen


@frozen
class Ours:
    number: int
    text: str = ""
    secret: bytes = field(default=b"", repr=False)
    big: bytes = field(default=b"", repr=lambda octets: f"{len(octets)} octets")
    note: str = field(default="", eq=False)


@attrs.frozen
class Theirs:
    number: int
    text: str = ""
    secret: bytes = field(default=b"", repr=False)
    big: bytes = field(default=b"", repr=lambda octets: f"{len(octets)} octets")
    note: str = field(default="", eq=False)


@frozen
class Nothing:
    pass


@frozen
class Single:
    pair: tuple[int, ...]


@frozen
class Other:
    pair: tuple[int, ...]


@frozen(eq=False)
class Itself:
    number: int


@frozen
class Shouting:
    word: str

    def __repr__(self) -> str:
        return self.word.upper()


contents = st.tuples(
    st.integers(0, 1),
    st.sampled_from("ab"),
    st.sampled_from((b"", b"x")),
    st.sampled_from((b"", b"y")),
    st.sampled_from("cd"),
)


@given(contents, contents)
def test_equality_and_hash_are_those_of_attrs(
    one: tuple[int, str, bytes, bytes, str], other: tuple[int, str, bytes, bytes, str]
) -> None:
    same = Theirs(*one) == Theirs(*other)
    assert (Ours(*one) == Ours(*other)) is same
    assert (Ours(*one) != Ours(*other)) is not same
    assert len({Ours(*one), Ours(*other)}) == len({Theirs(*one), Theirs(*other)})


@given(contents)
def test_it_is_shown_as_attrs_shows_it(
    content: tuple[int, str, bytes, bytes, str],
) -> None:
    assert repr(Ours(*content)) == repr(Theirs(*content)).replace("Theirs", "Ours")


def test_a_secret_is_not_shown() -> None:
    assert "hunter2" not in repr(Ours(1, secret=b"hunter2", big=b"hunter2"))


def test_another_class_is_another_value() -> None:
    single: object = Single((1,))
    assert single != Other((1,))
    assert single != (1,)
    assert hash(single) != hash(Other((1,)))


def test_what_it_cannot_compare_it_leaves_to_the_other() -> None:
    class Any:
        def __eq__(self, _: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]  # never hashed

    ours: object = Ours(1)
    assert ours == Any()


def test_one_field_and_none_are_contents_too() -> None:
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    assert repr(Nothing()) == "Nothing()"
    assert Single((1, 2)) == Single((1, 2)) != Single((1,))
    assert hash(Single((1, 2))) == hash(Single((1, 2)))


def test_without_equality_a_value_is_itself_alone() -> None:
    one = Itself(1)
    assert one == one  # noqa: PLR0124  (itself is what is asked about)
    assert one != Itself(1)


def test_a_method_of_its_own_is_kept() -> None:
    assert repr(Shouting("word")) == "WORD"
    assert Shouting("word") == Shouting("word")


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, evolve])
def test_a_copy_is_equal(again: Callable[[Ours], Ours]) -> None:
    assert again(Ours(1, "a", b"s")) == Ours(1, "a", b"s")


def test_it_travels_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Ours(1, "a"))) == Ours(1, "a")


def test_nothing_can_be_set() -> None:
    value = Ours(1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.number = 2  # type: ignore[misc]  # that is the point
    assert not hasattr(value, "__dict__")
