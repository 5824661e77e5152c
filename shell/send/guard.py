"""Questions before a message goes that a person may have meant otherwise."""

from collections.abc import Iterator

from core.pattern import pattern
from shell.exits import Kind, ShellError
from shell.journal import Journal, Stage
from shell.run.setting import Setting
from shell.send.mail import Mail

# What people write when they mean to attach something. A line that is quoted is
# somebody else's, and a URL is nobody's.
SPEAKS_TEXT = pattern(
    r"(?i)\b(?:attach(?:ed|ing|ment|ments)?|enclos(?:ed|ing|ure|ures))\b"
    r"|附件|附上|附了|随信附|見附|见附|附檔|附档"
)
QUOTED_TEXT = pattern(r"(?m)^[ \t]*+>.*+$|https?://\S++")
# What speaks of it without meaning it.
DENIES_TEXT = pattern(
    r"(?i)\b(?:no|without(?: an?| any)?) attach(?:ment|ments)\b"
    r"|(?:无|無|没有|沒有|不含|不带)附件"
)
TEXT_LIMIT = 1_000_000


def objections(mail: Mail) -> Iterator[str]:
    """Yield what a person may not have meant, each a clause."""
    if not (mail.subject or "").strip():
        yield "the subject is empty"
    if not mail.attached:
        text = QUOTED_TEXT.sub(" ", mail.speaks[:TEXT_LIMIT])
        found = SPEAKS_TEXT.search(DENIES_TEXT.sub(" ", text))
        if found is not None:
            yield f'the text says "{found[0]}", but nothing is attached'


def repeated(mail: Mail, journal: Journal) -> Iterator[str]:
    """Yield that an earlier try may have come through. Raises ShellError."""
    line = journal.last(mail.message_id)
    if line is not None and line.stage in {Stage.POURING, Stage.UNCERTAIN}:
        yield (
            f"this message may have been sent already, at {line.at} by {line.server},"
            " where no answer came: it may arrive twice"
        )


def pass_guards(objected: Iterator[str], setting: Setting, *, yes: bool) -> None:
    """Ask about each of `objected` on a terminal, warn elsewhere; --yes is silent.

    Raises ShellError if the person would rather not send.
    """
    for clause in objected:
        if yes:
            continue
        from shell.terminal.prompt import can_ask, confirm

        if not can_ask():
            setting.warn(clause)
        elif not confirm(
            f"{clause[0].upper()}{clause[1:]}. Send all the same?",
            instead="--yes sends without asking.",
        ):
            raise ShellError(kind=Kind.USAGE, what="nothing is sent, as you say")
