"""What a person may not have meant."""

import pytest

from core.header.address import AddrSpec
from core.smtp.envelope import Envelope
from core.smtp.path import ForwardPath, ReversePath
from shell.send.guard import objections
from shell.send.mail import Attached, Composed, Mail

ENVELOPE = Envelope(ReversePath(None), (ForwardPath(AddrSpec("a", "b.org")),))


def mail(text: str, *attached: Attached, subject: str | None = "x") -> Mail:
    return Mail(
        content=Composed((), {}),
        envelope=ENVELOPE,
        message_id="<a@b>",
        subject=subject,
        size=0,
        attached=attached,
        speaks=text,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Attached is it",
        "the enclosed",
        "an attachment",
        "附件",
        "附上照片",
        "見附檔",
        "no attachments here, but see the attached file",
        "x\n> attached\nattached",
    ],
)
def test_it_is_asked(text: str) -> None:
    assert len(list(objections(mail(text)))) == 1
    assert list(objections(mail(text, Attached("a", "text/plain", 1)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attache",
        "reattachment",
        "no attachments",
        "without any attachment",
        "> attached",
        "  >> see the attachment",
        "无附件",
        "http://x/attachment",
    ],
)
def test_it_is_not_asked(text: str) -> None:
    assert list(objections(mail(text))) == []


@pytest.mark.parametrize("subject", [None, "", "  "])
def test_an_empty_subject(subject: str | None) -> None:
    assert list(objections(mail("", subject=subject))) == ["the subject is empty"]
