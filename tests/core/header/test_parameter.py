"""Parameters: what RFC 2231 says of them, whatever is written, and back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.header.parameter import Parameter, parse_parameters, serialize_parameter
from core.limits import Limits
from tests.linear import in_linear_time
from tests.strategies import mime


def written(parameters: tuple[Parameter, ...]) -> bytes:
    return b"".join(
        b"; " + section
        for parameter in parameters
        for section in serialize_parameter(parameter)
    )


# A byte order mark is a character of a value.
@example((Parameter("name", "\ufeff"),))
# A quote behind the drive: no path of Windows, though it begins like one.
@example((Parameter("name", 'U:"\\"b'),))
@given(mime.PARAMETERS)
def test_round_trip(parameters: tuple[Parameter, ...]) -> None:
    parsed = parse_parameters(written(parameters))
    assert parsed.value == parameters
    assert parsed.defects == ()


@given(mime.PARAMETERS)
def test_sections_fit_a_line(parameters: tuple[Parameter, ...]) -> None:
    for parameter in parameters:
        for section in serialize_parameter(parameter):
            assert len(section) <= 78 + len(parameter.name)
            assert section.isascii()
            assert not set(section) & {0, 10, 13}


@given(mime.field_bodies(mime.PARAMETERS.map(written)))
def test_totality(octets: bytes) -> None:
    parsed = parse_parameters(octets)
    names = [each.name for each in parsed.value]
    assert len(set(names)) == len(names)
    for each in parsed.value:
        each.value.encode()
    for defect in parsed.defects:
        assert 0 <= defect.span.start <= defect.span.stop <= len(octets)


@given(mime.field_bodies(mime.PARAMETERS.map(written)))
def test_idempotence(octets: bytes) -> None:
    value = parse_parameters(octets).value
    assert parse_parameters(written(value)).value == value


@given(mime.PARAMETERS)
def test_folds_and_comments_change_nothing(parameters: tuple[Parameter, ...]) -> None:
    octets = written(parameters)
    if b'"' not in octets:
        folded = octets.replace(b"; ", b"\r\n\t; (c ; (d) \\) e=f) ")
        assert parse_parameters(folded).value == parameters


@pytest.mark.parametrize("name", ["", "a b", "a*", "a'", "a%", "é", "a\n", "a;", "a="])
def test_name_must_be_a_token(name: str) -> None:
    with pytest.raises(ValueError, match=r"Parameter\.name"):
        Parameter(name, "x")


def test_value_must_be_text() -> None:
    with pytest.raises(ValueError, match=r"Parameter\.value"):
        Parameter("name", "a\ud800")


def test_language_must_be_a_tag() -> None:
    with pytest.raises(ValueError, match=r"Parameter\.language"):
        Parameter("name", "a", "e'n")


@pytest.mark.parametrize(
    ("value", "octets"),
    [
        pytest.param("us-ascii", (b"x=us-ascii",), id="2045-5.1-token"),
        pytest.param('a "b"', (rb'x="a \"b\""',), id="2045-5.1-quoted"),
        pytest.param("", (b'x=""',), id="2045-5.1-empty"),
        pytest.param("é", (b"x*=utf-8''%C3%A9",), id="2231-4-extended"),
        pytest.param("=?a?q?b?=", (b"x*=utf-8''%3D%3Fa%3Fq%3Fb%3F%3D",), id="2047-5"),
        pytest.param(
            "é" * 9,
            (b"x*0*=utf-8''" + b"%C3%A9" * 8, b"x*1*=%C3%A9"),
            id="2231-3-continued",
        ),
    ],
)
def test_serialize(value: str, octets: tuple[bytes, ...]) -> None:
    assert serialize_parameter(Parameter("x", value)) == octets


def test_language() -> None:
    parsed = parse_parameters(b"; title*=us-ascii'en-us'This%20is")
    assert parsed.value == (Parameter("title", "This is", "en-us"),)


@pytest.mark.parametrize(
    ("octets", "expected", "kind"),
    [
        pytest.param(
            b'; access-type=mail-server\r\n server="ann"',
            (Parameter("access-type", "mail-server"), Parameter("server", "ann")),
            DefectKind.PARAMETER_SEPARATOR_MISSING,
            id="2045-5.1-fold-for-semicolon",
        ),
        pytest.param(
            b"; name=my id=1.pdf",
            (Parameter("name", "my id=1.pdf"),),
            DefectKind.PARAMETER_UNQUOTED,
            id="2045-5.1-blanks-unquoted",
        ),
        pytest.param(
            b"; f*0*=utf-8''%C3%A9;\r\n f*1*=utf-8''%C3%AA;\r\n f*2*=utf-8'%C3%A8",
            (Parameter("f", "éêè"),),
            DefectKind.PARAMETER_CONTINUATION_BROKEN,
            id="2231-4.1-charset-in-each",
        ),
        pytest.param(
            b"; f*0*=utf-8''a; f*1*=b'c'd; f*3=e",
            (Parameter("f", "ab'c'de"),),
            DefectKind.PARAMETER_CONTINUATION_BROKEN,
            id="2231-4.1-apostrophes",
        ),
    ],
)
def test_what_is_malformed_is_read_as_it_is_meant(
    octets: bytes, expected: tuple[Parameter, ...], kind: DefectKind
) -> None:
    parsed = parse_parameters(octets)
    assert parsed.value == expected
    assert {each.kind for each in parsed.defects} == {kind}


def test_parameters_past_the_limit_are_left_out() -> None:
    octets = b"".join(b"; a%d=b" % count for count in range(9))
    parsed = parse_parameters(octets, limits=Limits(fields=4))
    assert [each.name for each in parsed.value] == ["a0", "a1", "a2", "a3"]
    assert [each.kind for each in parsed.defects] == [DefectKind.LIMIT_MEMBERS]


@given(st.integers(1, 6), st.permutations(range(6)))
def test_order_of_sections_is_free(count: int, order: list[int]) -> None:
    sections = [b"; n*%d=%c" % (at, b"abcdef"[at]) for at in order if at < count]
    parsed = parse_parameters(b"".join(sections))
    assert parsed.value == (Parameter("n", "abcdef"[:count]),)
    assert parsed.defects == ()


@pytest.mark.parametrize(
    "octets",
    [
        b"; a=" + b"(" * 300_000,
        b"; a=" + b"(x)y" * 300_000,
        b"; a=" + b'"\\"' * 300_000,
        b'; a="' + b'\\"' * 300_000,
        b"; a=b" + b" name" * 300_000,
        b"; a=b" + b" name=x" * 300_000,
        b"; a=b" + b" " * 1_000_000 + b"c",
        b"; a=b" + b"\n x" * 300_000,
        b"; a=b" + b" , \n , " * 300_000 + b"c",
        b"; a=b" * 300_000,
        b"".join(b"; a*%d*=%%41" % count for count in range(100_000)),
        b"; a=" + b"=" * 1_000_000 + b'"',
    ],
    ids=range(12),
)
def test_is_linear(octets: bytes) -> None:
    with in_linear_time():
        parse_parameters(octets)
