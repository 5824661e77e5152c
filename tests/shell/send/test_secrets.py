"""Passwords, tokens and clear text: where they come from, and where they never go."""

import base64
import json

import pytest

from tests.servers.certificates import Certificates
from tests.shell.running import Done, Home
from tests.shell.send.runs import MAIL
from tests.shell.send.smtp_script import Script, scripted

SECRET = "hunter2-hunter2"
PLAIN = base64.b64encode(f"\0me\0{SECRET}".encode()).decode()


def account(home: Home, script: Script, more: str = "") -> None:
    home.configure(
        '[accounts.work]\nemail = "me@example.org"\nuser = "me"\n'
        f'smtp = "{script.url}"\n{more}'
    )


def test_sources_in_order(home: Home) -> None:
    with scripted(offer=("AUTH PLAIN",)) as script:
        account(home, script, f'password.command = ["echo", "{SECRET}"]\n')
        other = home.with_variables(PUREMAIL_PASSWORD_WORK="of-the-environment")
        for run, options, secret in (
            (home, (), SECRET),
            (other, (), "of-the-environment"),
            (other, ("--password-command", "echo of-the-option"), "of-the-option"),
        ):
            script.lines.clear()
            assert run.send(*options, *MAIL).code == 0
            said = base64.b64decode(script.lines[1].split()[2])
            assert said == f"\0me\0{secret}".encode()


def test_a_stored_password_goes_to_its_own_server_alone(home: Home) -> None:
    with scripted(offer=("AUTH PLAIN",)) as script:
        account(home, script, f'password = "{SECRET}"\n')
        url = f"smtp+plain://me@localhost:{script.port}"
        done = home.send("--server", url, *MAIL)
        assert done.code == 78
        assert SECRET not in done.err
    assert script.sessions == 0


def test_netrc(home: Home) -> None:
    netrc = home.path / ".netrc"
    netrc.write_text(f"machine 127.0.0.1 login me password {SECRET}\n", "utf-8")
    with scripted(offer=("AUTH PLAIN",)) as script:
        account(home, script)
        netrc.chmod(0o644)
        done = home.send(*MAIL)
        assert done.code == 78
        assert "chmod 600" in done.err
        netrc.chmod(0o600)
        assert home.send(*MAIL).code == 0
    assert f"AUTH PLAIN {PLAIN}" in script.lines


def test_a_token(home: Home) -> None:
    with scripted(offer=("AUTH XOAUTH2",)) as script:
        account(home, script, 'token.command = ["echo", "ya29"]\n')
        assert home.send(*MAIL).code == 0
    said = base64.b64decode(script.lines[1].split()[2])
    assert said == b"user=me\x01auth=Bearer ya29\x01\x01"


def test_a_configuration_with_a_secret_is_for_nobody_else(home: Home) -> None:
    with scripted() as script:
        account(home, script, f'password = "{SECRET}"\n')
        home.config.chmod(0o644)
        done = home.send(*MAIL)
    assert done.code == 78
    assert "chmod 600" in done.err
    assert SECRET not in done.err


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_the_mechanism_that_is_named(home: Home, mechanism: str) -> None:
    run = home.with_variables(PUREMAIL_PASSWORD=SECRET)
    with scripted(offer=("AUTH CRAM-MD5 LOGIN PLAIN",)) as script:
        run.send("--server", script.login_url, "--auth", mechanism, *MAIL)
    assert script.lines[1].split()[:2] == ["AUTH", mechanism]


def test_cram_md5_is_never_chosen(home: Home) -> None:
    run = home.with_variables(PUREMAIL_PASSWORD=SECRET)
    with scripted(offer=("AUTH CRAM-MD5",)) as script:
        done = run.send("--server", script.login_url, *MAIL)
    assert done.code == 69
    assert "AUTH" not in script.verbs()


def leaks(done: Done) -> bool:
    told = done.out + done.err.encode()
    return any(word.encode() in told for word in (SECRET, PLAIN, PLAIN[-12:]))


def test_no_output_holds_the_password(home: Home) -> None:
    run = home.with_variables(PUREMAIL_PASSWORD=SECRET)
    with scripted({"AUTH": f"535 5.7.8 {SECRET[:3]}"}) as script:
        options = ("--server", script.login_url, "--auth", "plain", "-vv", "--json")
        done = run.send(*options, "--transcript", "t.jsonl", *MAIL)
    assert done.code == 77
    assert f"AUTH PLAIN {PLAIN}" in script.lines
    assert not leaks(done)
    transcript = (home.path / "t.jsonl").read_text(encoding="ascii")
    assert SECRET not in transcript
    assert PLAIN not in transcript
    kept = b"".join(
        file.read_bytes() for file in home.states.rglob("*") if file.is_file()
    )
    assert SECRET.encode() not in kept
    assert PLAIN.encode() not in kept


def test_a_transcript_is_complete_and_private(home: Home) -> None:
    with scripted() as script:
        done = home.send("--server", script.url, "--transcript", "t.jsonl", *MAIL)
    assert done.code == 0
    file = home.path / "t.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    records = [json.loads(line) for line in file.read_text("ascii").splitlines()]
    kinds = [record["what"] for record in records]
    assert kinds[0] == "begin"
    assert {"write", "read", "pour", "poured"} <= set(kinds)
    heard = "".join(each["octets"] for each in records if each["what"] == "read")
    assert heard.startswith("220 server.test ESMTP\r\n")
    assert "250 2.0.0 queued as Q1\r\n" in heard
    (poured,) = (each for each in records if each["what"] == "poured")
    assert poured["size"] == len(script.messages[0]) + len(".\r\n")


def test_clear_text_is_for_this_machine_alone(home: Home) -> None:
    for url in ("smtp+plain://192.0.2.1", "smtp+plain://me@10.255.255.1"):
        done = home.with_variables(PUREMAIL_PASSWORD=SECRET).send(
            "--server", url, *MAIL
        )
        assert done.code == 78
        assert "--plaintext" in done.err


def test_insecure_is_loud_and_is_not_plaintext(
    home: Home, certificates: Certificates
) -> None:
    with scripted(context=certificates.self_signed.context()) as script:
        url = f"smtps://localhost:{script.port}"
        done = home.send("--server", url, *MAIL)
        assert done.code == 69
        assert "--ca-file" in done.err
        done = home.send("--server", url, "--plaintext", *MAIL)
        assert done.code == 69
        done = home.send("--server", url, "--insecure", "-q", *MAIL)
    assert done.code == 0
    assert "not checked (--insecure)" in done.err
    assert len(script.messages) == 1


def test_a_servers_own_certificate_may_be_trusted(
    home: Home, certificates: Certificates
) -> None:
    chain = str(certificates.self_signed.chain)
    with scripted(context=certificates.self_signed.context()) as script:
        url = f"smtps://localhost:{script.port}"
        assert home.send("--server", url, "--ca-file", chain, *MAIL).code == 0


def test_octets_before_the_handshake_end_the_session(home: Home) -> None:
    with scripted(
        {"STARTTLS": "220 go\r\n250 injected"}, offer=("STARTTLS",)
    ) as script:
        done = home.send("--server", f"smtp://127.0.0.1:{script.port}", *MAIL)
    assert done.code == 76
    assert script.verbs() == ["EHLO", "STARTTLS"]


def test_a_config_in_clear_says_why(home: Home) -> None:
    with scripted(offer=("AUTH PLAIN",)) as script:
        account(home, script, f'password = "{SECRET}"\n')
        done = home.send("-v", *MAIL)
    assert done.code == 0
    assert not leaks(done)
    assert "AUTH PLAIN: 235 2.7.0 welcome" in done.err
