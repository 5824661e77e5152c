"""A line that ends in the middle of a session, and the next one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.shell.recv.liar import Liar, lying, mail
from tests.shell.recv.maildrops import PASSWORD, Served
from tests.shell.recv.messages import CHINESE, FILES
from tests.shell.recv.sessions import held, holding, url
from tests.shell.recv.watching import PATIENCE, Terminal
from tests.shell.recv.wire import Wire, wired
from tests.shell.running import new_home


@contextmanager
def marked_over_a_wire(folder: Path) -> Iterator[tuple[Served, Wire, Terminal]]:
    """Hold a session with two messages, the first marked for deletion."""
    home = new_home(folder).with_variables(PUREMAIL_PASSWORD=PASSWORD)
    with (
        holding(folder, CHINESE, FILES) as here,
        wired(here.port) as wire,
        Terminal(home, "--server", url(wire.port), columns=120) as terminal,
    ):
        terminal.until(">")
        terminal.type("delete 1")
        terminal.until("(1 to delete)>")
        yield here, wire, terminal


def test_a_line_that_is_lost(tmp_path: Path) -> None:
    with marked_over_a_wire(tmp_path) as (here, wire, terminal):
        wire.cut()
        terminal.type("STAT")
        terminal.until("Connect again? [y/N]")
        assert "closed the connection" in terminal.text
        terminal.type("n")
        terminal.until("(1 to delete)>", 2)
        terminal.type("parts 2")
        terminal.until("Connect again? [y/N]", 2)
        terminal.type("y")
        terminal.until("connected again; 1 message marked again")
        terminal.until("a.txt")
        terminal.type("quit")
        assert terminal.end() == 0
        assert "1 message deleted" in terminal.text
        assert held(here.drop) == 1


def test_interrupting_a_command(tmp_path: Path) -> None:
    with marked_over_a_wire(tmp_path) as (here, wire, terminal):
        wire.hold()
        terminal.type("show 2")
        assert wire.waiting.wait(PATIENCE)
        terminal.press("\x03")
        terminal.until("Connect again? [y/N]")
        assert "interrupted" in terminal.text
        wire.let_go()
        terminal.type("y")
        terminal.until("connected again; 1 message marked again")
        terminal.type("show 2")
        terminal.until("See it.")
        terminal.type("quit")
        assert terminal.end() == 0
        assert held(here.drop) == 1


def test_the_server_still_holds_the_session_before(tmp_path: Path) -> None:
    """Two of the new sessions are refused as in use; a third is let in."""
    home = new_home(tmp_path)

    def twist(connection: int, line: bytes, said: bytes) -> bytes | None:
        if connection == 1 and line.startswith(b"RETR"):
            raise ConnectionError
        if connection in {2, 3} and line.startswith(b"PASS"):
            return b"-ERR [IN-USE] locked\r\n"
        return said

    mails = [mail(CHINESE, "id1")]
    with lying(Liar(mails, twist=twist)) as liar:
        home.configure(liar.config())
        with Terminal(home) as terminal:
            terminal.until(">")
            terminal.type("show 1")
            terminal.until("Connect again? [y/N]")
            terminal.type("y")
            terminal.until("connected again")
            terminal.type("quit")
            assert terminal.end() == 0
    assert liar.connections == 4
