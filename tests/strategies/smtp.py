"""How to draw what SMTP says, well-formed and broken."""

from hypothesis import strategies as st

from core.header.address import AddrSpec
from core.smtp.command import parameter
from core.smtp.command.octets import Command
from core.smtp.command.session import (
    Auth,
    Cancel,
    Ehlo,
    Etrn,
    Expn,
    Helo,
    Help,
    Lhlo,
    Noop,
    Quit,
    Respond,
    Rset,
    StartTls,
    Turn,
    Vrfy,
)
from core.smtp.command.transaction import (
    Bdat,
    BdatLast,
    Data,
    Mail,
    Rcpt,
    Saml,
    Send,
    Soml,
)
from core.smtp.envelope import Body, Notify, Return
from core.smtp.extension import Keyword, Offer
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply

_LINE_OCTETS = bytes(set(range(256)) - set(b"\x00\r\n"))


def texts() -> st.SearchStrategy[bytes]:
    """Return the text of one line of a reply, an enhanced status code or none in it."""
    octets = st.lists(st.sampled_from(list(_LINE_OCTETS)), max_size=20).map(bytes)
    words = st.sampled_from(
        [b"", b"Ok", b"2.1.0 Ok", b"5.7.1 no", b"4.2.2", b"\xe4\xbd\xa0"]
    )
    return octets | words


def codes() -> st.SearchStrategy[int]:
    return st.integers(200, 599).filter(lambda code: code // 10 % 10 < 6)


def replies() -> st.SearchStrategy[Reply]:
    lines = st.lists(texts(), min_size=1, max_size=4).map(tuple)
    return st.builds(Reply, codes(), lines)


def local_parts() -> st.SearchStrategy[str]:
    odd = st.text(
        st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=9
    )
    known = st.sampled_from(
        ["a", "a.b", "a..b", '"', "\\", "a b", "<>", "用户", "x@y", "'"]
    )
    return odd | known


def domains() -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            "example.org",
            "a_b.example",
            "[127.0.0.1]",
            "[IPv6:::1]",
            "例え.jp",
            "x",
            "1.2",
        ]
    )


def addr_specs() -> st.SearchStrategy[AddrSpec]:
    return st.builds(AddrSpec, local_parts(), domains())


def reverse_paths() -> st.SearchStrategy[ReversePath]:
    return st.builds(ReversePath, st.none() | addr_specs())


def forward_paths() -> st.SearchStrategy[ForwardPath]:
    return st.builds(ForwardPath, st.none() | addr_specs())


def _printable() -> st.SearchStrategy[str]:
    return st.text(
        st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12
    )


def _parameters() -> st.SearchStrategy[tuple[parameter.Parameter, ...]]:
    words = st.sampled_from(["XFOO", "RRVS", "CONPERM", "X-1"])
    values = st.none() | st.sampled_from(["a", "2026-11-23T00:00:00Z", "用", "+3D"])
    one = st.builds(parameter.Parameter, words, values)
    return st.lists(one, max_size=2, unique_by=lambda word: word.keyword).map(tuple)


def mails() -> st.SearchStrategy[Mail]:
    modes = st.sampled_from(parameter.ByMode)
    by = st.builds(
        parameter.DeliverBy, st.integers(1, 999_999_999), modes, st.booleans()
    )
    hold_for = st.builds(parameter.HoldFor, st.integers(1, 999_999_999))
    hold_until = st.just(parameter.HoldUntil("2026-11-23T15:13:29+08:00"))
    senders = st.builds(
        ReversePath,
        st.none()
        | st.builds(
            AddrSpec,
            local_parts().filter(str.isascii),
            domains().filter(str.isascii),
        ),
    )
    return st.builds(
        Mail,
        reverse_paths(),
        st.none() | st.integers(0, 10**20 - 1),
        st.none() | st.sampled_from(Body),
        smtputf8=st.booleans(),
        sender=st.none() | senders,
        returned=st.none() | st.sampled_from(Return),
        envelope_id=st.none() | _printable(),
        require_tls=st.booleans(),
        deliver_by=st.none() | by,
        hold=st.none() | hold_for | hold_until,
        priority=st.none() | st.integers(-9, 9),
        others=_parameters(),
    )


def rcpts() -> st.SearchStrategy[Rcpt]:
    some = st.lists(
        st.sampled_from([Notify.SUCCESS, Notify.FAILURE, Notify.DELAY]), unique=True
    )
    notify = some.map(tuple) | st.just((Notify.NEVER,))
    original = st.builds(
        parameter.OriginalRecipient, st.sampled_from(["rfc822", "x400"]), _printable()
    )
    return st.builds(Rcpt, forward_paths(), notify, st.none() | original, _parameters())


def commands() -> st.SearchStrategy[Command]:
    """Return every command that is a line, but for answers to a challenge."""
    line = _printable().filter(lambda text: text == text.strip(" "))
    names = st.sampled_from(["example.org", "[127.0.0.1]", "a_b", "例え.jp"])
    sizes = st.integers(0, 10**20 - 1)
    base64 = st.sampled_from([b"=", b"AGEAYg==", b"***"])
    return st.one_of(
        st.builds(Ehlo, names),
        st.builds(Helo, names),
        st.builds(Lhlo, names),
        st.just(StartTls()),
        st.builds(Auth, st.sampled_from(["PLAIN", "X_1"]), st.none() | base64),
        mails(),
        rcpts(),
        st.just(Data()),
        st.builds(Bdat, st.just(""), sizes),
        st.builds(BdatLast, st.just(""), sizes),
        st.just(Rset()),
        st.builds(Noop, st.just("") | line),
        st.builds(Vrfy, line),
        st.builds(Expn, line),
        st.builds(Help, st.just("") | line),
        st.builds(Etrn, st.sampled_from(["example.org", "@example.org", "#queue"])),
        st.just(Quit()),
        st.builds(Send, reverse_paths()),
        st.builds(Soml, reverse_paths()),
        st.builds(Saml, reverse_paths()),
        st.just(Turn()),
    )


def responses() -> st.SearchStrategy[Respond | Cancel]:
    octets = st.sampled_from([b"", b"=", b"AGEAYg==", b"=*"])
    return st.just(Cancel()) | st.builds(Respond, octets)


KEYWORDS = (
    "PIPELINING",
    "8BITMIME",
    "SMTPUTF8",
    "STARTTLS",
    "CHUNKING",
    "BINARYMIME",
    "DSN",
    "ENHANCEDSTATUSCODES",
    "REQUIRETLS",
    "ETRN",
    "MAILCOMPRESS",
    "X-EXPS",
)


def offers() -> st.SearchStrategy[Offer]:
    plain = st.sampled_from(KEYWORDS).map(Keyword)
    numbers = st.integers(0, 10**9).map(str)
    argued = st.one_of(
        st.builds(lambda number: Keyword("SIZE", (number,)), numbers),
        st.just(Keyword("SIZE")),
        st.just(Keyword("AUTH", ("PLAIN", "LOGIN"))),
        st.builds(lambda number: Keyword("DELIVERBY", (number,)), numbers),
        st.just(Keyword("FUTURERELEASE", ("1000", "2026-11-23T00:00:00Z"))),
        st.just(Keyword("MT-PRIORITY", ("MIXER",))),
        st.just(Keyword("LIMITS", ("RCPTMAX=100", "MAILMAX=5"))),
        st.just(Keyword("XYZ", ("a", "b=c"))),
    )
    words = st.lists(plain | argued, max_size=8, unique_by=lambda word: word.name)
    return st.builds(Offer, st.sampled_from(["", "mx.example"]), words.map(tuple))
