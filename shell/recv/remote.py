"""The verbs that read, for messages that a server holds."""

from core.message import parse_message
from shell.exits import ExitCode
from shell.options.recv import FILE_FORMS, Parts, Save, Show
from shell.options.verb import verb_name
from shell.recv import which
from shell.recv.desk import Desk
from shell.recv.getting import message
from shell.recv.local import read, read_local, words_of
from shell.recv.maildrop import Maildrop
from shell.recv.reading import Opener, Reading, Window
from shell.terminal.screen import put


def read_verb(maildrop: Maildrop, verb: Show | Parts | Save, desk: Desk) -> ExitCode:
    """Return the exit code after `verb` was done to messages, or to files.

    What is shown in full is noted in the state. Raises ShellError.
    """
    window = window_of(desk)
    done = read_local(verb, window)
    if done is not None:
        return done
    words, numbers = words_of(verb)
    if not words:
        raise which.unnamed(verb_name(type(verb)), FILE_FORMS)
    found = which.find(maildrop, words, which.Rule(session=desk.session))
    if found.unprinted and not desk.setting.quiet:
        shown = ", ".join(map(str, found.unprinted))
        put(window.talk, f"no listing has shown {shown}; it is counted as of now")
    if not found.numbers and not desk.setting.quiet:
        put(window.talk, which.none_words(new=words == ["new"]))
    openers = tuple(_opener(maildrop, number) for number in found.numbers)
    return read(verb, numbers, openers, window, lambda each: _note(maildrop, each))


def window_of(desk: Desk) -> Window:
    """Return where the answers of a run go."""
    setting = desk.setting
    return Window(
        out=setting.out,
        talk=setting.talk,
        environment=setting.environment,
        quiet=setting.quiet,
        json=desk.json,
    )


def _opener(maildrop: Maildrop, number: int) -> Opener:
    def opened() -> Reading:
        return Reading(
            message=parse_message(message(maildrop, number)),
            name=f"message {number}",
            account=maildrop.name,
            number=number,
            unique_id=maildrop.holding.unique_id(number),
            new=maildrop.is_new(number),
        )

    return opened


def _note(maildrop: Maildrop, reading: Reading) -> None:
    if reading.number is not None:
        maildrop.mark_shown(reading.number)
