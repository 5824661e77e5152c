"""A text that a person writes in the editor of their choice."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from shell.exits import Doing, Kind, ShellError, file_failure
from shell.program import split_command, without_secrets

# What Debian calls the editor of the system's choice, and what every system has.
USUAL = ("editor", "vi")


def edited(environment: Mapping[str, str]) -> bytes:
    """Return what was written in $VISUAL, $EDITOR or the usual editor.

    The file is the person's alone and goes afterwards. Raises ShellError if no editor
    can be run, if it fails, and for nothing written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="puremail-") as folder:
            file = Path(folder, "message.txt")
            file.touch(0o600)
            _edit(file, environment)
            octets = file.read_bytes()
    except OSError as error:
        raise file_failure(error, Doing.READING, "the text") from error
    if not octets.strip():
        what = "nothing was written in the editor: nothing is sent"
        hint = "--text '' sends an empty text."
        raise ShellError(kind=Kind.USAGE, what=what, hint=hint)
    return octets


def _edit(file: Path, environment: Mapping[str, str]) -> None:
    words = _words(environment)
    tries = [words] if words else [(name,) for name in USUAL]
    for command in tries:
        try:
            with open("/dev/tty", "rb") as terminal:  # noqa: PTH123
                done = subprocess.run(
                    [*command, os.fspath(file)],
                    stdin=terminal,
                    env=without_secrets(environment),
                    check=False,
                )
        except (FileNotFoundError, PermissionError):
            continue
        if done.returncode:
            what = f"{command[0]} failed with exit status {done.returncode}"
            raise ShellError(kind=Kind.INPUT, what=f"{what}: nothing is sent")
        return
    what = f"cannot run the editor {tries[0][0]}"
    hint = "Set VISUAL or EDITOR, or give the text with -m or --text."
    raise ShellError(kind=Kind.INPUT, what=what, hint=hint)


def _words(environment: Mapping[str, str]) -> tuple[str, ...]:
    named = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        return split_command(named)
    except ValueError as error:
        what = f"VISUAL or EDITOR cannot be read: {error}"
        raise ShellError(kind=Kind.USAGE, what=what) from error
