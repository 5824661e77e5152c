"""Showing who the client is. RFC 4954."""

import binascii

from core.sasl import exchange as sasl
from core.sasl.exchange import Exchange, Mechanism
from core.sasl.step import Distrust
from core.smtp.command.octets import serialize_command
from core.smtp.command.session import Auth, Cancel, Respond
from core.smtp.dialogue import Answer
from core.smtp.reply import Reply
from core.smtp.talk import Talk, code, is_granted
from core.value import frozen

COMMAND_LINE = 512
"""Octets of a command with its CRLF. RFC 5321 section 4.5.3.1.4."""


@frozen
class LoginRefused:
    """The exchange ended without success, by `cause`.

    `explanation` is what the server said inside the exchange about it: the JSON of
    OAUTHBEARER and XOAUTH2, the server-error of SCRAM.
    """

    cause: Answer | Distrust
    explanation: bytes = b""


def authenticate(mechanism: Mechanism) -> Talk[Reply | LoginRefused]:
    """Return the reply that granted the login, or why it was not. RFC 4954 section 4.

    The initial response rides on the AUTH line while that stays within 512 octets.
    Success is believed only from a server that has proved what the mechanism asks.
    """
    exchange, octets = sasl.start(mechanism)
    auth = Auth(sasl.name(mechanism), _initial(octets))
    if len(serialize_command(auth)) > COMMAND_LINE:
        auth = Auth(auth.mechanism)
    answer = yield (auth,)
    if auth.initial is None and octets is not None and code(answer) == 334:
        answer = yield (Respond(encode(octets)),)
    while code(answer) == 334:
        match sasl.respond(exchange, challenge(answer)):
            case Distrust() as doubt:
                yield (Cancel(),)
                return LoginRefused(doubt, sasl.explanation(exchange))
            case (exchange, octets):
                answer = yield (Respond(encode(octets)),)
    return _verdict(exchange, answer)


def _verdict(exchange: Exchange, answer: Answer) -> Reply | LoginRefused:
    doubt = sasl.believed(exchange)
    if not isinstance(answer, Reply) or not is_granted(answer):
        return LoginRefused(answer, sasl.explanation(exchange))
    return answer if doubt is None else LoginRefused(doubt)


def _initial(octets: bytes | None) -> bytes | None:
    """Return an initial response as AUTH writes it. RFC 4954 section 4."""
    return None if octets is None else encode(octets) or b"="


def encode(octets: bytes) -> bytes:
    """Return `octets` as base64 on one line."""
    return binascii.b2a_base64(octets, newline=False)


def challenge(answer: Answer) -> bytes:
    """Return the challenge that `answer` holds.

    Some servers send their prompts in clear; a mechanism that reads its challenge
    will not take such text for one.
    """
    text = answer.lines[0] if isinstance(answer, Reply) else b""
    try:
        return binascii.a2b_base64(text, strict_mode=True) if text else text
    except binascii.Error:
        return text
