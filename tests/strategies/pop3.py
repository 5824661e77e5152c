"""How to draw POP3's values, and octets that are nearly theirs."""

from hypothesis import strategies as st

from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    Greeting,
    Keep,
    Lang,
    LangOne,
    List,
    ListOne,
    Noop,
    Other,
    Pass,
    Quit,
    Respond,
    Retr,
    Rset,
    Stat,
    Stls,
    Top,
    Uidl,
    UidlOne,
    User,
    Utf8,
)
from core.pop3.response import Response, Status
from core.wire.turn import Handshake

PRINTABLE = [chr(code) for code in range(0x21, 0x7F)]

# One of each command.
EXAMPLES: tuple[Command, ...] = (
    Greeting(), User("a"), Pass("a"), Apop("a", "a"), Auth("PLAIN"), Respond(b"YQ=="),
    Stls(), Handshake(), Capa(), Stat(), List(), ListOne(1), Retr(1), Dele(1), Noop(),
    Rset(), Top(1, 0), Uidl(), UidlOne(1), Utf8(), Lang(), LangOne("en"), Quit(),
    Other("X"), Keep((1,)),
)  # fmt: skip

NUMBERS = st.integers(1, 20) | st.integers(1, 10**19 - 1)
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs")), min_size=1, max_size=20
)
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
BASE64 = st.text("ABCDabcd0123+/=", min_size=1, max_size=40).map(str.encode)


def commands() -> st.SearchStrategy[Command]:
    """Return commands that a line is sent for, but for answers to a challenge."""
    return st.one_of(
        st.sampled_from(
            [Stls(), Capa(), Stat(), List(), Noop(), Rset(), Uidl(), Utf8(), Lang()]
        ),
        st.just(Quit()),
        LINES.map(User),
        LINES.map(Pass),
        st.builds(Apop, WORDS, WORDS),
        st.builds(Auth, st.sampled_from(["PLAIN", "X-1_A"]), st.none() | BASE64),
        st.sampled_from([ListOne, UidlOne, Retr, Dele]).flatmap(
            lambda command: st.builds(command, NUMBERS)
        ),
        st.builds(Top, NUMBERS, st.integers(0, 10**19 - 1)),
        WORDS.map(LangOne),
        st.builds(Other, st.sampled_from(["XTND", "LAST", "[X]"]), st.none() | LINES),
    )


TEXTS = st.binary(max_size=40).map(
    lambda octets: octets.translate(None, delete=b"\r\n\0")
)


def responses() -> st.SearchStrategy[Response]:
    """Return responses without a body."""
    return st.builds(Response, st.sampled_from(Status), TEXTS)


def offers() -> st.SearchStrategy[Offer]:
    """Return offers, of known capabilities and of others."""
    word = st.text(PRINTABLE, min_size=1, max_size=8)
    known = st.sampled_from(
        [
            Capability("PIPELINING"),
            Capability("UIDL"),
            Capability("SASL", ("PLAIN", "SCRAM-SHA-1")),
            Capability("EXPIRE", ("60", "USER")),
            Capability("LOGIN-DELAY", ("900",)),
        ]
    )
    # Upper case of what is past ASCII may be longer; tags are ASCII.
    drawn = st.builds(Capability, word, st.lists(word, max_size=3).map(tuple))
    return st.lists(known | drawn, max_size=6).map(tuple).map(Offer)
