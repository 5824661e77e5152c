"""What the options say of the envelope: return path, delivery notices, recipients."""

from attrs import evolve

from core.smtp import envelope as smtp
from core.smtp.envelope import Envelope, Notices, Notify
from core.smtp.path import ReversePath
from shell.exits import Kind, ShellError
from shell.options.send import Return, SendOptions
from shell.send.address import mailbox


def returned_to(envelope: Envelope, text: str | None) -> Envelope:
    """Return `envelope` with the return path of --envelope-from, "<>" for none.

    Raises ShellError.
    """
    if text is None:
        return envelope
    if text.strip() in {"<>", ""}:
        return evolve(envelope, reverse_path=ReversePath(None))
    path = ReversePath(mailbox(text, "--envelope-from").addr_spec)
    return evolve(envelope, reverse_path=path)


def notices(options: SendOptions) -> Notices | None:
    """Return the notices that --notify and --return ask for. RFC 3461.

    Raises ShellError.
    """
    if options.notify is None and options.return_ is None:
        return None
    words = (options.notify or "").replace(" ", "").split(",")
    try:
        notify = tuple(Notify(word.upper()) for word in words if word)
        return Notices(notify=notify, returned=_returned(options.return_))
    except ValueError as error:
        what = f'--notify: "{options.notify}" is not success,failure,delay or never'
        raise ShellError(kind=Kind.USAGE, what=what) from error


def _returned(asked: Return | None) -> smtp.Return | None:
    match asked:
        case None:
            return None
        case Return.FULL:
            return smtp.Return.FULL
        case Return.HEADERS:
            return smtp.Return.HEADERS
