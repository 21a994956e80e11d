"""A message that is too large loses its long attachments and none of its words."""

import io
import tracemalloc
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from leadqual.replies.receiving.messages import read_message
from leadqual.replies.receiving.trimmed_messages import (
    MAX_LINE_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_SENT_BYTES,
    TrimmedMessage,
)
from tests.growth import assert_grows_no_faster

MB = 2**20


def thinned(raw: bytes) -> bytes | None:
    lines, message = io.BytesIO(raw), TrimmedMessage()
    while not message.is_too_large and (line := lines.readline(MAX_LINE_BYTES)):
        message.add(line)
    return message.raw()


def with_file(n_bytes: int, *, words: str = "Please take me off your list.\n") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "ana@x.example", "Re: Offer"
    message.set_content(words)
    file = bytes(range(256)) * (n_bytes // 256)
    message.add_attachment(file, maintype="application", subtype="pdf", filename="plan.pdf")
    return bytes(message)


def test_words_beside_a_file_of_12_mb_are_read_and_the_file_keeps_its_name_and_size() -> None:
    raw = thinned(with_file(12 * MB))

    assert raw is not None
    assert len(raw) < 2 * MB
    mail = read_message(raw, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert mail.text == "Please take me off your list.\n"
    assert [(one.name, one.n_bytes) for one in mail.attachments] == [("plan.pdf", 12 * MB)]


@pytest.mark.costs("reads files of several sizes")
def test_a_file_costs_no_more_than_its_size() -> None:
    messages = {n_mb: with_file(n_mb * MB) for n_mb in (3, 12)}

    assert_grows_no_faster(lambda n_mb: thinned(messages[n_mb]), 3)


def test_words_below_a_long_file_are_kept() -> None:
    message = EmailMessage()
    message["From"] = "ana@x.example"
    message.set_content("Hi\n")
    for maintype, content in (("application", b"\xff" * (12 * MB)), ("text", b"Remove me\n")):
        message.add_attachment(content, maintype=maintype, subtype="plain", disposition="inline")
    raw = thinned(bytes(message))

    assert raw is not None
    assert "Remove me" in read_message(raw, now=datetime(2026, 11, 21, tzinfo=UTC)).text


def test_one_line_of_a_file_is_thinned_like_many() -> None:
    head = (
        b"From: a@x.example\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
    )

    raw = thinned(head + b"QUJD" * (4 * MB))

    assert raw is not None
    mail = read_message(raw, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert [one.n_bytes for one in mail.attachments] == [12 * MB]


@pytest.mark.slow
def test_millions_of_short_lines_take_little_more_than_their_letters() -> None:
    raw = b"From: a@x.example\n\n" + b"ab\n" * (MAX_MESSAGE_BYTES // 12)

    tracemalloc.start()
    same = thinned(raw) == raw
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert same
    assert peak < 6 * len(raw)


def test_what_is_small_enough_stays_as_it_is() -> None:
    for n_bytes in [0, 3 * MB]:
        raw = with_file(n_bytes)

        assert thinned(raw) == raw


@pytest.mark.slow
def test_what_is_too_large_all_the_same_is_none() -> None:
    assert thinned(b"From: a@x.example\n\n" + b"x y\n" * (MAX_MESSAGE_BYTES // 4)) is None
    assert thinned(with_file(MAX_SENT_BYTES)) is None
