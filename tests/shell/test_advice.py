"""What a person is told to do next."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.advice import advice, advised, rules
from shell.exits import Kind, ShellError
from shell.server import parse_server

AUTH, TLS, TIMEOUT = Kind.AUTH, Kind.TLS, Kind.TIMEOUT


def told(
    url: str,
    kind: Kind,
    stage: str,
    code: int | str | None = None,
    text: str = "",
    *,
    what: str = "it failed",
) -> str:
    error = ShellError(
        kind=kind,
        what=what,
        stage=stage,
        code=code if isinstance(code, int) else None,
        text=text,
    )
    server = parse_server(url)
    return advice(error, server, code if isinstance(code, str) else None) or ""


@pytest.mark.parametrize(
    ("url", "text", "said"),
    [
        ("smtps://smtp.qq.com", "Login fail.", "QQ Mail wants an authorization code"),
        ("pop3s://pop.qq.com", "Login fail.", "QQ Mail wants an authorization code"),
        ("smtps://smtp.exmail.qq.com", "Error", "client password"),
        ("smtps://smtp.163.com", "Error: authentication failed", "authorization code"),
        (
            "pop3s://pop.126.com",
            "Unable to log on",
            "NetEase wants an authorization code",
        ),
        ("smtps://smtp.163.com", "User has no permission", "Switch on POP3/SMTP"),
        (
            "smtps://smtp.gmail.com",
            "Username and Password not accepted",
            "app password",
        ),
        ("smtps://smtp.gmail.com", "log in via your web browser", "confirmed"),
        ("smtp://smtp.office365.com", "basic authentication is disabled", "OAuth2"),
        ("smtp://smtp-mail.outlook.com", "unsuccessful", "OAuth2 alone"),
        ("smtp://smtp.office365.com", "SmtpClientAuthentication is disabled", "tenant"),
        ("smtp://smtp.mail.me.com", "authentication failed", "app-specific password"),
        ("smtps://smtp.mail.yahoo.com", "(#AUTH005) Too many bad auth", "app password"),
        ("smtps://smtp.fastmail.com", "no", "app password"),
        ("smtps://smtp.aliyun.com", "526 Authentication failure", "client password"),
        ("smtps://mx.example.org", "请使用授权码登录", "authorization code"),
        ("smtps://mx.example.org", "denied", "Check the user name"),
    ],
)
def test_refused_logins(url: str, text: str, said: str) -> None:
    assert said in told(url, AUTH, "AUTH", 535, text)


NO_TLS = "h:1 does not speak TLS here"


@pytest.mark.parametrize(
    ("url", "kind", "stage", "what", "said"),
    [
        ("smtps://h:587", TLS, "TLS", NO_TLS, "write smtp://h:587,"),
        ("pop3s://h:110", TLS, "TLS", NO_TLS, "write pop3://h,"),
        ("smtps://h:4650", TLS, "TLS", NO_TLS, "smtp:// or pop3:// in place"),
        ("smtps://[::1]:587", TLS, "TLS", NO_TLS, "write smtp://[::1]:587,"),
        ("smtp://h:465", TIMEOUT, "greeting", "", "smtps://h:465"),
        ("smtp+plain://h:465", Kind.LOST, "greeting", "", "smtps://h:465"),
        ("pop3://h:995", TIMEOUT, "greeting", "", "pop3s://h"),
        ("smtp://h:587", TLS, "STARTTLS", "", "smtps://h tries"),
        ("pop3://h", TLS, "STLS", "", "pop3s://h tries"),
        ("smtp://h:25", TIMEOUT, "connect", "", "block port 25"),
        ("smtps://h", Kind.CONNECT, "connect", "", "smtp://h tries port 587"),
        ("smtps://h", Kind.CERTIFICATE, "TLS", "Hostname mismatch", "another host's"),
        ("smtps://h", Kind.CERTIFICATE, "TLS", "certificate has expired", "clock"),
        ("smtps://h", Kind.CERTIFICATE, "TLS", "self-signed", "--ca-file"),
        ("smtps://h", Kind.HOST, "connect", "", "spelling"),
    ],
)
def test_wrong_ports(url: str, kind: Kind, stage: str, what: str, said: str) -> None:
    assert said in told(url, kind, stage, what=what)


@pytest.mark.parametrize(
    ("url", "kind", "stage", "answer", "said"),
    [
        (
            "pop3s://pop.163.com",
            Kind.TEMPORARY,
            "RETR",
            (None, "Download exceed"),
            "a day",
        ),
        ("pop3s://h", Kind.TEMPORARY, "PASS", ("LOGIN-DELAY", "wait"), "pause between"),
        (
            "pop3s://h",
            Kind.TEMPORARY,
            "PASS",
            (None, "[LOGIN-DELAY] x"),
            "pause between",
        ),
        ("pop3s://h", Kind.IN_USE, "PASS", ("IN-USE", "x"), "Another program"),
        (
            "pop3s://h",
            AUTH,
            "PASS",
            (None, "Maildrop already locked"),
            "Another program",
        ),
        ("smtps://h", Kind.TEMPORARY, "RCPT", (450, "Greylisted"), "send --again"),
        ("smtps://h", Kind.TEMPORARY, "MAIL", (421, "Too many messages"), "wait"),
        (
            "smtps://smtp.gmail.com",
            Kind.MESSAGE,
            "content",
            (550, "sending limit"),
            "day",
        ),
        (
            "smtps://smtp.qq.com",
            Kind.REFUSED,
            "MAIL",
            (501, "same as authorization"),
            "--from",
        ),
        (
            "smtps://smtp.163.com",
            Kind.MESSAGE,
            "content",
            (554, "DT:SPM 163"),
            "for spam",
        ),
        ("smtps://h", Kind.REFUSED, "MAIL", (530, "Authentication required"), "-u"),
        ("smtps://h", Kind.RECIPIENTS, "RCPT", (554, "Relay access denied"), "-u"),
        ("smtps://h", Kind.TOO_LARGE, "MAIL", (552, "too big"), "Send less"),
    ],
)
def test_refusals(
    url: str, kind: Kind, stage: str, answer: tuple[int | str | None, str], said: str
) -> None:
    assert said in told(url, kind, stage, *answer)


def test_nothing_is_known() -> None:
    error = ShellError(kind=Kind.TEMPORARY, what="x", stage="NOOP", hint="kept")
    server = parse_server("smtps://h")
    assert advice(error, server) is None
    assert advised(error, server) is error


def test_the_hint_is_set() -> None:
    error = ShellError(kind=AUTH, what="login refused", stage="AUTH", code=535)
    found = advised(error, parse_server("smtps://smtp.qq.com"))
    assert found.hint is not None
    assert "authorization code" in found.hint
    assert (found.kind, found.what, found.code) == (AUTH, "login refused", 535)


def test_every_rule_is_a_sentence_for_one_line() -> None:
    for rule in rules():
        assert rule.say.endswith(".")
        assert "\n" not in rule.say
        assert set(rule.hosts) or rule.kinds or rule.codes or rule.text


@given(
    st.sampled_from(list(Kind)),
    st.text(max_size=20),
    st.none() | st.integers(200, 599),
    st.text(),
)
def test_any_error(kind: Kind, stage: str, code: int | None, text: str) -> None:
    assert "{" not in told("smtps://h", kind, stage, code, text)


def test_a_long_server_text_is_linear() -> None:
    start = time.process_time()
    for text in ("minimum " * 60_000, "maildrop" * 60_000, "exceed" * 60_000):
        told("smtps://h", Kind.TEMPORARY, "MAIL", 451, text)
    assert time.process_time() - start < 10
