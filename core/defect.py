"""What was wrong with octets, beside the value they were read as."""

from enum import StrEnum, auto
from typing import Generic, TypeVar

from attrs import frozen

from core.span import Span

T_co = TypeVar("T_co", covariant=True)


class DefectKind(StrEnum):
    """A departure from an RFC that a parser met.

    The comment above each kind names the section that was departed from and
    says what was done instead. docs/defects.md is made of these comments.
    The value is the name in lower case, and is what JSON and transcripts hold.
    """

    # -- limits ----------------------------------------------------------------

    # More was found than `Limits` allows. What is past the limit is kept as
    # octets and not looked at further.
    LIMIT_DEFECTS = auto()


@frozen
class Defect:
    """A departure from an RFC, and where it stands in the parser's input."""

    kind: DefectKind
    span: Span


@frozen
class Parsed(Generic[T_co]):
    """The best value that octets give, and their defects in the order they stand."""

    value: T_co
    defects: tuple[Defect, ...] = ()
