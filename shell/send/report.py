"""What is told of a message that was taken: a line, the refused, the JSON object."""

from typing import TYPE_CHECKING, Literal

from core.amount import size_words
from core.smtp.dialogue import Answer
from core.smtp.fate import Recipients, Taken
from core.smtp.opening import Opened
from core.smtp.path import ForwardPath
from core.smtp.reply import Reply
from core.value import frozen
from core.visible import read_octets, visible_line
from shell.config.choice import Access
from shell.send.mail import Mail
from shell.send.order import Order
from shell.terminal.screen import put, tell

if TYPE_CHECKING:
    # Only who asks for JSON waits for what makes it.
    from shell.objects.failure import RecipientObject, ServerObject
    from shell.objects.sending import AttachmentObject, Milliseconds, SentObject

SUBJECT_WIDTH = 40


@frozen(kw_only=True)
class Met:
    """The server as a session found it. `tls` is the version; None in clear."""

    access: Access
    opened: Opened
    tls: str | None

    @property
    def server(self) -> "ServerObject":
        """The server as JSON says it."""
        from shell.objects.failure import server_object

        offer, login = self.opened.offer, self.opened.login
        return server_object(
            self.access.server,
            tls=self.tls,
            auth=None if login is None else login[0],
            extensions=[word.name for word in offer.keywords],
        )


def refusals(answers: Recipients) -> tuple[tuple[ForwardPath, Reply], ...]:
    """Return the recipients who were refused, each with the reply that says so."""
    return tuple(
        (path, answer)
        for path, answer in answers
        if isinstance(answer, Reply) and not answer.granted
    )


def enhanced_text(reply: Reply) -> str | None:
    """Return the enhanced status code of `reply`, if it has one. RFC 3463."""
    return None if reply.status is None else str(reply.status)


def refusal_line(path: ForwardPath, reply: Reply) -> str:
    """Return what a person is told of one recipient who was refused."""
    words = read_octets(b" ".join(reply.lines))
    return f'{path} was refused: the server said "{reply.code} {words}"'


def recipient_objects(
    mail: Mail, answers: Recipients, *, taken: bool
) -> "tuple[RecipientObject, ...]":
    """Return what became of each recipient; `taken` if the server has the message."""
    known = dict(answers)
    return tuple(
        _recipient(path, known.get(path), taken=taken)
        for path in mail.envelope.forward_paths
    )


def _recipient(
    path: ForwardPath, answer: Answer | None, *, taken: bool
) -> "RecipientObject":
    from shell.objects.sending import recipient_object

    if not isinstance(answer, Reply):
        return recipient_object(path.text, "unknown")
    granted: Literal["accepted", "unknown"] = "accepted" if taken else "unknown"
    return recipient_object(
        path.text,
        granted if answer.granted else "refused",
        code=answer.code,
        enhanced=enhanced_text(answer),
        text=read_octets(answer.text),
    )


def result_line(mail: Mail, reached: list[str], server: str, reply: Reply) -> str:
    """Return the one line of a good run: what, to whom, size, server, its words."""
    from core.columns import cut

    subject = visible_line(mail.subject or "")
    what = f'"{cut(subject, SUBJECT_WIDTH)}"' if subject.strip() else "the message"
    whom = ", ".join(reached[:2])
    more = len(reached) - 2
    others = f" and {more} more" if more > 0 else ""
    words = read_octets(b" ".join(reply.lines))
    return (
        f"sent {what} to {whom}{others}, {size_words(mail.size)}"
        f", by {server}: {reply.code} {words}"
    )


def taken_object(
    mail: Mail, met: Met, answers: Recipients, reply: Reply, ms: "Milliseconds"
) -> "SentObject":
    """Return the object of a message that was taken."""
    from shell.objects.sending import sent_object

    attachments: list[AttachmentObject] = [
        {"name": each.name, "type": each.media_type, "size": each.size}
        for each in mail.attached
    ]
    return sent_object(
        account=met.access.account.name,
        message_id=mail.message_id,
        size=mail.size,
        sender=mail.envelope.reverse_path.text,
        recipients=recipient_objects(mail, answers, taken=True),
        server=met.server,
        reply={
            "code": reply.code,
            "enhanced": enhanced_text(reply),
            "text": read_octets(reply.text),
        },
        attachments=attachments,
        ms=ms,
    )


def tell_taken(order: Order, met: Met, taken: Taken, ms: "Milliseconds") -> None:
    """Tell that the message was taken, and each recipient for whom it was not."""
    setting, options = order.setting, order.options
    refused = dict(refusals(taken.recipients))
    for path, reply in refused.items():
        tell(setting.talk, f"send: {refusal_line(path, reply)}")
    reached = [path.text for path, _ in taken.recipients if path not in refused]
    if options.json:
        from shell.objects.text import json_line

        told = taken_object(order.mail, met, taken.recipients, taken.reply, ms)
        put(setting.out, json_line(told))
    elif reached:
        server = met.access.server.authority
        setting.say(result_line(order.mail, reached, server, taken.reply))
