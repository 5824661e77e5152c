"""One library that composes, in a process of its own.

    python -m bench.composers NAME FILE

Each line that comes is "small" or "large"; each is answered with the milliseconds of
CPU that one mail takes, from its fields and text to the octets that go over the wire.
FILE is what the large mail has attached.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

SUBJECT = "Grüße, and the figures of the week"
TEXT = "".join(
    f"Line {number} of a text that somebody wrote.\n" for number in range(20)
)
WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# How many small mails are composed for one answer.
COUNT = 200

# Composes a mail, with a file or without, and says how many octets it has.
Composer: TypeAlias = Callable[[Path | None], int]


def puremail() -> Composer:
    """Return how the project composes, files and all read by the shell."""
    from core.compose import Fields, compose
    from core.header.address import AddrSpec, Mailbox
    from core.header.msg_id import MsgId
    from core.mime.draft import FileDraft, NamedFile, arrange
    from shell.files import find_file, octets_of

    def compose_one(attached: Path | None) -> int:
        files = {} if attached is None else {"file": find_file(attached)}
        fields = Fields(
            date=WHEN,
            message_id=MsgId("1.2", "example.org"),
            from_=(Mailbox(AddrSpec("ann", "example.org"), "Ann Example"),),
            to=(Mailbox(AddrSpec("bob", "example.com"), "Bob"),),
            cc=(Mailbox(AddrSpec("carol", "example.com"), None),),
            subject=SUBJECT,
        )
        drafts = tuple(
            FileDraft(content=NamedFile(name, file.size), file_name=file.name)
            for name, file in files.items()
        )
        pieces = compose(fields, arrange(text=TEXT, attachments=drafts), b"seed")
        return sum(map(len, octets_of(pieces, files)))

    return compose_one


def email_message() -> Composer:
    """Return how Python's EmailMessage composes."""
    from email.message import EmailMessage
    from email.policy import SMTP

    def compose_one(attached: Path | None) -> int:
        message = EmailMessage(policy=SMTP)
        message["From"] = "Ann Example <ann@example.org>"
        message["To"] = "Bob <bob@example.com>"
        message["Cc"] = "carol@example.com"
        message["Subject"] = SUBJECT
        message["Date"] = WHEN
        message["Message-ID"] = "<1.2@example.org>"
        message.set_content(TEXT)
        if attached is not None:
            message.add_attachment(
                attached.read_bytes(),
                maintype="application",
                subtype="octet-stream",
                filename=attached.name,
            )
        return len(message.as_bytes())

    return compose_one


def compat32() -> Composer:
    """Return how Python's older classes of email.mime compose."""
    from email.header import Header
    from email.mime.application import MIMEApplication
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText
    from email.utils import format_datetime, formataddr

    def compose_one(attached: Path | None) -> int:
        text = MIMEText(TEXT, "plain", "us-ascii")
        message: MIMEText | MIMEMultipart = text
        if attached is not None:
            message = MIMEMultipart()
            message.attach(text)
            part = MIMEApplication(attached.read_bytes())
            part.add_header("Content-Disposition", "attachment", filename=attached.name)
            message.attach(part)
        message["From"] = formataddr(("Ann Example", "ann@example.org"))
        message["To"] = formataddr(("Bob", "bob@example.com"))
        message["Cc"] = "carol@example.com"
        message["Subject"] = Header(SUBJECT, "utf-8").encode()
        message["Date"] = format_datetime(WHEN)
        message["Message-ID"] = "<1.2@example.org>"
        return len(message.as_bytes())

    return compose_one


COMPOSERS: dict[str, Callable[[], Composer]] = {
    "puremail": puremail,
    "EmailMessage": email_message,
    "compat32": compat32,
}


def main() -> None:
    compose, attached = COMPOSERS[sys.argv[1]](), Path(sys.argv[2])
    for line in sys.stdin:
        large = line.strip() == "large"
        count = 1 if large else COUNT
        began = time.process_time()
        for _ in range(count):
            compose(attached if large else None)
        print(json.dumps(1e3 * (time.process_time() - began) / count), flush=True)


if __name__ == "__main__":
    main()
