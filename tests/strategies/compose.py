"""How to draw fields and drafts, and what is expected of them once they are read."""

from hypothesis import strategies as st

from core.compose import Fields
from core.header.address import Address, AddrSpec, Group, Mailbox
from core.header.content import ContentType
from core.header.msg_id import MsgId
from core.mime.draft import (
    Disposition,
    Draft,
    FileDraft,
    MessageDraft,
    MultipartDraft,
    TextDraft,
)
from tests.strategies.header import dates

# No control, and no blank at either end or twice in a row.
CHARACTERS = st.sampled_from("abcXYZ019\"\\()<>,;:@.=?_-'é李😀") | st.characters(
    exclude_categories=["Cs", "Cc", "Z", "Cn"]
)
WORDS = st.text(CHARACTERS, min_size=1, max_size=30)
LINES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
BODIES = st.lists(LINES | st.just(""), max_size=6).map("\n".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=200
)
TOKENS = st.text("abz09-", min_size=1, max_size=12)
LOCAL_PARTS = TOKENS | st.sampled_from(["a.b", "x y", "a@b", 'q"t', "o'n+tag", "a..b"])
DOMAINS = st.sampled_from(["example.org", "[192.0.2.1]", "qq.com", "xn--mnchen-3ya.de"])

ADDR_SPECS = st.builds(AddrSpec, LOCAL_PARTS, DOMAINS)
MAILBOXES = st.builds(Mailbox, ADDR_SPECS, st.none() | LINES)
GROUPS = st.builds(Group, LINES, st.lists(MAILBOXES, max_size=3).map(tuple))
ADDRESSES: st.SearchStrategy[tuple[Address, ...]] = st.lists(
    MAILBOXES | GROUPS, max_size=4
).map(tuple)
MSG_IDS = st.builds(MsgId, TOKENS, st.sampled_from(["example.org", "[192.0.2.1]"]))
# Identifiers are often too long to share a line.
LONG_MSG_IDS = st.builds(
    MsgId, st.text("abc123", min_size=40, max_size=70), st.just("b")
)

FIELDS = st.builds(
    Fields,
    date=dates(),
    message_id=MSG_IDS | LONG_MSG_IDS,
    from_=st.lists(MAILBOXES, min_size=1, max_size=3).map(tuple),
    sender=MAILBOXES,
    reply_to=ADDRESSES,
    to=ADDRESSES,
    cc=ADDRESSES,
    bcc=ADDRESSES,
    subject=st.none() | LINES,
    in_reply_to=st.lists(MSG_IDS, max_size=1).map(tuple),
    references=st.lists(MSG_IDS | LONG_MSG_IDS, max_size=4).map(tuple),
    keywords=st.lists(LINES, max_size=3).map(tuple),
    others=st.lists(st.tuples(TOKENS.map("X-".__add__), LINES), max_size=2).map(tuple),
)

TEXTS = st.builds(
    TextDraft, text=BODIES, subtype=st.sampled_from(["plain", "html", "css"])
) | st.builds(TextDraft, text=BODIES, flowed=st.booleans())
FILES = st.builds(
    FileDraft,
    content=st.binary(max_size=200),
    content_type=st.sampled_from(
        ["application/zip", "image/png", "text/css", "application/octet-stream"]
    ).map(ContentType),
    file_name=st.none() | LINES,
    disposition=st.sampled_from(Disposition),
    content_id=st.none() | MSG_IDS,
    description=st.none() | LINES,
)
MESSAGES = st.builds(
    MessageDraft,
    st.sampled_from(
        [
            b"Subject: inner\r\n\r\nText\r\n",
            b"Subject: no line end\r\n\r\nText",
            b"Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n\r\na\r\n--b--\r\n",
        ]
    ),
    st.none() | LINES,
)


def _multiparts(parts: st.SearchStrategy[Draft]) -> st.SearchStrategy[Draft]:
    subtype = st.sampled_from(["mixed", "alternative", "related", "parallel"])
    return st.builds(
        MultipartDraft, subtype, st.lists(parts, min_size=1, max_size=3).map(tuple)
    )


DRAFTS: st.SearchStrategy[Draft] = st.recursive(
    TEXTS | FILES | MESSAGES, _multiparts, max_leaves=6
)
