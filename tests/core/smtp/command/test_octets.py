"""Commands as octets, and octets as commands. RFC 5321 section 4.1."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind, Parsed
from core.header.address import AddrSpec
from core.smtp.command.octets import Command, serialize_command, shown
from core.smtp.command.parameter import (
    ByMode,
    DeliverBy,
    HoldFor,
    HoldUntil,
    OriginalRecipient,
    Parameter,
)
from core.smtp.command.parse import parse_command, parse_response
from core.smtp.command.session import (
    Auth,
    Cancel,
    Ehlo,
    Expn,
    Help,
    Noop,
    Respond,
    Turn,
    Vrfy,
)
from core.smtp.command.transaction import Bdat, BdatLast, Mail, Rcpt, Send
from core.smtp.envelope import Body, Notify, Return
from core.smtp.path import ForwardPath, ReversePath
from tests.strategies.broken import broken
from tests.strategies.smtp import commands, responses

ANN = AddrSpec("ann", "example.org")
READ_OVER = {DefectKind.ESMTP_PARAMETER_UNKNOWN, DefectKind.PATH_LENGTH}


@given(commands())
def test_round_trip(command: Command) -> None:
    octets = serialize_command(command)
    assert octets.endswith(b"\r\n")
    assert not set(octets[:-2]) & set(b"\r\n\0")
    parsed = parse_command(octets[:-2])
    assert parsed.value == command
    assert {defect.kind for defect in parsed.defects} <= READ_OVER


@given(responses())
def test_responses(response: Respond | Cancel) -> None:
    assert parse_response(serialize_command(response)[:-2]) == Parsed(response)


@given(
    st.binary(max_size=40) | broken(commands().map(lambda c: serialize_command(c)[:-2]))
)
def test_any_line_gives_a_command_or_a_defect(line: bytes) -> None:
    parsed = parse_command(line)
    assert parsed.value is not None or parsed.defects
    if parsed.value is not None:
        again = serialize_command(parsed.value)
        assert parse_command(again[:-2]).value == parsed.value


@given(commands())
def test_verbs_are_of_any_case(command: Command) -> None:
    line = serialize_command(command)[:-2]
    verb, space, rest = line.partition(b" ")
    assert parse_command(verb.swapcase() + space + rest).value == command


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param(b"EHLO qq.com", Ehlo("qq.com"), id="RFC 5321 4.1.1.1"),
        pytest.param(
            b"AUTH login", Auth("LOGIN"), id="RFC 4954 4: a mechanism in lower case"
        ),
        pytest.param(
            b"AUTH PLAIN =", Auth("PLAIN", b"="), id="RFC 4954 4: empty response"
        ),
        pytest.param(
            b"MAIL FROM:<ann@example.org> RET=HDRS ENVID=QQ314159",
            Mail(ReversePath(ANN), returned=Return.HEADERS, envelope_id="QQ314159"),
            id="RFC 3461 10.1",
        ),
        pytest.param(
            b"RCPT TO:<ann@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@c",
            Rcpt(
                ForwardPath(ANN),
                (Notify.SUCCESS, Notify.DELAY),
                OriginalRecipient("rfc822", "a+b@c"),
            ),
            id="RFC 3461 10.1: recipient",
        ),
        pytest.param(
            b"MAIL FROM:<ann@example.org> SIZE=500000 BODY=8bitmime SMTPUTF8",
            Mail(ReversePath(ANN), 500000, Body.EIGHT_BIT, smtputf8=True),
            id="RFC 1870 6.1, RFC 6152 3, RFC 6531 3.4",
        ),
        pytest.param(
            b"MAIL FROM:<> AUTH=<>",
            Mail(ReversePath(None), sender=ReversePath(None)),
            id="RFC 4954 5: nobody submitted it",
        ),
        pytest.param(
            b"MAIL FROM:<> AUTH=e+3Dmc2@example.org",
            Mail(
                ReversePath(None), sender=ReversePath(AddrSpec("e=mc2", "example.org"))
            ),
            id="RFC 4954 5: xtext",
        ),
        pytest.param(
            b"MAIL FROM:<> BY=98;R",
            Mail(ReversePath(None), deliver_by=DeliverBy(98, ByMode.RETURN)),
            id="RFC 2852 4",
        ),
        pytest.param(
            b"MAIL FROM:<> BY=-9;NT",
            Mail(
                ReversePath(None), deliver_by=DeliverBy(-9, ByMode.NOTIFY, traced=True)
            ),
            id="RFC 2852 4: late, and traced",
        ),
        pytest.param(
            b"MAIL FROM:<> HOLDFOR=86400 MT-PRIORITY=-6 REQUIRETLS",
            Mail(ReversePath(None), hold=HoldFor(86400), priority=-6, require_tls=True),
            id="RFC 4865 4, RFC 6710 4, RFC 8689 2",
        ),
        pytest.param(
            b"MAIL FROM:<> HOLDUNTIL=2026-11-23T15:13:29Z",
            Mail(ReversePath(None), hold=HoldUntil("2026-11-23T15:13:29Z")),
            id="RFC 4865 4: a moment",
        ),
        pytest.param(b"BDAT 86", Bdat("", 86), id="RFC 3030 2"),
        pytest.param(b"bdat 0 last", BdatLast("", 0), id="RFC 3030 2: the last"),
        pytest.param(b"VRFY Ann Lee", Vrfy("Ann Lee"), id="RFC 5321 4.1.1.6"),
        pytest.param(b"EXPN staff", Expn("staff"), id="RFC 5321 4.1.1.7"),
        pytest.param(b"HELP", Help(), id="RFC 5321 4.1.1.8"),
        pytest.param(b"NOOP  hi", Noop("hi"), id="RFC 5321 4.1.1.9"),
        pytest.param(b"SEND FROM:<>", Send(ReversePath(None)), id="RFC 5321 F.6"),
        pytest.param(b"TURN", Turn(), id="RFC 5321 F.1"),
    ],
)
def test_examples(line: bytes, command: Command) -> None:
    assert parse_command(line) == Parsed(command)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (b"", [DefectKind.COMMAND_UNKNOWN]),
        (b"HELLO x", [DefectKind.COMMAND_UNKNOWN]),
        (b"EHLO", [DefectKind.COMMAND_ARGUMENT]),
        (b"DATA now", [DefectKind.COMMAND_ARGUMENT]),
        (b"MAIL TO:<a@b>", [DefectKind.COMMAND_ARGUMENT]),
        (b"MAIL", [DefectKind.COMMAND_ARGUMENT]),
        (b"RCPT TO:<>", [DefectKind.PATH_MALFORMED]),
        (b"MAIL FROM:<a@b> SIZE=x", [DefectKind.ESMTP_PARAMETER_MALFORMED]),
        (b"MAIL FROM:<a@b> SIZE=1 size=1", [DefectKind.ESMTP_PARAMETER_MALFORMED]),
        (b"MAIL FROM:<a@b> BODY=9BIT", [DefectKind.ESMTP_PARAMETER_MALFORMED]),
        (b"MAIL FROM:<a@b> SMTPUTF8=1", [DefectKind.ESMTP_PARAMETER_MALFORMED]),
        (b"MAIL FROM:<a@b> BY=0;R", [DefectKind.ESMTP_PARAMETER_MALFORMED]),
        (
            b"MAIL FROM:<a@b> HOLDFOR=1 HOLDUNTIL=2026-11-23T15:13:29Z",
            [DefectKind.ESMTP_PARAMETER_MALFORMED],
        ),
        (b"RCPT TO:<a@b> NOTIFY=NEVER,DELAY", [DefectKind.ESMTP_PARAMETER_MALFORMED]),
        (b"RCPT TO:<a@b> ORCPT=a+2b", [DefectKind.ESMTP_PARAMETER_MALFORMED]),
        (b"SEND FROM:<a@b> SIZE=1", [DefectKind.COMMAND_ARGUMENT]),
        (b"BDAT x", [DefectKind.COMMAND_ARGUMENT]),
        (b"AUTH", [DefectKind.COMMAND_ARGUMENT]),
        (b"NOOP \x00", [DefectKind.COMMAND_ARGUMENT]),
        (b"VRFY \xff", [DefectKind.COMMAND_ARGUMENT]),
    ],
)
def test_what_is_no_command(line: bytes, kinds: list[DefectKind]) -> None:
    parsed = parse_command(line)
    assert parsed.value is None
    assert [defect.kind for defect in parsed.defects] == kinds


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"MAIL FROM: <ann@example.org>", DefectKind.PATH_SPACE),
        (b"MAIL FROM:ann@example.org", DefectKind.PATH_UNBRACKETED),
        (b"MAIL FROM:<@x:ann@example.org>", DefectKind.PATH_ROUTE),
        (b"MAIL FROM:<ann@example.org> ", DefectKind.COMMAND_SPACE),
    ],
)
def test_what_is_read_over_and_never_written(line: bytes, kind: DefectKind) -> None:
    parsed = parse_command(line)
    assert [defect.kind for defect in parsed.defects] == [kind]
    assert parsed.value == Mail(ReversePath(ANN))
    assert (
        serialize_command(Mail(ReversePath(ANN))) == b"MAIL FROM:<ann@example.org>\r\n"
    )


def test_an_unknown_parameter_is_kept() -> None:
    parsed = parse_command(b"MAIL FROM:<> xfoo=1")
    assert parsed.value == Mail(ReversePath(None), others=(Parameter("XFOO", "1"),))
    kinds = [defect.kind for defect in parsed.defects]
    assert kinds == [DefectKind.ESMTP_PARAMETER_UNKNOWN]


@pytest.mark.parametrize(
    "secret", [Auth("PLAIN", b"aHVudGVyMg=="), Respond(b"aHVudGVyMg==")]
)
def test_secrets_are_starred(secret: Command) -> None:
    assert b"aHVudGVyMg" not in serialize_command(shown(secret))
    assert b"***" in serialize_command(shown(secret))
    assert "aHVudGVyMg" not in repr(secret)


@pytest.mark.parametrize("command", [Auth("LOGIN"), Cancel(), Respond(b""), Noop()])
def test_what_is_no_secret_stays(command: Command) -> None:
    assert shown(command) == command


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("domain", lambda: Ehlo("a b")),
        ("domain", lambda: Ehlo("a\r\nQUIT")),
        ("text", lambda: Noop("a\r\n")),
        ("text", lambda: Vrfy("")),
        ("mechanism", lambda: Auth("plain")),
        ("initial", lambda: Auth("PLAIN", b"")),
        ("octets", lambda: Respond(b"a\r\nb")),
        ("octets", lambda: Respond(b"*")),
        ("size", lambda: Mail(ReversePath(None), -1)),
        ("priority", lambda: Mail(ReversePath(None), priority=10)),
        ("envelope_id", lambda: Mail(ReversePath(None), envelope_id="a\n")),
        ("keyword", lambda: Parameter("x y")),
        ("value", lambda: Parameter("X", "a b")),
        ("notify", lambda: Rcpt(ForwardPath(None), (Notify.NEVER, Notify.DELAY))),
        ("notify", lambda: Rcpt(ForwardPath(None), (Notify.DELAY, Notify.DELAY))),
        ("size", lambda: BdatLast("", -1)),
        ("seconds", lambda: DeliverBy(0, ByMode.RETURN)),
        ("seconds", lambda: DeliverBy(10**9, ByMode.NOTIFY)),
        ("seconds", lambda: HoldFor(0)),
        ("moment", lambda: HoldUntil("tomorrow")),
        ("kind", lambda: OriginalRecipient("a;b", "c")),
        ("address", lambda: OriginalRecipient("rfc822", "é")),
    ],
)
def test_what_cannot_be_said(name: str, make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=name):
        make()
