"""Server URLs there and back, and what may be said in clear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.server import (
    SCHEMES,
    Protocol,
    Reach,
    Security,
    Server,
    clear_text_refusal,
    parse_server,
    reach,
)

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
NAMES = st.lists(LABEL, min_size=1, max_size=4).map(
    lambda labels: ".".join([*labels, "x"])
)
USERS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)


@st.composite
def servers(draw: st.DrawFn) -> Server:
    protocol, security, _ = draw(st.sampled_from(list(SCHEMES.values())))
    address = st.ip_addresses().map(str)
    return Server(
        protocol=protocol,
        security=security,
        host=draw(NAMES | address),
        port=draw(st.integers(1, 65_535)),
        user=draw(st.none() | USERS),
    )


@given(servers())
def test_round_trip(server: Server) -> None:
    assert parse_server(server.url) == server
    assert parse_server(server.url, server.protocol) == server


def outcome_of(text: str) -> Server | ValueError:
    try:
        return parse_server(text)
    except ValueError as error:
        return error


@given(st.text() | servers().map(lambda server: server.url[:-1]))
def test_any_text_gives_a_server_or_a_sentence(text: str) -> None:
    outcome = outcome_of(text)
    if isinstance(outcome, Server):
        assert parse_server(outcome.url) == outcome
    else:
        assert str(outcome)
        assert not isinstance(outcome, UnicodeError)


@pytest.mark.parametrize(
    ("url", "security", "host", "port", "user"),
    [
        ("smtps://mail.example.org", Security.TLS, "mail.example.org", 465, None),
        ("smtp://mail.example.org", Security.UPGRADE, "mail.example.org", 587, None),
        ("smtp+plain://localhost", Security.CLEAR, "localhost", 25, None),
        ("SMTPS://Mail.Example.ORG./", Security.TLS, "mail.example.org", 465, None),
        ("pop3s://h", Security.TLS, "h", 995, None),
        ("pop3://h", Security.UPGRADE, "h", 110, None),
        ("pop3+plain://h", Security.CLEAR, "h", 110, None),
        ("pop3s://[::1]:1995", Security.TLS, "::1", 1995, None),
        ("pop3s://me@example.org@h", Security.TLS, "h", 995, "me@example.org"),
        ("pop3s://me%40example.org@h", Security.TLS, "h", 995, "me@example.org"),
        ("pop3s://recent%3Ame@h", Security.TLS, "h", 995, "recent:me"),
        ("smtps://邮件.中国", Security.TLS, "xn--5nq051n.xn--fiqs8s", 465, None),
    ],
)
def test_forms(
    url: str, security: Security, host: str, port: int, user: str | None
) -> None:
    server = parse_server(url)
    assert (server.security, server.host, server.port, server.user) == (
        security,
        host,
        port,
        user,
    )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mail.example.org", "not a server URL"),
        ("http://h", 'no scheme "http"'),
        ("smtps://me:secret@h", "holds no password"),
        ("smtps://h:0", "port must be 1 to 65535"),
        ("smtps://h:65536", "port must be 1 to 65535"),
        ("smtps://h/path", "not a server URL"),
        ("smtps://1.2.3", "no IP address"),
        ("smtps://[1::2::3]", "no IP address"),
        ("smtps://-h", "no host name"),
        ("smtps://a..b", "no host name"),
        ("smtps://%ff@h", "not UTF-8"),
        ("smtps://a%0d%0ab@h", "must be printable"),
    ],
)
def test_refused(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as error:
        parse_server(url)
    assert "secret" not in str(error.value)


def test_the_other_protocol_is_refused() -> None:
    with pytest.raises(ValueError, match="the forms are pop3s://") as error:
        parse_server("smtps://h", Protocol.POP3)
    assert "smtp+plain://" not in str(error.value)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", Reach.LOOPBACK),
        ("a.localhost", Reach.LOOPBACK),
        ("127.8.8.8", Reach.LOOPBACK),
        ("::1", Reach.LOOPBACK),
        ("::ffff:127.0.0.1", Reach.LOOPBACK),
        ("10.1.2.3", Reach.PRIVATE),
        ("172.31.0.1", Reach.PRIVATE),
        ("192.168.0.1", Reach.PRIVATE),
        ("fd00::1", Reach.PRIVATE),
        ("fe80::1%eth0", Reach.PRIVATE),
        ("::ffff:10.0.0.1", Reach.PRIVATE),
        ("172.32.0.1", Reach.PUBLIC),
        ("0.0.0.0", Reach.PUBLIC),
        ("192.0.2.1", Reach.PUBLIC),
        ("2001:db8::1", Reach.PUBLIC),
        ("localhost.example.org", Reach.PUBLIC),
        ("10.example.org", Reach.PUBLIC),
    ],
)
def test_reach(host: str, expected: Reach) -> None:
    assert reach(host) is expected


@pytest.mark.parametrize("login", [True, False])
@pytest.mark.parametrize(
    ("url", "address", "without", "with_login"),
    [
        ("smtp+plain://localhost", None, True, True),
        ("smtp+plain://10.0.0.1", None, True, False),
        ("smtp+plain://mx.example.org", None, False, False),
        ("smtp+plain://mx.example.org", "127.0.0.1", True, True),
        ("smtp+plain://mx.example.org", "10.0.0.1", True, False),
        ("smtp+plain://localhost", "192.0.2.1", False, False),
        ("smtp://mx.example.org", None, True, True),
        ("smtps://mx.example.org", None, True, True),
    ],
)
def test_clear_text(
    url: str, address: str | None, *, without: bool, with_login: bool, login: bool
) -> None:
    server = parse_server(url)
    refusal = clear_text_refusal(server, address=address, login=login, plaintext=False)
    assert (refusal is None) == (with_login if login else without)
    assert refusal is None or "--plaintext" in refusal
    assert (
        clear_text_refusal(server, address=address, login=login, plaintext=True) is None
    )


@pytest.mark.parametrize(
    ("url", "authority", "named"),
    [
        ("pop3s://[::1]", "[::1]:995", False),
        ("pop3s://127.0.0.1:1995", "127.0.0.1:1995", False),
        ("pop3s://163.example", "163.example:995", True),
    ],
)
def test_authority(url: str, authority: str, named: bool) -> None:
    server = parse_server(url)
    assert server.authority == authority
    assert server.named is named
