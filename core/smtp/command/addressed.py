"""Octets to the commands that have a path. RFC 5321 section 4.1.1.2, 4.1.1.3."""

from typing import TypeAlias

from attrs import evolve

from core.defect import DefectKind
from core.pattern import pattern
from core.smtp.command.parameter import (
    KEYWORD_TEXT,
    KIND_TEXT,
    MOMENT_TEXT,
    VALUE_TEXT,
    HoldFor,
    HoldUntil,
    OriginalRecipient,
    Parameter,
    decode_xtext,
    parse_by,
)
from core.smtp.command.transaction import Mail, Rcpt, Saml, Send, Soml
from core.smtp.envelope import Body, Notify, Return
from core.smtp.path import (
    ForwardPath,
    ReversePath,
    parse_forward_path,
    parse_reverse_path,
)

# mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
# rcpt = "RCPT TO:" Forward-path [SP Rcpt-parameters] CRLF    RFC 5321 section 4.1.1
PATH_ARGUMENT = pattern(
    rb"(?i:(?P<word>FROM|TO)):(?P<space>[ \t]*+)"
    rb'(?P<path><(?:[^">\\]|"(?:[^"\\]|\\.)*+"|\\.)*+>|[^ <]++)(?: ++(?P<rest>.*+))?'
)
SIZE_TEXT = pattern(r"[0-9]{1,20}")
PRIORITY_TEXT = pattern(r"-?[0-9]")
SECONDS_TEXT = pattern(r"[1-9][0-9]{0,8}")

VERBS = frozenset({b"MAIL", b"RCPT", b"SEND", b"SOML", b"SAML"})

Addressed: TypeAlias = Mail | Rcpt | Send | Soml | Saml


def parse(verb: bytes, argument: bytes, kinds: list[DefectKind]) -> Addressed | None:
    """Return MAIL, RCPT or one of the obsolete three; `kinds` grows by what is odd."""
    found = PATH_ARGUMENT.fullmatch(argument)
    expected = b"TO" if verb == b"RCPT" else b"FROM"
    if found is None or found["word"].upper() != expected:
        kinds.append(DefectKind.COMMAND_ARGUMENT)
        return None
    if found["space"]:
        kinds.append(DefectKind.PATH_SPACE)
    words = _words(found["rest"] or b"")
    if verb == b"RCPT":
        forward = parse_forward_path(found["path"])
        kinds.extend(defect.kind for defect in forward.defects)
        return None if forward.value is None else _rcpt(forward.value, words, kinds)
    reverse = parse_reverse_path(found["path"])
    kinds.extend(defect.kind for defect in reverse.defects)
    if reverse.value is None:
        return None
    if verb == b"MAIL":
        return _mail(reverse.value, words, kinds)
    if words != []:
        kinds.append(DefectKind.COMMAND_ARGUMENT)
        return None
    match verb:
        case b"SEND":
            return Send(reverse.value)
        case b"SOML":
            return Soml(reverse.value)
        case _:
            return Saml(reverse.value)


def _words(octets: bytes) -> list[Parameter] | None:
    """Return the parameters that `octets` hold, None if some are none or come twice."""
    words: list[Parameter] = []
    try:
        parts = octets.decode().split(" ")
    except UnicodeDecodeError:
        return None
    for part in filter(None, parts):
        keyword, equals, value = part.partition("=")
        name = keyword.upper()
        if not KEYWORD_TEXT.fullmatch(name):
            return None
        if equals and not VALUE_TEXT.fullmatch(value):
            return None
        words.append(Parameter(name, value if equals else None))
    return words if len({word.keyword for word in words}) == len(words) else None


def _mail(
    path: ReversePath, words: list[Parameter] | None, kinds: list[DefectKind]
) -> Mail | None:
    mail: Mail | None = None if words is None else Mail(path)
    for word in words or ():
        mail = mail and _mail_parameter(mail, word)
    if mail is None:
        kinds.append(DefectKind.ESMTP_PARAMETER_MALFORMED)
    elif mail.others:
        kinds.append(DefectKind.ESMTP_PARAMETER_UNKNOWN)
    return mail


def _mail_parameter(mail: Mail, word: Parameter) -> Mail | None:  # noqa: C901
    """Return `mail` with the parameter, None if the value does not fit the keyword."""
    value = word.value or ""
    match word.keyword:
        case "SIZE":
            return evolve(mail, size=int(value)) if SIZE_TEXT.fullmatch(value) else None
        case "BODY":
            body = next((one for one in Body if one.value == value.upper()), None)
            return None if body is None else evolve(mail, body=body)
        case "SMTPUTF8":
            return evolve(mail, smtputf8=True) if word.value is None else None
        case "REQUIRETLS":
            return evolve(mail, require_tls=True) if word.value is None else None
        case "AUTH":
            return _sender(mail, value)
        case "RET":
            returned = next((one for one in Return if one.value == value.upper()), None)
            return None if returned is None else evolve(mail, returned=returned)
        case "ENVID":
            text = decode_xtext(value)
            return evolve(mail, envelope_id=text) if text else None
        case "BY":
            by = parse_by(value)
            return None if by is None else evolve(mail, deliver_by=by)
        case "HOLDFOR" | "HOLDUNTIL":
            return _hold(mail, word.keyword, value)
        case "MT-PRIORITY":
            fits = PRIORITY_TEXT.fullmatch(value)
            return evolve(mail, priority=int(value)) if fits else None
        case _:
            return evolve(mail, others=(*mail.others, word))


def _hold(mail: Mail, keyword: str, value: str) -> Mail | None:
    """Return `mail` held; one hold is all it can have. RFC 4865 section 4."""
    if mail.hold is not None:
        return None
    if keyword == "HOLDFOR":
        fits = SECONDS_TEXT.fullmatch(value)
        return evolve(mail, hold=HoldFor(int(value))) if fits else None
    return evolve(mail, hold=HoldUntil(value)) if MOMENT_TEXT.fullmatch(value) else None


def _sender(mail: Mail, value: str) -> Mail | None:
    """Return `mail` with who submitted it. RFC 4954 section 5."""
    text = decode_xtext(value)
    if text is None:
        return None
    path = parse_reverse_path(b"<>" if text == "<>" else f"<{text}>".encode())
    return None if path.value is None else evolve(mail, sender=path.value)


def _rcpt(
    path: ForwardPath, words: list[Parameter] | None, kinds: list[DefectKind]
) -> Rcpt | None:
    rcpt: Rcpt | None = None if words is None else Rcpt(path)
    for word in words or ():
        rcpt = rcpt and _rcpt_parameter(rcpt, word)
    if rcpt is None:
        kinds.append(DefectKind.ESMTP_PARAMETER_MALFORMED)
    elif rcpt.others:
        kinds.append(DefectKind.ESMTP_PARAMETER_UNKNOWN)
    return rcpt


def _rcpt_parameter(rcpt: Rcpt, word: Parameter) -> Rcpt | None:
    """Return `rcpt` with the parameter, None if the value does not fit the keyword."""
    value = word.value or ""
    match word.keyword:
        case "NOTIFY":
            names = value.upper().split(",")
            notify = tuple(one for name in names for one in Notify if one.value == name)
            alone = Notify.NEVER not in notify or len(notify) == 1
            fits = alone and len(notify) == len(names) == len(set(names))
            return evolve(rcpt, notify=notify) if fits else None
        case "ORCPT":
            kind, _, xtext = value.partition(";")
            address = decode_xtext(xtext)
            if not address or not KIND_TEXT.fullmatch(kind):
                return None
            return evolve(rcpt, original=OriginalRecipient(kind, address))
        case _:
            return evolve(rcpt, others=(*rcpt.others, word))
