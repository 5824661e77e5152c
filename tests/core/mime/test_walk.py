"""Part numbers, leaves, and which parts to show. The rest is in tests/vectors/mime."""

import pytest
from hypothesis import given

from core.mime.entity import Leaf, Multipart
from core.mime.parse import parse_entity
from core.mime.walk import body_parts, entities, leaves, numbered, part
from tests.strategies import mime


@given(mime.octets())
def test_every_number_leads_to_its_part(octets: bytes) -> None:
    root = parse_entity(octets).value
    parts = tuple(numbered(root))
    assert len({number for number, _ in parts}) == len(parts)
    for number, entity in parts:
        assert part(root, number) is entity


@given(mime.octets())
def test_every_leaf_has_a_number(octets: bytes) -> None:
    root = parse_entity(octets).value
    found = [entity for _, entity in numbered(root) if isinstance(entity, Leaf)]
    assert found == list(leaves(root))
    assert found == [each for each in entities(root) if isinstance(each, Leaf)]


@given(mime.octets())
def test_every_part_is_shown_or_listed(octets: bytes) -> None:
    root = parse_entity(octets).value
    sorted_ = body_parts(root)
    found = {*sorted_.text, *sorted_.html, *sorted_.attachments}
    numbers = {each.number for each in found}
    # What is in an encapsulated message is listed with it.
    expected = {
        number
        for number, entity in numbered(root)
        if not isinstance(entity, Multipart)
        and not any(number.startswith(f"{outer}.") for outer in numbers)
    }
    assert numbers == expected
    assert all(part(root, number) is entity for number, entity in found)


@pytest.mark.parametrize("number", ["2", "1.1", "1.2.1", "999999999"])
def test_no_such_part(number: str) -> None:
    assert part(parse_entity(b"Subject: x\n\ny").value, number) is None


@pytest.mark.parametrize(
    "number", ["", "0", "1.", ".1", "1.0", "a", "-1", "01", "1" * 99]
)
def test_no_part_number(number: str) -> None:
    with pytest.raises(ValueError, match="part number"):
        part(parse_entity(b"").value, number)
