"""The console scripts `send` and `recv`.

The version is told before typer is imported, which takes most of a start.
"""

import sys

from shell import __version__


def send() -> None:
    """Run `send` and leave with its exit code."""
    if not _told_version("send"):
        _end_at_once()
        from shell.cli.send import main

        sys.exit(main())


def recv() -> None:
    """Run `recv` and leave with its exit code."""
    if not _told_version("recv"):
        _end_at_once()
        from shell.cli.recv import main

        sys.exit(main())


def _end_at_once() -> None:
    """Let ^C end the process while there is nothing to tidy up, without a word."""
    import signal

    # In the background of a script it is ignored, and stays so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _told_version(name: str) -> bool:
    if sys.argv[1:] != ["--version"]:
        return False
    print(f"{name} (puremail) {__version__}")
    return True
