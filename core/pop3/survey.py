"""Asking what a maildrop holds: STAT, LIST and UIDL, and TOP for header sections."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

from attrs import field

from core.defect import DefectKind, Parsed
from core.limits import DEFAULT_LIMITS, Limits
from core.pop3.command import List, Stat, Top, Uidl
from core.pop3.event import Answer
from core.pop3.listing import (
    DropListing,
    Sizes,
    UniqueIds,
    numbers,
    parse_drop_listing,
    parse_sizes,
    parse_unique_ids,
)
from core.pop3.response import Response
from core.pop3.talk import Talk, cause, granted, group
from core.value import frozen
from core.wire.turn import Missing

T = TypeVar("T")


@frozen(kw_only=True)
class Listed:
    """What a maildrop holds, as STAT, LIST and UIDL tell it. RFC 1939 section 5.

    `drop` is None where STAT was refused; `unique_ids` is None where UIDL was, and
    then messages are told apart by their octets alone. `highest` is the highest
    number a message can have.
    """

    drop: DropListing | None
    highest: int
    sizes: Sizes = field(repr=False)
    unique_ids: UniqueIds | None = field(repr=False)
    defects: tuple[DefectKind, ...] = ()

    def numbers(self) -> Iterator[int]:
        """Return the message numbers in order: up to `highest` if none is told."""
        unique_ids = UniqueIds() if self.unique_ids is None else self.unique_ids
        if self.sizes or unique_ids:
            return numbers(self.sizes, unique_ids)
        return iter(range(1, self.highest + 1))


@frozen
class Unlisted:
    """No listing: STAT, LIST and UIDL were all refused, or the line was lost."""

    cause: Response | Missing


@frozen
class Dishonest:
    """A listing of what the maildrop cannot hold: the session is to be ended.

    Numbers outside of 1 to the count that STAT gave, or over Limits.entries.
    """

    defects: tuple[DefectKind, ...]


Listing: TypeAlias = Listed | Unlisted | Dishonest


def listing(marked: int = 0, limits: Limits = DEFAULT_LIMITS) -> Talk[Listing]:
    """Return what the maildrop holds.

    `marked` is how many messages this session has marked as deleted: STAT does
    not count them, but the numbers of the others stay. RFC 1939 section 5.
    """
    stat = yield (Stat(), List(), Uidl())
    drop = parse_drop_listing(stat.text) if granted(stat) else Parsed(None)
    count = None if drop.value is None else drop.value.count + marked
    # Of each body only what was read stays, so that no two are held at once.
    sizes = _read(parse_sizes, (yield ()), count, limits)
    unique_ids = _read(parse_unique_ids, (yield ()), count, limits)
    if isinstance(stat, Missing):
        return Unlisted(stat)
    if isinstance(sizes, Missing):
        return Unlisted(sizes)
    if isinstance(unique_ids, Missing):
        return Unlisted(unique_ids)
    if drop.value is None and isinstance(sizes, Response):
        return Unlisted(sizes)
    told = Parsed(Sizes()) if isinstance(sizes, Response) else sizes
    named = Parsed(None) if isinstance(unique_ids, Response) else unique_ids
    defects = drop.defects + told.defects + named.defects
    kinds = tuple(dict.fromkeys(defect.kind for defect in defects))
    if DefectKind.LISTING_OUT_OF_RANGE in kinds or (count or 0) > limits.entries:
        return Dishonest(kinds)
    return Listed(
        drop=drop.value,
        highest=len(told.value) if count is None else count,
        sizes=told.value,
        unique_ids=named.value,
        defects=kinds,
    )


def _read(
    parse: "Callable[[tuple[bytes, ...], int | None, Limits], Parsed[T]]",
    answer: Answer,
    count: int | None,
    limits: Limits,
) -> Parsed[T] | Response | Missing:
    """Return what the body of `answer` lists; the answer itself if it has none."""
    match answer:
        case Response(body=tuple() as blocks):
            return parse(blocks, count, limits)
        case _:
            return cause(answer)


def heads(numbers: tuple[int, ...], lines: int = 0) -> Talk[tuple[Answer, ...]]:
    """Return the answers to TOP for each of `numbers`; the pieces go elsewhere.

    The first go one by one until one is granted. Two refusals are those of a
    server without TOP, one may be of a message that is gone; then the last
    refusal stands for all that was not asked for.
    """
    answers: tuple[Answer, ...] = ()
    commands = tuple(Top(number, lines) for number in numbers)
    while len(answers) < min(2, len(commands)) and not any(map(granted, answers)):
        answers += ((yield (commands[len(answers)],)),)
    rest = commands[len(answers) :]
    if any(map(granted, answers)) and rest:
        return answers + (yield from group(*rest))
    return answers + answers[-1:] * len(rest)
