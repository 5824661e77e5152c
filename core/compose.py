"""Fields and a draft to the pieces of a message, and to its envelope. RFC 5322.

What is written is 7-bit, but for addresses that are not (RFC 6532), in lines of at most
998 octets, folded at 78 where a blank allows it. Bcc is never written: who is in it
stands in the envelope alone. The same values give the same octets.
"""

from datetime import datetime
from typing import TypeAlias

from core.codec import encoded_word
from core.header import lexis
from core.header.address import Address, AddrSpec, Group, Mailbox, mailboxes
from core.header.date import serialize_date
from core.header.fold import Folding, fold_line, fold_text
from core.header.msg_id import MsgId, is_quotable, serialize_msg_id
from core.header.text import is_atoms, serialize_phrase
from core.mime.draft import ONE_LINE_TEXT, Draft
from core.mime.serialize import Piece, serialize_draft
from core.smtp.envelope import Envelope
from core.smtp.path import ForwardPath, ReversePath
from core.value import frozen

# Fields with an attribute of their own, and those that no sender writes.
OWN_FIELDS = frozenset(
    {"date", "from", "sender", "reply-to", "to", "cc", "bcc", "resent-bcc", "subject"}
    | {"message-id", "in-reply-to", "references", "keywords", "mime-version"}
    | {"return-path", "received"}
)
_ADDRESSED = ("from_", "sender", "reply_to", "to", "cc", "bcc")
_LONGEST_NAME = 60
# A longer name goes into encoded-words, which can be folded.
_LONGEST_PHRASE = 200

Mailboxes: TypeAlias = tuple[Mailbox, ...]
Addresses: TypeAlias = tuple[Address, ...]
MsgIds: TypeAlias = tuple[MsgId, ...]
Texts: TypeAlias = tuple[str, ...]
Others: TypeAlias = tuple[tuple[str, str], ...]


def _check_ids(name: str, msg_ids: MsgIds) -> None:
    for msg_id in msg_ids:
        if not is_quotable(msg_id):
            raise ValueError(f"Fields.{name} must be US-ASCII with an @: {msg_id}")


def _check_line(name: str, text: str) -> None:
    if not text.isprintable() and ONE_LINE_TEXT.fullmatch(text) is None:
        raise ValueError(f"Fields.{name} must be text of one line: {text!r}")


def _check_others(others: Others) -> None:
    for name, text in others:
        if not lexis.FIELD_NAME_TEXT.fullmatch(name) or len(name) > _LONGEST_NAME:
            raise ValueError(f"Fields.others has a name that is none: {name!r}")
        if name.lower() in OWN_FIELDS or name.lower().startswith("content-"):
            raise ValueError(f"Fields.others must not hold {name}, which is not free")
        _check_line(f"others: {name}", text)


@frozen(kw_only=True)
class Fields:
    """What a person says above a message. RFC 5322 section 3.6.

    `others` are fields without an attribute of their own, a name and unstructured text
    each. Raises ValueError, naming the attribute, for a `date` without zone; an
    identifier that is not US-ASCII, has no "@" or over 900 characters; no author, or
    several without `sender`; a domain that has no A-labels (RFC 5891); a control
    character other than TAB; a name in `others` that has its own attribute.
    """

    date: datetime
    message_id: MsgId
    from_: Mailboxes
    sender: Mailbox | None = None
    reply_to: Addresses = ()
    to: Addresses = ()
    cc: Addresses = ()
    bcc: Addresses = ()
    subject: str | None = None
    in_reply_to: MsgIds = ()
    references: MsgIds = ()
    keywords: Texts = ()
    others: Others = ()

    def __attrs_post_init__(self) -> None:
        # All at once: a validator for each attribute takes twice as long.
        if self.date.utcoffset() is None:
            raise ValueError("Fields.date must have a time zone")
        if not self.from_:
            raise ValueError("Fields.from_ must name at least one mailbox")
        if self.sender is None and len(self.from_) > 1:
            raise ValueError("Fields.sender must be one of several from_ (RFC 5322)")
        senders = self.from_ if self.sender is None else (*self.from_, self.sender)
        named = (*senders, *self.reply_to, *self.to, *self.cc, *self.bcc)
        for mailbox in mailboxes(named):
            if not mailbox.addr_spec.domain.isascii():
                self._check_domains()
                break
        _check_ids("message_id", (self.message_id,))
        _check_ids("in_reply_to", self.in_reply_to)
        _check_ids("references", self.references)
        if self.subject is not None:
            _check_line("subject", self.subject)
        for keyword in self.keywords:
            if not keyword.strip():
                raise ValueError("Fields.keywords must hold more than blanks")
            _check_line("keywords", keyword)
        if self.others:
            _check_others(self.others)

    def _check_domains(self) -> None:
        senders = () if self.sender is None else (self.sender,)
        lists = (self.from_, senders, self.reply_to, self.to, self.cc, self.bcc)
        for name, addresses in zip(_ADDRESSED, lists, strict=True):
            for mailbox in mailboxes(addresses):
                if _in_ascii(mailbox.addr_spec) is None:
                    domain = mailbox.addr_spec.domain
                    raise ValueError(f"Fields.{name} has no domain: {domain!r}")


def compose(fields: Fields, draft: Draft, seed: bytes) -> tuple[Piece, ...]:
    """Return the message in pieces: octets, and files that the shell reads.

    Boundaries are made from `seed`. An attribute that is empty makes no field.
    """
    return serialize_draft(draft, seed, serialize_fields(fields))


def envelope(fields: Fields) -> Envelope:
    """Return where the message goes: to all of To, Cc and Bcc, each address once.

    Notices come back to the sender, else to the author. Raises ValueError if there is
    nobody it goes to.
    """
    receivers = mailboxes((*fields.to, *fields.cc, *fields.bcc))
    sent = [_sent(mailbox.addr_spec) for mailbox in receivers]
    if not sent:
        raise ValueError("Fields.to, cc or bcc must name at least one mailbox")
    sender = fields.sender or fields.from_[0]
    return Envelope(
        ReversePath(_sent(sender.addr_spec)),
        tuple(map(ForwardPath, dict.fromkeys(sent) if len(sent) > 1 else sent)),
    )


def is_internationalized(fields: Fields) -> bool:
    """Return whether an address that is written needs RFC 6532, hence SMTPUTF8."""
    senders = fields.from_ if fields.sender is None else (*fields.from_, fields.sender)
    written = mailboxes((*senders, *fields.reply_to, *fields.to, *fields.cc))
    return any(not each.addr_spec.local_part.isascii() for each in written)


def reply_ids(
    message_id: MsgId | None, in_reply_to: MsgIds = (), references: MsgIds = ()
) -> tuple[MsgIds, MsgIds]:
    """Return In-Reply-To and References of a reply. RFC 5322 section 3.6.4.

    The arguments are the fields of the message that is answered. Identifiers that
    cannot be written on are left out.
    """
    parents = references or (in_reply_to if len(in_reply_to) == 1 else ())
    own = () if message_id is None or not is_quotable(message_id) else (message_id,)
    return own, tuple(dict.fromkeys((*filter(is_quotable, parents), *own)))


def serialize_fields(fields: Fields) -> bytes:
    """Return the header section of `fields`, up to MIME-Version, without Bcc."""
    lines = [
        b"Date: %b\r\n" % serialize_date(fields.date),
        _fold_addresses("From", fields.from_),
    ]
    if fields.sender is not None:
        lines.append(_fold_addresses("Sender", (fields.sender,)))
    if fields.reply_to:
        lines.append(_fold_addresses("Reply-To", fields.reply_to))
    if fields.to:
        lines.append(_fold_addresses("To", fields.to))
    if fields.cc:
        lines.append(_fold_addresses("Cc", fields.cc))
    if fields.subject is not None:
        lines.append(fold_text("Subject", fields.subject))
    lines.append(_fold_ids("Message-ID", (fields.message_id,)))
    if fields.in_reply_to:
        lines.append(_fold_ids("In-Reply-To", fields.in_reply_to))
    if fields.references:
        lines.append(_fold_ids("References", fields.references))
    if fields.keywords:
        lines.append(_fold_keywords(fields.keywords))
    lines.extend([fold_text(name, text) for name, text in fields.others])
    lines.append(b"MIME-Version: 1.0\r\n")
    return b"".join(lines)


def _fold_ids(name: str, msg_ids: MsgIds) -> bytes:
    line = fold_line(name, " ".join([f"<{msg_id.text}>" for msg_id in msg_ids]))
    if line is not None:
        return line
    folding = Folding(name)
    for msg_id in msg_ids:
        folding.add(serialize_msg_id(msg_id))
    return folding.octets()


def _fold_keywords(keywords: Texts) -> bytes:
    folding = Folding("Keywords")
    for number, text in enumerate(keywords, 1):
        _add_phrase(folding, text, b"," if number < len(keywords) else b"")
    return folding.octets()


def _fold_addresses(name: str, addresses: Addresses) -> bytes:
    if len(addresses) == 1 and (line := _fold_one(name, addresses[0])) is not None:
        return line
    folding = Folding(name)
    for number, address in enumerate(addresses, 1):
        ends = b"," if number < len(addresses) else b""
        match address:
            case Mailbox():
                _add_mailbox(folding, address, ends)
            case Group(display_name=display_name, mailboxes=members):
                colon = b":" if members else b":;" + ends
                _add_phrase(folding, display_name, colon)
                for index, member in enumerate(members, 1):
                    last = index == len(members)
                    _add_mailbox(folding, member, b";" + ends if last else b",")
    return folding.octets()


def _fold_one(name: str, address: Address) -> bytes | None:
    """Return the field if it is a mailbox on one line, of atoms: the quick way."""
    match address:
        case Mailbox():
            addr_spec, atoms = address.addr_spec, address.display_name
        case Group():
            return None
    line = addr_spec.text
    if not line.isascii():
        return None
    if atoms is None:
        return fold_line(name, line)
    return fold_line(name, f"{atoms} <{line}>") if is_atoms(atoms) else None


def _add_mailbox(folding: Folding, mailbox: Mailbox, ends: bytes) -> None:
    octets = _sent(mailbox.addr_spec).text.encode()
    if mailbox.display_name is None:
        folding.add(octets + ends)
    else:
        _add_phrase(folding, mailbox.display_name)
        folding.add(b"<%b>%b" % (octets, ends))


def _add_phrase(folding: Folding, text: str, ends: bytes = b"") -> None:
    if _is_plain(text):
        folding.add(serialize_phrase(text) + ends)
    else:
        # A name that one word can hold is never two: some programs, Python's `email`
        # of 3.11 among them, show the blank between the words of a phrase.
        folding.add_words(text, ends=ends, least=encoded_word.LONGEST)


def _is_plain(text: str) -> bool:
    """Return whether a phrase needs no encoded-words.

    Many programs read these where RFC 2047 section 5 has none: in quotes.
    """
    return text.isascii() and "=?" not in text and len(text) <= _LONGEST_PHRASE


def _in_ascii(addr_spec: AddrSpec) -> AddrSpec | None:
    """Return `addr_spec` with A-labels in its domain, None if it has none. RFC 5891."""
    if addr_spec.domain.isascii():
        return addr_spec
    # Only here are the tables of IDNA wanted, which take long to load.
    from core.header.domain import to_ascii

    domain = to_ascii(addr_spec.domain)
    return None if domain is None else AddrSpec(addr_spec.local_part, domain)


def _sent(addr_spec: AddrSpec) -> AddrSpec:
    """Return `addr_spec`, which the constructor has looked at, as it is sent."""
    return _in_ascii(addr_spec) or addr_spec
