"""What the sandbox of a home holds."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.shell.running import Home


def delivered(home: Home) -> list[bytes]:
    """Return the messages in the sandbox's maildrop, oldest first."""
    folder = home.states / "sandbox" / "new"
    return [file.read_bytes() for file in sorted(folder.glob("*"))]


def read(octets: bytes) -> EmailMessage:
    """Return the message as Python's email reads it."""
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return the text of a message with LF line ends."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
