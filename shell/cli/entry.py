"""The console scripts `send` and `recv`.

The version is told before typer is imported, which takes most of a start.
"""

import sys

from shell import __version__


def send() -> None:
    """Run `send` and leave with its exit code."""
    if not _told_version("send"):
        from shell.cli.send import main

        sys.exit(main())


def recv() -> None:
    """Run `recv` and leave with its exit code."""
    if not _told_version("recv"):
        from shell.cli.recv import main

        sys.exit(main())


def _told_version(name: str) -> bool:
    if sys.argv[1:] != ["--version"]:
        return False
    print(f"{name} (puremail) {__version__}")
    return True
