"""The scripted stream keeps the promises of a Stream that the script relies on."""

from collections import deque

import pytest

from shell.clock import deadline
from shell.exits import Kind, ShellError
from shell.stream import Stream
from tests.shell.scripted import Act, Hears, Says, ScriptedStream, cut, scripted


def test_it_is_a_stream() -> None:
    stream: Stream = scripted(b"220 hi\r\n")
    assert stream.waiting()
    assert stream.read(deadline(1)) == b"220 hi\r\n"
    with pytest.raises(ShellError):
        stream.read(deadline(1))


def test_it_answers_only_what_it_heard() -> None:
    stream = ScriptedStream(deque[Act]([Hears(6), Says(b"221\r\n"), Says(b"")]))
    assert not stream.waiting()
    assert stream.write(b"QUIT\r\n", deadline(1)) == 6
    assert stream.read(deadline(1)) == b"221\r\n"
    assert stream.read(deadline(1)) == b""
    assert stream.read(deadline(1)) == b""


def test_a_write_that_waits_gives_way_to_a_reply() -> None:
    stream = ScriptedStream(deque[Act]([Hears(4), Says(b"552 big\r\n")]), stuck_at=4)
    assert stream.write(b"abcdef", deadline(1)) == 4
    assert stream.read(deadline(1)) == b"552 big\r\n"
    assert stream.write(b"ef", deadline(1)) == 2


def test_a_write_that_waits_for_nothing_is_silence() -> None:
    with pytest.raises(ShellError) as caught:
        ScriptedStream(deque[Act](), stuck_at=2).write(b"abc", deadline(1))
    assert caught.value.kind is Kind.TIMEOUT


def test_a_handshake_refuses_octets_in_clear() -> None:
    with pytest.raises(ShellError):
        scripted(b"250 injected\r\n").start_tls(deadline(1))


def test_cuts() -> None:
    assert [each.octets for each in cut(b"abcdef", (1, 2))] == [b"a", b"bc", b"def"]
