"""The SMTP of a course on networks: its six commands, and what its server says."""

import pytest

from core.defect import DefectKind
from core.header.address import AddrSpec
from core.smtp.command import session, transaction
from core.smtp.command.octets import Command, serialize_command
from core.smtp.command.parse import parse_command
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply, parse_reply

ME = AddrSpec("12345", "qq.com")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param(b"EHLO qq.com", session.Ehlo("qq.com"), id="EHLO"),
        pytest.param(b"AUTH login", session.Auth("LOGIN"), id="AUTH"),
        pytest.param(
            b"MAIL FROM:<12345@qq.com>", transaction.Mail(ReversePath(ME)), id="MAIL"
        ),
        pytest.param(
            b"RCPT TO:<12345@qq.com>", transaction.Rcpt(ForwardPath(ME)), id="RCPT"
        ),
        pytest.param(b"data", transaction.Data(), id="DATA"),
        pytest.param(b"quit", session.Quit(), id="QUIT"),
    ],
)
def test_six_commands(line: bytes, command: Command) -> None:
    parsed = parse_command(line)
    assert parsed.value == command
    assert parsed.defects == ()
    written = serialize_command(command)
    assert written.lower() == line.lower() + b"\r\n"


@pytest.mark.parametrize("line", [b"MAIL FROM: <a@qq.com>", b"RCPT TO: <a@qq.com>"])
def test_a_space_before_a_path_is_read_and_not_written(line: bytes) -> None:
    parsed = parse_command(line)
    assert parsed.value is not None
    assert [defect.kind for defect in parsed.defects] == [DefectKind.PATH_SPACE]
    assert serialize_command(parsed.value) == line.replace(b": ", b":") + b"\r\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"220 newxmesmtplogicsvrsza8.qq.com XMail Esmtp QQ Mail Server.", 220),
        (b"334 VXNlcm5hbWU6", 334),
        (b"334 UGFzc3dvcmQ6", 334),
        (b"235 Authentication successful", 235),
        (b"250 OK", 250),
        (b"354 End data with <CR><LF>.<CR><LF>.", 354),
        (b"250 OK: queued as.", 250),
        (b"221 Bye.", 221),
    ],
)
def test_lines_of_the_server(line: bytes, code: int) -> None:
    parsed = parse_reply((line,))
    assert parsed.value == Reply(code, (line[4:],))
    assert parsed.defects == ()
