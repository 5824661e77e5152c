"""A finished message, sent as it stands but for three changes."""

import pytest

from tests.shell.running import Home
from tests.shell.send.maildrop import delivered
from tests.shell.send.smtp_script import scripted

FIELDS = (
    b"Date: Mon, 1 Jan 2024 00:00:00 +0000\r\n"
    b"From: Ann <ann@example.org>\r\n"
    b"To: bob@example.org,\r\n carl@example.org\r\n"
    b"Message-ID: <own@example.org>\r\n"
    b"X-Odd:   spaces  kept\r\n"
)
MAIL = FIELDS + b"\r\nbody\r\n.\r\nend\r\n"


def given(home: Home, octets: bytes, name: str = "m.eml") -> str:
    (home.path / name).write_bytes(octets)
    return name


def received(octets: bytes) -> bytes:
    """Return a delivered message without the two trace fields of the sandbox."""
    return octets[octets.index(b"Date:") :]


def test_it_is_sent_octet_for_octet(sandbox: Home) -> None:
    done = sandbox.send("--eml", given(sandbox, MAIL), "you@example.org")
    assert done.code == 0
    (octets,) = delivered(sandbox)
    assert received(octets) == MAIL


def test_recipients_are_those_of_the_message_with_t(sandbox: Home) -> None:
    octets = MAIL.replace(b"X-Odd", b"Bcc: dan@example.org, bob@example.org\r\nX-Odd")
    done = sandbox.send("-n", "-t", "more@example.org", stdin=octets)
    assert done.code == 0
    assert done.err.splitlines() == [
        "from <ann@example.org>",
        "to <more@example.org>",
        "to <bob@example.org>",
        "to <carl@example.org>",
        "to <dan@example.org>",
    ]
    assert done.out == MAIL


def test_unix_lines_and_missing_fields(sandbox: Home) -> None:
    done = sandbox.send("-n", "-t", stdin=b"From: a@b.org\nTo: c@d.org\n\nhi\n")
    head, _, body = done.out.partition(b"\r\n\r\n")
    first, second, date, msg_id = head.split(b"\r\n")
    assert (first, second, body) == (b"From: a@b.org", b"To: c@d.org", b"hi\r\n")
    assert date.startswith(b"Date: ")
    assert msg_id.startswith(b"Message-ID: <")
    assert msg_id.endswith(b"@b.org>")


@pytest.mark.parametrize(
    ("octets", "line"),
    [
        (FIELDS + b"\r\na\0b\r\n", "line 8"),
        (FIELDS + b"\r\na\rb\r\n", "line 8"),
        (FIELDS + b"\r\n" + b"x" * 999 + b"\r\n", "line 8"),
        (FIELDS + b"Subject: \xe9\r\n\r\nx\r\n", "line 7"),
        (b"From ann Mon Jan 1\r\n" + MAIL, "line 1"),
    ],
)
def test_what_would_need_more_is_refused(
    sandbox: Home, octets: bytes, line: str
) -> None:
    done = sandbox.send("--eml", given(sandbox, octets), "you@example.org")
    assert done.code == 65
    assert line in done.err
    assert delivered(sandbox) == []


@pytest.mark.parametrize(
    ("octets", "offer", "line"),
    [
        (FIELDS + b"\r\n\r\n\xc3\xa9\r\n", ("SMTPUTF8",), "(line 9)"),
        (FIELDS + b"Subject: \xc3\xa9\r\n\r\nx\r\n", ("8BITMIME",), "(line 7)"),
    ],
)
def test_what_the_server_does_not_take_is_refused_before_mail(
    home: Home, octets: bytes, offer: tuple[str, ...], line: str
) -> None:
    name = given(home, octets)
    with scripted(offer=offer) as script:
        done = home.send("--server", script.url, "--eml", name, "you@example.org")
    assert done.code == 65
    assert line in done.err
    assert "MAIL" not in script.verbs()


def test_eight_bits_where_they_are_taken(home: Home) -> None:
    name = given(home, FIELDS + b"Subject: \xc3\xa9\r\n\r\n\xc3\xa9\r\n")
    with scripted(offer=("8BITMIME", "SMTPUTF8")) as script:
        done = home.send("--server", script.url, "--eml", name, "you@example.org")
    assert done.code == 0
    assert script.lines[1] == ("MAIL FROM:<ann@example.org> BODY=8BITMIME SMTPUTF8")
    assert script.messages == [FIELDS + b"Subject: \xc3\xa9\r\n\r\n\xc3\xa9\r\n"]


def test_an_address_beyond_ascii_needs_smtputf8(home: Home) -> None:
    mail = ("-f", "me@example.org", "-s", "x", "--text", "x", "用户@example.org")
    with scripted() as script:
        done = home.send("--server", script.url, *mail)
    assert done.code == 65
    assert "用户@example.org" in done.err
    with scripted(offer=("SMTPUTF8", "8BITMIME")) as script:
        assert home.send("--server", script.url, *mail).code == 0
    assert "SMTPUTF8" in script.lines[1]


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", 65),
        (b"From: a@b.org\n\nno recipient\n", 64),
        (b"From: a@b.org\nTo: nobody\n\nx\n", 65),
        (b"From: a@b.org\nTo: undisclosed-recipients:;\n\nx\n", 64),
    ],
)
def test_t_without_a_recipient(sandbox: Home, octets: bytes, code: int) -> None:
    assert sandbox.send("-t", stdin=octets).code == code


def test_the_return_path(sandbox: Home) -> None:
    sender = ("-t", "-n", "--envelope-from")
    assert "from <x@y.org>" in sandbox.send(*sender, "x@y.org", stdin=MAIL).err
    assert "from <>" in sandbox.send(*sender, "<>", stdin=MAIL).err


def test_notices_and_tls_on_every_hop_are_asked_for(home: Home) -> None:
    name = given(home, MAIL)
    with scripted(offer=("DSN", "REQUIRETLS")) as script:
        options = ("--notify", "success,delay", "--return", "headers", "--require-tls")
        done = home.send(
            *("--server", script.url, "--eml", name), *options, "you@example.org"
        )
    assert done.code == 0
    assert "RET=HDRS" in script.lines[1]
    assert "REQUIRETLS" in script.lines[1]
    assert script.lines[2] == "RCPT TO:<you@example.org> NOTIFY=SUCCESS,DELAY"
