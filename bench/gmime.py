"""The small C program that asks GMime, compiled where GMime can be found."""

import shutil
import subprocess
from pathlib import Path

from bench.places import BUILD

SOURCE = Path(__file__).with_name("gmime.c")


def compiled() -> Path | None:
    """Return the program, or None where it cannot be made."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    config = shutil.which("pkg-config")
    if compiler is None or config is None:
        return None
    flags = subprocess.run(
        [config, "--cflags", "--libs", "gmime-3.0"],
        capture_output=True,
        text=True,
        check=False,
    )
    if flags.returncode:
        return None
    program = BUILD / "gmime"
    if not program.exists() or program.stat().st_mtime < SOURCE.stat().st_mtime:
        BUILD.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            [compiler, "-O2", "-o", str(program), str(SOURCE), *flags.stdout.split()],
            check=False,
        )
        if made.returncode:
            return None
    return program
