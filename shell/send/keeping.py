"""A message that was not sent: kept with its envelope, and taken up again."""

import sys
from pathlib import Path

from core.sendable import Sendable
from core.smtp import envelope as smtp
from core.smtp.envelope import Body, Envelope, Notices, Notify
from core.smtp.path import parse_forward_path, parse_reverse_path
from shell.disk import Disk
from shell.exits import Kind, ShellError
from shell.files import open_source
from shell.send.draft import parse_content, serialize_content
from shell.send.mail import Content, Given, Mail, Way, octets
from shell.unsent import LARGEST, Kept, Unsent, keep

YES = "yes"


def keep_mail(mail: Mail, way: Way, states: Path) -> Kept:
    """Return the message as it is now kept. Raises ShellError."""
    draft = serialize_content(mail.content) if mail.size > LARGEST else b""
    unsent = Unsent(
        account=way.account,
        server=way.server,
        message_id=mail.message_id,
        reverse_path=mail.envelope.reverse_path.text,
        forward_paths=tuple(each.text for each in mail.envelope.forward_paths),
        options=_options(mail, way),
        command=tuple(sys.argv),
        folder=_folder(),
        draft=draft,
    )
    return keep(states, unsent, octets(mail.content), mail.size, Disk())


def take_up(kept: Kept) -> tuple[Mail, Way]:
    """Return a kept message and how it was to go. Raises ShellError."""
    unsent = kept.unsent
    reverse = parse_reverse_path(f"<{unsent.reverse_path}>".encode()).value
    forwards = tuple(
        parse_forward_path(f"<{path}>".encode()).value for path in unsent.forward_paths
    )
    if reverse is None or None in forwards or not forwards:
        raise _unreadable(kept)
    options = unsent.options
    try:
        content, size = _content(kept)
        mail = Mail(
            content=content,
            envelope=Envelope(reverse, tuple(path for path in forwards if path)),
            message_id=unsent.message_id,
            subject=options.get("subject"),
            size=size,
            body=Body(options.get("body", Body.SEVEN_BIT.value)),
            utf8=options.get("utf8") == YES,
            notices=_notices(options.get("notify"), options.get("return")),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise _unreadable(kept) from error
    return mail, Way(
        account=unsent.account,
        server=unsent.server,
        require_tls=options.get("require-tls") == YES,
        skip=options.get("on-reject") == "skip",
    )


def _folder() -> str:
    """Return the folder of the process; "" where it is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


def _unreadable(kept: Kept) -> ShellError:
    what = f"{kept.path} is no message that was kept"
    return ShellError(kind=Kind.INPUT, what=what)


def _options(mail: Mail, way: Way) -> dict[str, str]:
    options = {"body": mail.body.value}
    if mail.subject is not None:
        options["subject"] = mail.subject
    if mail.utf8:
        options["utf8"] = YES
    if mail.notices is not None:
        options["notify"] = ",".join(each.value for each in mail.notices.notify)
        if mail.notices.returned is not None:
            options["return"] = mail.notices.returned.value
    if way.require_tls:
        options["require-tls"] = YES
    if way.skip:
        options["on-reject"] = "skip"
    return options


def _notices(notify: str | None, returned: str | None) -> Notices | None:
    if notify is None:
        return None
    return Notices(
        notify=tuple(Notify(word) for word in notify.split(",") if word),
        returned=None if returned is None else smtp.Return(returned),
    )


def _content(kept: Kept) -> tuple[Content, int]:
    """Return the octets of a kept message, or what they are made of, and the size."""
    if kept.message is None:
        return parse_content(kept.unsent.draft)
    source = open_source(str(kept.message))
    size = len(source)
    return Given(source, Sendable(b"", 0, size), str(kept.message)), size
