"""The console scripts `send` and `recv`.

The version is told before typer is imported, which takes most of a start.
"""

import sys

from shell import __version__


def send() -> None:
    """Run `send` and leave with its exit code."""
    if not _told_version("send"):
        _begin()
        from shell.cli.send import main

        sys.exit(main())


def recv() -> None:
    """Run `recv` and leave with its exit code."""
    if not _told_version("recv"):
        _begin()
        from shell.cli.recv import main

        sys.exit(main())


def _begin() -> None:
    """Load and end without pauses; let a signal end what is not under way yet."""
    import atexit
    import gc
    import signal

    # What is loaded stays: looking through it for garbage takes a tenth of a start.
    gc.set_threshold(50_000)
    # And once more at the end, when the process gives everything back at once.
    atexit.register(gc.freeze)
    # Help that goes to `head` ends as any other filter does.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # In the background of a script ^C is ignored, and stays so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _told_version(name: str) -> bool:
    if sys.argv[1:] != ["--version"]:
        return False
    try:
        print(f"{name} (puremail) {__version__}", flush=True)
    except OSError as error:
        from shell.cli.outcome import unwritten

        sys.exit(unwritten(name, error))
    return True
