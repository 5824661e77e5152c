"""What STAT, LIST and UIDL answer. RFC 1939 sections 5 and 7.

A listing may have a million entries, so none of them is a value of its own:
sizes and places stand side by side as numbers of fixed width, unique-ids in the
octets they came in.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from attrs import field

from core.defect import Defect, DefectKind, Parsed
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.pop3.entries import (
    NO_PLACE,
    NO_SHORT_SIZE,
    NO_SIZE,
    UNIDENTIFIED,
    Entries,
    Sieve,
)
from core.span import Span
from core.value import frozen

# drop-listing = number of messages, their octets              RFC 1939 section 5
# scan-listing = message number, its octets
# More may follow either and is to be passed over.
TWO_NUMBERS = pattern(rb"([0-9]{1,19}) ++([0-9]{1,19})(?: .*+)?+", re.DOTALL)
SCAN_LINE = pattern(
    rb"(?:([0-9]{1,19}) ++([0-9]{1,19})(?: [^\r]*+)?+|(?:[^\r]++|\r(?!\n))*+)\r\n"
)
# unique-id-listing = message number, 1*70(0x21 to 0x7E)       RFC 1939 section 7
# A number with anything else behind it has no unique-id, but an entry.
NUMBER_AND_ID = pattern(rb"([0-9]{1,19}) ++([!-~]{1,70})")
UNIQUE_ID_LINE = pattern(
    rb"(?:([0-9]{1,19})(?: ++([!-~]{1,70})| (?:[^\r]++|\r(?!\n))*+)?"
    rb"|(?:[^\r]++|\r(?!\n))*+)\r\n"
)
UNIQUE_ID = pattern(rb"[!-~]{1,70}")


@frozen
class DropListing:
    """How many messages the maildrop holds, and their octets. RFC 1939 section 5."""

    count: int
    size: int


@frozen
class ScanListing:
    """The size of one message, in octets. RFC 1939 section 5."""

    number: int
    size: int


@frozen
class UniqueIdListing:
    """The unique-id of one message; None if it came without a proper one."""

    number: int
    unique_id: bytes | None


@frozen
class Sizes:
    """The size in octets of each message that LIST named. RFC 1939 section 5.

    `packed` has `width` octets a message number, from 1 on, in native order: four,
    or eight where a message of 4 GB or more was named.
    """

    packed: bytes = field(default=b"", repr=False)
    width: int = 4

    @cached_property
    def _entries(self) -> "memoryview[int]":
        return memoryview(self.packed).cast("I" if self.width == 4 else "Q")

    def __len__(self) -> int:
        """Return the highest message number that has an entry."""
        return len(self._entries)

    def of(self, number: int) -> int | None:
        """Return the size of message `number`, None if it was not named."""
        if not 1 <= number <= len(self._entries):
            return None
        size = self._entries[number - 1]
        absent = NO_SHORT_SIZE if self.width == 4 else NO_SIZE
        return None if size == absent else size


@frozen
class UniqueIds:
    """The unique-id of each message that UIDL named. RFC 1939 section 7.

    `blocks` are the lines that came; `packed` has four octets a message number,
    from 1 on, in native order: where in those lines its unique-id starts.
    """

    blocks: tuple[bytes, ...] = field(default=(), repr=False)
    packed: bytes = field(default=b"", repr=False)

    @cached_property
    def _entries(self) -> "memoryview[int]":
        return memoryview(self.packed).cast("I")

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(accumulate(map(len, self.blocks), initial=0))

    def __len__(self) -> int:
        """Return the highest message number that has an entry."""
        return len(self._entries)

    def names(self, number: int) -> bool:
        """Return whether message `number` has an entry, identified or not."""
        return 1 <= number <= len(self) and self._entries[number - 1] != NO_PLACE

    def of(self, number: int) -> bytes | None:
        """Return the unique-id of message `number`, None if it has none."""
        if not 1 <= number <= len(self._entries):
            return None
        place = self._entries[number - 1]
        if place >= UNIDENTIFIED:
            return None
        index = bisect_right(self._starts, place) - 1
        block, start = self.blocks[index], place - self._starts[index]
        return block[start : block.index(b"\r\n", start)]


def numbers(sizes: Sizes, unique_ids: UniqueIds) -> Iterator[int]:
    """Yield the number of each message that either of them names, in order."""
    for number in range(1, max(len(sizes), len(unique_ids)) + 1):
        if sizes.of(number) is not None or unique_ids.names(number):
            yield number


def number_of(unique_ids: UniqueIds, unique_id: bytes) -> int | None:
    """Return the number of the message that `unique_id` stands for, if there is one."""
    if not UNIQUE_ID.fullmatch(unique_id):
        return None
    tail = b" " + unique_id + b"\r\n"
    for block in unique_ids.blocks:
        found = block.find(tail)
        while found >= 0:
            start = block.rfind(b"\n", 0, found) + 1
            digits = block[start:found].rstrip(b" ")
            if digits.isdigit() and unique_ids.of(int(digits[:19])) == unique_id:
                return int(digits)
            found = block.find(tail, found + 1)
    return None


def parse_drop_listing(text: bytes) -> Parsed[DropListing | None]:
    """Return what the text of an answer to STAT says; None is LISTING_MALFORMED."""
    found = TWO_NUMBERS.fullmatch(text)
    if found is None:
        return Parsed(None, (_malformed(text),))
    return Parsed(DropListing(int(found[1]), int(found[2])))


def parse_scan_listing(text: bytes) -> Parsed[ScanListing | None]:
    """Return what the text of an answer to LIST n says; None is LISTING_MALFORMED."""
    found = TWO_NUMBERS.fullmatch(text)
    if found is None:
        return Parsed(None, (_malformed(text),))
    return Parsed(ScanListing(int(found[1]), int(found[2])))


def parse_unique_id_listing(text: bytes) -> Parsed[UniqueIdListing | None]:
    """Return what the text of an answer to UIDL n says.

    None is LISTING_MALFORMED; an improper unique-id is UNIQUE_ID_MALFORMED.
    """
    if found := NUMBER_AND_ID.fullmatch(text):
        return Parsed(UniqueIdListing(int(found[1]), found[2]))
    number, _, _ = text.partition(b" ")
    if not (number.isdigit() and len(number) <= 19):
        return Parsed(None, (_malformed(text),))
    defect = Defect(DefectKind.UNIQUE_ID_MALFORMED, Span(0, len(text)))
    return Parsed(UniqueIdListing(int(number), None), (defect,))


def _malformed(text: bytes) -> Defect:
    return Defect(DefectKind.LISTING_MALFORMED, Span(0, len(text)))


def parse_sizes(
    blocks: tuple[bytes, ...],
    count: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[Sizes]:
    """Return the sizes that the body of an answer to LIST names.

    `blocks` hold whole lines, `count` is how many messages there are, None if
    that is not known. LISTING_MALFORMED, LISTING_OUT_OF_RANGE and
    LISTING_NUMBER_REPEATED may arise; spans count from the first block.
    """
    entries = Entries(array("I"), NO_SHORT_SIZE, count, limits)
    for block in blocks:
        for found in SCAN_LINE.finditer(block):
            if found[1] is None:
                entries.report(DefectKind.LISTING_MALFORMED, found)
                continue
            if (size := int(found[2])) >= NO_SHORT_SIZE:
                entries.widen(NO_SIZE)
            entries.enter(int(found[1]), size, found)
        entries.base += len(block)
    packed, width = entries.table.tobytes(), entries.table.itemsize
    return Parsed(Sizes(packed, width), entries.defects())


def parse_unique_ids(
    blocks: tuple[bytes, ...],
    count: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[UniqueIds]:
    """Return the unique-ids that the body of an answer to UIDL names.

    Arguments and defects as for `parse_sizes`, and UNIQUE_ID_MALFORMED and
    UNIQUE_ID_REPEATED. Where two entries have one number or one unique-id, all
    of them are left without: which is meant cannot be known.
    """
    entries = Entries(array("I"), NO_PLACE, count, limits)
    sieve = Sieve(sum(map(len, blocks)))
    for block in blocks:
        for found in UNIQUE_ID_LINE.finditer(block):
            digits, unique_id = found.groups()
            place = entries.base + found.start(2)
            if digits is None:
                entries.report(DefectKind.LISTING_MALFORMED, found)
            elif unique_id is None or place >= UNIDENTIFIED:
                entries.report(DefectKind.UNIQUE_ID_MALFORMED, found)
                entries.enter(int(digits), UNIDENTIFIED, found)
            else:
                sieve.meet(unique_id)
                if not entries.enter(int(digits), place, found):
                    entries.unidentify(int(digits))
        entries.base += len(block)
    suspects = sieve.suspects
    # Its bits are no longer wanted, and there are many.
    del sieve
    if suspects:
        _unidentify_repeated(entries, blocks, suspects)
    return Parsed(UniqueIds(blocks, entries.table.tobytes()), entries.defects())


def _unidentify_repeated(
    entries: Entries, blocks: tuple[bytes, ...], suspects: set[bytes]
) -> None:
    """Take every unique-id of `suspects` away that stands in several entries."""
    # The octets that count are those of the suspects: others like them take room.
    counts = dict.fromkeys(suspects, 0)
    for block in blocks:
        for found in UNIQUE_ID_LINE.finditer(block):
            if (unique_id := found[2]) in counts:
                counts[unique_id] += 1
    repeats = {unique_id for unique_id, count in counts.items() if count > 1}
    entries.base = 0
    for block in blocks if repeats else ():
        for found in UNIQUE_ID_LINE.finditer(block):
            if found[2] in repeats:
                entries.report(DefectKind.UNIQUE_ID_REPEATED, found)
                entries.unidentify(int(found[1]))
        entries.base += len(block)
