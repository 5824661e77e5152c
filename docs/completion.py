"""The completion of `send` and `recv` in bash, zsh and fish, as typer writes it."""

import os
import subprocess
import sys
from pathlib import Path

# Name of the file in which a shell looks for the completion of a program.
FILES = {
    "bash": "{name}.bash",
    "zsh": "_{name}",
    "fish": "{name}.fish",
}
PROGRAMS = ("send", "recv")


def script(shell: str, name: str) -> str:
    """Return what `shell` is to read so that it completes `name`."""
    written = subprocess.run(
        [Path(sys.executable).parent / name],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, f"_{name.upper()}_COMPLETE": f"source_{shell}"},
        timeout=60,
    ).stdout
    function = f"_{name}_completion"
    # zsh reads the file as the body of _NAME at first, which has to answer then.
    written = written.replace(
        f"compdef {function} {name}",
        f'if [[ "$funcstack[1]" == _{name} ]]; then\n  {function}\nelse\n'
        f"  compdef {function} {name}\nfi",
    )
    return written.strip("\n") + "\n"
