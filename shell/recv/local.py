"""The verbs that read: for files no server, account or state is needed."""

from collections.abc import Callable, Sequence

from shell.exits import ExitCode
from shell.options.recv import Parts, RecvOptions, Save, Show
from shell.options.verb import Verb
from shell.recv.reading import (
    Opener,
    Reading,
    Window,
    are_local,
    local_openers,
    window,
)


def about_files(verb: Verb) -> bool:
    """Return whether `verb` is about files, so that no server is asked.

    Raises ShellError if it names files and messages of a server.
    """
    match verb:
        case Show() | Parts() | Save():
            return are_local(words_of(verb)[0])
        case _:
            return False


def read_files(options: RecvOptions, verbs: Sequence[Verb]) -> int | None:
    """Return the exit code of `verbs` if all are about files, else None.

    Then no configuration is read, and no server is asked. Raises ShellError.
    """
    if options.check or not verbs or not all(map(about_files, verbs)):
        return None
    here = window(quiet=options.quiet, json=options.json)
    for verb in verbs:
        assert isinstance(verb, Show | Parts | Save)
        if code := read_local(verb, here):
            return code
    return ExitCode.DONE


def read_local(verb: Show | Parts | Save, window: Window) -> ExitCode | None:
    """Return the exit code after `verb` was done to files; None if it names none.

    Raises ShellError.
    """
    words, numbers = words_of(verb)
    if not are_local(words):
        return None
    return read(verb, numbers, local_openers(words), window)


def words_of(verb: Show | Parts | Save) -> tuple[list[str], list[str]]:
    """Return the words for messages, and the numbers of parts."""
    match verb:
        case Save():
            from shell.recv.save import which_and_parts

            return which_and_parts(verb)
        case Show(which=which) | Parts(which=which):
            return which or [], []


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
