"""The date-time of Date, Resent-Date and Received. RFC 5322 sections 3.3 and 4.3."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

from core.defect import Defect, DefectKind, Parsed
from core.header.tokens import tokens
from core.pattern import pattern
from core.span import Span

UNKNOWN_ZONE = timezone(timedelta(0), "-0000")
"""The zone "-0000": the time is UTC, and nothing is said of the place. It equals
datetime.UTC and differs by its name. RFC 5322 section 3.3."""

DAY_NAMES = (b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun")
MONTH_NAMES = (
    *(b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun"),
    *(b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"),
)
MONTH_DIGITS = MappingProxyType(
    {name: b"%02d" % number for number, name in enumerate(MONTH_NAMES, 1)}
)
MONTH_NUMBERS = MappingProxyType(
    {name: number for number, name in enumerate(MONTH_NAMES, 1)}
)
DAY_NUMBERS = MappingProxyType({name: number for number, name in enumerate(DAY_NAMES)})
# obs-zone, in hours. UTC is not among them, but can mean nothing else. Military
# letters say nothing certain.                             RFC 5322 section 4.3
# Further names are those that mean one zone wherever mail has them; one that more
# than one land has a zone of (IST) is not known.
ZONE_HOURS = MappingProxyType(
    dict.fromkeys((b"UT", b"GMT", b"UTC", b"WET"), 0.0)
    | {b"EDT": -4, b"EST": -5, b"CDT": -5, b"CST": -6}
    | {b"MDT": -6, b"MST": -7, b"PDT": -7, b"PST": -8}
    | {b"NDT": -2.5, b"NST": -3.5, b"ADT": -3, b"AST": -4}
    | {b"AKDT": -8, b"AKST": -9, b"HST": -10}
    | dict.fromkeys((b"BST", b"WEST", b"CET", b"MET", b"MEZ"), 1)
    | dict.fromkeys((b"CEST", b"MEST", b"MESZ", b"EET", b"SAST"), 2)
    | {b"EEST": 3, b"MSK": 3, b"MSD": 4, b"HKT": 8, b"SGT": 8, b"JST": 9, b"KST": 9}
    | {b"AWST": 8, b"ACST": 9.5, b"ACDT": 10.5, b"AEST": 10, b"AEDT": 11}
    | {b"NZST": 12, b"NZDT": 13}
)
FIRST_YEAR = 1900

# date-time = [ day-of-week "," ] date time [CFWS]         RFC 5322 section 3.3
# date = day month year                  time = time-of-day zone
# As nearly every message has it, and with blanks wherever they may stand.
DATE_TIME = pattern(
    rb"[ \t\r\n]*+(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ \t\r\n]*+,[ \t\r\n]*+)?"
    rb"([0-9]{1,2})[ \t\r\n]++"
    rb"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ \t\r\n]++"
    rb"([0-9]{4})[ \t\r\n]++((?:[01][0-9]|2[0-3]):[0-9]{2})(:[0-9]{2})?[ \t\r\n]++"
    rb"([+\-])([0-9]{2})([0-5][0-9])"
    rb"(?:[ \t\r\n]*+\([^()\\]*+\))?[ \t\r\n]*+"
)
# Names are in any case, as all of ABNF.                   RFC 5234 section 2.3
ANY_CASE = pattern(DATE_TIME.pattern, re.IGNORECASE)
# The same with the obsolete forms of section 4.3; blanks are single spaces.
OBSOLETE_DATE_TIME = pattern(
    rb"(?i)(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ?, ?)?"
    rb"[0-9]{1,2} ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ?[0-9]{2,} "
    rb"[0-9]{2} ?: ?[0-9]{2}(?: ?: ?[0-9]{2})? "
    rb"(?:[+\-][0-9]{2}[0-5][0-9]|UT|GMT|[ECMP][SD]T|[A-IK-Z])"
)
_TIME = (
    rb"(?P<hour>[0-9]{1,2}) ?[:.] ?(?P<minute>[0-9]{1,2})"
    rb"(?: ?[:.] ?(?P<second>[0-9]{1,2})(?:[.,][0-9]++)?)?"
    rb"(?: ?(?P<half>[AP])\.?M\b\.?)?"
)
_ZONE = (
    rb"(?:(?:GMT|UTC?)? ?(?P<sign>[+\-])"
    rb"(?P<hours>[0-9]{1,2}?)(?::?(?P<minutes>[0-9]{2}))?(?![0-9])"
    rb"|(?P<zone>[A-Za-z]++))"
)
_CLOCK = rb"(?:[ ,T]*+" + _TIME + rb"(?: ?" + _ZONE + rb")?)?"
# What programs write instead: names in full, dashes, dots, no time or no zone. A
# month in digits stands second between dashes or dots, as it does where these are used.
DAY_FIRST = pattern(
    rb"(?i)(?:(?P<name>[a-z]++)[., ]*+)?(?P<day>[0-9]{1,2})[ \-./,]*+"
    rb"(?P<month>[a-z]{3,}|(?<=[\-.])[0-9]{1,2}(?=[\-.]))[ \-./,]*+(?P<year>[0-9]{2,})"
    + _CLOCK
)
# As C's ctime and date(1) have it, with a zone in either place.
MONTH_FIRST = pattern(
    rb"(?i)(?:(?P<name>[a-z]++)[., ]++)?(?P<month>[a-z]{3,}) (?P<day>[0-9]{1,2}),? "
    + _TIME
    + rb" (?=(?:[A-Z]++ )?(?P<year>[0-9]{4})(?![0-9]))(?:[0-9]{4} ?)?(?:"
    + _ZONE
    + rb")?"
)
# As people in America write it, and JavaScript; and as ISO 8601 has it.
YEAR_LAST = pattern(
    rb"(?i)(?:(?P<name>[a-z]++)[., ]++)?(?P<month>[a-z]{3,})[. ]++"
    rb"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[, ]++(?P<year>[0-9]{4})(?![0-9:])" + _CLOCK
)
YEAR_FIRST = pattern(
    rb"(?i)(?P<year>[0-9]{4})([\-/])(?P<month>[0-9]{2})\2(?P<day>[0-9]{2})" + _CLOCK
)
FORMS = (DAY_FIRST, MONTH_FIRST, YEAR_LAST, YEAR_FIRST)


def parse_date(octets: bytes) -> Parsed[datetime | None]:
    """Return the aware date and time of a field body. RFC 5322 sections 3.3 and 4.3.

    None if there is none (DATE_MALFORMED) or it cannot be (DATE_IMPOSSIBLE). The
    zone "-0000", military letters, and a zone missing or unknown (DATE_ZONE) are
    UNKNOWN_ZONE. Second 60 is the first of the next minute. A year of two digits
    below 50 lies in this century, of three digits after 1900. The rest of forms
    without place in the RFC is DATE_MALFORMED too, with what a person reads in it.
    DATE_DAY_NAME, DATE_YEAR: the day name is another, the year before 1900.
    """
    value = _common(octets)
    return _parse_slowly(octets) if value is None else Parsed(value)


def read_date(octets: bytes) -> datetime | None:
    """Return the value of `parse_date`, without looking for defects."""
    value = _common(octets)
    return _parse_slowly(octets).value if value is None else value


def _common(octets: bytes) -> datetime | None:
    """Return the date and time in the common form, None if anything is odd about it.

    Rewritten in the form of ISO 8601 it is read in half the time that seven numbers
    take.
    """
    match = DATE_TIME.fullmatch(octets)
    if match is None:
        return None
    name, day, month, year, time, second, sign, hours, minutes = match.groups()
    written = b"%b-%b-%bT%b%b%b%b:%b" % (
        *(year, MONTH_DIGITS[month], day.zfill(2)),
        *(time, second or b"", sign, hours, minutes),
    )
    try:
        value = datetime.fromisoformat(str(written, "ascii"))
    except ValueError:
        return None
    if not FIRST_YEAR <= value.year < 9999 or (
        name is not None and DAY_NUMBERS[name] != value.weekday()
    ):
        return None
    if sign == b"-" and value.tzinfo is UTC:
        return value.replace(tzinfo=UNKNOWN_ZONE)
    return value


def _timezone(sign: bytes, minutes: int) -> timezone:
    """Return the zone that many minutes from UTC. ValueError from a day on."""
    if minutes == 0:
        return UTC if sign == b"+" else UNKNOWN_ZONE
    return timezone(timedelta(minutes=minutes if sign == b"+" else -minutes))


def _parse_slowly(octets: bytes) -> Parsed[datetime | None]:
    """Return what any form of date says, its comments left out."""
    pieces = [b" " if each.is_blank else each.octets for each in tokens(octets)]
    text = b" ".join(b"".join(pieces).split())
    start = len(octets) - len(octets.lstrip(b" \t\r\n"))
    span = Span(start, max(start, len(octets.rstrip(b" \t\r\n"))))
    match = next(filter(None, (form.match(text) for form in FORMS)), None)
    if match is None:
        return Parsed(None, (Defect(DefectKind.DATE_MALFORMED, span),))
    found = match.groupdict()
    zone = _zone(found)
    value = _value(found, zone or UNKNOWN_ZONE)
    if value is None:
        return Parsed(None, (Defect(DefectKind.DATE_IMPOSSIBLE, span),))
    kinds = list(_kinds(octets, text, found, value))
    if zone is None:
        kinds.append(DefectKind.DATE_ZONE)
    return Parsed(value, tuple(Defect(kind, span) for kind in kinds))


def _zone(found: dict[str, bytes | None]) -> timezone | None:
    """Return the zone that was found, or None where the RFC gives it no meaning."""
    if found["hours"] is not None:
        hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
        if hours < 24 and minutes < 60:
            return _timezone(found["sign"] or b"+", hours * 60 + minutes)
        return None
    name = (found["zone"] or b"").upper()
    if len(name) == 1 and name != b"J":
        return UNKNOWN_ZONE
    east = ZONE_HOURS.get(name)
    return None if east is None else timezone(timedelta(hours=east))


def _value(found: dict[str, bytes | None], zone: timezone) -> datetime | None:
    """Return the time that was found, or None if there is no such time."""
    day, month, year = (found[name] or b"" for name in ("day", "month", "year"))
    if len(year) > 4:
        return None
    number = int(month) if month.isdigit() else MONTH_NUMBERS.get(month[:3].title(), 0)
    century = 1900 if len(year) == 3 or (len(year) == 2 and year >= b"50") else 2000
    hour, second = int(found["hour"] or 0), int(found["second"] or 0)
    if found["half"] and hour <= 12:
        hour = hour % 12 + (12 if found["half"] in b"pP" else 0)
    leap = timedelta(seconds=1 if second == 60 else 0)
    try:
        value = datetime(
            int(year) if len(year) == 4 else century + int(year),
            number,
            int(day),
            hour,
            int(found["minute"] or 0),
            59 if leap else second,
            tzinfo=zone,
        )
        # The same moment has to exist in UTC, which comparisons go through.
        _ = value.replace(tzinfo=None) + leap - zone.utcoffset(None)
        return value + leap
    except (ValueError, OverflowError):
        return None


def _kinds(
    octets: bytes, text: bytes, found: dict[str, bytes | None], value: datetime
) -> Iterator[DefectKind]:
    """Yield how the form of a date departs from section 3.3."""
    inner = list(tokens(octets))
    while inner and inner[-1].is_blank:
        inner.pop()
    commented = any(token.kind == "comment" for token in inner)
    if commented or ANY_CASE.fullmatch(text) is None:
        if OBSOLETE_DATE_TIME.fullmatch(text):
            yield DefectKind.OBSOLETE_SYNTAX
        else:
            yield DefectKind.DATE_MALFORMED
    name = DAY_NUMBERS.get((found.get("name") or b"")[:3].title())
    if found["second"] == b"60":
        value -= timedelta(seconds=1)
    if name is not None and name != value.weekday():
        yield DefectKind.DATE_DAY_NAME
    if value.year < FIRST_YEAR:
        yield DefectKind.DATE_YEAR


def serialize_date(value: datetime) -> bytes:
    """Return the octets of an aware date and time. RFC 5322 section 3.3.

    UNKNOWN_ZONE is "-0000". Fractions of a second are left out; a zone with seconds
    is written as the whole minutes of it. Raises ValueError if `value` is naive.
    """
    offset = value.utcoffset()
    if offset is None:
        raise ValueError(f"date must have a time zone: {value!r}")
    local, zone = value, b"+0000"
    if offset or value.tzname() == "-0000":
        local, zone = _zoned(value, offset)
    return b"%b, %02d %b %04d %02d:%02d:%02d %b" % (
        DAY_NAMES[local.weekday()],
        local.day,
        MONTH_NAMES[local.month - 1],
        local.year,
        local.hour,
        local.minute,
        local.second,
        zone,
    )


def _zoned(value: datetime, offset: timedelta) -> tuple[datetime, bytes]:
    """Return the time to write for `value`, and its zone, of whole minutes."""
    west = offset.days < 0
    size = -offset if west else offset
    minutes = size.seconds // 60
    local = value
    if size.seconds % 60 or size.microseconds:
        whole = timedelta(minutes=-minutes if west else minutes)
        local = value.replace(tzinfo=None) + (whole - offset)
    sign = b"-" if west or value.tzname() == "-0000" else b"+"
    return local, b"%b%02d%02d" % (sign, minutes // 60, minutes % 60)
