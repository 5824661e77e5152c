"""`frozen`, which makes a class one of values: `attrs.frozen`, sooner loaded.

attrs writes the source of four methods for each class and compiles it, which is
half of what a class costs at import. Three of them do the same for all values,
and stand here once.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

import attrs

T = TypeVar("T", bound=attrs.AttrsInstance)
Content = Callable[[object], object]


def _shown(value: attrs.AttrsInstance) -> str:
    """Return the class of `value` and its fields, less those kept from sight."""
    shown: list[str] = []
    for each in attrs.fields(type(value)):
        if each.repr:
            show = each.repr if callable(each.repr) else repr
            shown.append(f"{each.name}={show(getattr(value, each.name))}")
    return f"{type(value).__qualname__}({', '.join(shown)})"


def _equality(content: Content) -> Callable[[object, object], object]:
    """Return what tells whether two values have the same class and content."""

    def equal(value: object, other: object) -> object:
        if other.__class__ is not value.__class__:
            return NotImplemented
        return content(value) == content(other)

    return equal


def _hashing(content: Content) -> Callable[[object], int]:
    """Return what gives values of the same class and content the same hash."""

    def hashed(value: object) -> int:
        return (value.__class__, content(value)).__hash__()

    return hashed


def _nothing(_: object) -> tuple[()]:
    return ()


def completed(made: type[T], *, eq: bool) -> type[T]:
    """Return the attrs class `made`, shown with its content; equal by it if `eq`."""
    methods: dict[str, object] = {"__repr__": _shown}
    if eq:
        names = [each.name for each in attrs.fields(made) if each.eq]
        content: Content = attrgetter(*names) if names else _nothing
        methods |= {"__eq__": _equality(content), "__hash__": _hashing(content)}
    for name, method in methods.items():
        if name not in made.__dict__:
            setattr(made, name, method)
    return made


if TYPE_CHECKING:
    from attrs import frozen
else:

    def frozen(made=None, *, eq=True, **options):
        """Return the class `made` as attrs.frozen does; `eq=False` keeps identity."""
        if made is None:
            return lambda made: frozen(made, eq=eq, **options)
        return completed(attrs.frozen(eq=False, repr=False, **options)(made), eq=eq)


__all__ = ("frozen",)
