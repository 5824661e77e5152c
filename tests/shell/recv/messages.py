"""Messages that the verbs which read are shown with."""

import base64

NEWSLETTER_HTML = """<!DOCTYPE html><html><head><title>News</title>
<style>p { background: url(https://t.example/s.png) }</style>
<script src="https://t.example/x.js"></script></head><body>
<table role="presentation"><tr><td><img src="https://t.example/l.png" alt="Acme"></td>
<td><a href="https://acme.example/view?id=1">View in browser</a></td></tr></table>
<div style="display:none">Preheader that nobody sees</div>
<h1>Autumn news</h1>
<p>Dear Ann,<br>three things happened this week &mdash; read on&hellip;</p>
<ul><li>The <b>new release</b>: <a href="https://acme.example/r/7">notes</a></li>
<li>Chinese: 你好，世界</li></ul>
<table border="1"><tr><th>Plan</th><th>Price</th></tr>
<tr><td>Basic</td><td>5 EUR</td></tr><tr><td>团队版</td><td>25 EUR</td></tr></table>
<blockquote>Best tool ever.</blockquote>
<p><a href="https://evil.example/login">https://bank.example/</a></p>
<img src="https://t.example/open.gif?u=1" width=1 height=1>
</body></html>"""


def message(*fields: str, body: bytes = b"", crlf: bool = True) -> bytes:
    """Return a message of `fields`, in UTF-8, and `body`."""
    head = "".join(f"{field}\r\n" for field in fields).encode("utf-8")
    octets = head + b"\r\n" + body
    return octets if crlf else octets.replace(b"\r\n", b"\n")


def encoded(octets: bytes) -> bytes:
    """Return octets in base64 lines."""
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


def word(text: str, charset: str) -> str:
    """Return `text` as an encoded-word. RFC 2047."""
    octets = base64.b64encode(text.encode(charset))
    return f"=?{charset}?B?{octets.decode('ascii')}?="


def part(*fields: str, body: bytes) -> bytes:
    """Return one part of the multipart that `mixed` makes, with its delimiter."""
    return b"--b\r\n" + message(*fields, body=body) + b"\r\n"


def mixed(*parts: bytes, subtype: str = "mixed", subject: str = "Parts") -> bytes:
    """Return a multipart of `parts`."""
    return message(
        "From: Ann <ann@example.org>",
        "To: bob@example.net",
        "Date: Fri, 20 Nov 2026 09:00:00 +0800",
        f"Subject: {subject}",
        "MIME-Version: 1.0",
        f"Content-Type: multipart/{subtype}; boundary=b",
        body=b"".join(parts) + b"--b--\r\n",
    )


def text_part(text: str) -> bytes:
    """Return a part of plain text."""
    return part("Content-Type: text/plain; charset=utf-8", body=text.encode())


def attached(name: str, octets: bytes, kind: str = "application/octet-stream") -> bytes:
    """Return a part that is an attachment; `name` stands as a parameter's value."""
    return part(
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment; filename={name}",
        body=encoded(octets),
    )


NEWSLETTER = message(
    "From: =?utf-8?q?Acme_Weekly?= <news@acme.example>",
    "To: Ann <ann@example.org>",
    "Date: Fri, 20 Nov 2026 09:00:00 +0800",
    "Subject: =?utf-8?q?Autumn_news_=F0=9F=8D=82?=",
    "MIME-Version: 1.0",
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    body=encoded(NEWSLETTER_HTML.encode()),
)

CHINESE = message(
    f"From: {word('张三', 'gb2312')} <z@qq.com>",
    f"To: {word('李四', 'gb18030')} <l@163.com>",
    "Date: Fri, 20 Nov 2026 09:00:00 +0800",
    f"Subject: {word('技术活', 'gb2312')}",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=gb2312",
    "Content-Transfer-Encoding: 8bit",
    body="你好，李四：\r\n\r\n报告在附件里。镕\r\n".encode("gb18030"),
)

BOUNCE = mixed(
    text_part("I'm sorry: it could not be delivered.\r\n"),
    part(
        "Content-Type: message/delivery-status",
        body=b"Reporting-MTA: dns; mail.example.org\r\n\r\n"
        b"Final-Recipient: rfc822; nobody@example.net\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.example.net\r\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 User\r\n unknown\r\n",
    ),
    part(
        "Content-Type: message/rfc822",
        body=message("From: a@b.example", "Subject: Report", body=b"Hello.\r\n"),
    ),
    subtype="report; report-type=delivery-status",
    subject="Undelivered",
)

FILES = mixed(text_part("See it."), attached("a.txt", b"first"), subject="A file")

# C0 and C1 (raw, in encoded-words, in parameters), bidi controls, a title and a
# clipboard sequence, line separators, a lone surrogate in UTF-8's form.
ACTING = (
    "\x1b]0;owned\x07 \x1b[2J \x9b31m \u202egpj.exe \u2066 \u2028 \x00 \x08 \x7f \r!"
)
ACTING_WORD = word(ACTING, "utf-8")
HOSTILE = (
    message(
        f"From: {ACTING_WORD} <evil@example.org>",
        f"Subject: {ACTING_WORD}",
        f"X-{ACTING_WORD}: {ACTING_WORD}",
        "Content-Type: multipart/mixed; boundary=b",
        body=part(
            f'Content-Type: text/plain; charset="{ACTING_WORD}"',
            body=ACTING.encode() + b"\xed\xa0\x80\xc2\x9b31m\x9b31m",
        )
        + part(
            "Content-Type: text/html; charset=utf-8",
            body=f"<p title='x'>{ACTING}&#27;[31m&#x9b;31m&#x202e;</p>".encode(),
        )
        + attached(f'"{ACTING_WORD}"', b"x")
        + attached("x\x1b[31m\x9b.txt", b"x", kind="text/\x1b[31m")
        + b"--b--\r\n",
    ),
    message(
        "From: \x1b[31mred <\x1b[2J@example.org>",
        "Subject: \x9b\udc9b".encode("utf-8", "surrogatepass").decode("latin-1"),
        body=b"\x1b[2J\x9b\x84\r\n\xe2\x80\xae\r\n",
    ),
    b"\x1b[31m\x9b2J no message at all \xe2\x80\xa8\x00",
    message(
        "Content-Type: text/html",
        body=b"<a href='http://x.example/\x1b[31m\x07'>\x1b]8;;http://x\x07</a>",
    ),
)
