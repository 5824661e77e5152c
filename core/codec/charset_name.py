"""Names of charsets as mail spells them, and the codec that reads each. RFC 2978.

A name is compared without its case and its punctuation: `ISO_8859-1:1987`, `iso8859-1`
and `Latin 1` are one charset. The names are those of the IANA registry, of the WHATWG
encoding standard and of mail programs that wrote their own.
"""

from types import MappingProxyType
from typing import Final

from core.pattern import pattern

GUESS: Final = "guess"
"""The codec of us-ascii, and of names that say nothing: as the octets look."""

# Each line: the codec, a colon, and the names it is read for. A codec in capitals is
# one of core.codec.charset's own; any other is Python's.
_TABLE = """
utf-8: utf8 utf8mb3 utf8mb4 unicode11utf8 unicode20utf8 xunicode20utf8 cesu8 wtf8
GUESS: usascii ascii ansix341968 ansix341986 iso646us iso646irv1991 isoir6 us ibm367
GUESS: cp367 646 ascii7bit ascii8bit usasciiiso
GUESS: unknown8bit unknown xunknown 8bit 7bit default none binary auto ansi
WINDOWS-1252: windows1252 cp1252 iso88591 iso885911987 iso88591windows31latin1 isoir100
WINDOWS-1252: latin1 l1 isolatin1 ibm819 cp819 winlatin1 western iso88591unicode
utf-7: utf7 unicode11utf7 unicode20utf7
UTF-16: utf16 unicode ucs2 iso10646ucs2 utf16unmarked unicodefeff
utf-16-be: utf16be ucs2be unicodefffe
utf-16-le: utf16le ucs2le
UTF-32: utf32 ucs4 iso10646ucs4
utf-32-be: utf32be ucs4be
utf-32-le: utf32le ucs4le
gb18030: gb18030 gb180302000 gb180302005 gb180302022 gbk xgbk cp936 ms936 windows936
gb18030: gb2312 gb23121980 gb231280 euccn xeuccn isoir58 chinese gb cngb iso58gb231280
hz: hz hzgb2312 hzgb
BIG5: big5 big5eten xxbig5 cnbig5 cp950 ms950 windows950 big5hkscs big5hkscs2004
BIG5: big5tw
cp949: euckr cp949 ms949 windows949 uhc ksc56011987 ksc56011989 ksc5601 isoir149 korean
cp949: ksc56011992 ksx1001
johab: johab cp1361 ms1361
cp932: shiftjis sjis mskanji cp932 ms932 windows932 windows31j windows31 cp943 ibm943
cp932: shiftjisx0201
shift_jis_2004: shiftjis2004 shiftjisx0213
euc_jp: eucjp euc ujis extendedunixcodepackedformatforjapanese
euc_jp: eucpkdfmtjapanese
euc_jis_2004: eucjis2004 eucjisx0213
ISO-2022-JP: iso2022jp iso2022jp1 iso2022jp2 iso2022jpext jis iso2022jpms cp50220
ISO-2022-JP: cp50221 cp50222 jisencoding iso2022
iso2022_jp_2004: iso2022jp2004 iso2022jp3
ISO-2022-KR: iso2022kr
ISO-2022-CN: iso2022cn iso2022cnext
iso8859_2: iso88592 iso885921987 isoir101 latin2 l2 isolatin2
iso8859_3: iso88593 iso885931988 isoir109 latin3 l3 isolatin3
iso8859_4: iso88594 iso885941988 isoir110 latin4 l4 isolatin4
iso8859_5: iso88595 iso885951988 isoir144 cyrillic isolatincyrillic
iso8859_6: iso88596 iso885961987 iso88596e iso88596i isoir127 arabic asmo708 ecma114
iso8859_6: isolatinarabic
iso8859_7: iso88597 iso885971987 isoir126 greek greek8 elot928 ecma118 isolatingreek
iso8859_8: iso88598 iso885981988 iso88598e iso88598i isoir138 hebrew isolatinhebrew
iso8859_8: logical visual
cp1254: iso88599 iso885991989 isoir148 latin5 l5 isolatin5 windows1254 cp1254
iso8859_10: iso885910 iso8859101992 isoir157 latin6 l6 isolatin6
cp874: iso885911 iso8859112001 tis620 tis62025331 windows874 cp874 ibm874 dos874 thai
iso8859_13: iso885913 latin7 l7
iso8859_14: iso885914 isoir199 latin8 l8 isoceltic
iso8859_15: iso885915 latin9 l9 latin0
iso8859_16: iso885916 isoir226 latin10 l10
cp1250: windows1250 cp1250
cp1251: windows1251 cp1251 win1251
cp1253: windows1253 cp1253
cp1255: windows1255 cp1255
cp1256: windows1256 cp1256
cp1257: windows1257 cp1257
cp1258: windows1258 cp1258
koi8_r: koi8r koi8 koi
koi8_u: koi8u koi8ru
koi8_t: koi8t
kz1048: kz1048 strk10482002 rk1048
ptcp154: ptcp154 pt154 cp154 cyrillicasian
hp_roman8: hproman8 roman8 r8
mac_roman: macintosh mac macroman pc8mac applemacintosh
mac_cyrillic: maccyrillic macukrainian
mac_greek: macgreek
mac_turkish: macturkish
mac_iceland: maciceland macicelandic
mac_latin2: macce maccentraleurope maccenteuro maclatin2 maccentraleurroman
mac_croatian: maccroatian
mac_romanian: macromanian
cp437: cp437 ibm437 437 pc8codepage437
cp720: cp720 dos720
cp737: cp737 ibm737
cp775: cp775 ibm775
cp850: cp850 ibm850 850 pc850multilingual
cp852: cp852 ibm852 852
cp855: cp855 ibm855 855
cp856: cp856 ibm856
cp857: cp857 ibm857 857
cp858: cp858 ibm858 ibm00858 pcmultilingual850euro ccsid00858
cp860: cp860 ibm860 860
cp861: cp861 ibm861 861
cp862: cp862 ibm862 862 dos862
cp863: cp863 ibm863 863
cp864: cp864 ibm864
cp865: cp865 ibm865 865
cp866: cp866 ibm866 866
cp869: cp869 ibm869 869
cp1006: cp1006
cp1125: cp1125 ibm1125 ruscii
cp037: cp037 ibm037
cp500: cp500 ibm500
cp1026: cp1026 ibm1026
cp1140: cp1140 ibm1140 ibm01140
"""

_CODECS = MappingProxyType(
    {
        name: GUESS if codec == "GUESS" else codec
        for codec, _, names in (
            line.partition(": ") for line in _TABLE.strip().splitlines()
        )
        for name in names.split()
    }
)
# The spellings that nearly all mail has need no second look.
_COMMON = MappingProxyType(
    {
        "utf-8": "utf-8",
        "us-ascii": GUESS,
        "iso-8859-1": "WINDOWS-1252",
        "windows-1252": "WINDOWS-1252",
        "": GUESS,
    }
)
NAMES = frozenset(_CODECS)
"""Every name that is known, in lower case and without punctuation."""

PUNCTUATION_TEXT = pattern(r"[^a-z0-9]++")
_LONGEST = 64


def find(name: str) -> str | None:
    """Return the codec for the charset `name`, None if it is not known.

    What follows a slash or a semicolon is not looked at (`utf-8//translit`). Without
    success the prefixes `charset`, `x` and `cs` are taken off.
    """
    name = name[:_LONGEST].lower()
    common = _COMMON.get(name)
    if common is not None:
        return common
    plain = name.partition("/")[0].partition(";")[0]
    plain = PUNCTUATION_TEXT.sub("", plain.removeprefix("charset="))
    for spelling in (plain, plain.removeprefix("x"), plain.removeprefix("cs")):
        if spelling in _CODECS:
            return _CODECS[spelling]
    return None if plain else GUESS
