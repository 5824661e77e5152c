"""From WHICH, as a person writes it, to message numbers of this session.

From the shell a number stands for the unique-id that stood beside it when this
account's messages were last printed, whatever number that message has by now.
"""

from collections.abc import Iterator, Sequence
from typing import NoReturn

from core.pattern import pattern
from core.value import frozen
from shell.exits import Kind, ShellError
from shell.options.recv import WHICH_FORMS
from shell.recv.maildrop import Maildrop

# Several of them may stand in one word, with commas between.
ITEM_TEXT = pattern(r"(?P<first>[0-9]{1,19})(?:-(?P<last>[0-9]{1,19}))?")


@frozen(kw_only=True)
class Rule:
    """How numbers are taken.

    With `session` a person sees this session's numbers. With `strict` a number that
    was never printed, or whose message is gone, is refused.
    """

    session: bool = False
    strict: bool = False


@frozen
class Meant:
    """The messages that were meant, in the order they were named.

    `unprinted` are numbers that no listing has shown: they are this session's.
    """

    numbers: tuple[int, ...]
    unprinted: tuple[int, ...] = ()


def find(maildrop: Maildrop, words: Sequence[str], rule: Rule) -> Meant:
    """Return which messages `words` mean. Raises ShellError: USAGE for what is no
    WHICH, MESSAGE for one that is not there.
    """
    search = _Search(maildrop, rule)
    items = [item for word in words for item in _items(word)]
    for item in items:
        search.add(item)
    return Meant(tuple(dict.fromkeys(search.numbers)), tuple(search.unprinted))


def unnamed(verb: str, forms: str = WHICH_FORMS) -> ShellError:
    """Return the error for a verb that is said without a WHICH and needs one."""
    what = f"{verb} needs to know which message: {forms}"
    return ShellError(kind=Kind.USAGE, what=what)


def none_words(*, new: bool) -> str:
    """Return what is told where no message was meant; `new` if new ones were."""
    return "nothing new" if new else "no messages"


def check(words: Sequence[str]) -> None:
    """Raise ShellError if `words` are no WHICH, before anybody is asked."""
    for word in words:
        for item in _items(word):
            match = ITEM_TEXT.fullmatch(item)
            known = item in {"last", "new", "all"} or item.startswith("uid:")
            if not known and match is None:
                what = f'"{item}" names no message: {WHICH_FORMS}'
                raise ShellError(kind=Kind.USAGE, what=what)
            if match and match["last"] and int(match["first"]) > int(match["last"]):
                raise ShellError(kind=Kind.USAGE, what=f'"{item}" counts backwards')


def _items(word: str) -> list[str]:
    # A unique-id may hold commas.
    return [word] if word.startswith("uid:") else word.split(",")


class _Search:
    """What was found so far."""

    def __init__(self, maildrop: Maildrop, rule: Rule) -> None:
        self.numbers: list[int] = []
        self.unprinted: list[int] = []
        self._maildrop = maildrop
        self._holding = maildrop.holding
        self._rule = rule

    def add(self, item: str) -> None:
        """Add the messages that one item means."""
        if item == "all":
            self.numbers += self._holding.numbers()
        elif item == "last":
            self.numbers += [max(self._holding.numbers(), default=0) or self._none()]
        elif item == "new":
            numbers = self._holding.numbers()
            self.numbers += filter(self._maildrop.is_new, numbers)
        elif item.startswith("uid:"):
            self.numbers.append(self._identified(item))
        elif match := ITEM_TEXT.fullmatch(item):
            first = int(match["first"])
            if match["last"] is None:
                self.numbers.append(self._number(first))
            else:
                self.numbers += self._range(first, int(match["last"]))

    def _none(self) -> NoReturn:
        raise ShellError(kind=Kind.MESSAGE, what="there are no messages")

    def _identified(self, item: str) -> int:
        number = self._holding.number_of(item.removeprefix("uid:"))
        if number is None:
            what = f"there is no message with the unique-id {item[4:]}"
            raise ShellError(kind=Kind.MESSAGE, what=what)
        return number

    def _number(self, number: int) -> int:
        """Return the number that the message of a printed `number` has now."""
        unique_id = self._maildrop.printed.get(number)
        if unique_id is None:
            return self._unprinted(number)
        if self._holding.unique_id(number) == unique_id:
            return number
        found = self._holding.number_of(unique_id)
        if found is None:
            raise ShellError(
                kind=Kind.MESSAGE,
                what=f"message {number} of the last listing is gone",
                hint="`list` shows what is there now.",
            )
        return found

    def _unprinted(self, number: int) -> int:
        """Return `number` itself, where it may be taken for this session's."""
        if self._rule.strict and not self._rule.session:
            raise ShellError(
                kind=Kind.MESSAGE,
                what=f"no listing has shown a message {number}",
                hint="Run `list` first: a number means what was printed beside it.",
            )
        if not self._holding.has(number):
            raise ShellError(kind=Kind.MESSAGE, what=f"there is no message {number}")
        if not self._rule.session:
            self.unprinted.append(number)
        return number

    def _range(self, first: int, last: int) -> Iterator[int]:
        """Yield the messages of a range; numbers that nothing has are passed over."""
        highest = max(
            (*self._maildrop.printed, self._holding.listed.highest), default=0
        )
        for number in range(first, min(last, highest) + 1):
            if number in self._maildrop.printed or self._holding.has(number):
                yield self._number(number)
