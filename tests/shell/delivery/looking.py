"""What stands in a target, as a mail reader sees it."""

import re
from pathlib import Path

from shell.delivery.target import Folder, Maildir, Mbox, parse_target


def mails_in(target: str) -> list[bytes]:
    """Return the messages in `target` with CRLF line ends, in no order."""
    match parse_target(target):
        case Maildir(path):
            folders = [path / "new", path / "cur"]
            return [f.read_bytes() for d in folders if d.exists() for f in d.iterdir()]
        case Folder(path):
            return [f.read_bytes() for f in path.glob("[!.]*") if f.is_file()]
        case Mbox(path):
            return mbox_mails(path.read_bytes()) if path.exists() else []
        case _:
            raise AssertionError(target)


def mbox_mails(octets: bytes) -> list[bytes]:
    """Return the messages of an mboxrd, read by a rule of this file's own."""
    if not octets:
        return []
    assert octets.startswith(b"From ")
    mails = []
    for text in re.split(rb"(?:\A|\n\n)From [^\n]*\n", octets)[1:]:
        lines = (text.removesuffix(b"\n\n") + b"\n").split(b"\n")
        plain = [re.sub(rb"\A>(>*From )", rb"\1", line) for line in lines]
        mails.append(b"\r\n".join(plain))
    return mails


def leftovers(folder: Path) -> list[str]:
    """Return the names of half-written files and locks below `folder`."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.name.endswith((".tmp", ".lock")) or ".nameless" in path.name
    ]
