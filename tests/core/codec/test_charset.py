"""Any octets under any name give clean text. RFC 2978, RFC 2045 section 5.2."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec import charset, charset_name
from core.defect import DefectKind
from tests.linear import in_linear_time
from tests.strategies.codec import CHARSET_NAMES, CHARSET_OCTETS


@given(CHARSET_OCTETS, CHARSET_NAMES)
@example(b"+2AA-", "utf-7")
@example(b"\xd8\x00", "utf-16be")
def test_any_octets_give_clean_text(octets: bytes, name: str) -> None:
    parsed = charset.decode(octets, name)
    assert parsed == charset.decode(memoryview(octets), name)
    parsed.value.encode("utf-8")
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_round_trip(text: str) -> None:
    name, octets = charset.encode(text)
    assert (name == "us-ascii") == text.isascii()
    assert charset.decode(octets, name).value == text.removeprefix("\ufeff")


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        charset.encode("a\ud800")


@given(
    st.sampled_from(sorted(charset_name.NAMES)), st.text("abc XYZ 019.,", max_size=9)
)
def test_every_known_charset_reads_plain_text(name: str, text: str) -> None:
    codec = charset_name.find(name)
    assert codec is not None
    wide = {"UTF-16": "utf-16-be", "UTF-32": "utf-32-be", "ISO-2022-JP": "iso2022_jp"}
    plain = {"guess", "WINDOWS-1252", "BIG5", "ISO-2022-KR", "ISO-2022-CN"}
    octets = text.encode("ascii" if codec in plain else wide.get(codec, codec))
    assert charset.decode(octets, name).value == text
    assert not charset.decode(octets, name).defects


@pytest.mark.parametrize("codec", sorted({"utf-8", "cp932", "cp949", "gb18030"}))
@given(st.text("漢字仮名한글", max_size=8))
def test_asian_text_survives(codec: str, text: str) -> None:
    octets = text.encode(codec, "ignore")
    assert charset.decode(octets, codec).value == octets.decode(codec)


@pytest.mark.parametrize(
    "name",
    [
        "UTF-8",
        "utf8",
        "UTF_8",
        "utf-8//TRANSLIT",
        "charset=utf-8",
        "x-utf-8",
        "utf8mb4",
    ],
)
def test_one_charset_has_many_spellings(name: str) -> None:
    assert charset_name.find(name) == "utf-8"


@pytest.mark.parametrize(
    "name",
    [
        *("idna", "undefined", "base64", "rot13", "unicode_escape", "punycode"),
        *("raw_unicode_escape", "martian", "a\0b", "zlib", "mbcs", "oem"),
    ],
)
def test_what_is_no_charset_is_unknown(name: str) -> None:
    assert charset_name.find(name) is None
    parsed = charset.decode(b"text \xc3\xa9 \xff", name)
    assert parsed.value == "text \u00e9 \ufffd"
    assert [d.kind for d in parsed.defects] == [DefectKind.CHARSET_UNKNOWN]


CASES = [
    ("rfc2046-4.1.2-us-ascii", b"plain", "us-ascii", "plain", None),
    ("superset-of-gb2312", "镕".encode("gbk"), "gb2312", "镕", None),
    ("superset-of-latin-1", b"\x93a\x94 \x80", "iso-8859-1", "“a” €", None),
    ("windows-1252-open-octet", b"a\x81", "windows-1252", "a\x81", None),
    ("superset-of-latin-5", b"\x80\xfd", "iso-8859-9", "€ı", None),
    ("superset-of-ks-c-5601", "똠".encode("cp949"), "KS_C_5601-1987", "똠", None),
    ("superset-of-shift-jis", "髙①".encode("cp932"), "Shift_JIS", "髙①", None),
    ("big5", "中文".encode("big5"), "Big5", "中文", None),
    ("big5-hkscs", "㗎".encode("big5hkscs"), "big5", "㗎", None),
    ("tis-620", "ก".encode("cp874"), "TIS-620", "ก", None),
    ("koi8-r", "привет".encode("koi8-r"), "KOI8-R", "привет", None),
    ("windows-1251", "привет".encode("cp1251"), "windows-1251", "привет", None),
    (
        "x-mac-cyrillic",
        "привет".encode("mac_cyrillic"),
        "x-mac-cyrillic",
        "привет",
        None,
    ),
    ("rfc1468", b"\x1b$B4A;z\x1b(B ok", "iso-2022-jp", "漢字 ok", None),
    ("rfc1554", b"\x1b$(D0!\x1b(B", "iso-2022-jp-2", "丂", None),
    ("iso-2022-jp-vendor-row", b"\x1b$B-!-j\x1b(B", "ISO-2022-JP", "①㈱", None),
    ("iso-2022-jp-kana", b"\x1b$B-!\x1b(I1\x1b(B", "iso-2022-jp", "①ｱ", None),
    ("iso-2022-jp-really-sjis", "漢字".encode("cp932"), "iso-2022-jp", "漢字", None),
    ("rfc1557", b"\x1b$)C\x0e0!\x0f ok", "iso-2022-kr", "가 ok", None),
    ("rfc1557-no-designation", b"\x0e0!\x0f", "iso-2022-kr", "가", None),
    ("rfc1922", b"\x1b$)A\x0eVPND\x0f", "iso-2022-cn", "中文", None),
    ("rfc1843", b"~{VPND~}", "hz-gb-2312", "中文", None),
    ("rfc2152", b"Hi Mom +Jjo--!", "utf-7", "Hi Mom \u263a-!", None),
    ("rfc2152-pair", b"+2D3eAA-", "utf-7", "\U0001f600", None),
    ("rfc2152-half", b"a+2AA-", "utf-7", "a\ufffd", DefectKind.CHARSET_OCTETS),
    ("rfc2781-3.2-mark", b"\xff\xfea\0", "utf-16", "a", None),
    ("rfc2781-4.3-no-mark", b"\0a\0b", "utf-16", "ab", None),
    ("rfc2781-4.3-zeros-tell", b"a\0b\0", "utf-16", "ab", None),
    ("utf-16-odd", b"\0a\0", "utf-16be", "a\ufffd", DefectKind.CHARSET_OCTETS),
    ("utf-16-half", b"\xd8\0\0a", "utf-16be", "\ufffda", DefectKind.CHARSET_OCTETS),
    ("rfc3629-6-mark", b"\xef\xbb\xbfa", "utf-8", "a", None),
    (
        "mark-against-name",
        b"\xef\xbb\xbf\xc3\xa9",
        "koi8-r",
        "é",
        DefectKind.CHARSET_MARK,
    ),
    ("utf-16-as-ascii", b"\xff\xfea\0", "us-ascii", "a", DefectKind.CHARSET_MARK),
    ("no-mark-but-letters", "яю".encode("cp1251"), "windows-1251", "яю", None),
    ("utf-8-broken", b"a\xc3", "utf-8", "a\ufffd", DefectKind.CHARSET_OCTETS),
    (
        "utf-8-surrogate",
        b"\xed\xa0\x80",
        "utf-8",
        "\ufffd" * 3,
        DefectKind.CHARSET_OCTETS,
    ),
    ("ascii-with-utf-8", b"\xc3\xa9", "us-ascii", "é", DefectKind.CHARSET_EIGHT_BIT),
    ("ascii-with-latin-1", b"caf\xe9", "ascii", "café", DefectKind.CHARSET_EIGHT_BIT),
    ("ascii-with-umlauts", b"Gr\xf6\xdfe", "", "Größe", DefectKind.CHARSET_EIGHT_BIT),
    (
        "ascii-with-hanzi",
        "你好 world".encode("gbk"),
        "unknown-8bit",
        "你好 world",
        DefectKind.CHARSET_EIGHT_BIT,
    ),
    ("says-nothing", b"caf\xe9", "default", "café", DefectKind.CHARSET_EIGHT_BIT),
    ("nul", b"a\0b", "utf-8", "a\0b", None),
]


@pytest.mark.parametrize(
    ("octets", "name", "text", "kind"),
    [pytest.param(*case, id=label) for label, *case in CASES],
)
def test_decode(octets: bytes, name: str, text: str, kind: DefectKind | None) -> None:
    parsed = charset.decode(octets, name)
    assert parsed.value == text
    assert [d.kind for d in parsed.defects] == ([] if kind is None else [kind])


def test_every_pair_of_jis_x_0208_is_read_as_the_standard_has_it() -> None:
    # Six signs that Windows draws wider than the standard does.
    wider = dict(zip("〜‖−¢£¬", "～∥－￠￡￢", strict=True))
    for row in range(0x21, 0x7F):
        for cell in range(0x21, 0x7F):
            pair = bytes((row, cell))
            try:
                sign = (b"\x1b$B" + pair).decode("iso2022_jp")
            except UnicodeDecodeError:
                continue
            # A sign of a vendor's row sends the text the long way.
            text = charset.decode(b"\x1b$B-!" + pair, "iso-2022-jp").value
            assert text == "①" + wider.get(sign, sign)


@pytest.mark.parametrize(
    "shape",
    [
        b"\x1b$B",
        b"+2AA-",
        b"\x0e",
        b"\xff",
        b"\x81",
        b"~{",
        b"\x1b",
        b"\xa1\xa1",
        b"-j",
    ],
)
@pytest.mark.parametrize(
    "name", ["us-ascii", "utf-7", "iso-2022-jp", "iso-2022-kr", "hz", "big5", "utf-16"]
)
def test_time_is_linear(shape: bytes, name: str) -> None:
    octets = shape * (200_000 // len(shape))
    with in_linear_time():
        charset.decode(octets, name)
