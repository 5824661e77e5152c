"""What is composed says the same to Python's email as to core."""

import email
import email.policy
import email.utils
from datetime import UTC
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

import core.message
from core.codec import encoded_word
from core.compose import Fields
from core.defect import DefectKind
from core.header.address import mailboxes
from core.mime.draft import FileDraft, TextDraft, arrange
from tests.core.composed import PLAIN, written
from tests.strategies.compose import FIELDS, LINES


@given(FIELDS)
def test_pythons_email_reads_the_same_fields(fields: Fields) -> None:
    octets = written(fields, TextDraft(text="a"))
    message = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert message["Subject"] == fields.subject
    date = message["Date"].datetime
    # The zone -0000 is no zone to it.
    assert (date if date.tzinfo else date.replace(tzinfo=UTC)) == fields.date
    assert message["Message-ID"] == f"<{fields.message_id.text}>"
    for name, addresses in (
        ("From", fields.from_),
        ("To", fields.to),
        ("Cc", fields.cc),
        ("Reply-To", fields.reply_to),
    ):
        read = message[name].addresses if addresses else ()
        found = [(each.display_name, each.username, each.domain) for each in read]
        for ours, theirs in zip(mailboxes(addresses), found, strict=True):
            assert theirs[1:] == (ours.addr_spec.local_part, ours.addr_spec.domain)
            # It shows the blanks between the encoded-words of a phrase.
            if len(encoded_word.encode(ours.display_name or "", 60)) == 1:
                assert theirs[0] == (ours.display_name or "")
    assert message["Bcc"] is None


@given(FIELDS)
def test_pythons_old_parser_reads_the_same_addresses(fields: Fields) -> None:
    octets = written(fields, TextDraft(text="a"))
    message = email.message_from_bytes(octets)
    read = [address for _, address in email.utils.getaddresses([message["From"]])]
    assert read == [mailbox.addr_spec.text for mailbox in fields.from_]
    subject = str(
        email.header.make_header(email.header.decode_header(message["Subject"] or ""))
    )
    # It leaves out a blank between an encoded-word and one of these.
    if not set("()\\") & set(fields.subject or ""):
        assert subject == (fields.subject or "")


@given(
    st.none() | LINES,
    st.none() | LINES,
    st.lists(st.tuples(st.binary(max_size=99), LINES), max_size=3),
)
def test_the_tree_is_read_alike(
    text: str | None, html: str | None, files: list[tuple[bytes, str]]
) -> None:
    attachments = tuple(
        FileDraft(content=content, file_name=name) for content, name in files
    )
    draft = arrange(text=text, html=html, attachments=attachments)
    octets = written(PLAIN, draft)
    ours = core.message.parse_message(octets)
    theirs = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(theirs, EmailMessage)
    # An encoded-word for a name is meant for programs that read nothing else.
    fallback = DefectKind.PARAMETER_ENCODED_WORD
    assert all(defect.kind is fallback for defect in ours.defects)
    plain = theirs.get_body(("plain",))
    if text is not None:
        assert plain is not None
        assert plain.get_content() == f"{text}\r\n"
        assert ours.text == f"{text}\n"
    if html is not None:
        rich = theirs.get_body(("html",))
        assert rich is not None
        assert rich.get_content() == f"{html}\r\n"
        assert ours.html == f"{html}\n"
    found = [(part.content, part.file_name) for part in ours.attachments]
    assert found == files
    read = [
        (part.get_payload(decode=True), part.get_filename())
        for part in theirs.iter_attachments()
    ]
    assert read == files
