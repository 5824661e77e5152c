"""Delimiter lines: which octets may be a boundary, and whose a line is. RFC 2046."""

from core.mime.delimiter import BOUNDARY, OpenLines


def test_legal_boundaries() -> None:
    legal = (b"a", b"a b", b"0'()+_,-./:=?", b"x" * 70)
    assert all(BOUNDARY.fullmatch(each) for each in legal)
    illegal = (b"", b"a ", b"x" * 71, b"a\xe9", b'a"', b"a\tb", b"a;b")
    assert not any(BOUNDARY.fullmatch(each) for each in illegal)


def test_whose_a_delimiter_line_is() -> None:
    lines = OpenLines()
    lines.open(b"outer", 1)
    assert lines.names(b"outer", None)
    assert lines.names(b"outer--", None)
    assert not lines.names(b"edge", None)
    assert lines.names(b"edge", b"edge")
    assert lines.names(b"edge--", b"edge")
    assert not lines.names(b"--edge", b"edge")
    assert not lines.names(b"other", b"edge")


def test_the_inner_of_one_boundary_hides_the_outer_until_it_is_closed() -> None:
    lines = OpenLines()
    assert not lines.open(b"b", 0)
    assert lines.open(b"b", 1)
    assert lines.find(b"\n--b\n", 1, dashless=False) == (0, 5, 1, False)
    lines.close()
    assert lines.find(b"\n--b\n", 1, dashless=False) == (0, 5, 0, False)
    lines.close()
    assert lines.find(b"\n--b\n", 1, dashless=False) is None


def test_a_delimiter_line_begins_behind_an_lf_and_may_end_in_blanks() -> None:
    lines = OpenLines()
    lines.open(b"outer", 0)
    assert lines.find(b"--outer\r\n", 0, dashless=False) is None
    assert lines.find(b"\n--outer \r\nx", 1, dashless=False) == (0, 11, 0, False)
    assert lines.find(b"x\n--outer--", 0, dashless=True) == (1, 11, 0, True)
