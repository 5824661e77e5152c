"""A Disk that lets one call, by its number, come to something else."""

from collections.abc import Callable
from typing import Any

from shell.disk import Disk

Call = Callable[..., object]


class CountingDisk(Disk):
    """A Disk whose call number `when`, counted from 1, is left to `meet`.

    Calls in `spared` are neither counted nor met.
    """

    spared: frozenset[str] = frozenset()

    def __init__(self, when: int) -> None:
        self.when = when
        self.calls = 0

    def meet(self, name: str, call: Call, values: tuple[object, ...]) -> object:
        """Do what is done in the place of `call(*values)`."""
        raise NotImplementedError

    def __getattribute__(self, name: str) -> Any:
        got = super().__getattribute__(name)
        if name.startswith("_") or not hasattr(Disk, name) or name in self.spared:
            return got

        def counted(*values: object) -> object:
            self.calls += 1
            if self.calls == self.when:
                return self.meet(name, got, values)
            return got(*values)

        return counted


def half_written(name: str, call: Call, values: tuple[object, ...]) -> None:
    """Have a write take half of its octets, as one that is cut short does."""
    if name == "write" and isinstance(values[1], bytes):
        call(values[0], values[1][: len(values[1]) // 2])
