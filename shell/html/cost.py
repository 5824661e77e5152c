"""What HTML would cost as a tree, judged before one is made."""

import re
from typing import Final

from core.pattern import pattern

# Nodes that a tree may have; more take seconds to make. Long newsletters have 5,000.
NODE_LIMIT: Final = 60_000
# Nodes that are opened again and again are made this many times as fast as others.
AGAIN: Final = 3

TAG_TEXT = pattern("<(/?)([A-Za-z][A-Za-z0-9]*+)")
# What a paragraph that ends closes and the next one opens again.
#                                       HTML Living Standard section 13.2.4.3
FORMATTING_TEXT = pattern(
    "a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u", re.IGNORECASE
)


def tree_cost(text: str) -> int:
    """Return about how many nodes the tree of HTML has, and rather more than less.

    A thousand `<font>` that no tag closes are opened anew in each paragraph behind
    them: a few kB make millions of nodes, as the standard has it.
    """
    nodes = text.count("<")
    if nodes > NODE_LIMIT:
        return nodes
    again = unclosed = 0
    for closing, name in TAG_TEXT.findall(text):
        if FORMATTING_TEXT.fullmatch(name) is None:
            again += unclosed
        elif not closing:
            unclosed += 1
        elif unclosed:
            unclosed -= 1
    return nodes + again // AGAIN
