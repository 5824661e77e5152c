"""What send writes, as other programs read it."""

import hashlib
import subprocess
from email.message import EmailMessage

import pytest

from tests.shell.running import Home, installed
from tests.shell.send.maildrop import delivered, read, text_of
from tests.shell.send.runs import TO

CHINESE = "附件名 – 报告.pdf"
SUBJECT = "Grüße aus 北京"


def dry(home: Home, *options: str, stdin: bytes | None = None) -> EmailMessage:
    """Return what a dry run prints, which fits every server."""
    done = home.send("-n", *options, TO, stdin=stdin)
    assert done.code == 0, done
    assert done.out.isascii()
    lines = done.out.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line or len(line) > 998 for line in lines)
    return read(done.out)


def test_the_seeds_line(sandbox: Home) -> None:
    zipped = b"PK\x03\x04" + bytes(range(256)) * 300
    (sandbox.path / "message.txt").write_text("Grüße, 你好\n", encoding="utf-8")
    (sandbox.path / "attachment.zip").write_bytes(zipped)
    line = ("-s", "Mail subject", "-m", "message.txt", "-a", "attachment.zip")
    done = sandbox.send(*line, "example@example.org")
    assert (done.code, done.out, done.err) == (0, b"", "")
    (octets,) = delivered(sandbox)
    message = read(octets)
    assert message["Subject"] == "Mail subject"
    assert message["To"] == "example@example.org"
    assert text_of(message) == "Grüße, 你好\n"
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "attachment.zip"
    assert attachment.get_content_type() == "application/zip"
    assert hashlib.sha256(attachment.get_content()).digest() == (
        hashlib.sha256(zipped).digest()
    )


def test_the_dry_run_prints_what_is_sent(sandbox: Home) -> None:
    options = ("-s", "x", "--text", "..\n.\nhello", "-b", "hidden@example.org", TO)
    printed = sandbox.send("-n", *options)
    assert printed.err.splitlines() == [
        "from <you@sandbox.example>",
        f"to <{TO}>",
        "to <hidden@example.org>",
    ]
    assert sandbox.send(*options).code == 0
    (octets,) = delivered(sandbox)
    body = octets.partition(b"\r\n\r\n")[2]
    assert body == printed.out.partition(b"\r\n\r\n")[2]
    assert b"hidden" not in octets
    assert b"hidden" not in printed.out


def test_every_field(sandbox: Home) -> None:
    message = dry(
        sandbox,
        *("-f", "Jörg Müller <j@müller.example>", "-c", "张三 <z@example.org>"),
        *("--reply-to", "list@example.org", "--in-reply-to", "<one@example.org>"),
        *("--header", "X-Mood: heiter", "--header", "Keywords: a, b c"),
        *("-s", "Überraschung " * 12, "--text", "x"),
    )
    assert message["From"] == "Jörg Müller <j@xn--mller-kva.example>"
    assert message["Cc"] == "张三 <z@example.org>"
    assert message["Reply-To"] == "list@example.org"
    assert message["In-Reply-To"] == message["References"] == "<one@example.org>"
    assert message["X-Mood"] == "heiter"
    assert message["Keywords"] == "a, b c"
    assert message["Subject"].split() == ["Überraschung"] * 12
    assert message["Message-ID"].endswith("@xn--mller-kva.example>")
    assert message["Date"]
    assert message["MIME-Version"] == "1.0"


@pytest.mark.parametrize(
    "name", [CHINESE, 'a "b" \\c.txt', "x" * 200 + ".bin", "é.zip"]
)
def test_file_names_arrive(sandbox: Home, name: str) -> None:
    (sandbox.path / name).write_bytes(b"content")
    message = dry(sandbox, "-s", "x", "--text", "x", "-a", name)
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == name
    assert attachment.get_payload(decode=True) == b"content"


def test_attachments_keep_their_octets_and_order(sandbox: Home) -> None:
    files = {"empty": b"", "one.bin": b"\r\n.\r\n\0\xff", "t.txt": "日本\n".encode()}
    for name, octets in files.items():
        (sandbox.path / name).write_bytes(octets)
    options = [word for name in files for word in ("-a", name)]
    message = dry(sandbox, "-s", "x", "--text", "x", *options)
    found = {
        each.get_filename(): each.get_payload(decode=True)
        for each in message.iter_attachments()
    }
    assert found == files
    assert list(found) == list(files)
    *_, text = message.iter_attachments()
    assert text.get_content() == "日本\n"


def test_a_message_goes_as_a_message_if_any_server_takes_it(sandbox: Home) -> None:
    plain = b"From: a@b.org\nSubject: inner\n\nhello\n"
    (sandbox.path / "plain.eml").write_bytes(plain)
    (sandbox.path / "eight.eml").write_bytes(plain + b"\xe9\n")
    options = ("-s", "x", "--text", "x", "-a", "plain.eml", "-a", "eight.eml")
    first, second = dry(sandbox, *options).iter_attachments()
    assert first.get_content_type() == "message/rfc822"
    assert first.get_content()["Subject"] == "inner"
    assert second.get_content_type() == "application/octet-stream"
    assert second.get_payload(decode=True) == plain + b"\xe9\n"


def test_markdown_is_text_beside_html(sandbox: Home) -> None:
    (sandbox.path / "m.md").write_text("# Hi\n\n*you* <b>&\n", encoding="utf-8")
    message = dry(sandbox, "-s", "x", "-m", "m.md")
    assert message.get_content_type() == "multipart/alternative"
    assert text_of(message) == "# Hi\n\n*you* <b>&\n"
    html = text_of(message, "html")
    assert "<h1>Hi</h1>" in html
    assert "<em>you</em> &lt;b&gt;&amp;" in html


def test_html_has_a_text_beside_it(sandbox: Home) -> None:
    page = '<meta charset="gb2312"><p>你好 <a href="https://x.example/">here</a></p>'
    (sandbox.path / "m.html").write_bytes(page.encode("gb18030"))
    message = dry(sandbox, "-s", "x", "-m", "m.html")
    assert "你好 here" in text_of(message)
    assert "https://x.example/" in text_of(message)
    assert "<p>你好" in text_of(message, "html")


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("你好".encode("gb18030") * 4, "你好" * 4),
        ("été".encode("cp1252"), "été"),
        (b"\xef\xbb\xbfmarked", "marked"),
        ("wide é".encode("utf-16"), "wide é"),
        (b"a\r\nb\rc\n", "a\nb\nc"),
        (b"", ""),
    ],
)
def test_standard_input_is_the_text(sandbox: Home, octets: bytes, text: str) -> None:
    message = dry(sandbox, "-s", "x", stdin=octets)
    assert text_of(message).strip("\n") == text


def test_a_format_given_wins_over_the_suffix(sandbox: Home) -> None:
    message = dry(sandbox, "-s", "x", "--format", "markdown", stdin=b"**b**\n")
    assert "<strong>b</strong>" in text_of(message, "html")


def test_a_file_that_is_no_text_is_to_be_attached(sandbox: Home) -> None:
    (sandbox.path / "x.zip").write_bytes(b"PK\x03\x04\0\0")
    done = sandbox.send("-s", "x", "-m", "x.zip", TO)
    assert done.code == 65
    assert "-a" in done.err


def test_a_pipe_is_not_attached(sandbox: Home) -> None:
    subprocess.run(["mkfifo", str(sandbox.path / "pipe")], check=True)
    done = sandbox.send("-s", "x", "--text", "x", "-a", "pipe", TO)
    assert done.code == 66
    assert "pipe" in done.err


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("see the attached report", True),
        ("I've enclosed it", True),
        ("请查收附件", True),
        ("> see the attached report", False),
        ("without attachments", False),
        ("没有附件", False),
        ("nothing of the kind", False),
        ("https://x.example/attachment", False),
    ],
)
def test_a_forgotten_attachment(sandbox: Home, text: str, spoken: bool) -> None:
    done = sandbox.send("-s", "x", "--text", text, TO)
    assert done.code == 0
    assert ("attach" in done.err) is spoken


def test_guards_are_silent_with_yes(sandbox: Home) -> None:
    assert "subject" in sandbox.send("--text", "x", TO).err
    assert sandbox.send("--yes", "--text", "the attached file", TO).err == ""


@pytest.fixture
def box(sandbox: Home) -> Home:
    """A home with one message of ours in the mbox `box`, and alone in `m.eml`."""
    (sandbox.path / CHINESE).write_bytes(b"%PDF-1.7")
    options = ("-s", SUBJECT, "--text", "你好, été\n", "-a", CHINESE)
    octets = sandbox.send("-n", *options, TO).out.replace(b"\r\n", b"\n")
    (sandbox.path / "m.eml").write_bytes(octets)
    separator = b"From me@example.org Mon Jan  1 00:00:00 2024\n"
    (sandbox.path / "box").write_bytes(separator + octets + b"\n")
    return sandbox


def wanted(program: str) -> None:
    if not installed(program):
        pytest.skip(f"{program} is not installed")


def test_mblaze_reads_it_alike(box: Home) -> None:
    wanted("mshow")
    subject = box.run("mhdr", "-d", "-h", "subject", "./m.eml").out.decode()
    assert subject.strip() == SUBJECT
    assert CHINESE in box.run("mshow", "-t", "./m.eml").out.decode()
    assert "你好, été" in box.run("mshow", "./m.eml").out.decode()
    assert box.run("mshow", "-O", "./m.eml", CHINESE).out == b"%PDF-1.7"


def test_s_nail_reads_it_alike(box: Home) -> None:
    wanted("s-nail")
    script = b"type 1\nexit\n"
    shown = box.run("s-nail", "-n", "-R", "-f", "./box", stdin=script).out.decode()
    assert SUBJECT in shown
    assert "你好, été" in shown
    assert CHINESE in shown


def test_mutt_reads_it_alike(box: Home) -> None:
    wanted("mutt")
    (box.path / "Mail").mkdir()
    words = ("mutt", "-n", "-F", "/dev/null", "-R", "-f", "box")
    mutt = box.terminal(*words, rows=40, columns=120)
    mutt.expect_exact(SUBJECT)
    mutt.send("\r")
    mutt.expect_exact("你好, été")
    mutt.send("v")
    mutt.expect_exact(CHINESE)
    mutt.close(force=True)
