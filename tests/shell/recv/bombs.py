"""Messages that are small to send and large to read."""

import base64
from collections.abc import Mapping
from types import MappingProxyType

MULTIPART = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
MESSAGE = b"Content-Type: message/rfc822\r\n\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"
QP = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
WORD = b"=?utf-8?B?" + base64.b64encode("你好".encode()) + b"?= "

BOMBS: Mapping[str, bytes] = MappingProxyType(
    {
        "multiparts-in-depth": b"".join(
            MULTIPART % (depth, depth) for depth in range(20_000)
        ),
        "one-boundary-in-depth": (MULTIPART % (1, 1)) * 20_000,
        "messages-in-depth": MESSAGE * 50_000 + b"Subject: x\r\n\r\nx\r\n",
        "parts": MULTIPART % (1, 1) + b"--1\r\n\r\nx\r\n" * 300_000,
        "parts-of-nothing": MULTIPART % (1, 1) + b"--1\r\n" * 600_000,
        "fields": b"A: b\r\n" * 500_000 + b"\r\nx\r\n",
        "no-fields": b"x\r\n" * 1_000_000,
        "one-field": b"Subject: " + b"x" * 5_000_000 + b"\r\n\r\nx\r\n",
        "folds": b"Subject: x" + b"\r\n x" * 1_000_000 + b"\r\n\r\nx\r\n",
        "addresses": b"To: " + b"a@b.example, " * 300_000 + b"c@d.example\r\n\r\n",
        "comments": b"To: " + b"(" * 2_000_000 + b"\r\n\r\n",
        "groups": b"To: " + b"g:" * 1_000_000 + b"\r\n\r\n",
        "encoded-words": b"Subject: " + WORD * 200_000 + b"\r\n\r\n",
        "encoded-words-open": b"Subject: " + b"=?utf-8?B?" * 300_000 + b"\r\n\r\n",
        "parameters": b"Content-Type: text/plain" + b"; a=b" * 500_000 + b"\r\n\r\nx",
        "continuations": b"Content-Type: text/plain"
        + b"".join(b"; name*%d=x" % at for at in range(200_000))
        + b"\r\n\r\nx",
        "references": b"References: " + b"<a@b.example> " * 300_000 + b"\r\n\r\n",
        "one-line": b"Subject: x\r\n\r\n" + b"x" * 8_000_000,
        "lines-of-nothing": b"Subject: x\r\n\r\n" + b"\r\n" * 2_000_000,
        "base64": BASE64 + base64.b64encode(b"x" * 5_000_000),
        "base64-of-junk": BASE64 + b"!=" * 2_000_000,
        "quoted-printable": QP + b"=41" * 2_000_000,
        "quoted-printable-blanks": QP + (b" " * 5_000 + b"x") * 800,
        "html-in-depth": HTML + b"<div>" * 200_000,
        "html-blockquotes": HTML + b"<blockquote>" * 50_000 + b"x",
        "html-fonts": HTML
        + b"".join(b"<font size=%d><p>" % at for at in range(20_000)),
        "html-many-trees": MULTIPART % (1, 1)
        + (b"--1\r\n" + HTML + b"<div>" * 50_000 + b"x\r\n") * 10,
        "html-tables": HTML + b"<table><tr><td>" * 20_000 + b"x",
        "html-attributes": HTML + b"<a " + b"a=b " * 300_000 + b">x</a>",
        "html-entities": HTML + b"&amp;" * 500_000,
        "html-open": HTML + b"<" * 1_000_000,
    }
)
