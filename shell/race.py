"""From a host's name to a connected socket: several addresses are raced.

RFC 8305: a new attempt starts 250 ms after the last, or at once when it failed,
and the first to connect wins. Families take turns.
"""

import errno
import os
import select
import socket
import threading
from collections import deque
from itertools import chain, zip_longest

from core.value import frozen
from shell.clock import Deadline, monotonic
from shell.exits import network_failure
from shell.server import authority

# Seconds between two attempts. RFC 8305 section 5, "Connection Attempt Delay".
ATTEMPT_DELAY = 0.25

PENDING = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EINTR)


@frozen
class Endpoint:
    """Where a socket can connect to: what `getaddrinfo` gives, typed."""

    family: socket.AddressFamily
    place: tuple[str, int] | tuple[str, int, int, int]


def connected(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Return a connected socket that never blocks.

    Raises ShellError if there is no such host, or if nobody answers in time.
    """
    try:
        addresses = _interleaved(_looked_up(host, port, deadline))
        return _race(deque(addresses), deadline)
    except socket.gaierror as error:
        raise network_failure(error, host, "connect") from error
    except UnicodeError as error:
        # The name does not fit DNS: a label of more than 63 octets, or none.
        unknown = socket.gaierror(socket.EAI_NONAME, "not a host name")
        raise network_failure(unknown, host, "connect") from error
    except OSError as error:
        raise network_failure(error, authority(host, port), "connect") from error


def _looked_up(host: str, port: int, deadline: Deadline) -> list[Endpoint]:
    """Return the addresses of `host`, in the resolver's order (RFC 6724).

    The resolver keeps its own time, which may be minutes; so it runs in a thread
    that is left behind when the deadline has passed.
    """
    found: list[Endpoint] = []
    failures: list[OSError | UnicodeError] = []
    # Octets go past the codec of IDNA, which a name in ASCII has no need to load.
    name = host.encode("ascii") if host.isascii() else host

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failures.append(error)
        else:
            for family, _, _, _, place in rows:
                if isinstance(place[0], str):
                    found.append(Endpoint(family, place))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if thread.is_alive():
        raise socket.gaierror(socket.EAI_AGAIN, "the resolver did not answer in time")
    if failures:
        raise failures[0]
    return found


def _interleaved(addresses: list[Endpoint]) -> list[Endpoint]:
    """Return `addresses` with the families taking turns. RFC 8305 section 4."""
    if not addresses:
        return []
    first = [a for a in addresses if a.family == addresses[0].family]
    other = [a for a in addresses if a.family != addresses[0].family]
    return [a for a in chain.from_iterable(zip_longest(first, other)) if a is not None]


def _race(waiting: deque[Endpoint], deadline: Deadline) -> socket.socket:
    """Return the socket that connected first; the others are closed."""
    running: dict[int, socket.socket] = {}
    failures: list[OSError] = []
    poll = select.poll()
    winner: socket.socket | None = None
    next_start = monotonic()
    try:
        while winner is None:
            if waiting and (not running or monotonic() >= next_start):
                _start(waiting.popleft(), running, poll, failures)
                next_start = monotonic() + ATTEMPT_DELAY
                continue
            left = deadline.left()
            if not running or not left:
                raise failures[0] if failures and not running else TimeoutError
            patience = min(left, next_start - monotonic()) if waiting else left
            for descriptor, _ in poll.poll(max(0.0, patience) * 1000):
                poll.unregister(descriptor)
                candidate = running.pop(descriptor)
                code = candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if not code and winner is None:
                    winner = candidate
                    continue
                candidate.close()
                failures.append(OSError(code, os.strerror(code)))
        return winner
    finally:
        for loser in running.values():
            loser.close()


def _start(
    address: Endpoint,
    running: dict[int, socket.socket],
    poll: "select.poll",
    failures: list[OSError],
) -> None:
    """Begin to connect to `address`; a failure at once is noted in `failures`."""
    try:
        candidate = socket.socket(address.family, socket.SOCK_STREAM)
    except OSError as error:
        failures.append(error)
        return
    candidate.settimeout(0)
    code = candidate.connect_ex(address.place)
    if code and code not in PENDING:
        candidate.close()
        failures.append(OSError(code, os.strerror(code)))
        return
    running[candidate.fileno()] = candidate
    poll.register(candidate, select.POLLOUT)
