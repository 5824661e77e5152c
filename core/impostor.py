"""Signs that a sender is not who it looks like: names, letters and hidden characters.

The letters of one domain label come from one script, or from those that are written
together, as UTS #39 section 5.2 has it for "highly restrictive".
"""

import unicodedata
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from core.header.address import Mailbox
from core.header.domain import to_unicode
from core.pattern import pattern
from core.visible import ACTING_TEXT, visible_line

# Scripts that are written with Latin letters among them.
WITH_LATIN: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# Letters of other scripts that look like a Latin one. UTS #39, confusables, the common.
LOOKALIKES: Final = MappingProxyType(
    str.maketrans(
        "аеорсухіјѕԁһԛԝүӏɡɑɩαινορτυχνкмтвнз", "aeopcyxijsdhqwylgaiaivoptuxvkmtbh3"
    )
)
UNSEEN_TEXT = pattern("[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff]")
ADDRESS_TEXT = pattern(r"[^\s<>()\"',;:@]{1,64}@([^\s<>()\"',;:@]{1,255})")
# Characters of a display name that are looked at.
NAME_LIMIT: Final = 1_000


def suspicions(mailbox: Mailbox) -> tuple[str, ...]:
    """Return why a sender may not be who it looks like, each as a sentence.

    The display name names another address; a domain mixes scripts, or is written in
    letters that look like others; something in it cannot be seen, or turns the
    direction of the line.
    """
    name = (mailbox.display_name or "")[:NAME_LIMIT]
    address = mailbox.addr_spec.text
    domain = to_unicode(mailbox.addr_spec.domain)
    found = [
        *_claims(name, address),
        *_lookalikes(domain),
    ]
    for text, what in ((name, "name"), (f"{address}{domain}", "address")):
        if UNSEEN_TEXT.search(text):
            found.append(f"The sender's {what} has characters that cannot be seen.")
        if ACTING_TEXT.search(text):
            found.append(f"The sender's {what} has characters that mislead a terminal.")
    return tuple(dict.fromkeys(found))


def _claims(name: str, address: str) -> tuple[str, ...]:
    claimed = ADDRESS_TEXT.search(name)
    if claimed is None or claimed[0].lower().rstrip(".") == address.lower():
        return ()
    shown, real = visible_line(claimed[0]), visible_line(address)
    return (f'The sender\'s name says "{shown}", but the mail is from {real}.',)


def _lookalikes(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    for label in labels:
        yield from _label(label, plain_end=labels[-1].isascii())


def _label(label: str, *, plain_end: bool) -> Iterator[str]:
    """Yield what is odd about a label. One script all through is not."""
    scripts = {_script(each) for each in label if each.isalpha()}
    shown = visible_line(label)
    if len(scripts) > 1 and not any(scripts <= group for group in WITH_LATIN):
        names = " and ".join(sorted(each.capitalize() for each in scripts))
        yield f'The domain label "{shown}" mixes {names} letters.'
    plain = label.lower().translate(LOOKALIKES)
    if plain_end and plain.isascii() and not label.isascii():
        yield f'The domain label "{shown}" is not "{plain}", though it looks so.'


def _script(letter: str) -> str:
    """Return the script of a letter: the first word of its name."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0].partition("-")[0]
