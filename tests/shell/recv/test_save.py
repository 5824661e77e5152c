"""Attachments saved: what is written, where, and under which names."""

import base64
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filename import safe_filename
from shell.exits import ExitCode, ShellError
from shell.options.recv import Save
from shell.recv.reading import Window
from shell.recv.save import save, which_and_parts
from tests.shell.recv.messages import (
    BOUNCE,
    CHINESE,
    attached,
    message,
    mixed,
    part,
    text_part,
)
from tests.shell.recv.screens import is_harmless, opener, seen
from tests.shell.running import RECV, installed, new_home
from tests.shell.schemas import fitting

TWO = mixed(
    text_part("See both."),
    attached("a.txt", b"first"),
    attached("b.bin", bytes(range(256))),
)

LARGE_HEAD = (
    b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment;"
    b" filename=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)

WICKED = [
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    ".bashrc",
    "-rf",
    "--help",
    "..",
    ".",
    "",
    "CON",
    "nul.txt",
    "aux.",
    "a\x00b",
    "a\nb",
    "a\x1b[31mb",
    "a\u202egpj.exe",
    "C:evil:stream",
    "x" * 300 + ".pdf",
    "你" * 200 + ".pdf",
    "/",
    "~",
    "a/../b",
    " . ",
]


def saved(
    folder: Path,
    octets: bytes,
    *numbers: str,
    eml: bool = False,
    window: Window | None = None,
) -> dict[str, bytes]:
    """Return what stands in `folder` after a message was saved to it."""
    verb = Save(which="./a.eml", output=str(folder), eml=eml)
    code = save(verb, numbers, [opener(octets)], window or seen().window)
    assert code is ExitCode.DONE
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_attachments(tmp_path: Path) -> None:
    assert saved(tmp_path, TWO) == {"a.txt": b"first", "b.bin": bytes(range(256))}


def test_one_by_its_number(tmp_path: Path) -> None:
    assert saved(tmp_path, TWO, "2") == {"a.txt": b"first"}


def test_a_text_by_its_number(tmp_path: Path) -> None:
    assert saved(tmp_path, TWO, "1") == {"part-1.txt": b"See both."}


def test_the_message_itself(tmp_path: Path) -> None:
    assert saved(tmp_path, TWO, eml=True) == {"Parts.eml": TWO}


def test_a_message_inside(tmp_path: Path) -> None:
    inner = message("From: a@b.example", "Subject: Report", body=b"Hello.\r\n")
    assert saved(tmp_path, BOUNCE, "3") == {"Report.eml": inner}


def test_an_image_among_the_text(tmp_path: Path) -> None:
    image = part(
        "Content-Type: image/png; name=x.png",
        "Content-Disposition: inline",
        "Content-Transfer-Encoding: base64",
        body=b"iVBORw0KGgo=",
    )
    octets = mixed(text_part("before"), image, text_part("after"))
    assert saved(tmp_path, octets) == {"x.png": b"\x89PNG\r\n\x1a\n"}


def test_a_file_in_the_text(tmp_path: Path) -> None:
    text = b"see\r\nbegin 644 ../cat.txt\r\n#0V%T\r\n`\r\nend\r\n"
    octets = message("From: a@b.example", body=text)
    assert saved(tmp_path, octets) == {"cat.txt": b"Cat"}


def test_names_that_are_taken_are_numbered(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"mine")
    octets = mixed(*[attached("a.txt", b"%d" % each) for each in range(3)])
    assert saved(tmp_path, octets) == {
        "a.txt": b"mine",
        "a-2.txt": b"0",
        "a-3.txt": b"1",
        "a-4.txt": b"2",
    }


def test_links_are_not_followed(tmp_path: Path) -> None:
    folder, other = tmp_path / "out", tmp_path / "other"
    folder.mkdir()
    other.write_bytes(b"mine")
    (folder / "a.txt").symlink_to(other)
    (folder / "b.bin").symlink_to(tmp_path / "nowhere")
    save(Save(output=str(folder)), (), [opener(TWO)], seen().window)
    assert other.read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()
    assert (folder / "a-2.txt").read_bytes() == b"first"
    assert (folder / "b-2.bin").read_bytes() == bytes(range(256))


def test_modes(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        saved(tmp_path / "new", TWO)
    finally:
        os.umask(before)
    for path in (tmp_path / "new").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", WICKED)
def test_wicked_names_stay_inside(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "out"
    found = seen(terminal=True)
    octets = mixed(attached(f'"{name.replace(chr(92), chr(92) * 2)}"', b"x"))
    (made,) = saved(folder, octets, window=found.window)
    assert safe_filename(made) == made
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert is_harmless(found.text)


@given(name=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_name_stays_inside(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("saved") / "out"
    found = seen(terminal=True)
    (made,) = saved(folder, mixed(attached(f'"{name}"', b"x")), window=found.window)
    assert safe_filename(made) == made
    assert [path.name for path in folder.parent.iterdir()] == ["out"]
    assert is_harmless(found.text)


def test_it_says_what_was_saved(tmp_path: Path) -> None:
    found = seen()
    saved(tmp_path, TWO, window=found.window)
    assert found.text == (
        f"saved {tmp_path}/a.txt (part 2, 5 octets)\n"
        f"saved {tmp_path}/b.bin (part 3, 256 octets)\n"
    )
    quiet = seen(quiet=True)
    saved(tmp_path, TWO, window=quiet.window)
    assert quiet.text == ""


def test_json_holds_to_its_schema(tmp_path: Path) -> None:
    found = seen(json=True)
    saved(tmp_path, TWO, window=found.window)
    value = fitting("save", found.text)
    assert [each["size"] for each in value["saved"]] == [5, 256]


def test_nothing_to_save(tmp_path: Path) -> None:
    found = seen()
    assert saved(tmp_path, CHINESE, window=found.window) == {}
    assert "no attachments" in found.said


@pytest.mark.parametrize(
    ("numbers", "eml", "code"),
    [
        (("9",), False, ExitCode.DATA),
        (("x",), False, ExitCode.USAGE),
        (("2",), True, ExitCode.USAGE),
    ],
)
def test_what_cannot_be_saved(
    tmp_path: Path, numbers: tuple[str, ...], eml: bool, code: ExitCode
) -> None:
    with pytest.raises(ShellError) as raised:
        saved(tmp_path, TWO, *numbers, eml=eml)
    assert raised.value.exit is code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("3",), (["3"], [])),
        (("3", "2", "1.1"), (["3"], ["2", "1.1"])),
        (("./a.eml", "2"), (["./a.eml"], ["2"])),
        (("a.eml", "b.eml", "2"), (["a.eml", "b.eml"], ["2"])),
    ],
)
def test_messages_and_parts(
    words: tuple[str, ...], expected: tuple[list[str], list[str]]
) -> None:
    verb = Save(which=words[0], parts=list(words[1:]))
    assert which_and_parts(verb) == expected


def test_words_that_are_no_part_numbers() -> None:
    for words in (["x"], ["./a.eml"], ["1."], ["-1"]):
        with pytest.raises(ShellError, match="no part number"):
            which_and_parts(Save(which="3", parts=words))


# -- as a process ----------------------------------------------------------------------


def test_several_files(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    for name in ("a.eml", "b.eml"):
        (home.path / name).write_bytes(TWO)
    run = home.recv("save", "a.eml", "b.eml", "2", "-o", "out")
    assert (run.code, run.err) == (0, "")
    names = sorted(path.name for path in (home.path / "out").iterdir())
    assert names == ["a-2.txt", "a.txt"]


@pytest.mark.skipif(not installed("prlimit"), reason="prlimit is not installed")
@pytest.mark.parametrize("options", [(), ("1",), ("--eml",)])
def test_a_large_attachment_in_little_memory(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    home = new_home(tmp_path)
    content = bytes(range(256)) * 4_096 * 60
    octets = LARGE_HEAD + base64.encodebytes(content)
    (home.path / "large.eml").write_bytes(octets)
    # What is mapped is no memory of ours, what is decoded would be.
    bounded = ("prlimit", f"--data={48 << 20}", RECV)
    run = home.run(*bounded, "save", "large.eml", *options, "-o", "out")
    assert run.code == 0, run.err
    (path,) = (home.path / "out").iterdir()
    assert path.read_bytes() == (octets if "--eml" in options else content)


def test_a_folder_that_refuses(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "shut").mkdir(0o500)
    run = home.recv("save", "-", "-o", "shut", stdin=TWO)
    assert run.code == 73
    assert run.err.count("\n") == 1


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "file").write_bytes(b"mine")
    run = home.recv("save", "-", "-o", "file", "--json", stdin=TWO)
    assert run.code == 73
    assert json.loads(run.out)["ok"] is False
    assert (home.path / "file").read_bytes() == b"mine"
