"""A listing while it is read: one number an entry, by message number."""

import binascii
import re
from array import array

from core.defect import Defect, DefectKind
from core.limits import Limits
from core.span import Span

# What a size of 19 digits, or an offset into a listing, cannot be.
NO_SIZE = 2**64 - 1
NO_PLACE = 2**32 - 1
# A size below it goes into four octets.
NO_SHORT_SIZE = 2**32 - 1
UNIDENTIFIED = 2**32 - 2

SIEVE_BITS = 2**24


class Entries:
    """What a listing has said so far, and what is wrong with it.

    `table` has one entry a message number, from 1 on, `absent` where there is
    none; `base` is how many octets stand before the block that is being read.
    """

    def __init__(
        self, table: "array[int]", absent: int, count: int | None, limits: Limits
    ) -> None:
        self.table = table
        self._absent = array(table.typecode, (absent,))
        self.base = 0
        self._bound = limits.entries if count is None else min(count, limits.entries)
        self._limit = limits.defects
        self._defects: list[Defect] = []

    def enter(self, number: int, entry: int, found: "re.Match[bytes]") -> bool:
        """Enter `entry` and return True, unless `number` has one already.

        A number out of range is reported, and no entry either.
        """
        known = len(self.table)
        if number == known + 1 <= self._bound:
            self.table.append(entry)
        elif not 1 <= number <= self._bound:
            self.report(DefectKind.LISTING_OUT_OF_RANGE, found)
        elif number > known:
            self.table.extend(self._absent * (number - known))
            self.table[-1] = entry
        elif self.table[number - 1] == self._absent[0]:
            self.table[number - 1] = entry
        else:
            self.report(DefectKind.LISTING_NUMBER_REPEATED, found)
            return False
        return True

    def widen(self, absent: int) -> None:
        """Give each entry eight octets, and `absent` for none."""
        if self.table.typecode != "Q":
            none = self._absent[0]
            wide = (absent if each == none else each for each in self.table)
            self.table = array("Q", wide)
            self._absent = array("Q", (absent,))

    def unidentify(self, number: int) -> None:
        """Leave `number` an entry without what it stands for."""
        if 1 <= number <= len(self.table):
            self.table[number - 1] = UNIDENTIFIED

    def report(self, kind: DefectKind, found: "re.Match[bytes]") -> None:
        """Report the line found in the block being read, up to the limit of defects."""
        span = Span(self.base + found.start(), self.base + found.end() - 2)
        if len(self._defects) < self._limit:
            self._defects.append(Defect(kind, span))
        elif len(self._defects) == self._limit:
            self._defects.append(Defect(DefectKind.LIMIT_DEFECTS, span))

    def defects(self) -> tuple[Defect, ...]:
        """Return what was reported, in the order in which it stands."""
        return tuple(sorted(self._defects, key=lambda defect: defect.span.start))


class Sieve:
    """Finds octet strings that may have come before, in little memory.

    A million of them in a set are over 100 MB. The checksum of each sets one bit
    instead, and only those that find theirs set are suspects. `size` is how many
    octets they have together: there are a few bits for each.
    """

    def __init__(self, size: int) -> None:
        self.suspects: set[bytes] = set()
        self._count = min(SIEVE_BITS, 1 << (2 * size).bit_length() + 3)
        self._bits = bytearray(self._count // 8)

    def meet(self, octets: bytes) -> None:
        """Make `octets` a suspect if their bit is set, and set it."""
        at = binascii.crc32(octets) % self._count
        bit = 1 << (at & 7)
        if self._bits[at >> 3] & bit:
            self.suspects.add(octets)
        self._bits[at >> 3] |= bit
