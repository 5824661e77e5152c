"""A large message written down: the same octets again, or an error."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.mime.serialize import FilePiece
from core.sendable import Sendable
from shell.exits import ShellError
from shell.files import find_file
from shell.send.draft import parse_content, serialize_content
from shell.send.mail import Composed, Given, octets


def test_pieces_and_files(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(bytes(range(256)))
    file = find_file(path)
    content = Composed((b"head\r\n\xc3\xa9", FilePiece("0", 256), b"end"), {"0": file})
    again, size = parse_content(serialize_content(content))
    assert again == content
    assert b"".join(octets(again)) == b"".join(octets(content))
    assert size == len(b"".join(octets(again)))


def test_a_given_message(tmp_path: Path) -> None:
    path = tmp_path / "m.eml"
    path.write_bytes(b"A: b\n\nbody\n")
    sendable = Sendable(b"A: b\r\n\r\n", 6, 14)
    content = Given(path.read_bytes(), sendable, str(path))
    again, size = parse_content(serialize_content(content))
    assert (b"".join(octets(again)), size) == (b"A: b\r\n\r\nbody\r\n", 14)
    path.write_bytes(b"longer than it was")
    with pytest.raises(ShellError):
        parse_content(serialize_content(content))


def test_a_pipe_is_nowhere_else() -> None:
    with pytest.raises(ShellError):
        serialize_content(Given(b"x", Sendable(b"", 0, 1), None))


@pytest.mark.parametrize("change", [b"other octets", None])
def test_a_file_that_has_changed(tmp_path: Path, change: bytes | None) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(b"octets")
    content = Composed((FilePiece("0", 6),), {"0": find_file(path)})
    written = serialize_content(content)
    path.unlink()
    if change is not None:
        path.write_bytes(change)
    with pytest.raises(ShellError):
        parse_content(written)


@given(st.binary() | st.sampled_from([b"[1]", b"{}", b'["a",{"name":1}]', b"null"]))
def test_other_octets_are_no_content(written: bytes) -> None:
    assume(written.strip() != b"[]")
    with pytest.raises((ValueError, TypeError, KeyError)):
        parse_content(written)
