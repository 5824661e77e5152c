"""Showing who the client is, and whom it believes. RFC 4954."""

from base64 import b64encode

from core.sasl.bearer import XOAuth2
from core.sasl.password import Login
from core.sasl.scram import Digest, Scram
from core.sasl.step import Distrust, Doubt
from core.smtp.command.session import (
    Auth,
    Cancel,
    Respond,
)
from core.smtp.login import LoginRefused, authenticate
from core.smtp.reply import Reply
from tests.core.smtp.hold import (
    OK,
    held,
    polite,
    scripted,
)


def test_a_long_initial_response_waits_for_a_challenge() -> None:
    """RFC 4954 section 4: the line stays within 512 octets."""
    token = XOAuth2("u@example.com", "t" * 1000)
    verdict, ordered = held(authenticate(token), polite)
    assert ordered[0] == (Auth("XOAUTH2"),)
    assert len(ordered) == 2
    assert verdict == OK
    _, ordered = held(authenticate(XOAuth2("u@example.com", "t")), polite)
    assert len(ordered) == 1


def test_xoauth2_tells_why_after_an_empty_answer() -> None:
    error = b'{"status":"400"}'
    server = scripted(Reply(334, (b64encode(error),)), Reply(535))
    verdict, ordered = held(authenticate(XOAuth2("u", "t")), server)
    assert ordered[1] == (Respond(b""),)
    assert verdict == LoginRefused(Reply(535), error)


def test_a_server_that_does_not_prove_itself_is_not_believed() -> None:
    scram = Scram(digest=Digest.SHA_256, user="u", password="p", nonce="n")
    verdict, _ = held(authenticate(scram), scripted(Reply(235)))
    assert verdict == LoginRefused(Distrust(Doubt.UNPROVED))


def test_a_distrusted_exchange_is_cancelled() -> None:
    scram = Scram(digest=Digest.SHA_256, user="u", password="p", nonce="n")
    server = scripted(Reply(334, (b"bm90IHNjcmFt",)), Reply(501))
    verdict, ordered = held(authenticate(scram), server)
    assert ordered[1] == (Cancel(),)
    assert verdict == LoginRefused(Distrust(Doubt.MALFORMED))


def test_prompts_in_clear_are_borne() -> None:
    server = scripted(
        Reply(334, (b"Username:",)), Reply(334, (b"Password:",)), Reply(235)
    )
    verdict, ordered = held(authenticate(Login("u", "p")), server)
    assert verdict == Reply(235)
    assert ordered[1:] == [(Respond(b"dQ=="),), (Respond(b"cA=="),)]
