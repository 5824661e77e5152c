"""Where the project stands, and where that goes which measuring needs."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "bench"
# The home of every program that is run: it holds nobody's settings.
HOME = BUILD / "home"
# The Python that has the peers; make bench sets it up.
BENCH_PYTHON = ROOT / "build" / "venv-bench" / "bin" / "python"
