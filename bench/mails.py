"""Seeded mails: small ones, newsletters, mails with attachments.

Small mails are as a mailbox has them: 25 fields with trace and signature, one address
in four with a name, one Subject in three with encoded-words, six in ten a
multipart/alternative. Lines end in CRLF.
"""

import base64
import quopri
import random
from collections.abc import Iterator

from bench import words


def smalls(count: int, seed: int = 1) -> Iterator[bytes]:
    """Yield `count` small mails, 6.4 kB each in the mean."""
    for number in range(count):
        yield small(random.Random(f"small {seed} {number}"))


def newsletters(count: int, seed: int = 2) -> Iterator[bytes]:
    """Yield `count` newsletters, 104 kB each in the mean, in quoted-printable."""
    for number in range(count):
        yield newsletter(random.Random(f"newsletter {seed} {number}"))


def attachments(sizes: tuple[int, ...], seed: int = 3) -> Iterator[bytes]:
    """Yield a mail for each of `sizes`: the octets of its encoded attachment."""
    for number, size in enumerate(sizes):
        yield attachment(random.Random(f"attachment {seed} {number}"), size)


def encoded_words(text: str, chance: random.Random) -> str:
    """Return `text` in encoded-words of UTF-8, in Q or B, folded between them."""
    pieces = [text[at : at + 12] for at in range(0, len(text), 12)]
    found = []
    for piece in pieces:
        octets = piece.encode()
        if chance.random() < 0.5:
            found.append(f"=?utf-8?B?{base64.b64encode(octets).decode()}?=")
        else:
            quoted = "".join(
                chr(each)
                if chr(each).isascii() and chr(each).isalnum()
                else f"={each:02X}"
                for each in octets
            )
            found.append(f"=?utf-8?Q?{quoted}?=")
    return "\r\n ".join(found)


def mailbox(chance: random.Random) -> str:
    """Return a mailbox: bare, with a name, a quoted name or an encoded one."""
    address = words.address(chance)
    match chance.randrange(4):
        case 0:
            return address
        case 1:
            name = f"{words.word(chance)} {words.word(chance)}".title()
            return f"{name} <{address}>"
        case 2:
            return f'"{words.word(chance).title()}, {words.word(chance)}" <{address}>'
        case _:
            if chance.random() < 0.5:
                return f"{words.word(chance).title()} <{address}>"
            name = encoded_words(chance.choice(words.FOREIGN), chance)
            return f"{name} <{address}>"


def fields(chance: random.Random, subject: str) -> str:
    """Return the fields that most mail has, but those of MIME."""
    lines = [*trace(chance), *signature(chance), *origin(chance, subject)]
    if chance.random() < 0.6:
        lines.append(f"Cc: {mailbox(chance)}")
    if chance.random() < 0.5:
        reference = f"<{chance.getrandbits(96):x}@{words.host(chance)}>"
        lines += [f"In-Reply-To: {reference}", f"References: {reference}"]
    while len(lines) < 23:
        name = f"X-{words.word(chance).title()}-{words.word(chance).title()}"
        lines.append(f"{name}: {words.sentence(chance)}")
    return "\r\n".join(lines) + "\r\n"


def trace(chance: random.Random) -> Iterator[str]:
    """Yield what servers on the way put before a mail: Return-Path, four Received."""
    yield f"Return-Path: <{words.address(chance)}>"
    for _ in range(4):
        yield (
            f"Received: from {words.host(chance)} ({words.host(chance)}"
            f" [192.0.2.{chance.randrange(1, 255)}])\r\n"
            f"\tby {words.host(chance)} (Postfix) with ESMTPS id"
            f" {words.letters(chance, 10).replace('+', 'x').replace('/', 'y')}\r\n"
            f"\tfor <{words.address(chance)}>; {words.date(chance)}"
        )


def signature(chance: random.Random) -> Iterator[str]:
    """Yield a DKIM-Signature, and what a server found of it."""
    folded = "\r\n\t ".join(words.letters(chance, 72) for _ in range(5))
    yield (
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;"
        f" d={words.host(chance)};\r\n"
        f"\ts=s{chance.randrange(2030)}; h=from:to:subject:date:message-id;\r\n"
        f"\tbh={words.letters(chance, 43)}=;\r\n\tb={folded}=="
    )
    yield (
        f"Authentication-Results: {words.host(chance)};\r\n"
        f"\tdkim=pass header.d={words.host(chance)};\r\n"
        f"\tspf=pass smtp.mailfrom={words.address(chance)}"
    )


def origin(chance: random.Random, subject: str) -> list[str]:
    """Return who writes what to whom and when, by way of a mailing list."""
    recipients = ",\r\n\t".join(mailbox(chance) for _ in range(chance.randint(1, 3)))
    return [
        f"From: {mailbox(chance)}",
        f"To: {recipients}",
        f"Subject: {subject}",
        f"Date: {words.date(chance)}",
        f"Message-ID: <{chance.getrandbits(96):x}@{words.host(chance)}>",
        "MIME-Version: 1.0",
        f"List-Id: {words.word(chance)} <{words.word(chance)}.{words.host(chance)}>",
        f"List-Unsubscribe: <https://{words.host(chance)}/{chance.getrandbits(64):x}>",
        f"X-Mailer: {words.word(chance).title()} {chance.randrange(9)}.1",
    ]


def small(chance: random.Random) -> bytes:
    """Return a small mail."""
    foreign = 0.03 if chance.random() < 0.5 else 0.0
    subject = words.sentence(chance)[:60]
    if chance.random() < 0.33:
        subject = encoded_words(words.sentence(chance, 0.2)[:36], chance)
    head = fields(chance, subject)
    text = words.paragraphs(chance, chance.randint(700, 2800), foreign)
    if chance.random() < 0.4:
        return (head + leaf("plain", text, chance)).encode()
    marked = "".join(
        f'<p style="margin:0">{line}</p>\r\n' if line else ""
        for line in text.split("\r\n")
    )
    html = f"<html><body>\r\n{marked}</body></html>\r\n"
    parts = [leaf("plain", text, chance), leaf("html", html, chance)]
    return (head + multipart("alternative", parts, chance)).encode()


def leaf(subtype: str, text: str, chance: random.Random) -> str:
    """Return the Content fields, an empty line and the body of a text."""
    octets = text.encode()
    encoding: str
    body: str
    if text.isascii() and chance.random() < 0.6:
        encoding, body = "7bit", text
    elif chance.random() < 0.8:
        encoding, body = "quoted-printable", quoted_printable(octets)
    else:
        encoding, body = "base64", base64_lines(octets)
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n{body}"
    )


def quoted_printable(octets: bytes) -> str:
    """Return `octets` in quoted-printable lines that end in CRLF."""
    lines = quopri.encodestring(octets.replace(b"\r\n", b"\n"))
    return lines.replace(b"\n", b"\r\n").decode()


def base64_lines(octets: bytes) -> str:
    """Return `octets` in base64 lines of 76 that end in CRLF."""
    return base64.encodebytes(octets).replace(b"\n", b"\r\n").decode()


def multipart(subtype: str, parts: list[str], chance: random.Random) -> str:
    """Return a Content-Type field, an empty line and `parts` between delimiters."""
    boundary = f"----=_Part_{chance.getrandbits(64):016x}"
    head = f'Content-Type: multipart/{subtype};\r\n\tboundary="{boundary}"\r\n\r\n'
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"{head}{body}--{boundary}--\r\n"


def newsletter(chance: random.Random) -> bytes:
    """Return an HTML newsletter with its plain text."""
    subject = encoded_words(words.sentence(chance, 0.2)[:48], chance)
    rows = [words.sentence(chance, 0.02) for _ in range(chance.randint(220, 320))]
    text = "\r\n\r\n".join(rows)
    html = "".join(
        '<tr><td style="padding:0 12px;font-family:Arial,sans-serif;color:#333333">'
        f'\r\n  <a href="https://{words.host(chance)}/?id={words.letters(chance, 40)}'
        '&u=1"\r\n     style="text-decoration:none;font-size:14px;line-height:150%">'
        f"{row}</a>\r\n</td></tr>\r\n"
        for row in rows
    )
    html = f"<html><body><table>\r\n{html}</table></body></html>\r\n"
    parts = [
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{quoted_printable(each.encode())}"
        for subtype, each in (("plain", text), ("html", html))
    ]
    return (fields(chance, subject) + multipart("alternative", parts, chance)).encode()


def attachment(chance: random.Random, size: int) -> bytes:
    """Return a mail with an attachment of `size` octets, encoded."""
    name = f"{words.word(chance)}-{chance.randrange(1000)}.bin"
    data = base64_lines(chance.randbytes(size * 57 // 78))
    file = (
        f'Content-Type: application/octet-stream; name="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{data}'
    )
    parts = [leaf("plain", words.paragraphs(chance, 400), chance), file]
    head = fields(chance, words.sentence(chance)[:60])
    return (head + multipart("mixed", parts, chance)).encode()
