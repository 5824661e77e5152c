"""A dialogue as recorded: what each side said and when, in JSON Lines.

Secrets are starred before anything is recorded. Octets stand in strings of one
character each, U+0000 to U+00FF, so that what was read is kept exactly.
`core.replay` makes events of it again.
"""

import json
from typing import TypeAlias

from attrs import field

from core.defect import Defect, DefectKind, Parsed
from core.span import Span
from core.value import frozen

VERSION = 1
# A time is written and read in microseconds.
DIGITS = 6
PROTOCOLS = ("smtp", "lmtp", "pop3")


@frozen(kw_only=True)
class Began:
    """A session with `server`.

    `trusted` if it is under TLS from the start, or if clear text was allowed.
    `protocol` is smtp, lmtp or pop3. Raises ValueError for another.
    """

    time: float
    protocol: str = field()
    server: str = ""
    trusted: bool = False

    @protocol.validator
    def _known(self, _: object, value: str) -> None:
        if value not in PROTOCOLS:
            raise ValueError(f"protocol must be one of {', '.join(PROTOCOLS)}")


@frozen
class Wrote:
    """Octets that the client wrote, its secrets starred."""

    time: float
    octets: bytes


@frozen
class Pouring:
    """The client began to write mail data. What arrives may arrive in between."""

    time: float
    source: str


@frozen
class Poured:
    """Mail data were written to their end: `size` octets, with this SHA-256."""

    time: float
    source: str
    size: int
    sha256: str


@frozen
class Heard:
    """Octets that arrived from the server."""

    time: float
    octets: bytes


@frozen
class Secured:
    """The handshake was done: TLS of `version`."""

    time: float
    version: str


@frozen
class Kept:
    """Messages were asked to be made durable, and those of `kept` were."""

    time: float
    asked: tuple[int, ...]
    kept: tuple[int, ...]


@frozen
class Ended:
    """The line was lost or given up, and why."""

    time: float
    reason: str


TranscriptRecord: TypeAlias = (
    Began | Wrote | Pouring | Poured | Heard | Secured | Kept | Ended
)
"""One line of a transcript. `time` is in seconds, from any beginning."""


def serialize_record(record: TranscriptRecord) -> bytes:
    """Return the line of `record`, with its LF."""
    match record:
        case Began(time=time, protocol=protocol, server=server, trusted=trusted):
            what: dict[str, object] = {
                "v": VERSION, "protocol": protocol, "server": server,
                "trusted": trusted,
            }  # fmt: skip
            kind, side = "begin", "client"
        case Wrote(time=time, octets=octets):
            kind, side, what = "write", "client", {"octets": octets.decode("latin-1")}
        case Pouring(time=time, source=source):
            kind, side, what = "pour", "client", {"source": source}
        case Poured(time=time, source=source, size=size, sha256=sha256):
            what = {"source": source, "size": size, "sha256": sha256}
            kind, side = "poured", "client"
        case Heard(time=time, octets=octets):
            kind, side, what = "read", "server", {"octets": octets.decode("latin-1")}
        case Secured(time=time, version=version):
            kind, side, what = "tls", "both", {"version": version}
        case Kept(time=time, asked=asked, kept=kept):
            what = {"asked": list(asked), "kept": list(kept)}
            kind, side = "keep", "client"
        case Ended(time=time, reason=reason):
            kind, side, what = "end", "client", {"reason": reason}
    line = json.dumps({"time": round(time, DIGITS), "side": side, "what": kind, **what})
    return line.encode("ascii") + b"\n"


def parse_record(line: bytes) -> Parsed[TranscriptRecord | None]:
    """Return the record that `line` is, with or without its LF.

    None is TRANSCRIPT_LINE: no JSON, no kind that is known, or without what
    belongs to it. Members that are not known are passed over.
    """
    try:
        value: object = json.loads(line)
        record = _record(value)
    except (ValueError, RecursionError):  # also what is not UTF-8
        record = None
    if record is None:
        span = Span(0, len(line.rstrip(b"\n")))
        return Parsed(None, (Defect(DefectKind.TRANSCRIPT_LINE, span),))
    return Parsed(record)


def _record(value: object) -> TranscriptRecord | None:
    """Return the record that a JSON value is; ValueError if a member does not fit."""
    match value:
        case {"time": int() | float() as seconds, "what": str() as kind} if (
            abs(seconds) < 1e12
        ):
            time = round(seconds, DIGITS)
        case _:
            return None
    match kind, value:
        case "begin", {"protocol": str() as protocol, **rest}:
            server, trusted = rest.get("server", ""), rest.get("trusted") is True
            name = _text(server)
            return Began(time=time, protocol=protocol, server=name, trusted=trusted)
        case "write", {"octets": str() as octets}:
            return Wrote(time, octets.encode("latin-1"))
        case "read", {"octets": str() as octets}:
            return Heard(time, octets.encode("latin-1"))
        case "pour", {"source": source}:
            return Pouring(time, _text(source))
        case "poured", {"source": source, "size": int() as size, "sha256": sha256}:
            return Poured(time, _text(source), size, _text(sha256))
        case "tls", {"version": version}:
            return Secured(time, _text(version))
        case "keep", {"asked": list() as asked, "kept": list() as kept}:
            return Kept(time, _numbers(asked), _numbers(kept))
        case "end", {"reason": reason}:
            return Ended(time, _text(reason))
        case _:
            return None


def _text(value: object) -> str:
    """Return a text; ValueError for anything else, a lone surrogate too."""
    if not isinstance(value, str):
        raise ValueError("a text is due")
    value.encode("utf-8")
    return value


def _numbers(values: list[object]) -> tuple[int, ...]:
    numbers = tuple(value for value in values if isinstance(value, int))
    if len(numbers) < len(values):
        raise ValueError("numbers must be integers")
    return numbers


def serialize_transcript(records: tuple[TranscriptRecord, ...]) -> bytes:
    """Return the lines of `records`."""
    return b"".join(map(serialize_record, records))


def parse_transcript(octets: bytes) -> Parsed[tuple[TranscriptRecord, ...]]:
    """Return the records in `octets`; a TRANSCRIPT_LINE is left out.

    Spans count from the start of `octets`. Empty lines are passed over.
    """
    records: list[TranscriptRecord] = []
    defects: list[Defect] = []
    start = 0
    for line in octets.split(b"\n"):
        record = parse_record(line).value if line.strip() else None
        if record is not None:
            records.append(record)
        elif line.strip():
            span = Span(start, start + len(line))
            defects.append(Defect(DefectKind.TRANSCRIPT_LINE, span))
        start += len(line) + 1
    return Parsed(tuple(records), tuple(defects))
