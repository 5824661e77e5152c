"""The course text that this project began with: its commands, lines and message."""

from datetime import UTC, datetime

import pytest

from core.compose import Fields, compose
from core.defect import DefectKind
from core.header.address import AddrSpec, Mailbox
from core.header.content import ContentType, parse_content_type
from core.header.msg_id import MsgId
from core.message import Message, parse_message
from core.mime.draft import Disposition, FileDraft, MultipartDraft, TextDraft
from core.pop3 import command as pop3_command
from core.pop3 import dialogue as pop3
from core.pop3.event import Piece
from core.pop3.listing import parse_scan_listing
from core.pop3.response import Response, Status, parse_response
from core.pop3.syntax import parse_command as parse_pop3_command
from core.pop3.syntax import serialize_command as serialize_pop3_command
from core.sasl.password import Login
from core.smtp import dialogue as smtp
from core.smtp.command import session, transaction
from core.smtp.command.octets import Command, serialize_command
from core.smtp.command.parse import parse_command
from core.smtp.envelope import Envelope, Submission
from core.smtp.extension import Keyword, parse_offer
from core.smtp.fate import Fate, Taken
from core.smtp.opening import Opened, Opening, close_session, open_session
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply, parse_reply
from core.smtp.submit import submit
from core.smtp.talk import Talk
from core.wire.turn import Channel, Pour, Write

ME = AddrSpec("12345", "qq.com")

# ---- SMTP ------------------------------------------------------------------------


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
def test_six_smtp_commands(line: bytes, command: Command) -> None:
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


GREETING = b"220 newxmesmtplogicsvrsza8.qq.com XMail Esmtp QQ Mail Server."
HELLO = (
    b"250-newxmesmtplogicsvrszc10.qq.com",
    b"250-PIPELINING",
    b"250-SIZE 73400320",
    b"250-STARTTLS",
    b"250-AUTH LOGIN PLAIN XOAUTH XOAUTH2",
    b"250-AUTH=LOGIN",
    b"250-MAILCOMPRESS",
    b"250 8BITMIME",
)
USERNAME, PASSWORD = b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6"
GRANTED = b"235 Authentication successful"
OK = b"250 OK"
GO_ON = b"354 End data with <CR><LF>.<CR><LF>."
QUEUED = b"250 OK: queued as."
BYE = b"221 Bye."
MAIL_DATA = (
    b"subject:I love computer networks!\r\nfrom:12345@qq.com\r\n\r\n"
    b"I love computer networks!\r\n"
)
# What is typed, by hand and in whatever case, and the masks filled in.
TYPED = (
    b"EHLO qq.com",
    b"AUTH login",
    b"MTIzNDVAcXEuY29t",
    b"YWJjZGVmZ2hpamtsbW5vcA==",
    b"MAIL FROM:<12345@qq.com>",
    b"RCPT TO:<12345@qq.com>",
    b"data",
    *MAIL_DATA.split(b"\r\n")[:-1],
    b".",
    b"quit",
)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (GREETING, 220), (USERNAME, 334), (PASSWORD, 334), (GRANTED, 235),
        (OK, 250), (GO_ON, 354), (QUEUED, 250), (BYE, 221),
    ],
)  # fmt: skip
def test_lines_of_the_smtp_server(line: bytes, code: int) -> None:
    parsed = parse_reply((line,))
    assert parsed.value == Reply(code, (line[4:],))
    assert parsed.defects == ()


def test_what_the_smtp_server_offers() -> None:
    reply = parse_reply(HELLO)
    assert reply.defects == ()
    assert reply.value is not None
    offer = parse_offer(reply.value).value
    assert offer.domain == "newxmesmtplogicsvrszc10.qq.com"
    assert offer.mechanisms == ("LOGIN", "PLAIN", "XOAUTH", "XOAUTH2")
    assert offer.size is not None
    assert offer.size.limit == 73_400_320
    assert offer.pipelining
    assert offer.starttls
    assert offer.eight_bit_mime
    assert offer.find("MAILCOMPRESS") == Keyword("MAILCOMPRESS")


def said(outputs: tuple[object, ...]) -> bytes:
    """Return what goes out; mail data has no dot in it to stuff."""
    wire = [
        output.octets if isinstance(output, Write) else MAIL_DATA + b".\r\n"
        for output in outputs
        if isinstance(output, Write | Pour)
    ]
    return b"".join(wire)


def errand() -> Talk[tuple[Opened, tuple[Fate, ...]]]:
    # What --auth login asks for.
    login = Login("12345@qq.com", "abcdefghijklmnop")
    opened = yield from open_session(Opening(domain="qq.com", mechanisms=(login,)))
    assert isinstance(opened, Opened)
    envelope = Envelope(ReversePath(ME), (ForwardPath(ME),))
    fates = yield from submit(
        opened.offer, (Submission(envelope=envelope, source="a"),)
    )
    yield from close_session()
    return opened, fates


def test_the_smtp_dialogue_is_the_one_that_is_typed() -> None:
    answers = (
        GREETING, b"\r\n".join(HELLO), USERNAME, PASSWORD, GRANTED,
        b"\r\n".join((OK, OK, GO_ON)), QUEUED, BYE,
    )  # fmt: skip
    dialogue = smtp.Dialogue(channel=Channel.TRUSTED)
    talk = errand()
    wire = b""
    orders = next(talk)
    try:
        for octets in answers:
            dialogue, outputs = smtp.issue(dialogue, orders)
            wire += said(outputs)
            dialogue, events = smtp.receive(dialogue, octets + b"\r\n")
            orders = ()
            for event in events:
                assert isinstance(event, Reply)
                orders += talk.send(event)
    except StopIteration as stop:
        opened, fates = stop.value
    assert opened.login == ("LOGIN", Reply(235, (b"Authentication successful",)))
    assert [type(fate) for fate in fates] == [Taken]
    lines = wire.split(b"\r\n")[:-1]
    # A SIZE goes with MAIL only where the size is known, and here it is not.
    secrets = slice(2, 4)
    assert [line.upper() for line in lines] == [line.upper() for line in TYPED]
    assert lines[secrets] == list(TYPED[secrets])


# ---- POP3 ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param(b"USER a@qq.com", pop3_command.User("a@qq.com"), id="USER"),
        pytest.param(b"PASS a code", pop3_command.Pass("a code"), id="PASS"),
        pytest.param(b"STAT", pop3_command.Stat(), id="STAT"),
        pytest.param(b"LIST", pop3_command.List(), id="LIST"),
        pytest.param(b"LIST 2", pop3_command.ListOne(2), id="LIST msg"),
        pytest.param(b"RETR 1", pop3_command.Retr(1), id="RETR"),
        pytest.param(b"DELE 3", pop3_command.Dele(3), id="DELE"),
        pytest.param(b"RSET", pop3_command.Rset(), id="RSET"),
        pytest.param(b"NOOP", pop3_command.Noop(), id="NOOP"),
        pytest.param(b"QUIT", pop3_command.Quit(), id="QUIT"),
    ],
)
def test_nine_pop3_commands(line: bytes, command: pop3_command.Command) -> None:
    verb, blank, argument = line.partition(b" ")
    for typed in (line, verb.lower() + blank + argument):
        parsed = parse_pop3_command(typed)
        assert parsed.value == command
        assert parsed.defects == ()
    assert serialize_pop3_command(command) == line + b"\r\n"


@pytest.mark.parametrize(
    "line",
    [
        b"+OK XMail POP3 Server v1.0 Service Ready(XMail v1.0)",
        b"+OK",
        b"+OK 14712",
        b"+OK Bye",
    ],
)
def test_lines_of_the_pop3_server(line: bytes) -> None:
    parsed = parse_response(line)
    assert parsed.value == Response(Status.OK, line[4:])
    assert parsed.defects == ()


def test_the_pop3_dialogue_is_the_one_that_is_typed() -> None:
    exchanges: tuple[tuple[bytes, pop3_command.Command, bytes], ...] = (
        (b"user 12345@qq.com", pop3_command.User("12345@qq.com"), b"+OK"),
        (b"pass abcdefghijklmnop", pop3_command.Pass("abcdefghijklmnop"), b"+OK"),
        (b"list", pop3_command.List(), b"+OK\r\n1 14712\r\n2 120\r\n3 99\r\n."),
        (b"retr 1", pop3_command.Retr(1), b"+OK 14712\r\nSubject: a\r\n\r\nb\r\n."),
        (b"quit", pop3_command.Quit(), b"+OK Bye"),
    )
    dialogue = pop3.Dialogue(channel=Channel.TRUSTED)
    greeting = b"+OK XMail POP3 Server v1.0 Service Ready(XMail v1.0)\r\n"
    dialogue, _ = pop3.receive(dialogue, greeting)
    told: list[object] = []
    for typed, command, answer in exchanges:
        dialogue, outputs = pop3.issue(dialogue, (command,))
        verb, blank, argument = typed.partition(b" ")
        assert said(outputs) == verb.upper() + blank + argument + b"\r\n"
        dialogue, events = pop3.receive(dialogue, answer + b"\r\n")
        told += events
    user, secret, listed, *retrieved, end = told
    assert user == secret == Response(Status.OK)
    assert isinstance(listed, Response)
    assert listed.body is not None
    scans = b"".join(listed.body).split(b"\r\n")[:-1]
    sizes = [parse_scan_listing(line).value for line in scans]
    assert [scan.size for scan in sizes if scan is not None] == [14712, 120, 99]
    # The size that RETR announces is text: the message is what stands before the dot.
    pieces = [event.octets for event in retrieved if isinstance(event, Piece)]
    assert b"".join(pieces) == b"Subject: a\r\n\r\nb\r\n"
    assert Response(Status.OK, b"14712") in retrieved
    assert end == Response(Status.OK, b"Bye")


# ---- The message, its fields and its parts ---------------------------------------

GREETINGS = (
    b"From: alice@qq.com\r\n"
    b"To: bob@163.com\r\n"
    b"Message-Id: <0704760941.AA00747@163.com>\r\n"
    b"Subject: New Year Greetings\r\n"
    b"\r\n"
    b"Happy New Year, Bob!!!\r\n"
)
ALICE = Mailbox(AddrSpec("alice", "qq.com"))
BOB = Mailbox(AddrSpec("bob", "163.com"))
MESSAGE_ID = MsgId("0704760941.AA00747", "163.com")


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_the_message_is_parsed(end: bytes) -> None:
    message = parse_message(GREETINGS.replace(b"\r\n", end))
    assert message.from_ == (ALICE,)
    assert message.to == (BOB,)
    assert message.message_id == MESSAGE_ID
    assert message.subject == "New Year Greetings"
    assert message.text == "Happy New Year, Bob!!!\n"
    # It has no Date, which every message has to have.
    assert message.date is None
    assert [defect.kind for defect in message.defects] == [DefectKind.FIELD_MISSING]


def test_the_message_is_composed() -> None:
    fields = Fields(
        date=datetime(2030, 1, 1, tzinfo=UTC),
        message_id=MESSAGE_ID,
        from_=(ALICE,),
        to=(BOB,),
        subject="New Year Greetings",
    )
    draft = TextDraft(text="Happy New Year, Bob!!!")
    pieces = compose(fields, draft, b"")
    octets = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    section, _, body = octets.partition(b"\r\n\r\n")
    lines = [line.lower() for line in section.split(b"\r\n")]
    *given, _, _ = (line.lower() for line in GREETINGS.split(b"\r\n")[:6])
    assert set(given) <= set(lines)
    assert body == b"Happy New Year, Bob!!!\r\n"
    # What no message of ours goes without.
    assert b"date: tue, 01 jan 2030 00:00:00 +0000" in lines
    assert b"mime-version: 1.0" in lines


@pytest.mark.parametrize(
    ("line", "attribute", "value"),
    [
        (b"To: bob@163.com", "to", (BOB,)),
        (b"Cc: bob@163.com", "cc", (BOB,)),
        (b"Bcc: bob@163.com", "bcc", (BOB,)),
        (b"From: alice@qq.com", "from_", (ALICE,)),
        (b"Message-Id: <0704760941.AA00747@163.com>", "message_id", MESSAGE_ID),
        (b"Keywords: networks, mail", "keywords", ("networks", "mail")),
        (b"Subject: greetings", "subject", "greetings"),
    ],
    ids=lambda value: str(value, "ascii") if isinstance(value, bytes) else "",
)
def test_seven_header_fields(line: bytes, attribute: str, value: object) -> None:
    assert getattr(parse_message(line + b"\r\n\r\n"), attribute) == value


def composed_part() -> Message:
    picture = FileDraft(
        content=b"GIF89a",
        content_type=ContentType("image/gif"),
        disposition=Disposition.INLINE,
        content_id=MsgId("1", "qq.com"),
        description="a transcript of records",
    )
    draft = MultipartDraft("mixed", (TextDraft(text="hello"), picture))
    fields = Fields(
        date=datetime(2030, 1, 1, tzinfo=UTC), message_id=MESSAGE_ID, from_=(ALICE,)
    )
    pieces = compose(fields, draft, b"")
    return parse_message(b"".join(p for p in pieces if isinstance(p, bytes)))


def test_five_mime_fields() -> None:
    message = composed_part()
    assert message.header.first("MIME-Version") is not None
    part = message.part("2")
    assert part is not None
    assert part.description == "a transcript of records"
    assert part.content_id == MsgId("1", "qq.com")
    assert part.encoding == "base64"
    assert part.content_type == ContentType("image/gif")
    names = {field.name.lower() for field in part.header.fields}
    assert names >= {
        "content-description",
        "content-id",
        "content-transfer-encoding",
        "content-type",
    }
    # The text beside it has no description, and lacks nothing.
    assert message.defects == ()


@pytest.mark.parametrize(
    ("main", "subtypes"),
    [
        ("text", "plain html xml css"),
        ("image", "gif jpeg tiff"),
        ("audio", "basic mpeg mp4"),
        ("video", "mpeg mp4 quicktime"),
        ("model", "vrml"),
        ("application", "octet-stream javascript pdf zip"),
        ("message", "http rfc822"),
        ("multipart", "mixed alternative parallel digest"),
    ],
)
def test_eight_media_types(main: str, subtypes: str) -> None:
    for subtype in subtypes.split():
        name = f"{main}/{subtype}"
        parsed = parse_content_type(f" {name}; boundary=b".encode())
        assert parsed.value.media_type == name
        assert parsed.value.type == main
        assert parsed.defects == ()
        message = parse_message(
            f"Content-Type: {name}; boundary=b\r\n\r\n"
            "--b\r\n\r\nSubject: within\r\n\r\nx\r\n--b--\r\n".encode()
        )
        assert message.entity.content.content_type.media_type == name
        if main == "multipart":
            assert [part.number for part in message.parts][:1] == ["1"]
        elif name == "message/rfc822":
            assert [inner.subject for inner in message.messages] == [None]
        else:
            (part,) = message.parts
            assert part.content_type.media_type == name
