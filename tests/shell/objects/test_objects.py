"""The objects of --json against the schemas that are shipped."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.message import parse_message
from core.visible import visible_line
from shell.exits import Kind, ShellError
from shell.objects.failure import check_object, error_facts, error_object, server_object
from shell.objects.fetching import DoneObject, FetchedObject, left_object
from shell.objects.receiving import (
    DeletedObject,
    SavedObject,
    StatusObject,
    head_object,
    list_object,
    parts_object,
    rfc3339,
    shown_object,
)
from shell.objects.sending import recipient_object, sent_object
from shell.objects.text import json_line
from shell.server import parse_server
from tests.shell.schemas import fitting, schema

SERVER = server_object(
    parse_server("smtps://smtp.qq.com"),
    tls="TLSv1.3",
    auth="PLAIN",
    extensions=("PIPELINING", "SIZE"),
)
ERROR = ShellError(
    kind=Kind.AUTH,
    what="smtp.qq.com refused the login",
    stage="AUTH",
    code=535,
    text="Login fail.",
    hint="Make an authorization code.",
)


def conforms(name: str, value: Mapping[str, object]) -> None:
    """Check a line of JSON against a schema, and that no key is missing from it."""
    rules = schema(name)
    jsonschema.Draft202012Validator.check_schema(rules)
    line = json_line(value)
    assert "\n" not in line
    read = fitting(name, line)
    if "properties" in rules:
        assert list(read) == list(rules["properties"])


def test_sent() -> None:
    conforms(
        "send",
        sent_object(
            account="qq",
            message_id="<x@qq.com>",
            size=48_213,
            sender="12345@qq.com",
            recipients=[
                recipient_object(
                    "a@b.c", "accepted", code=250, enhanced="2.1.5", text="Ok"
                )
            ],
            server=SERVER,
            reply={"code": 250, "enhanced": "2.0.0", "text": "queued"},
            attachments=[{"name": "a.zip", "type": "application/zip", "size": 3}],
            ms={"connect": 41, "tls": 38, "auth": None, "transfer": 210},
        ),
    )


def test_sent_in_part_is_not_ok() -> None:
    refused = recipient_object("a@b.c", "refused", code=550, text="no")
    taken = recipient_object("d@e.f", "accepted", code=250, text="ok")
    sent = sent_object(
        account="qq",
        message_id=None,
        size=1,
        sender="",
        recipients=[refused, taken],
        server=SERVER,
        reply={"code": 250, "enhanced": None, "text": ""},
        attachments=[],
        ms={"connect": 1, "tls": None, "auth": None, "transfer": 1},
    )
    assert not sent["ok"]
    assert sent["envelope"] == {"from": "", "to": ["a@b.c", "d@e.f"]}
    conforms("send", sent)


def test_failed() -> None:
    conforms("error", error_object(ERROR, "qq", kept="/state/kept/1.eml"))
    conforms("error", error_object(ShellError(kind=Kind.USAGE, what="no"), None))
    facts = error_facts(ERROR)
    assert (facts["exit"], facts["retry"], facts["kind"]) == (77, False, "auth")


def test_checked() -> None:
    conforms("check", check_object("qq", "1@qq.com", SERVER, ["QQ Mail shows."]))


MESSAGE = parse_message(
    b"From: =?utf-8?b?5byg5LiJ?= <z@qq.com>, G: a@b.c;\r\n"
    b"To: d@e.f\r\nSubject: =?utf-8?q?=1b[31m=e2=80=ae?=\r\n"
    b"Date: Fri, 20 Nov 2026 09:00:00 +0800\r\nMessage-ID: <x@y.z>\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\n\r\ntext\r\n--b\r\nContent-Type: image/png; name=p.png\r\n"
    b"Content-Transfer-Encoding: base64\r\nContent-ID: <c@d>\r\n"
    b"Content-Disposition: inline\r\n\r\nQUJD\r\n"
)


def test_status() -> None:
    status: StatusObject = {
        "v": 1,
        "account": "qq",
        "user": None,
        "count": 2,
        "size": 90_211,
        "new": 1,
        "shown": 1,
        "stored": 3,
        "stored_size": 100_000,
        "pending": 0,
        "last_stored_at": "2026-11-20T09:00:00+08:00",
        "state": None,
    }
    conforms("status", status)


def test_listed() -> None:
    head = head_object(MESSAGE, n=2, uid="ZC1", size=9, new=True)
    assert head["from"] == [
        {"name": "张三", "address": "z@qq.com"},
        {"name": None, "address": "a@b.c"},
    ]
    assert (head["date"], head["message_id"]) == (
        "2026-11-20T09:00:00+08:00",
        "<x@y.z>",
    )
    conforms("list", list_object("qq", 2, 90_211, [head]))
    empty = head_object(parse_message(b""), n=1, uid=None, size=0, new=False)
    conforms("list", list_object("qq", 0, 0, [empty]))


def test_shown() -> None:
    shown = shown_object(MESSAGE, account="qq", n=2, uid="ZC1", new=True)
    conforms("show", shown)
    assert shown["subject"] == "\x1b[31m\u202e"
    assert shown["headers"][1] == ("To", "d@e.f")
    assert shown["text"] == "text"
    assert [part["path"] for part in shown["parts"]] == ["1", "2"]
    assert shown["parts"][1] == {
        "path": "2",
        "type": "image/png",
        "charset": None,
        "encoding": "base64",
        "name": "p.png",
        "size": 6,
        "disposition": "inline",
        "cid": "c@d",
    }
    assert "multipart_unclosed" in [each["kind"] for each in shown["defects"]]
    conforms("parts", parts_object(MESSAGE, account=None, n=None, uid=None))


def test_fetched() -> None:
    stored: FetchedObject = {
        "event": "message",
        "account": "qq",
        "uid": "ZC1",
        "size": 3,
        "sha256": "0" * 64,
        "target": "maildir:/home/me/Mail/qq",
        "path": None,
        "deleted": False,
    }
    done: DoneObject = {
        "event": "done",
        "v": 1,
        "ok": True,
        "accounts": ["qq"],
        "stored": 1,
        "left": 1,
        "deleted": 0,
        "size": 3,
    }
    failed: DoneObject = {**done, "ok": False, "error": error_facts(ERROR)}
    for line in (
        stored,
        left_object("qq", None, 3, "larger than --max-size"),
        left_object("qq", "u", 3, "given up", ERROR),
        done,
        failed,
    ):
        conforms("fetch", line)


def test_saved_and_deleted() -> None:
    saved: SavedObject = {
        "v": 1,
        "account": None,
        "saved": [{"uid": None, "part": "2", "path": "/tmp/p.png", "size": 3}],
    }
    deleted: DeletedObject = {
        "v": 1,
        "account": "qq",
        "deleted": ["ZC1"],
        "confirmed": True,
    }
    conforms("save", saved)
    conforms("delete", deleted)


def test_a_schema_refuses_what_is_wrong() -> None:
    broken = {**error_object(ERROR, "qq"), "ok": True}
    with pytest.raises(jsonschema.ValidationError):
        conforms("error", broken)


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=UTC), "2026-11-20T09:00:00+00:00"),
        (datetime(2026, 11, 20, 9), "2026-11-20T09:00:00-00:00"),
        (
            datetime(99, 1, 2, 3, 4, 5, 6, timezone(timedelta(hours=-9))),
            "0099-01-02T03:04:05-09:00",
        ),
    ],
)
def test_dates(date: datetime, text: str) -> None:
    assert rfc3339(date) == text


@given(st.text())
def test_a_line_is_exact_and_harmless(text: str) -> None:
    line = json_line({"text": text})
    assert json.loads(line) == {"text": text}
    assert visible_line(line) == line


@given(st.binary())
def test_any_message_conforms(octets: bytes) -> None:
    message = parse_message(octets)
    conforms("show", shown_object(message, account=None, n=None, uid=None, new=False))
