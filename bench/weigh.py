"""How much memory a library takes for one mail, in a process of its own.

    python -m bench.weigh READER index|full FILE

Prints how far the process grew at its highest, as a part of the mail.
"""

import gc
import sys
from pathlib import Path

from bench import readers


def highest() -> int:
    """Return the most octets the process has had in memory."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main() -> None:
    reader: readers.Reader = getattr(readers, sys.argv[1])()
    job = getattr(reader, sys.argv[2])
    small = b"From: a@b\r\nSubject: x\r\n\r\ntext\r\n"
    reader.index(small), reader.full(small)
    mail = Path(sys.argv[3]).read_bytes()
    gc.collect()
    # So that what was taken before and given back counts for nothing.
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before = highest()
    _ = job(mail)
    print((highest() - before) / len(mail))


if __name__ == "__main__":
    main()
