"""What a maildrop holds in this session, by message number and by unique-id."""

from collections.abc import Collection, Iterator

from core.pop3.listing import UniqueIds, number_of
from core.pop3.survey import Listed
from core.value import frozen

NO_IDS = UniqueIds()


@frozen
class Holding:
    """The messages of one session: their numbers, sizes in octets, unique-ids."""

    listed: Listed

    @property
    def count(self) -> int:
        """Return how many messages there are."""
        drop = self.listed.drop
        return sum(1 for _ in self.numbers()) if drop is None else drop.count

    @property
    def size(self) -> int:
        """Return how many octets they have together."""
        drop = self.listed.drop
        if drop is not None:
            return drop.size
        return sum(self.size_of(number) or 0 for number in self.numbers())

    @property
    def identified(self) -> bool:
        """Return whether the server tells unique-ids at all."""
        return self.listed.unique_ids is not None

    def numbers(self) -> Iterator[int]:
        """Yield the message numbers, lowest first."""
        return self.listed.numbers()

    def has(self, number: int) -> bool:
        """Return whether there is a message `number`."""
        if self.size_of(number) is not None or self._ids.names(number):
            return True
        bare = not self.listed.sizes and not self._ids
        return bare and 1 <= number <= self.listed.highest

    def size_of(self, number: int) -> int | None:
        """Return the size of a message, None if LIST did not tell it."""
        return self.listed.sizes.of(number)

    def unique_id(self, number: int) -> str | None:
        """Return the unique-id of a message, None if it has no proper one."""
        octets = self._ids.of(number)
        return None if octets is None else octets.decode("ascii")

    def number_of(self, unique_id: str) -> int | None:
        """Return the number that a unique-id has now, None if it is not there."""
        octets = unique_id.encode("ascii", "replace")
        return number_of(self._ids, octets)

    def numbers_of(self, unique_ids: Collection[str]) -> dict[int, str]:
        """Return those of `unique_ids` that are there, by their numbers."""
        if len(unique_ids) < 8:
            pairs = ((self.number_of(each), each) for each in unique_ids)
            return {number: each for number, each in pairs if number is not None}
        wanted = frozenset(unique_ids)
        named = ((number, self.unique_id(number)) for number in self.numbers())
        return {number: each for number, each in named if each in wanted and each}

    @property
    def _ids(self) -> UniqueIds:
        return self.listed.unique_ids or NO_IDS
