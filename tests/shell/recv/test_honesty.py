"""Fetching from servers that lie about sizes, unique-ids and deletions."""

import json

from tests.shell.recv.liar import Liar, Mail, answering, lying, mail
from tests.shell.recv.maildrops import delivered, mail_of, message
from tests.shell.running import Home


def mails(count: int) -> list[Mail]:
    return [mail(message(f"m{n}"), f"id{n}") for n in range(1, count + 1)]


LARGE = message("large", b"x" * 78 + b"\r\n" + (b"y" * 78 + b"\r\n") * 40_000)


def test_a_message_that_runs_past_its_size_is_given_up_alone(home: Home) -> None:
    found = mails(6)
    found[2] = mail(LARGE, "id3", size=500)
    with lying(Liar(found)) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete")
        assert done.code == 1, done.err
        assert "id3" in done.err
        assert liar.connections == 2
        assert [each.unique_id for each in liar.mails] == ["id3"]
    assert len(delivered(mail_of(home))) == 5
    assert list((mail_of(home) / "tmp").iterdir()) == []


def test_every_message_lies(home: Home) -> None:
    found = [mail(LARGE, f"id{n}", size=500) for n in range(3)]
    with lying(Liar(found)) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--json")
        assert done.code == 1
        events = [json.loads(line)["event"] for line in done.out.splitlines()]
        assert events == ["left", "left", "left", "done"]
        assert liar.connections == 4
    assert delivered(mail_of(home)) == []


def test_without_unique_ids_messages_are_known_by_digest(home: Home) -> None:
    with lying(Liar(mails(3), uidl=False)) as liar:
        home.configure(liar.config())
        assert home.recv("fetch").code == 0
        liar.mails.append(mail(message("m4"), None))
        assert home.recv("fetch").code == 0
        assert len(delivered(mail_of(home))) == 4
        assert home.recv("fetch", "--delete-after", "3d").code == 69
        assert home.recv("delete", "1").code == 65
        assert len(liar.mails) == 4
        assert home.recv("fetch", "--delete").code == 0
        assert liar.mails == []
    assert len(delivered(mail_of(home))) == 4


def test_a_unique_id_given_twice_is_none(home: Home) -> None:
    found = [mail(message("a"), "same"), mail(message("b"), "same"), *mails(1)]
    with lying(Liar(found)) as liar:
        home.configure(liar.config())
        assert home.recv("fetch").code == 0
        assert home.recv("fetch").code == 0
        assert len(delivered(mail_of(home))) == 3
        assert home.recv("delete", "uid:same").code == 65
        assert len(liar.mails) == 3


def test_another_message_under_a_known_unique_id(home: Home) -> None:
    with lying(Liar([mail(message("old"), "id")])) as liar:
        home.configure(liar.config())
        home.recv("fetch")
        liar.mails = [mail(message("new", b"longer body\r\n"), "id")]
        assert home.recv("fetch", "--delete").code == 0
        assert len(delivered(mail_of(home))) == 2
        liar.mails = [mail(message("new", b"longer body\r\n"), "id", size=999)]
        assert home.recv("fetch").code == 0
    assert len(delivered(mail_of(home))) == 2


def test_quit_unanswered_leaves_deletions_to_the_next_run(home: Home) -> None:
    with lying(Liar(mails(3), twist=answering(None, b"QUIT", connection=1))) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete")
        assert done.code == 75, done.err
        assert len(liar.mails) == 3
        retrieved = liar.count("RETR")
        done = home.recv("list")
        assert done.code == 0, done.err
        assert liar.mails == []
        assert liar.count("RETR") == retrieved
        assert home.recv("fetch").code == 0
    assert len(delivered(mail_of(home))) == 3


def test_quit_refused_is_no_deletion(home: Home) -> None:
    with lying(
        Liar(mails(2), twist=answering(b"-ERR some were not removed\r\n", b"QUIT"))
    ) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete", "--json")
        assert done.code == 69, done.err
        last = json.loads(done.out.splitlines()[-1])
        assert (last["ok"], last["stored"], last["deleted"]) == (False, 2, 0)
        assert json.loads(done.out.splitlines()[0])["deleted"] is False
        assert home.recv("status").out.count(b"2 deletions not confirmed") == 1


def test_a_line_that_drops_keeps_what_is_stored(home: Home) -> None:
    def twist(connection: int, line: bytes, said: bytes) -> bytes | None:
        if connection > 1:
            return b"-ERR not now\r\n"
        if line == b"RETR 40":
            raise ConnectionError
        return said

    with lying(Liar(mails(50), twist=twist)) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete")
        assert done.code == 77, done.err
        before = len(delivered(mail_of(home)))
        assert 16 <= before < 40
        assert len(liar.mails) == 50
        liar.twist = lambda _, __, said: said
        assert home.recv("fetch", "--delete").code == 0
        assert liar.mails == []
    assert len(delivered(mail_of(home))) == 50


def test_all_come_through_but_the_one_at_which_the_line_drops(home: Home) -> None:
    with lying(Liar(mails(50), twist=answering(None, b"RETR 40"))) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete")
        assert done.code == 1, done.err
        assert done.err.count("stays on the server") == 1
        assert len(liar.mails) == 1
        assert len(delivered(mail_of(home))) == 49
        assert liar.connections == 3


def test_one_answer_too_many_ends_the_session_before_anything_is_stored(
    home: Home,
) -> None:
    def twist(_: int, line: bytes, said: bytes) -> bytes | None:
        return said + b"+OK\r\n.\r\n" if line == b"RETR 3" else said

    with lying(Liar(mails(5), twist=twist)) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete")
        assert done.code == 76, done.err
        assert len(liar.mails) == 5
    assert delivered(mail_of(home)) == []


def test_download_exceed_is_for_later(home: Home) -> None:
    with lying(
        Liar(
            mails(4),
            twist=answering(
                b"-ERR Download exceed the limit\r\n",
                b"RETR 3",
                b"RETR 4",
                connection=1,
            ),
        )
    ) as liar:
        home.configure(liar.config())
        assert home.recv("fetch").code == 75
        assert len(delivered(mail_of(home))) == 2
        assert home.recv("fetch").code == 0
    assert len(delivered(mail_of(home))) == 4


def test_one_that_the_server_does_not_give(home: Home) -> None:
    with lying(
        Liar(mails(3), twist=answering(b"-ERR cannot be read\r\n", b"RETR 2"))
    ) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete")
        assert done.code == 1
        assert "id2" in done.err
        assert [each.unique_id for each in liar.mails] == ["id2"]
    assert len(delivered(mail_of(home))) == 2


def test_without_pipelining_one_command_is_in_flight(home: Home) -> None:
    with lying(Liar(mails(30), pipelining=False)) as liar:
        home.configure(liar.config())
        assert home.recv("fetch", "--delete").code == 0
        assert liar.mails == []
    assert len(delivered(mail_of(home))) == 30


def test_in_use_is_for_later(home: Home) -> None:
    with lying(
        Liar(mails(1), twist=answering(b"-ERR [IN-USE] locked\r\n", b"PASS x"))
    ) as liar:
        home.configure(liar.config())
        assert home.recv("fetch").code == 75


def test_delete_without_a_word_at_quit_is_for_later(home: Home) -> None:
    with lying(Liar(mails(2), twist=answering(None, b"QUIT", connection=2))) as liar:
        home.configure(liar.config())
        home.recv("list")
        assert home.recv("delete", "1").code == 75
        assert len(liar.mails) == 2
        assert home.recv("status").code == 0
        assert [each.unique_id for each in liar.mails] == ["id2"]


def test_a_listing_that_cannot_be(home: Home) -> None:
    with lying(
        Liar(mails(2), twist=answering(b"+OK\r\n7 10\r\n.\r\n", b"LIST"))
    ) as liar:
        home.configure(liar.config())
        assert home.recv("list").code == 76
