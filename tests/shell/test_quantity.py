"""Numbers, sizes and durations as a person writes and reads them."""

import pytest

from shell.quantity import counted, duration_text, parse_duration, parse_size


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("0", 0),
        ("300", 300),
        ("20k", 20_000),
        ("1.5M", 1_500_000),
        ("2G", 2_000_000_000),
        ("0.001k", 1),
        ("25 MB", 25_000_000),
    ],
)
def test_sizes(text: str, octets: int) -> None:
    assert parse_size(text) == octets


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 2_592_000),
        ("30d", 2_592_000),
        ("2w", 1_209_600),
        ("12h", 43_200),
        ("5m", 300),
        ("9s", 9),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "k", "-1", "1,5M", "1T", "٣", "1e3", "1.2345k"])
def test_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        parse_size(text)


@pytest.mark.parametrize("text", ["", "d", "-1d", "30 years", "٣d", "9999999d"])
def test_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.9, "1:00"),
        (185, "3:05"),
        (7_209, "2:00:09"),
        (259_200, "3 d"),
    ],
)
def test_duration_text(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_counted() -> None:
    assert [counted(number) for number in (0, 1, 2)] == [
        "0 messages",
        "1 message",
        "2 messages",
    ]
    assert counted(1, "more message") == "1 more message"
