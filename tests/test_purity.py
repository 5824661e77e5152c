"""No file of core does what purity.py finds, and purity.py finds each breach."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.purity import breaches

ROOT = Path(__file__).parent.parent


def test_core_is_pure() -> None:
    files = sorted((ROOT / "core").rglob("*.py"))
    assert len(files) > 3
    found = [
        breach
        for file in files
        for breach in breaches(file.read_text("utf-8"), str(file.relative_to(ROOT)))
    ]
    assert found == []


DIGEST = """
import hashlib
from tests.fuzz.inputs import corpus
from tests.fuzz.messages import asked
from tests.fuzz.targets import TARGETS
from core.message import parse_message
from core.pop3.capability import parse_offer
from core.header.authentication import parse_authentication_results
seen = hashlib.sha256()
for target in TARGETS.values():
    for octets in corpus(target):
        message = parse_message(octets)
        for value in (
            *asked(message),
            *(answer for part in message.parts for answer in asked(part)),
            parse_offer((octets,)),
            parse_authentication_results(octets),
        ):
            seen.update(repr(value).encode())
print(seen.hexdigest())
"""


def digest(seed: str) -> str:
    """Return a digest of what core makes of many octets, under a hash seed."""
    return subprocess.run(
        [sys.executable, "-c", DIGEST],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=ROOT,
        timeout=120,
    ).stdout


def test_nothing_depends_on_the_order_of_a_set() -> None:
    first = digest("1")
    assert len(first) == 65
    assert digest("2") == first


BREACHES = r"""
import os
import os.path as path
from socket import socket
import pybase64
import stringprep
from . import lines
from functools import lru_cache
import functools\n@functools.cache\ndef f(): ...
from typing import Any
import typing\nx = typing.cast(int, 1)
import codecs\ncodecs.open('x')
import codecs\ncodecs.register_error('x', f)
from codecs import open
def f(path): return open(path)
def f(): print(1)
x = input()
x = eval('1')
exec('1')
x = compile('1', '', 'eval')
x = __import__('os')
x = globals()
def f(x): return hash(x)
def f(x): return sorted(x, key=id)
def f():\n    global x\n    x = 1
async def f(): ...
async def f():\n    await g()
x = [y async for y in z]
x = datetime.now()
x = date.today
x = datetime.datetime.utcnow()
x = datetime.fromtimestamp(0)
def f(x): return x.astimezone()
def f(x=[]): ...
def f(*, x={}): ...
def f(x=set()): ...
def f(x=tuple([[1]])): ...
f = lambda x=bytearray(): x
TABLE = {}
TABLE = []
TABLE = {1, 2}
TABLE = dict(a=1)
TABLE: dict[int, int] = {n: n for n in x}
TABLE = [n for n in x]
TABLE = bytearray(256)
TABLE = collections.deque()
TABLE = defaultdict(list)
TABLE = array.array('L')
TABLE = 'a b'.split()
TABLE = sorted(x)
TABLE = dict[int, int]()
TABLE = ([], 1)
TABLE = {} | other
TABLE = MappingProxyType({1: []})
TABLE = tuple([n] for n in x)
TABLE = frozenset(x) if y else set()
if x:\n    TABLE = []
class X:\n    table = []
class X:\n    table: list[int] = field(default=[])
(table := [])\nTABLE = (other := [])
for x in {1, 2}: ...
x = [y for y in set(z)]
x = tuple({1, 2})
x = ''.join(set(y))
x = (*frozenset(y),)
x = list({y for y in z})
"""


def lines_of(table: str) -> list[str]:
    return [line.replace("\\n", "\n") for line in table.strip().splitlines()]


@pytest.mark.parametrize("source", lines_of(BREACHES))
def test_a_breach_is_seen(source: str) -> None:
    assert list(breaches(source, "core/x.py")) != []


PURE = r"""
import re, hashlib
import pybase64
import collections.abc
from functools import cached_property, partial
from types import MappingProxyType
TABLE = MappingProxyType({1: (2, 3)})
TABLE = MappingProxyType({**dict.fromkeys("ab", 1), 2: 3})
TABLE = frozenset({1, 2})
TABLE = tuple(n for n in x)
TABLE = (1, 2)
TABLE = re.compile(b"|".join([b"a", b"b"]))
class X:\n    table: tuple[int, ...] = ()
class X:\n    table: tuple[int, ...] = field(default=(), validator=[f, g])
def f(x=()):\n    y = []\n    return tuple(y)
def f(x):\n    return sorted({y for y in x})
def f(x):\n    return x in {1, 2}
def f(match):\n    return match.open
"""


@pytest.mark.parametrize("source", lines_of(PURE))
def test_what_is_pure_passes(source: str) -> None:
    assert list(breaches(source, "core/codec/base64.py")) == []
