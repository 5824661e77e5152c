"""The servers do what other tests take for granted, asked by Python's own clients."""

import base64
import poplib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from tests.servers.certificates import Certificate, Certificates
from tests.servers.record import (
    DEFERRED,
    PASSWORDS,
    SIZE_LIMIT,
    UNKNOWN,
    Kind,
    Server,
    free_ports,
    require,
    wait_until,
)

pytestmark = pytest.mark.slow

ANN, BOB = PASSWORDS
MESSAGE = (
    b"From: ann@example.org\r\nTo: bob@example.org\r\nSubject: dots\r\n\r\n"
    b".one\r\n..two\r\n.\r\nthe end\r\n"
)


def smtp(server: Server, kind: Kind) -> smtplib.SMTP:
    """Return a session that is secured as `kind` says, and greeted."""
    context = ssl.create_default_context(cafile=server.ca_file)
    port = server.ports[kind]
    if kind is Kind.IMPLICIT_TLS:
        return smtplib.SMTP_SSL(server.host, port, timeout=30, context=context)
    session = smtplib.SMTP(server.host, port, timeout=30)
    if kind is Kind.UPGRADE:
        session.starttls(context=context)
    return session


def token(user: str) -> str:
    """Return what AUTH PLAIN sends. smtplib's own login keeps to ASCII. RFC 4616."""
    return base64.b64encode(f"\0{user}\0{PASSWORDS[user]}".encode()).decode()


@contextmanager
def pop3(server: Server, kind: Kind) -> Iterator[poplib.POP3]:
    """Yield a session that is secured as `kind` says, and close it."""
    context = ssl.create_default_context(cafile=server.ca_file)
    port = server.ports[kind]
    if kind is Kind.IMPLICIT_TLS:
        session: poplib.POP3 = poplib.POP3_SSL(
            server.host, port, timeout=30, context=context
        )
    else:
        session = poplib.POP3(server.host, port, timeout=30)
    with closing(session):
        if kind is Kind.UPGRADE:
            session.stls(context)
        yield session


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("user", PASSWORDS)
def test_submission(submission: Server, kind: Kind, user: str) -> None:
    submission.clear()
    with smtp(submission, kind) as session:
        session.ehlo()
        assert session.has_extn("smtputf8")
        assert session.has_extn("8bitmime")
        assert session.esmtp_features["size"] == str(SIZE_LIMIT)
        assert session.docmd("AUTH", f"PLAIN {token(user)}")[0] == 235
        assert session.sendmail(user, [BOB], MESSAGE) == {}
    wait_until(lambda: len(submission.messages(BOB)) == 1, "delivery")
    stored = submission.messages(BOB)[0].replace(b"\r\n", b"\n")
    assert stored.endswith(b"\n\n.one\n..two\n.\nthe end\n")


@pytest.mark.parametrize("kind", Kind)
def test_submission_asks_for_a_login(submission: Server, kind: Kind) -> None:
    with smtp(submission, kind) as session:
        session.ehlo()
        with pytest.raises(smtplib.SMTPAuthenticationError):
            session.login(ANN, "wrong")
        assert refused(session, MESSAGE, BOB)


def refused(session: smtplib.SMTP, message: bytes, *recipients: str) -> bool:
    try:
        session.sendmail(ANN, recipients, message)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused):
        return True
    return False


@pytest.mark.parametrize(("recipient", "code"), [(UNKNOWN, 550), (DEFERRED, 450)])
def test_recipients_are_refused(submission: Server, recipient: str, code: int) -> None:
    with smtp(submission, Kind.IMPLICIT_TLS) as session:
        session.login(ANN, PASSWORDS[ANN])
        left_out = session.sendmail(ANN, [recipient, BOB], MESSAGE)
    assert {address: reply[0] for address, reply in left_out.items()} == {
        recipient: code
    }


def test_size_is_limited(submission: Server) -> None:
    with smtp(submission, Kind.IMPLICIT_TLS) as session:
        session.login(ANN, PASSWORDS[ANN])
        assert session.mail(ANN, [f"SIZE={SIZE_LIMIT + 1}"])[0] == 552


def test_clear_text_is_refused_before_starttls(submission: Server) -> None:
    with smtplib.SMTP(submission.host, submission.ports[Kind.UPGRADE]) as session:
        session.ehlo()
        assert not session.has_extn("auth")
        assert session.mail(ANN)[0] == 530


def test_postfix_keeps_senders_apart(postfix: Server) -> None:
    with smtp(postfix, Kind.IMPLICIT_TLS) as session:
        session.login(ANN, PASSWORDS[ANN])
        with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            session.sendmail(BOB, [BOB], MESSAGE)
    assert caught.value.recipients[BOB][0] == 553


@pytest.mark.parametrize(
    ("maildrop", "kind"),
    [
        *(("dovecot", kind) for kind in Kind),
        *(("twisted", kind) for kind in Kind if kind is not Kind.UPGRADE),
    ],
    indirect=["maildrop"],
)
@pytest.mark.parametrize("user", PASSWORDS)
def test_maildrop(maildrop: Server, kind: Kind, user: str) -> None:
    maildrop.clear()
    maildrop.deliver(MESSAGE, user)
    with pop3(maildrop, kind) as session:
        session.user(user)
        session.pass_(PASSWORDS[user])
        assert session.stat()[0] == len(session.uidl()[1]) == 1
        _, lines, _ = session.retr(1)
        assert b"\r\n".join((*lines, b"")) == MESSAGE
        session.dele(1)
        session.quit()
    wait_until(lambda: maildrop.messages(user) == [], "deletion")


def test_maildrop_knows_wrong_passwords(maildrop: Server) -> None:
    with pop3(maildrop, Kind.IMPLICIT_TLS) as session:
        session.user(ANN)
        with pytest.raises(poplib.error_proto, match="-ERR"):
            session.pass_(PASSWORDS[BOB])


def test_dovecot_offers_scram(dovecot: Server) -> None:
    with pop3(dovecot, Kind.IMPLICIT_TLS) as session:
        assert "SCRAM-SHA-256" in session.capa()["SASL"]


def test_postfix_delivers_what_dovecot_serves(postfix: Server, dovecot: Server) -> None:
    postfix.clear()
    with smtp(postfix, Kind.UPGRADE) as sending:
        sending.login(ANN, PASSWORDS[ANN])
        sending.sendmail(ANN, [ANN], MESSAGE)
    wait_until(lambda: dovecot.messages(ANN) != [], "delivery")
    with pop3(dovecot, Kind.PLAIN) as session:
        session.apop(ANN, PASSWORDS[ANN])
        _, lines, _ = session.retr(1)
    assert lines[-4:] == [b".one", b"..two", b".", b"the end"]


@contextmanager
def shown(certificate: Certificate) -> Iterator[int]:
    """Serve one handshake that shows `certificate`, and yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                context = certificate.context()
                context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(30)


def handshake(certificates: Certificates, certificate: Certificate) -> None:
    context = ssl.create_default_context(cafile=certificates.ca_file)
    context.hostname_checks_common_name = False
    with (
        shown(certificate) as port,
        socket.create_connection(("127.0.0.1", port), timeout=30) as connection,
    ):
        context.wrap_socket(connection, server_hostname="localhost").close()


def test_the_good_certificate_is_good(certificates: Certificates) -> None:
    handshake(certificates, certificates.good)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("expired", "expired"),
        ("not_yet_valid", "not yet valid"),
        ("wrong_host", "mismatch"),
        ("cn_only", "mismatch"),
        ("other_ca", "unable to get local issuer"),
        ("self_signed", "self-signed|self signed"),
    ],
)
def test_other_certificates_are_bad(
    certificates: Certificates, name: str, why: str
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=why):
        handshake(certificates, getattr(certificates, name))


@pytest.mark.parametrize(
    ("variables", "outcome"),
    [({}, pytest.skip.Exception), ({"CI": "true"}, pytest.fail.Exception)],
)
def test_what_is_missing_fails_in_ci_alone(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    outcome: type[BaseException],
) -> None:
    monkeypatch.delenv("CI", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(outcome, match="no-such-program is not installed"):
        require("no-such-program")


def test_free_ports_differ() -> None:
    assert len(set(free_ports(20))) == 20
