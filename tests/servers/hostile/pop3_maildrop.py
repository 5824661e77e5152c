"""POP3 servers that lie about what they hold. Promises 11, 12 and 20 to 27."""

from tests.servers.hostile.act import Act, Drip, Drop, Endless, Reset, Stall
from tests.servers.hostile.got import DELETE, FETCH, Got
from tests.servers.hostile.pop3 import (
    CAPABILITIES,
    LETTERS,
    Pop3,
    cut_off,
    letter,
    stuck,
    whole,
)

ONE, TWO, THREE = LETTERS
CHANGES = ("DELE",)
LIST_OF = b"+OK\r\n%s.\r\n"
NO_UIDL = CAPABILITIES.replace(b"UIDL\r\n", b"") + b".\r\n"
PIPELINING = CAPABILITIES + b"PIPELINING\r\n.\r\n"
UIDL_REFUSED = {"UIDL": (b"-ERR what?\r\n",)}


def says(verb: str, *acts: Act | None, **more: tuple[Act | None, ...]) -> Pop3:
    """Return a server that says something of its own to `verb`."""
    return Pop3(acts={verb: acts, **more})


def lists(entries: bytes) -> Pop3:
    """Return a server whose LIST has `entries`."""
    return says("LIST", LIST_OF % entries)


def uids(*values: bytes) -> Pop3:
    """Return a server whose unique-ids are `values`."""
    return Pop3(uids=values)


def untouched(name: str, server: Pop3, code: int) -> Got:
    """Return a run in which nothing may be deleted, and nothing false is stored."""
    return Got(name=name, server=server, code=code, stored=None, unsaid=CHANGES)


def got(name: str, server: Pop3, code: int, *letters: bytes) -> Got:
    """Return a run that stores `letters`, and may delete them; it may log in again."""
    return Got(
        name=name, server=server, code=code, stored=letters, deleted=True, connections=3
    )


def broken(name: str, server: Pop3, code: int) -> Got:
    """Return a run that the server breaks off: what came whole may be stored."""
    return Got(name=name, server=server, code=code, stored=None, deleted=True)


MANY = tuple(map(letter, range(1, 13)))
AT_ONE = {"RETR 1": (cut_off(ONE),)}
SIZES = b"1 159\r\n2 150\r\n3 3140\r\n"
# What has no CRLF "." CRLF in it, however it looks.
NO_ENDS = b"Subject: x\r\n\r\na\n.\nb\r\n.\nc\n.\r\nd\r.\re\r\n"

ROWS = (
    got("stat-garbage", says("STAT", b"+OK many\r\n"), 0, *LETTERS),
    got("stat-negative", says("STAT", b"+OK -1 100\r\n"), 0, *LETTERS),
    got("stat-of-20-digits", says("STAT", b"+OK %s 1\r\n" % (b"9" * 20)), 0, *LETTERS),
    untouched("stat-huge", says("STAT", b"+OK 2000000 1\r\n"), 76),
    got("stat-refused", says("STAT", b"-ERR no\r\n"), 0, *LETTERS),
    got("stat-too-many", says("STAT", b"+OK 9 9999\r\n"), 0, *LETTERS),
    untouched("stat-dropped", says("STAT", Drop()), 75),
    untouched("list-zero", lists(b"0 10\r\n"), 76),
    untouched("list-out-of-range", lists(SIZES + b"4 10\r\n"), 76),
    untouched("list-far-out-of-range", lists(b"4000000000 10\r\n"), 76),
    got("list-doubled", lists(b"1 159\r\n1 160\r\n2 150\r\n3 3140\r\n"), 0, *LETTERS),
    got("list-garbage", lists(b"one 159\r\n"), 0, *LETTERS),
    got("list-size-of-20-digits", lists(b"1 99999999999999999999\r\n"), 0, *LETTERS),
    got("list-negative-size", lists(b"1 -5\r\n"), 0, *LETTERS),
    untouched("list-endless", says("LIST", Endless(b"+OK\r\n", b"1 1\r\n")), 76),
    untouched("list-endless-line", says("LIST", Endless(b"+OK\r\n", b"1")), 76),
    untouched("list-without-end", says("LIST", Stall(b"+OK\r\n1 159\r\n")), 75),
    untouched("list-drips", says("LIST", Drip(b"+OK\r\n")), 75),
    untouched("list-dropped", says("LIST", Drop(b"+OK\r\n1 159\r\n")), 75),
    untouched("uidl-out-of-range", says("UIDL", LIST_OF % b"9 x\r\n"), 76),
    untouched("uidl-dropped", says("UIDL", Drop()), 75),
    Got(
        name="uidl-missing-and-delete-asked",
        server=Pop3(secured=NO_UIDL, acts=UIDL_REFUSED),
        code=0,
        stored=LETTERS,
        deleted=True,
    ),
    Got(
        name="uidl-missing-and-delete-after",
        server=Pop3(secured=NO_UIDL, acts=UIDL_REFUSED),
        words=(*FETCH, "--delete-after", "1d"),
        code=69,
        stored=None,
    ),
    got("uids-doubled", uids(b"same", b"same", b"other"), 0, *LETTERS),
    got("uids-all-the-same", uids(b"same", b"same", b"same"), 0, *LETTERS),
    got("uid-a-path", uids(b"../../../etc/x", b"/etc/passwd", b".."), 0, *LETTERS),
    got("uid-too-long", uids(b"x" * 71, b"b", b"c"), 0, *LETTERS),
    got("uid-of-8-bit", uids(b"\xff\x80", b"b", b"c"), 0, *LETTERS),
    got("uid-acts-on-terminals", uids(b"\x1b[31m", b"b", b"c"), 0, *LETTERS),
    got("uid-with-a-quote", uids(b"';drop", b'"b"', b"%s"), 0, *LETTERS),
    got(
        "uid-of-many-words",
        says("UIDL", LIST_OF % b"1 a b\r\n2 b\r\n3 c\r\n"),
        0,
        *LETTERS,
    ),
    got("sizes-too-small", Pop3(sizes=(1, 1, 1)), 0, *LETTERS),
    got("sizes-zero", Pop3(sizes=(0, 0, 0)), 0, *LETTERS),
    got("sizes-too-large", Pop3(sizes=(90_000, 90_000, 90_000)), 0, *LETTERS),
    Got(
        name="size-over-the-limit-stays",
        server=Pop3(sizes=(159, 9_000_000, 3140)),
        words=(*DELETE, "--max-size", "1M"),
        code=0,
        stored=(ONE, THREE),
        deleted=True,
    ),
    got(
        "message-past-the-limit-is-abandoned",
        Pop3(
            letters=(ONE, letter(2, b"y" * 70 + b"\r\n") * 20_000, THREE),
            sizes=(159, 100, 3140),
        ),
        1,
        *(ONE, THREE),
    ),
    got(
        "message-endless",
        says("RETR 2", Endless(b"+OK\r\nA: b\r\n\r\n", b"x" * 70 + b"\r\n")),
        1,
        *(ONE, THREE),
    ),
    got(
        "message-of-one-endless-line",
        says("RETR 2", Endless(b"+OK\r\nA: b\r\n\r\n", b"x" * 1000)),
        1,
        *(ONE, THREE),
    ),
    # All come through but the one at which the line is lost.
    got("message-cut-off", says("RETR 2", cut_off(TWO)), 1, ONE, THREE),
    got("message-cut-off-first", says("RETR 1", cut_off(ONE)), 1, TWO, THREE),
    got("message-stuck", says("RETR 2", stuck(TWO)), 1, ONE, THREE),
    got("message-reset", says("RETR 2", Reset()), 1, ONE, THREE),
    got(
        "message-drips",
        says("RETR 2", Drip(b"+OK\r\nA: b\r\n", 0.2)),
        1,
        *(ONE, THREE),
    ),
    got(
        "message-cut-off-behind-a-lone-dot",
        says("RETR 2", Drop(b"+OK\r\nA: b\r\n\r\nx\n.\n")),
        1,
        *(ONE, THREE),
    ),
    got("message-cut-off-once", says("RETR 2", cut_off(TWO), None), 0, *LETTERS),
    got(
        "message-cut-off-of-many",
        Pop3(
            secured=PIPELINING,
            letters=MANY,
            acts={"RETR 7": (cut_off(MANY[6]),)},
        ),
        1,
        *(MANY[:6] + MANY[7:]),
    ),
    got("message-cut-off-alone", Pop3(letters=(ONE,), acts=AT_ONE), 75),
    got("message-cut-off-each", says("RETR", Drop(b"+OK\r\nA: b\r\n")), 75),
    got("message-vanished", says("RETR 2", b"-ERR no such message\r\n"), 1, ONE, THREE),
    got("message-sys-temp", says("RETR 2", b"-ERR [SYS/TEMP] x\r\n"), 75, ONE, THREE),
    broken("message-garbage", says("RETR 2", b"sorry\r\n"), 76),
    got("message-goodbye", says("RETR 2", Drop(b"-ERR bye\r\n")), 1, ONE, THREE),
    got("download-exceed", says("RETR 2", b"-ERR Download exceed\r\n"), 75, ONE, THREE),
    got("message-empty", Pop3(letters=(ONE, b"", THREE)), 0, ONE, b"", THREE),
    got("message-with-no-ends", Pop3(letters=(NO_ENDS,)), 0, NO_ENDS),
    got(
        "message-of-every-octet",
        Pop3(letters=(bytes(range(256)) * 9 + b"\r\n",)),
        0,
        bytes(range(256)) * 9 + b"\r\n",
    ),
    untouched(
        "message-and-another-behind-it",
        says("RETR 1", whole(ONE) + whole(TWO)),
        76,
    ),
    untouched("message-answered-twice", says("RETR 2", b"+OK\r\n" + whole(TWO)), 76),
    untouched(
        "message-refused-and-granted",
        says("RETR 2", b"+OK\r\n-ERR no\r\n" + whole(TWO)),
        76,
    ),
    untouched("message-and-an-octet-behind", says("RETR 1", whole(ONE) + b"+"), 76),
    got("maildrop-empty", Pop3(letters=()), 0),
    Got(
        name="pipelined-honest",
        server=Pop3(secured=PIPELINING),
        code=0,
        stored=LETTERS,
        deleted=True,
    ),
    untouched(
        "pipelined-one-too-many",
        Pop3(secured=PIPELINING, acts={"RETR 1": (whole(ONE) + whole(ONE),)}),
        76,
    ),
    untouched(
        "pipelined-noop-is-no-fence",
        Pop3(secured=PIPELINING, acts={"NOOP": (b"+OK\r\n+OK\r\n",)}),
        76,
    ),
    got("dele-refused", says("DELE 2", b"-ERR no\r\n"), 1, *LETTERS),
    got("dele-all-refused", says("DELE", b"-ERR read-only\r\n"), 1, *LETTERS),
    got("dele-garbage", says("DELE", b"what?\r\n"), 76, *LETTERS),
    got("dele-dropped", says("DELE", Drop()), 75, *LETTERS),
    got("dele-silent", says("DELE", Stall()), 75, *LETTERS),
    got("quit-refused", says("QUIT", b"-ERR not removed\r\n"), 69, *LETTERS),
    got("quit-dropped", says("QUIT", Drop()), 75, *LETTERS),
    got("quit-silent", says("QUIT", Stall()), 75, *LETTERS),
    got("quit-garbage", says("QUIT", b"bye\r\n"), 76, *LETTERS),
)
