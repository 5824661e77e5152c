"""What a service answers of itself, before any policy is asked."""

import pytest

from core.smtp.command.session import Noop, Quit
from core.smtp.service import (
    Due,
)
from core.smtp.talk import Protocol
from tests.core.smtp.served import held


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param(b"MAIL FROM:<>\r\n", 503, id="RFC 5321 4.1.4: MAIL before EHLO"),
        pytest.param(b"EHLO x\r\nRCPT TO:<a@b>\r\n", 503, id="RFC 5321 4.1.4: no MAIL"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<>\r\nDATA\r\n", 503, id="RFC 5321 3.3"),
        pytest.param(b"EHLO x\r\nTURN\r\n", 502, id="RFC 5321 F.1"),
        pytest.param(b"EHLO x\r\nETRN x\r\n", 502, id="RFC 1985: not offered"),
        pytest.param(b"EHLO x\r\nLHLO x\r\n", 500, id="RFC 2033 4.1: not LMTP"),
        pytest.param(b"EHLO x\r\nAUTH LOGIN\r\n", 504, id="RFC 4954 4: not offered"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<> FOO\r\n", 555, id="RFC 5321 4.1.1.11"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<> SMTPUTF8\r\n", 555, id="RFC 6531"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<> RET=FULL\r\n", 555, id="RFC 3461"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<> SIZE=1001\r\n", 552, id="RFC 1870 6.1"),
        pytest.param("EHLO x\r\nMAIL FROM:<é@x>\r\n".encode(), 553, id="RFC 6531 3.5"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<a@@b>\r\n", 553, id="RFC 5321 4.1.2"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<> SIZE=x\r\n", 501, id="RFC 5321 4.2.4"),
        pytest.param(b"NOOP " + b"x" * 400 + b"\r\n", 500, id="RFC 5321 4.5.3.1.4"),
        pytest.param(b"EHLO x\r\nAUTH PLAIN\r\na b\r\n", 501, id="RFC 4954 4: space"),
        pytest.param(b"EHLO x\r\nAUTH PLAIN\r\n*\r\n", 501, id="RFC 4954 4: cancelled"),
        pytest.param(b"EHLO x\r\nMAIL FROM:<>\r\nSTARTTLS\r\n", 503, id="RFC 3207 4"),
    ],
)
def test_what_the_grammar_answers_of_itself(lines: bytes, code: int) -> None:
    heard, _ = held(lines)
    assert isinstance(heard[-1], Due)
    assert heard[-1].reply.code == code


def test_a_chunk_out_of_place_is_never_heard_as_commands() -> None:
    """RFC 3030 section 2: octets behind BDAT are data wherever it stands."""
    heard, _ = held(b"EHLO x\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
    assert [type(one) for one in heard[1:]] == [Due, Noop]
    assert isinstance(heard[1], Due)
    assert heard[1].reply.code == 503
    assert not any(isinstance(one, Quit) for one in heard)


def test_a_chunk_without_recipients_owes_one_reply() -> None:
    heard, said = held(b"LHLO x\r\nBDAT 1 LAST\r\nxNOOP\r\n", protocol=Protocol.LMTP)
    assert isinstance(heard[1], Due)
    assert said.count(b"503 ") == 1
