"""Where mail comes from and goes to, as an envelope says it. RFC 5321 section 4.1.2."""

from functools import cached_property
from typing import TypeAlias

from attrs import Attribute, field

from core.defect import Defect, DefectKind, Parsed
from core.header.address import AddrSpec
from core.header.lexis import DOT_ATOM_TEXT
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# Reverse-path = Path / "<>"
# Forward-path = Path                               ("<Postmaster" "> too, 4.1.1.3)
# Path = "<" [ A-d-l ":" ] Mailbox ">"
# A-d-l = At-domain *( "," At-domain )      At-domain = "@" Domain
# Mailbox = Local-part "@" ( Domain / address-literal )
# Local-part = Dot-string / Quoted-string
# Quoted-string = DQUOTE *( qtextSMTP / quoted-pairSMTP ) DQUOTE
# Octets above 127 are the UTF-8 of RFC 6531 section 3.3. "_" in a domain and dots
# anywhere in a Dot-string are taken as some providers give them out.
_DOMAIN = rb"[A-Za-z0-9_\x80-\xff\-]++(?:\.[A-Za-z0-9_\x80-\xff\-]++)*+"
_LITERAL = rb"\[[!-Z^-~]++\]"
_DOT_STRING = rb"[!#-'*+\-./-9=?A-Z^-~\x80-\xff]++"
_QUOTED = rb'"(?:[ !#-\[\]-~\x80-\xff]|\\[ -~])*+"'
MAILBOX = pattern(
    rb"(?P<local>" + _DOT_STRING + rb"|" + _QUOTED + rb")"
    rb"@(?P<domain>" + _DOMAIN + rb"|" + _LITERAL + rb")"
)
ROUTE = pattern(rb"@[^:,@<>\"]++(?:,@[^:,@<>\"]++)*+:")
QUOTED_PAIR = pattern(r"\\(.)")
TO_QUOTE = pattern(r'["\\]')
CONTROL_TEXT = pattern(r"[\x00-\x1f\x7f]")

LOCAL_PART_LIMIT = 64
DOMAIN_LIMIT = 255
PATH_LIMIT = 256
"""RFC 5321 section 4.5.3.1: octets in each, the brackets of a path among them."""

MaybeAddrSpec: TypeAlias = AddrSpec | None


def _sendable(
    owner: object, attribute: "Attribute[MaybeAddrSpec]", value: MaybeAddrSpec
) -> None:
    if value is not None and CONTROL_TEXT.search(value.local_part + value.domain):
        name = f"{type(owner).__name__}.{attribute.name}"
        raise ValueError(f"{name} must not hold control characters")


@frozen
class ReversePath:
    """Where notices of failure go; None is "<>", which asks for none.

    Raises ValueError for control characters.
    """

    addr_spec: AddrSpec | None = field(validator=_sendable)

    @cached_property
    def octets(self) -> bytes:
        """Return the path as it stands on the wire, brackets and all."""
        return _path(self.addr_spec, b"<>")

    @property
    def text(self) -> str:
        """Return the path without its brackets."""
        return self.octets[1:-1].decode()

    def __str__(self) -> str:
        """Return the path as a person reads it."""
        return self.octets.decode()


@frozen
class ForwardPath:
    """Where mail goes; None is "<Postmaster>", that of the server which reads it.

    Raises ValueError for control characters.
    """

    addr_spec: AddrSpec | None = field(validator=_sendable)

    @cached_property
    def octets(self) -> bytes:
        """Return the path as it stands on the wire, brackets and all."""
        return _path(self.addr_spec, b"<Postmaster>")

    @property
    def text(self) -> str:
        """Return the path without its brackets."""
        return self.octets[1:-1].decode()

    def __str__(self) -> str:
        """Return the path as a person reads it."""
        return self.octets.decode()


def _path(addr_spec: AddrSpec | None, absent: bytes) -> bytes:
    if addr_spec is None:
        return absent
    local = addr_spec.local_part
    if not DOT_ATOM_TEXT.fullmatch(local):
        local = '"' + TO_QUOTE.sub(r"\\\g<0>", local) + '"'
    return f"<{local}@{addr_spec.domain}>".encode()


def parse_reverse_path(octets: bytes) -> Parsed[ReversePath | None]:
    """Return the path that `octets` are. RFC 5321 section 4.1.2.

    PATH_ROUTE is left out, PATH_UNBRACKETED read as if bracketed, PATH_LENGTH read
    all the same. What is no mailbox is PATH_MALFORMED, and None.
    """
    if octets == b"<>":
        return Parsed(ReversePath(None))
    parsed = _parse(octets)
    path = None if parsed.value is None else ReversePath(parsed.value)
    return Parsed(path, parsed.defects)


def parse_forward_path(octets: bytes) -> Parsed[ForwardPath | None]:
    """Return the path that `octets` are, as parse_reverse_path does."""
    if octets.lower() == b"<postmaster>":
        return Parsed(ForwardPath(None))
    parsed = _parse(octets)
    path = None if parsed.value is None else ForwardPath(parsed.value)
    return Parsed(path, parsed.defects)


def _parse(octets: bytes) -> Parsed[AddrSpec | None]:
    whole = Span(0, len(octets))
    kinds: list[DefectKind] = []
    inner = octets
    if octets.startswith(b"<") and octets.endswith(b">"):
        inner = octets[1:-1]
    else:
        kinds.append(DefectKind.PATH_UNBRACKETED)
    route = ROUTE.match(inner)
    if route:
        kinds.append(DefectKind.PATH_ROUTE)
        inner = inner[route.end() :]
    addr_spec = _mailbox(inner)
    if addr_spec is None:
        kinds = [DefectKind.PATH_MALFORMED]
    elif _is_long(addr_spec):
        kinds.append(DefectKind.PATH_LENGTH)
    return Parsed(addr_spec, tuple(Defect(kind, whole) for kind in kinds))


def _mailbox(octets: bytes) -> AddrSpec | None:
    found = MAILBOX.fullmatch(octets)
    if found is None:
        return None
    try:
        local, domain = found["local"].decode(), found["domain"].decode()
    except UnicodeDecodeError:
        return None
    if local.startswith('"'):
        local = QUOTED_PAIR.sub(r"\1", local[1:-1])
    return AddrSpec(local, domain)


def _is_long(addr_spec: AddrSpec) -> bool:
    """Return whether a length is over RFC 5321 section 4.5.3.1."""
    local, domain = len(addr_spec.local_part.encode()), len(addr_spec.domain.encode())
    return (
        local > LOCAL_PART_LIMIT
        or domain > DOMAIN_LIMIT
        or local + domain + len(b"<@>") > PATH_LIMIT
    )
