"""The exit codes of what a server says, or keeps to itself."""

import pytest

from tests.servers.certificates import Certificates
from tests.shell.running import Home
from tests.shell.send.maildrop import read
from tests.shell.send.runs import MAIL, one_line, sent
from tests.shell.send.smtp_script import CLOSE, SILENT, scripted


def test_0_taken_by_the_server_for_all(home: Home) -> None:
    with scripted() as script:
        done = sent(home, script)
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert len(script.messages) == 1


def test_0_even_if_quit_fails(home: Home) -> None:
    with scripted({"QUIT": CLOSE}) as script:
        assert sent(home, script).code == 0


def test_1_taken_for_some(home: Home) -> None:
    refusal = {"RCPT <no@x.org>": "550 5.1.1 nobody here"}
    with scripted(refusal) as script:
        done = sent(home, script, "--on-reject", "skip", "-c", "no@x.org")
    assert done.code == 1
    assert '<no@x.org> was refused: the server said "550 5.1.1 nobody' in done.err
    assert len(script.messages) == 1


@pytest.mark.parametrize("reply", ["554 5.7.1 spam", "552 5.3.4 too large"])
def test_65_refused_for_content(home: Home, reply: str) -> None:
    with scripted({"content": reply}) as script:
        done = sent(home, script)
    assert done.code == 65
    assert reply[4:] in one_line(done)


def test_65_larger_than_the_server_takes(home: Home) -> None:
    with scripted(offer=("SIZE 100",)) as script:
        done = sent(home, script)
    assert done.code == 65
    assert script.messages == []
    assert "MAIL" not in script.verbs()


def test_67_a_recipient_refused_for_good(home: Home) -> None:
    with scripted({"RCPT": "550 5.1.1 nobody here"}) as script:
        done = sent(home, script)
    assert done.code == 67
    assert "nobody here" in one_line(done)
    assert script.messages == []


def test_67_if_one_of_the_refusals_is_for_good(home: Home) -> None:
    later = {"RCPT <a@x.org>": "450 4.2.1 later", "RCPT <b@x.org>": "550 5.1.1 no"}
    with scripted(later) as script:
        done = sent(home, script, "-c", "a@x.org", "-c", "b@x.org")
    assert done.code == 67
    assert "DATA" not in script.verbs()
    assert len([line for line in done.err.splitlines() if "was refused" in line]) == 2


@pytest.mark.parametrize("reply", ["554 5.7.1 go away", "530 no"])
def test_69_a_server_that_takes_no_session(home: Home, reply: str) -> None:
    with scripted({"greeting": reply}) as script:
        assert sent(home, script).code == 69


def test_69_no_mechanism_to_log_in_by(home: Home) -> None:
    with scripted(offer=("AUTH GSSAPI NTLM",)) as script:
        done = home.with_variables(PUREMAIL_PASSWORD="p").send(
            "--server", script.login_url, *MAIL
        )
    assert done.code == 69
    assert "GSSAPI, NTLM" in one_line(done)


def test_69_tls_that_is_missing(home: Home) -> None:
    with scripted() as script:
        done = home.send("--server", f"smtp://127.0.0.1:{script.port}", *MAIL)
    assert done.code == 69
    assert "does not offer TLS" in one_line(done)
    assert script.verbs() == ["EHLO", "QUIT"]


@pytest.mark.parametrize("kind", ["expired", "wrong_host", "other_ca", "cn_only"])
def test_69_a_certificate_that_proves_nothing(
    home: Home, certificates: Certificates, kind: str
) -> None:
    context = getattr(certificates, kind).context()
    ca_file = str(certificates.ca_file)
    with scripted(context=context) as script:
        url = f"smtps://localhost:{script.port}"
        done = home.send("--server", url, "--ca-file", ca_file, *MAIL)
    assert done.code == 69
    assert "certificate" in one_line(done)
    assert script.lines == []


def test_69_a_need_that_the_server_cannot_meet(home: Home) -> None:
    with scripted() as script:
        done = sent(home, script, "--require-tls")
    assert done.code == 69
    assert "cannot ask for TLS on every later hop (MAIL)" in one_line(done)
    with scripted(offer=()) as script:
        done = sent(home, script, "--notify", "never")
    assert done.code == 69
    assert "gives no delivery notices (MAIL)" in one_line(done)


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("greeting", "421 4.3.2 busy"),
        ("MAIL", "451 4.3.0 later"),
        ("RCPT", "450 4.2.0 greylisted"),
        ("DATA", "451 4.3.0 later"),
        ("content", "452 4.3.1 disk full"),
    ],
)
def test_75_later(home: Home, step: str, reply: str) -> None:
    with scripted({step: reply}) as script:
        done = sent(home, script)
    assert done.code == 75
    line = one_line(done)
    assert f'the server said "{reply}"' in line


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL"])
def test_75_a_line_that_is_closed(home: Home, step: str) -> None:
    with scripted({step: CLOSE}) as script:
        done = sent(home, script)
    assert done.code == 75
    assert f"closed the connection ({step})" in one_line(done)


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_75_silence(home: Home, step: str) -> None:
    with scripted({step: SILENT}) as script:
        done = home.send("--server", script.url, "--timeout", "0.3", *MAIL)
    assert done.code == 75
    assert "did not answer in time" in one_line(done)


@pytest.mark.parametrize(
    ("step", "reply", "told"),
    [
        ("greeting", "hello", "no reply (greeting)"),
        ("EHLO", "999 what", "no reply (EHLO)"),
        ("MAIL", "250-a\r\n550 b", "differ in their code (MAIL)"),
        ("MAIL", "250 ok\r\n250 and more", "does not fit the command (DATA)"),
        ("RCPT", "354 go", "does not fit the command (RCPT)"),
        ("greeting", "220 " + "x" * 5000, "past its limit (greeting)"),
    ],
    ids=lambda value: value[:20],
)
def test_76_a_broken_protocol(home: Home, step: str, reply: str, told: str) -> None:
    with scripted({step: reply}) as script:
        done = sent(home, script)
    assert done.code == 76
    assert told in one_line(done)
    assert script.messages == []


def test_77_a_login_that_is_refused(home: Home) -> None:
    secret = "hunter2-hunter2"
    with scripted({"AUTH": "535 5.7.8 bad credentials"}) as script:
        done = home.with_variables(PUREMAIL_PASSWORD=secret).send(
            "--server", script.login_url, *MAIL
        )
    assert done.code == 77
    assert "the login of me was refused (AUTH)" in one_line(done)
    assert "535 5.7.8 bad credentials" in done.err
    # One try, and nothing goes out without the login.
    assert script.verbs() == ["EHLO", "AUTH", "QUIT"]
    assert secret not in done.err


def test_78_a_sender_that_is_not_the_login(home: Home) -> None:
    with scripted({"MAIL": "553 5.7.1 not yours"}) as script:
        done = home.with_variables(PUREMAIL_PASSWORD="p").send(
            "--server", script.login_url, *MAIL
        )
    assert done.code == 78


@pytest.mark.parametrize("reply", [CLOSE, SILENT])
def test_79_the_last_octet_is_out_and_no_reply_came(home: Home, reply: str) -> None:
    with scripted({"content": reply}) as script:
        done = home.send("--server", script.url, "--timeout", "0.5", *MAIL)
    assert done.code == 79
    (octets,) = script.messages
    line = one_line(done)
    assert "unknown" in line
    assert read(octets)["Message-ID"] in line
