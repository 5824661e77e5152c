"""Windows for tests to look at, written to by the verbs that read."""

import io
import re

from attrs import field, frozen

from core.message import parse_message
from core.visible import ACTING_TEXT
from shell.recv.reading import Opener, Reading, Window
from shell.terminal.screen import Screen

COLOUR_TEXT = re.compile(r"\x1b\[[0-9;]*m")

NEWSLETTER_SCREEN = """\
From:    Acme Weekly <news@acme.example>
To:      Ann <ann@example.org>
Date:    Fri 2026-11-20 09:00 +0800
Subject: Autumn news 🍂

[Acme]
View in browser [1]

# Autumn news

Dear Ann,
three things happened this week — read on…

- The new release: notes [2]
- Chinese: 你好，世界

Plan    Price
-------------
Basic   5 EUR
团队版  25 EUR

> Best tool ever.

https://bank.example/ [3: leads to evil.example]

[1] https://acme.example/view?id=1
[2] https://acme.example/r/7
[3] https://evil.example/login
"""

CHINESE_SCREEN = """\
From:    张三 <z@qq.com>
To:      李四 <l@163.com>
Date:    Fri 2026-11-20 09:00 +0800
Subject: 技术活

你好，李四：

报告在附件里。镕
"""


@frozen
class Seen:
    """A window, and what was written on it."""

    window: Window
    out: io.StringIO = field(factory=io.StringIO)
    talk: io.StringIO = field(factory=io.StringIO)

    @property
    def text(self) -> str:
        return self.out.getvalue()

    @property
    def said(self) -> str:
        return self.talk.getvalue()


def seen(
    *, terminal: bool = False, width: int = 80, json: bool = False, quiet: bool = False
) -> Seen:
    """Return a window of `width` columns; a terminal has colours and no pager."""
    out, talk = io.StringIO(), io.StringIO()

    def screen(stream: io.StringIO) -> Screen:
        return Screen(
            stream=stream, terminal=terminal, colour=terminal, width=width, height=24
        )

    window = Window(
        out=screen(out),
        talk=screen(talk),
        environment={"PAGER": "cat"},
        json=json,
        quiet=quiet,
    )
    return Seen(window, out, talk)


def opener(octets: bytes, name: str = "./a.eml") -> Opener:
    """Return what opens a message of `octets`."""
    return lambda: Reading(message=parse_message(octets), name=name)


def plain(text: str) -> str:
    """Return `text` without our colours."""
    return COLOUR_TEXT.sub("", text)


def is_harmless(text: str) -> bool:
    """Return whether nothing in `text` acts on a terminal but colours of ours."""
    return ACTING_TEXT.search(plain(text)) is None
