"""Options that exclude each other."""

from collections.abc import Iterator

from shell.exits import Kind, ShellError
from shell.options.send import BodyFormat, SendOptions


def check_exclusions(options: SendOptions) -> None:
    """Raise ShellError for options that do not go together."""
    if options.message is not None and options.text is not None:
        raise _refusal("--message and --text both give the text: leave one out")
    modes = tuple(_modes(options))
    if len(modes) > 1:
        raise _refusal(f"{modes[0]} and {modes[1]} exclude each other")
    composing = tuple(_composing(options))
    given = tuple(_given(options))
    if options.again:
        composing += given
        given = ("--again",)
    if given and composing:
        raise _refusal(f"{given[0]} sends a message as it is: leave out {composing[0]}")
    if options.again and len(options.recipients or ()) > 1:
        raise _refusal("--again sends one kept message: name one file or none")
    if options.dry_run and options.json:
        raise _refusal("--dry-run prints the message, not JSON: leave out --json")
    if options.configure and len(options.recipients or ()) != 1:
        raise _refusal("--configure wants your own address, and nothing else")


def _modes(options: SendOptions) -> Iterator[str]:
    """Yield what the run is to do in place of sending."""
    if options.configure:
        yield "--configure"
    if options.check:
        yield "--check"
    if options.dry_run:
        yield "--dry-run"


def _given(options: SendOptions) -> Iterator[str]:
    """Yield the options by which a finished message is sent."""
    if options.eml is not None:
        yield "--eml"
    if options.read_recipients:
        yield "--read-recipients"


def _composing(options: SendOptions) -> Iterator[str]:
    """Yield the options that make a message."""
    values = {
        "--subject": options.subject,
        "--message": options.message,
        "--text": options.text,
        "--attach": options.attach,
        "--header": options.header,
        "--cc": options.cc,
        "--reply-to": options.reply_to,
        "--in-reply-to": options.in_reply_to,
    }
    # An empty list is an option that was not given.
    yield from (name for name, value in values.items() if value not in (None, []))
    if options.body_format is not BodyFormat.AUTO:
        yield "--format"
    if options.again and options.bcc:
        yield "--bcc"


def _refusal(what: str) -> ShellError:
    return ShellError(kind=Kind.USAGE, what=what)
