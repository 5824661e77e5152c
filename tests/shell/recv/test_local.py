"""Messages in files and on standard input, read without a server or a configuration."""

from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from shell.disk import Disk
from shell.state import open_state
from tests.shell.recv.messages import (
    CHINESE,
    HOSTILE,
    NEWSLETTER,
    attached,
    mixed,
    text_part,
)
from tests.shell.recv.screens import CHINESE_SCREEN, NEWSLETTER_SCREEN, is_harmless
from tests.shell.running import RECV, new_home
from tests.shell.states import LOGIN


def test_a_file_needs_no_configuration(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").write_bytes(CHINESE)
    for word in ("./a.eml", "a.eml", str(home.path / "a.eml")):
        run = home.recv("show", word)
        assert (run.code, run.err, run.out.decode()) == (0, "", CHINESE_SCREEN)
    assert [path.name for path in home.path.iterdir()] == ["a.eml"]


def test_a_file_is_read_while_another_process_has_the_account(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").write_bytes(CHINESE)
    home.states.mkdir(parents=True)
    with closing(open_state(home.states, LOGIN, Disk())):
        run = home.recv("show", "./a.eml")
    assert (run.code, run.err) == (0, "")


def test_a_bad_configuration_is_no_matter(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    home.configure("nonsense = [")
    assert home.recv("show", "-", stdin=CHINESE).code == 0


def test_standard_input(tmp_path: Path) -> None:
    run = new_home(tmp_path).recv("show", "-", stdin=NEWSLETTER)
    assert (run.code, run.out.decode()) == (0, NEWSLETTER_SCREEN)


def test_raw_is_exact_for_a_program(tmp_path: Path) -> None:
    octets = b"A: b\r\n\r\n\x1b[31m\xff\x00\n\r.\r\n\x9b" * 3
    run = new_home(tmp_path).recv("show", "-", "--raw", stdin=octets)
    assert (run.code, run.out) == (0, octets)


def test_a_binary_part_is_exact_for_a_program(tmp_path: Path) -> None:
    octets = bytes(range(256))
    given = mixed(text_part("x"), attached("a.bin", octets))
    run = new_home(tmp_path).recv("show", "-", "--part", "2", stdin=given)
    assert (run.code, run.out) == (0, octets)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "./none.eml"), 66),
        (("show", "./"), 66),
        (("show", "./a.eml", "3"), 64),
        (("show", "-", "-"), 64),
        (("show", "./a.eml", "--raw", "--json"), 64),
        (("show", "./a.eml", "--part", "7"), 65),
        (("show", "./a.eml", "./none.eml"), 1),
    ],
)
def test_bad_words(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").write_bytes(CHINESE)
    run = home.recv(*words)
    assert run.code == code
    assert run.err.count("\n") == 1


def test_a_folder_is_no_message(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").mkdir()
    assert home.recv("show", "a.eml").code == 66


@pytest.mark.parametrize("octets", HOSTILE)
def test_a_real_terminal_is_not_acted_on(tmp_path: Path, octets: bytes) -> None:
    home = new_home(tmp_path).with_variables(PAGER="cat", TERM="xterm-256color")
    (home.path / "a.eml").write_bytes(octets)
    for words in (("show",), ("show", "--raw"), ("show", "--headers"), ("parts",)):
        terminal = home.terminal(RECV, *words, "a.eml")
        terminal.expect(pexpect.EOF)
        text = terminal.before or ""
        assert text or "--headers" in words
        assert is_harmless(text.replace("\r\n", "\n"))


def test_commands_about_files_need_no_configuration(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home.path / "a.eml").write_bytes(CHINESE)
    run = home.recv(stdin=b"show ./a.eml\nparts a.eml\nsave ./a.eml --eml\n")
    assert (run.code, run.err) == (0, "")
    assert run.out.decode().startswith(CHINESE_SCREEN)
    assert (home.path / "技术活.eml").read_bytes() == CHINESE


@pytest.mark.parametrize(
    ("words", "code"), [(("save", "3x"), 64), (("save", "3", "./a.eml"), 64)]
)
def test_bad_words_are_refused_before_a_login(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    run = new_home(tmp_path).recv("--server", "pop3+plain://a@127.0.0.1:9", *words)
    assert run.code == code
