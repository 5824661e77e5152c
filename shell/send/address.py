"""Addresses as they are typed: parsed, never pasted."""

from core.defect import DefectKind
from core.header.address import Address, Mailbox, mailboxes, parse_address_list
from core.header.msg_id import MsgId, parse_msg_id
from core.pattern import pattern
from shell.exits import Kind, ShellError

CONTROL_TEXT = pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

FOLD = pattern(rb"\r?\n")

# Departures that leave no doubt where a mail goes.
HARMLESS = frozenset(
    {
        DefectKind.OBSOLETE_SYNTAX,
        DefectKind.PHRASE_MALFORMED,
        DefectKind.ADDRESS_DOTS,
    }
)


def addresses(text: str, where: str) -> tuple[Address, ...]:
    """Return the address-list that `where` gives, an option for instance.

    Raises ShellError for what is none, or holds a line break or another control.
    """
    if CONTROL_TEXT.search(text):
        what = f"{where}: an address holds a line break or another control: {text!r}"
        raise ShellError(kind=Kind.MESSAGE, what=what)
    parsed = parse_address_list(text.encode())
    bad = next((each for each in parsed.defects if each.kind not in HARMLESS), None)
    if bad is None and parsed.value:
        return parsed.value
    if bad is not None and bad.kind is DefectKind.ADDRESS_DOMAIN_MISSING:
        what = f'{where}: an address in "{text}" has no @ and domain'
    else:
        what = f'{where}: "{text}" is no address or list of addresses'
    hint = "Write a@example.org or Name <a@example.org>, with commas between several."
    raise ShellError(kind=Kind.MESSAGE, what=what, hint=hint)


def field_addresses(octets: bytes, where: str) -> tuple[Address, ...]:
    """Return the addresses of a field of a message, perhaps none.

    Raises ShellError for a body that is no list of them.
    """
    parsed = parse_address_list(FOLD.sub(b"", octets))
    if all(each.kind in HARMLESS for each in parsed.defects):
        return parsed.value
    what = f"the {where} field of the message is no list of addresses"
    raise ShellError(kind=Kind.MESSAGE, what=what)


def all_addresses(texts: list[str] | None, where: str) -> tuple[Address, ...]:
    """Return the addresses of all `texts` in order. Raises ShellError."""
    return tuple(each for text in texts or () for each in addresses(text, where))


def mailbox(text: str, where: str) -> Mailbox:
    """Return the one mailbox that `where` gives. Raises ShellError."""
    match mailboxes(addresses(text, where)):
        case (one,):
            return one
        case _:
            what = f'{where}: "{text}" is not one address'
            raise ShellError(kind=Kind.MESSAGE, what=what)


def msg_id(text: str, where: str) -> MsgId:
    """Return the identifier that `where` gives, in angle brackets or without.

    Raises ShellError.
    """
    parsed = parse_msg_id(text.encode("utf-8", "replace"))
    if parsed.value is None or parsed.value.right is None or CONTROL_TEXT.search(text):
        what = f'{where}: "{text}" is no message identifier'
        hint = "It stands in the Message-ID field, as <left@right>."
        raise ShellError(kind=Kind.MESSAGE, what=what, hint=hint)
    return parsed.value
