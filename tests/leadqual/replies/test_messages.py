"""One raw message, whatever its bytes → the mail that is received."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.replies.errors import NoMailError
from leadqual.replies.receiving.messages import Mail, id_from_bytes, read_message, sender_of
from leadqual.replies.receiving.trimmed_messages import MAX_MESSAGE_BYTES, MAX_TEXT_LENGTH
from tests.growth import assert_grows_no_faster

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def read(raw: bytes | str) -> Mail:
    return read_message(raw.encode() if isinstance(raw, str) else raw, now=NOW)


def mail_of(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Ana <ana@x.example>", "Subject": "Re: Offer", **headers}.items():
        message[name.replace("_", "-")] = value
    return message


def test_headers_text_and_thread_are_read() -> None:
    message = mail_of(
        From="Ána Lopes <Ana@X.example>",
        Subject="Ré: Offer",
        Date="Fri, 20 Nov 2026 09:41:00 +0100",
        Message_ID="<7@x.example>",
        In_Reply_To="<6@ours.example>",
        References="<1@ours.example> <6@ours.example>",
        Auto_Submitted="auto-replied",
    )
    message.set_content("No thanks, wir haben schon eins.\n")

    mail = read(bytes(message))

    assert mail.sender == "Ána Lopes <Ana@X.example>"
    assert mail.subject == "Ré: Offer"
    assert mail.text == "No thanks, wir haben schon eins.\n"
    assert mail.message_id == "<7@x.example>"
    assert mail.answers_to == ("<1@ours.example>", "<6@ours.example>")
    assert mail.received_at == datetime(2026, 11, 20, 8, 41, tzinfo=UTC)
    assert mail.headers is not None
    assert mail.headers["auto-submitted"] == "auto-replied"


def test_plain_text_comes_before_html_and_files_are_named() -> None:
    message = mail_of()
    message.set_content("Call me.\n")
    message.add_alternative("<p>Call <b>me</b>.</p>", subtype="html")
    message.add_attachment(b"x" * 900, maintype="application", subtype="pdf", filename="a b.pdf")

    mail = read(bytes(message))

    assert mail.text == "Call me.\n"
    assert [(one.name, one.n_bytes) for one in mail.attachments] == [("a b.pdf", 900)]


def test_html_is_taken_where_the_plain_text_is_blank() -> None:
    message = mail_of()
    message.set_content(" \n")
    message.add_alternative("<p>Remove me</p>", subtype="html")

    assert read(bytes(message)).text.strip() == "<p>Remove me</p>"


def test_an_attached_message_stands_below_as_a_quote() -> None:
    inner = mail_of(Subject="Our offer", Message_ID="<1@ours.example>")
    inner.set_content("Shall we talk?\n")
    message = mail_of()
    message.set_content("Not me, see below.\n")
    message.add_attachment(inner)

    text = read(bytes(message)).text

    assert text.startswith("Not me, see below.\n")
    assert "> Subject: Our offer\n" in text
    assert "> Shall we talk?" in text


def test_a_wrong_charset_loses_no_letter() -> None:
    for charset, content, text in [
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("utf-8", "Grüße".encode("cp1252"), "Grüße"),
        ("iso-8859-1", "Grüße – ja".encode("cp1252"), "Grüße – ja"),
        ("iso-8859-1", "Grüße".encode(), "Grüße"),
        ("us-ascii", "não".encode(), "não"),
        ("klingon", "não".encode(), "não"),
        ("punycode", b"stop-", "stop-"),
        ("zlib", b"stop", "stop"),
        ("iso-2022-jp", "停止".encode("iso-2022-jp"), "停止"),
        ("\x00", b"stop", "stop"),
    ]:
        head = f'From: a@x.example\nContent-Type: text/plain; charset="{charset}"\n\n'

        assert read(head.encode() + content).text == text


def test_headers_in_raw_letters_and_in_words_that_cannot_be_decoded() -> None:
    assert read("Subject: Grüße\n\nx").subject == "Grüße"
    assert read("Subject: Grüße\n\nx".encode("cp1252")).subject == "Grüße"
    assert read("Subject: =?klingon?Q?a?= b\n\nx").subject == "=?klingon?Q?a?= b"
    assert read("Subject: =?utf-8?B?R3I=?=\n =?utf-8?Q?_ok?=\n\nx").subject == "Gr ok"


def test_whatever_the_name_the_address_is_who_wrote() -> None:
    for header in [
        "=?utf-8?Q?M=C3=BCller=2C_J=C3=BCrgen?= <j@x.example>",
        "Müller, Jürgen <j@x.example>",
        "=?utf-8?Q?ann=40home.example?= <j@x.example>",
        "=?utf-8?Q?Ann_<ann@home.example>?= <J@x.example>",
        '"ann@home.example" <j@x.example>',
        "Ann [IT] <j@x.example>",
        "Sales: Ann; Acme <j@x.example>",
        'Ann "X Lee <j@x.example>',
        "Ann@Acme <j@x.example>, Bo <bo@x.example>",
        "j@x.example (Ann)",
        "=?utf-8?Q?Ann_<j@x.example>?=",
        "Ann, j@x.example",
        "<@relay.example:j@x.example>",
    ]:
        assert sender_of(read(f"From: {header}\n\nNo.")) == "j@x.example"


def test_an_address_with_a_blank_and_one_among_many_brackets_are_read() -> None:
    assert sender_of(read('From: Ann <"ann lee"@x.example>\n\nNo.')) == '"ann lee"@x.example'
    assert sender_of(read(f"From: {'(' * 3_000} j@x.example\n\nNo.")) == "j@x.example"


def test_a_date_that_cannot_be_is_now() -> None:
    for date in ["", "yesterday", "1 Jan 1970 00:00 +0000", "1 Jan 2999", "x" * 90]:
        assert read(f"From: a@x.example\nDate: {date}\n\nx").received_at == NOW


def test_without_an_id_the_bytes_name_the_message() -> None:
    raw = b"From: a@x.example\n\nNo."

    assert read(raw).message_id == read(raw + b"\n").message_id == id_from_bytes(raw)
    assert read(raw + b"!").message_id != id_from_bytes(raw)
    assert read(b"Message-ID: <>\n" + raw).message_id.endswith("@leadqual.invalid>")


def test_what_is_no_mail_is_refused_with_the_reason() -> None:
    for raw, words in [
        (b"", "empty"),
        (b"\r\n\n", "empty"),
        (b"Just a text without a header", "header"),
        (b"a: b\n" + b"x" * MAX_MESSAGE_BYTES, "10 MB"),
    ]:
        with pytest.raises(NoMailError, match=words):
            read(raw)


def test_a_bounce_answers_the_mail_that_came_back() -> None:
    message = mail_of(Message_ID="<b@mx.example>")
    message.set_content("Could not be delivered.")
    inner = mail_of(Message_ID="<1@ours.example>")
    inner.set_content("Hi")
    message.add_attachment(inner)
    raw = bytes(message).replace(b"multipart/mixed", b"multipart/report", 1)

    assert read(raw).answers_to == ("<1@ours.example>",)


def nested(depth: int) -> bytes:
    raw = b"From: a@x.example\n"
    for level in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (level, level)
    return raw + b"\nremove me\n"


FROM = b"From: a@x.example\n"
PARTS = b'Content-Type: multipart/mixed; boundary="b"\n\nremove me\n'


@pytest.mark.costs("reads messages of several sizes")
@pytest.mark.parametrize(
    ("hostile", "n"),
    [
        (nested, 2_000),
        (lambda n: nested(29) + b"a\n" * n, 50_000),
        (lambda n: FROM + b"Content-Type: message/rfc822\n\n" * n + b"remove me", 3_000),
        (lambda n: FROM + PARTS + b"--b\n\nx\n" * n, 100_000),
        (lambda n: FROM + b"\nremove me" + b"\n" * n, 1_000_000),
        (lambda n: FROM + b"\nremove me" + b"x" * n, 9_000_000),
        (lambda n: FROM + b"Subject: " + b"=?utf-8?Q?a?= " * n + b"\n\nremove me", 100_000),
        (lambda n: b"From: " + b"(" * n + b"\n\nremove me", 1_000_000),
        (lambda n: FROM + b"References: " + b"<a@b> " * n + b"\n\nremove me", 200_000),
        (lambda n: FROM + b"X-A: b\n" * n + b"\nremove me", 50_000),
    ],
    ids=[
        *("nested", "lines", "forwarded", "parts", "empty lines", "a line"),
        *("words of a subject", "comments", "references", "headers"),
    ],
)
def test_a_hostile_message_costs_no_more_than_its_length_and_is_kept(
    hostile: Callable[[int], bytes], n: int
) -> None:
    assert_grows_no_faster(lambda n: read(hostile(n)), n // 32)

    mail = read(hostile(n))
    assert "remove me" in mail.text
    assert len(mail.text) <= MAX_TEXT_LENGTH
    assert mail.sender


def test_a_malformed_message_is_kept() -> None:
    for raw in [
        FROM + b"Content-Type: multipart/mixed\n\nremove me",
        FROM + PARTS + b"--c--\n",
        FROM + b"Content-Transfer-Encoding: base64\n\nremove me",
        FROM + b"Content-Type: text/plain; charset*=utf-8''%ff%00\n\nremove me",
    ]:
        mail = read(raw)

        assert "remove me" in mail.text
        assert len(mail.text) <= MAX_TEXT_LENGTH
        assert mail.sender


_HEADS = st.sampled_from(
    [
        *(b"From: a@x.example\n", b"Subject: =?utf-8?B?", b"Content-Type: multipart/mixed;"),
        *(b' boundary="b"\n', b"\n--b\n", b"\n--b--\n", b"Content-Type: message/rfc822\n"),
        *(
            b"Content-Transfer-Encoding: base64\n",
            b"charset=utf-7\n",
            b"\n\n",
            b"Date: 1 Jan 9999\n",
        ),
        *(b"Content-Type: text/html; charset=", b"Message-ID: <a@b>\n", b"<![x[", b"\r\n", b"\x00"),
    ]
)


@given(st.lists(st.one_of(_HEADS, st.binary(max_size=40)), max_size=30).map(b"".join))
def test_no_bytes_break_it(raw: bytes) -> None:
    mail = read(b"From: a@x.example\n" + raw)

    assert mail.message_id
    assert mail.received_at
