"""Mail to make a table of: the same on every run, and hard to cut."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

from core.mbox import serialize_mbox_entry

DATE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def write_archive(folder: Path) -> None:
    """Write 13 MB: two mboxes, a Maildir and a folder of .eml."""
    (folder / "Maildir/cur").mkdir(parents=True)
    (folder / "Maildir/new").mkdir()
    (folder / "letters").mkdir()
    for number in range(200):
        (folder / f"Maildir/cur/{number:03}:2,S").write_bytes(message(number))
        (folder / f"letters/{number:03}.eml").write_bytes(message(number))
    for name, count in (("big.mbox", 4_000), ("odd", 300)):
        entries = (
            serialize_mbox_entry(message(number), "list@example.org", DATE)
            for number in range(count)
        )
        (folder / name).write_bytes(b"".join(entries))


def message(number: int) -> bytes:
    """Return a message; each third has a file, each fifth is not as it should be."""
    zone = timezone(timedelta(hours=number % 20 - 10))
    date = format_datetime((DATE + timedelta(hours=number)).astimezone(zone))
    kind = "Content-Type: text/plain; charset=utf-8"
    body = f"Grüße {number}\n\nFrom here on\n>From there\n" * (number % 97 + 1)
    if number % 3 == 0:
        kind = "Content-Type: multipart/mixed; boundary=b"
        body = (
            f'--b\n\n{body}\n--b\nContent-Type: image/png; name="{number}.png"\n'
            f"Content-Transfer-Encoding: base64\n\n{'aGVsbG8g' * 600}\n--b--\n"
        )
    fields = (
        "From: Ann <ann@a.example>",
        f"To: {number}@b.example, friends: c@c.example, d@d.example;",
        f"Date: {date if number % 5 else 'yesterday'}",
        f"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= {number}",
        f"Message-ID: <{number}@a.example>",
        kind,
    )
    return "\n".join((*fields, "", body)).encode()
