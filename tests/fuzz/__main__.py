"""`python -m tests.fuzz NAME --seconds N`: search one target, or all in turn.

With Atheris the search follows coverage; without it inputs are changed blindly.
What is found ends the run and is written to build/fuzz/NAME/crash-….
"""

import argparse
import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.inputs import DICTIONARY, LARGEST, corpus, inputs
from tests.fuzz.target import Target

RUNS = re.compile(r"number_of_executed_units: (\d+)")
FOLDER = Path(__file__).parent.parent.parent / "build" / "fuzz"

try:
    import atheris
except ImportError:
    atheris = None

if atheris is not None and __name__ == "__main__" and "all" not in sys.argv:
    with atheris.instrument_imports(include=["core", "shell"]):
        from tests.fuzz.targets import TARGETS
else:
    from tests.fuzz.targets import TARGETS


def search(target: Target, seconds: int) -> int:
    """Return 0 if `seconds` of search found nothing."""
    folder = FOLDER / target.name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for octets in corpus(target):
        name = hashlib.sha256(octets).hexdigest()[:16]
        (folder / "corpus" / name).write_bytes(octets)
    if atheris is None:
        return search_blindly(target, seconds, folder)
    options = [
        sys.argv[0],
        str(folder / "corpus"),
        f"-dict={DICTIONARY}",
        f"-artifact_prefix={folder}/",
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST}",
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]
    atheris.Setup(options, target.check)
    atheris.Fuzz()
    return 0


def search_blindly(target: Target, seconds: int, folder: Path) -> int:
    deadline = time.monotonic() + seconds
    seed = time.time_ns()
    count = 0
    for octets in inputs(target, seed):
        try:
            target.check(octets)
        except Exception:
            name = f"crash-{hashlib.sha256(octets).hexdigest()[:16]}"
            (folder / name).write_bytes(octets)
            print(f"{target.name}: {folder / name}", file=sys.stderr)
            raise
        count += 1
        if time.monotonic() > deadline:
            break
    print(f"number_of_executed_units: {count}")
    return 0


def search_all(seconds: int) -> int:
    """Search every target in a process of its own; return 1 if one found something."""
    found, total = [], 0
    for name in TARGETS:
        log = FOLDER / name / "log"
        log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", str(seconds)]
        with log.open("wb") as output:
            done = subprocess.run(
                command, check=False, stdout=output, stderr=subprocess.STDOUT
            )
        runs = RUNS.findall(log.read_text("utf-8", "replace"))
        total += sum(map(int, runs))
        print(f"{name}: {' '.join(runs) or 'no'} runs", flush=True)
        if done.returncode:
            found.append(name)
            print(f"{name}: found something, see {log}", flush=True)
    print(
        f"{len(TARGETS)} targets, {total} runs; found: {', '.join(found) or 'nothing'}"
    )
    return 1 if found else 0


def replay(target: Target, file: Path) -> int:
    """Run one input, as a file that a search left behind."""
    target.check(file.read_bytes())
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("name", choices=["all", *TARGETS], metavar="NAME")
    parser.add_argument("--seconds", type=int, default=300, help="for each target")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one input")
    options = parser.parse_args()
    if options.name == "all":
        return search_all(options.seconds)
    target = TARGETS[options.name]
    if options.replay is not None:
        return replay(target, options.replay)
    return search(target, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
