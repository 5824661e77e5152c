"""The verbs that read: for files no server, account or state is needed."""

from collections.abc import Callable, Sequence

from shell.exits import ExitCode
from shell.options.recv import Parts, Save, Show, Verb
from shell.recv.reading import Opener, Reading, Window, are_local, local_openers


def read_local(verb: Verb, window: Window) -> ExitCode | None:
    """Return the exit code after `verb` was done to files; None if it names none.

    Raises ShellError.
    """
    match verb:
        case Show(which=[_, *_] as words) | Parts(which=[_, *_] as words):
            numbers: list[str] = []
        case Save(which=str()):
            from shell.recv.save import which_and_parts

            words, numbers = which_and_parts(verb)
        case _:
            return None
    if not are_local(words):
        return None
    return read(verb, numbers, local_openers(words), window)


def read(
    verb: Show | Parts | Save,
    numbers: Sequence[str],
    openers: Sequence[Opener],
    window: Window,
    shown: Callable[[Reading], None] = lambda _: None,
) -> ExitCode:
    """Return the exit code after `verb` was done to messages, whoever opens them.

    `numbers` are the parts to save; `shown` is told of each message shown in full.
    Raises ShellError.
    """
    match verb:
        case Show():
            from shell.recv.show import show

            return show(verb, openers, window, shown)
        case Parts():
            from shell.recv.parts import show_parts

            return show_parts(openers, window)
        case Save():
            from shell.recv.save import save

            return save(verb, numbers, openers, window)
