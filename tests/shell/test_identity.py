"""Names and keys that are made of a login and a unique-id."""

import re

from hypothesis import given
from hypothesis import strategies as st

from shell.identity import digest_key, login_name, login_tag, message_key


@given(st.text())
def test_a_login_names_one_file(login: str) -> None:
    name = login_name(login)
    assert re.fullmatch(r"(?:[A-Za-z0-9@_+][A-Za-z0-9@._+-]{0,79})?-[0-9a-f]{8}", name)


def test_a_login_can_be_known_by_its_file() -> None:
    assert login_name("me@example.org").startswith("me@example.org-")
    assert "/" not in login_name("../../etc@example.org")


def test_logins_that_look_alike_stay_apart() -> None:
    names = {login_name(login) for login in ("a/b@c", "a_b@c", "a:b@c", "A_b@c")}
    assert len({name.lower() for name in names}) == 4


def test_keys_stand_for_login_and_unique_id() -> None:
    keys = {
        message_key("a@b", "1"),
        message_key("a@b", "2"),
        message_key("a@c", "1"),
        digest_key("a@b", "1"),
    }
    assert len(keys) == 4
    assert all(re.fullmatch("[0-9a-f]{24}", key) for key in keys)
    assert message_key("a@b", "1") == message_key("a@b", "1")


def test_names_from_other_encodings_have_a_hash() -> None:
    assert re.fullmatch("[0-9a-f]{8}", login_tag("\udcff@b"))
