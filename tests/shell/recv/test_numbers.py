"""Numbers from the shell stand for what was printed beside them."""

import json

from tests.shell.recv.maildrops import Served, message
from tests.shell.running import Home


def three(here: Served) -> list[str]:
    return here.fill([message("one"), message("two"), message("three")])


def test_another_client_removes_a_message_between(home: Home, here: Served) -> None:
    ids = three(here)
    assert home.recv("list").code == 0
    here.drop.delete((ids[0],))
    done = home.recv("delete", "3")
    assert done.code == 0, done.err
    assert here.ids() == [ids[1]]


def test_what_is_gone_is_not_deleted(home: Home, here: Served) -> None:
    ids = three(here)
    home.recv("list")
    here.drop.delete((ids[1],))
    done = home.recv("delete", "2")
    assert done.code == 65
    assert "gone" in done.err
    assert here.ids() == [ids[0], ids[2]]


def test_what_was_never_printed_is_not_deleted(home: Home, here: Served) -> None:
    ids = three(here)
    assert home.recv("delete", "1").code == 65
    home.recv("list", "--limit", "1")
    assert home.recv("delete", "1-3").code == 65
    assert here.ids() == ids


def test_others_take_an_unprinted_number_and_say_so(home: Home, here: Served) -> None:
    three(here)
    done = home.recv("show", "2")
    assert done.code == 0
    assert b"two" in done.out
    assert done.err == "no listing has shown 2; it is counted as of now\n"


def test_show_follows_the_message(home: Home, here: Served) -> None:
    ids = three(here)
    home.recv("list")
    here.drop.delete((ids[0],))
    done = home.recv("3")
    assert b"three" in done.out


def test_delete_by_unique_id(home: Home, here: Served) -> None:
    ids = three(here)
    done = home.recv("delete", f"uid:{ids[1]}", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found == {"v": 1, "account": "here", "deleted": [ids[1]], "confirmed": True}
    assert here.ids() == [ids[0], ids[2]]


def test_a_list_in_the_same_input_prints_numbers(home: Home, here: Served) -> None:
    ids = three(here)
    done = home.recv(stdin=b"list\ndelete 1,3\n")
    assert done.code == 0, done.err
    assert here.ids() == [ids[1]]


def test_a_listing_without_a_row_leaves_the_numbers(home: Home, here: Served) -> None:
    ids = three(here)
    home.recv("list")
    assert home.recv("search", "nowhere").out == b""
    home.recv("search", "nowhere", "--json")
    done = home.recv("delete", "1")
    assert done.code == 0, done.err
    assert here.ids() == ids[1:]
    home.recv("list", "2")
    assert home.recv("delete", "3").code == 65


def test_other_accounts_have_numbers_of_their_own(home: Home, here: Served) -> None:
    three(here)
    home.recv("list")
    assert home.recv("-A", "sandbox", "delete", "1").code == 65
    assert len(here.ids()) == 3
