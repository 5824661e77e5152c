"""How to draw what the codecs read, whole and broken."""

from hypothesis import strategies as st

from core.codec import base64, charset_name, quoted_printable


def marks(*octets: bytes, most: int = 16) -> st.SearchStrategy[bytes]:
    """Return up to `most` of `octets` in any order, joined."""
    return st.lists(st.sampled_from(octets), max_size=most).map(b"".join)


LINE_ENDS = st.sampled_from([b"\r\n", b"\n"])

# What decides how each decoder goes on.
BASE64_MARKS = marks(
    b"YWJj",
    b"YWI=",
    b"YQ==",
    b"A",
    b"=",
    b"==",
    b" ",
    b"\r\n",
    b"\n",
    b"!",
    b"-",
    most=16,
)
QUOTED_MARKS = marks(
    b"=",
    b"=3D",
    b"=c3",
    b"=ZZ",
    b" ",
    b"\t",
    b"\r\n",
    b"\n",
    b"\r",
    b"=\r\n",
    b"=\n",
    b"a",
    b"\xe9",
    b"_",
    b"A",
    most=16,
)
UU_MARKS = marks(
    b"begin 644 name\n",
    b"begin 644 a b\r\n",
    b"M",
    b"#",
    b"0V%T",
    b"`",
    b" ",
    b"\n",
    b"\r\n",
    b"end\n",
    b"`\nend\n",
    b"end",
    most=16,
)
YENC_MARKS = marks(
    b"=ybegin line=128 size=3 name=a\n",
    b"=ybegin ",
    b"=ypart begin=1 end=3\n",
    b"=yend size=3",
    b"\n",
    b"\r\n",
    b"=",
    b"=}",
    b"abc",
    b"name=",
    b"\xff",
    most=12,
)
WORD_MARKS = marks(
    b"=?",
    b"?=",
    b"=?utf-8?q?",
    b"=?UTF-8?B?",
    b"=?iso-2022-jp?B?",
    b"=?x?Q?",
    b"=?gb2312*zh?b?",
    b"w6k=",
    b"=C3=A9",
    b"=C3",
    b"=A9",
    b"_",
    b" ",
    b"\r\n ",
    b"?",
    b"=",
    b"a",
    b"(",
    b"\xe9",
    b"\xc3\xa9",
    b"GyRC",
    b"\xc4\xe3\xba\xc3",
    most=16,
)

CHARSET_NAMES = (
    st.sampled_from(sorted(charset_name.NAMES))
    | st.sampled_from(["idna", "undefined", "rot13", "base64", "unicode_escape", "a\0"])
    | st.sampled_from(["UTF_8", "ISO-8859-1", "x-sjis", "charset=utf-8", "", "\udcff"])
    | st.text(max_size=12)
)
# Octets that shift, begin pairs, or are marks in one charset or another.
CHARSET_OCTETS = st.binary(max_size=24) | marks(
    b"\x1b$B",
    b"\x1b(B",
    b"\x1b(I",
    b"\x1b$)C",
    b"\x0e",
    b"\x0f",
    b"~{",
    b"~}",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\0",
    b"+2AA-",
    b"+AOk-",
    b"a",
    b"\xd8\x00",
    b"\xc4\xe3",
    b"\xe9",
    b"\x81",
    b"-j",
    b"$3",
    b"\n",
    b"\x80",
    most=12,
)

# Text that headers and bodies hold, without line ends.
LINES = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(" =?_>-."),
    max_size=90,
)


@st.composite
def base64_lines(draw: st.DrawFn) -> bytes:
    """Return base64 in lines of one length, with one line end."""
    octets = base64.encode(draw(st.binary(max_size=200)))
    width, end = draw(st.integers(1, 80)), draw(LINE_ENDS)
    lines = [octets[at : at + width] for at in range(0, len(octets), width)]
    return end.join(lines) + draw(st.sampled_from([b"", end, end + end]))


def quoted_printable_lines() -> st.SearchStrategy[bytes]:
    """Return what the encoder writes."""
    return st.binary(max_size=120).map(quoted_printable.encode)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return text of several lines, each with its LF."""
    lines = draw(st.lists(LINES, max_size=6))
    return "".join(f"{line}\n" for line in lines)
