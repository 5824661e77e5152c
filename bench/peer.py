"""One library in a process of its own, told over standard input what to do.

    python -m bench.peer READER FOLDER

Each line that comes is "index", "full" or "say"; each is answered with a line of
JSON: the seconds of CPU it took, or what the library found, a digest a mail.
"""

import gc
import hashlib
import json
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bench import readers
from bench.corpus import load
from bench.readers import Reader

RAISED = "raised"


def seconds(job: Callable[[bytes], object], mails: list[bytes]) -> float:
    """Return how many seconds of CPU `job` takes for all `mails`.

    What raises counts as far as it went.
    """
    gc.collect()
    began = time.process_time()
    for mail in mails:
        with suppress(Exception):
            job(mail)
    return time.process_time() - began


def found(reader: Reader, mail: bytes) -> list[str]:
    """Return digests of what a library finds: its index, its Subject, its contents.

    The order of leaves, line ends and blanks at line ends are left out, on which
    libraries differ by design. RAISED stands for each if the library raises.
    """
    try:
        index = sorted((kind, name or "") for kind, name in reader.index(mail))
        full = reader.full(mail)
        bodies = sorted(_digest(body) for body in full.bodies)
    except Exception:
        return [RAISED] * 3
    return [_digest(repr(index)), _digest(" ".join(full.subject.split())), repr(bodies)]


def _digest(body: str | bytes) -> str:
    if isinstance(body, str):
        lines = (line.rstrip() for line in body.splitlines())
        body = "\n".join(lines).strip().encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest()[:12]


def main() -> None:
    logging.disable(logging.CRITICAL)  # Some libraries say a lot.
    reader: Reader = getattr(readers, sys.argv[1])()
    mails = load(Path(sys.argv[2]))
    for line in sys.stdin:
        match line.strip():
            case "index":
                answer: object = seconds(reader.index, mails)
            case "full":
                answer = seconds(reader.full, mails)
            case _:
                answer = [found(reader, mail) for mail in mails]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
