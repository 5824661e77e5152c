"""Whom a server lets in, by every way that a client of ours takes."""

import base64

import pytest

from core.pop3.admission import (
    CANCELLED,
    MALFORMED,
    REFUSED,
    UNOFFERED,
    Admission,
    admit,
)
from core.pop3.command import Apop, Auth, Pass, Respond, User
from core.pop3.event import Answer
from core.pop3.opening import (
    ApopSecret,
    Opened,
    Unopened,
    UserPass,
    Way,
    apop_digest,
    open_session,
)
from core.pop3.response import Response, Standing, Status, standing
from core.sasl.bearer import XOAuth2
from core.sasl.password import CramMd5, Login, Plain
from core.sasl.scram import Digest, Scram
from core.sasl.server import Keeper
from tests.core.pop3.hold import OK, body

STAMP = b"<1896.697170952@dbc.mtview.ca.us>"
KEEPER = Keeper(secret={"ann": "sesame"}.get, nonce="server", challenge=STAMP)
NAMES = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2")
FRESH = Admission(KEEPER, NAMES, STAMP)


def meet(way: Way) -> tuple[Opened | Unopened, Admission]:
    """Return how a client's login and a server's admission end with one another."""
    admission = FRESH
    talk = open_session((way,))
    next(talk)
    talk.send(Response(Status.OK, STAMP))
    answer: Answer = body(b"SASL " + " ".join(NAMES).encode() + b"\r\n")
    try:
        while True:
            (command,) = talk.send(answer)
            assert isinstance(command, User | Pass | Apop | Auth | Respond)
            admission, answer = admit(admission, command)
    except StopIteration as stop:
        return stop.value, admission


def ways(secret: str) -> list[Way]:
    return [
        UserPass(User("ann"), Pass(secret)),
        ApopSecret("ann", secret),
        Plain(user="ann", password=secret),
        Login("ann", secret),
        CramMd5("ann", secret),
        Scram(digest=Digest.SHA_1, user="ann", password=secret, nonce="client"),
        Scram(digest=Digest.SHA_256, user="ann", password=secret, nonce="client"),
        XOAuth2("ann", secret),
    ]


@pytest.mark.parametrize("way", ways("sesame"), ids=lambda way: type(way).__name__)
def test_the_right_secret_leads_in(way: Way) -> None:
    opening, admission = meet(way)
    assert isinstance(opening, Opened)
    assert admission.user == "ann"


@pytest.mark.parametrize("way", ways("wrong"), ids=lambda way: type(way).__name__)
def test_a_wrong_secret_does_not(way: Way) -> None:
    opening, admission = meet(way)
    assert isinstance(opening, Unopened)
    assert opening.cause == REFUSED
    assert standing(REFUSED) is Standing.CREDENTIALS
    assert admission.user is None
    assert admission.exchange is None


def test_a_name_that_is_not_known_is_refused_at_its_secret() -> None:
    admission, response = admit(FRESH, User("bob"))
    assert response == OK
    assert admit(admission, Pass("x"))[1] == REFUSED
    assert admit(FRESH, Apop("bob", apop_digest(STAMP, "")))[1] == REFUSED


def test_a_refused_secret_forgets_the_name() -> None:
    named, _ = admit(FRESH, User("ann"))
    refused, response = admit(named, Pass("wrong"))
    assert response == REFUSED
    assert refused == FRESH
    assert admit(refused, Pass("sesame"))[1] == REFUSED


def test_what_ends_an_exchange() -> None:
    begun, _ = admit(FRESH, Auth("LOGIN"))
    assert admit(begun, Respond(b"=a=b="))[0] == FRESH
    whole = base64.b64encode(b"\0ann\0sesame")
    assert admit(begun, Auth("PLAIN", whole))[0] == Admission(
        KEEPER, NAMES, STAMP, user="ann"
    )
    # "=" stands for an initial answer that is empty. RFC 5034 section 4.
    assert admit(FRESH, Auth("PLAIN", b"=")) == (FRESH, REFUSED)


def test_no_apop_without_a_timestamp() -> None:
    bare = Admission(KEEPER, NAMES)
    assert admit(bare, Apop("ann", apop_digest(b"", "sesame")))[1] == REFUSED


def test_what_is_no_exchange() -> None:
    assert admit(FRESH, Auth("EXTERNAL"))[1] == UNOFFERED
    assert admit(FRESH, Auth("NONE"))[1] == UNOFFERED
    assert admit(FRESH, Respond(b"YQ=="))[1] == MALFORMED
    begun, response = admit(FRESH, Auth("LOGIN"))
    assert response.status is Status.CHALLENGE
    assert base64.b64decode(response.text) == b"Username:"
    assert admit(begun, Respond(b"=a=b="))[1] == MALFORMED
    after, response = admit(begun, Respond(b"*"))
    assert response == CANCELLED
    assert after.exchange is None
