"""--json: what is printed fits the schemas that are shipped."""

from pathlib import Path

import pytest

from tests.shell.running import Done, Home
from tests.shell.schemas import fitting
from tests.shell.send.runs import MAIL, TO
from tests.shell.send.smtp_script import CLOSE, scripted


def printed(done: Done, schema: str) -> dict[str, object]:
    """Return the one object on standard output, which fits `schema`."""
    (line,) = done.out.splitlines()
    return fitting(schema, line)


def test_a_message_that_was_taken(sandbox: Home) -> None:
    (sandbox.path / "报告.pdf").write_bytes(b"%PDF-1.7")
    options = ("-s", "x", "--text", "x", "-a", "报告.pdf", "-b", "b@example.org")
    done = sandbox.send("--json", *options, TO)
    assert (done.code, done.err) == (0, "")
    value = printed(done, "send")
    assert value["ok"] is True
    assert value["account"] == "sandbox"
    assert value["envelope"] == {
        "from": "you@sandbox.example",
        "to": [TO, "b@example.org"],
    }
    assert value["attachments"] == [
        {"name": "报告.pdf", "type": "application/pdf", "size": 8}
    ]
    server = value["server"]
    assert isinstance(server, dict)
    assert server["auth"] == "SCRAM-SHA-256"
    assert "PIPELINING" in server["extensions"]
    ms = value["ms"]
    assert isinstance(ms, dict)
    assert ms["tls"] is None
    assert all(isinstance(ms[step], int) for step in ("connect", "auth", "transfer"))


def test_a_message_that_some_did_not_get(home: Home) -> None:
    with scripted({"RCPT <no@x.org>": "550 5.1.1 \x1b[31mno"}) as script:
        done = home.send(
            *("--json", "--server", script.url, "--on-reject", "skip"),
            *("-c", "no@x.org", *MAIL),
        )
    assert done.code == 1
    value = printed(done, "send")
    assert value["ok"] is False
    assert b"\x1b" not in done.out
    recipients = value["recipients"]
    assert isinstance(recipients, list)
    assert recipients[1] == {
        "address": "no@x.org",
        "status": "refused",
        "code": 550,
        "enhanced": "5.1.1",
        "text": "\x1b[31mno",
    }


def test_a_message_that_was_refused(home: Home) -> None:
    with scripted({"RCPT": "450 4.2.1 later"}) as script:
        done = home.send("--json", "--server", script.url, *MAIL)
    assert done.code == 75
    value = printed(done, "error")
    assert value["ok"] is False
    assert str(value["message_id"]).endswith("@example.org>")
    assert Path(str(value["kept"])).exists()
    error = value["error"]
    assert isinstance(error, dict)
    assert (error["kind"], error["exit"], error["stage"], error["code"]) == (
        ("temporary", 75, "RCPT", 450)
    )
    assert error["retry"] is True


@pytest.mark.parametrize(
    ("options", "code", "kind"),
    [
        (("--nonsense",), 64, "usage"),
        (("nobody",), 65, "message"),
        (("-a", "nothing", TO), 66, "input"),
    ],
)
def test_what_never_came_to_a_server(
    sandbox: Home, options: tuple[str, ...], code: int, kind: str
) -> None:
    done = sandbox.send("--json", "--text", "x", *options)
    assert done.code == code
    error = printed(done, "error")["error"]
    assert isinstance(error, dict)
    assert error["kind"] == kind


def test_an_uncertain_message(home: Home) -> None:
    with scripted({"content": CLOSE}) as script:
        done = home.send("--json", "--server", script.url, *MAIL)
    error = printed(done, "error")["error"]
    assert isinstance(error, dict)
    assert (error["kind"], error["exit"], error["retry"]) == ("uncertain", 79, False)


def test_a_check(sandbox: Home) -> None:
    done = sandbox.send("--json", "--check")
    assert done.code == 0
    value = printed(done, "check")
    assert value["user"] == "sandbox"
