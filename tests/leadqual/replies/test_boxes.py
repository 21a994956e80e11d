"""Files of mail → raw messages: .eml, mbox, packed ones, within limits."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.replies.receiving import uploads
from leadqual.replies.receiving.trimmed_messages import MAX_MESSAGE_BYTES
from leadqual.replies.receiving.uploads import ArchivedMessage, messages_in
from tests.growth import assert_grows_no_faster

EML = b"From: a@x.example\nSubject: Re\n\nNo.\n"
MBOX = (
    b"From a@x.example Fri Nov 20 09:41:00 2026\n" + EML + b"\n"
    b"From - Fri Nov 20 09:42:00 2026\nFrom: b@x.example\n\n"
    b">From Monday on I am away.\n>>From here\nFrom May 2026 on, too.\n\n"
    b"From MAILER-DAEMON Fri Nov 20 09:43:00 2026\nFrom: c@x.example\n\nStop.\n"
)


def found_in(content: bytes, name: str = "mails") -> list[ArchivedMessage]:
    return list(messages_in(io.BytesIO(content), name))


def raws(content: bytes) -> list[bytes]:
    return [one.raw for one in found_in(content) if one.raw is not None]


def reasons(content: bytes) -> list[str]:
    return [one.reason for one in found_in(content)]


def zip_of(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def test_one_mail_is_one_message() -> None:
    assert found_in(EML, "a.eml") == [ArchivedMessage("a.eml", EML)]


def test_an_mbox_is_cut_where_messages_begin_and_only_there() -> None:
    found = found_in(MBOX, "inbox")

    assert [one.place for one in found] == [f"inbox, message {n}" for n in (1, 2, 3)]
    assert found[0].raw == EML + b"\n"
    assert found[1].raw is not None
    assert b"\nFrom Monday on I am away.\n>From here\nFrom May 2026 on, too.\n" in found[1].raw
    assert found[2].raw == b"From: c@x.example\n\nStop.\n"


def test_packed_files_give_the_same_messages() -> None:
    assert raws(gzip.compress(MBOX)) == raws(MBOX)
    assert raws(zip_of(a_eml=EML, b_mbox=MBOX)) == [EML, *raws(MBOX)]


def test_what_cannot_be_read_is_refused_with_the_reason() -> None:
    for content, words in [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Outlook"),
        (gzip.compress(gzip.compress(EML)), "archive inside an archive"),
        (zip_of(a_zip=zip_of(a_eml=EML)), "archive inside an archive"),
        (gzip.compress(MBOX)[:-9], "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\x1f\x8b\x08 and no more", "damaged"),
        (EML + b"x " * MAX_MESSAGE_BYTES, "10 MB"),
    ]:
        assert words in reasons(content)[-1]


def test_a_member_that_is_damaged_stops_no_other() -> None:
    good = zip_of(a_eml=EML, b_eml=b"From: b@x.example\n\nNo.", c_eml=EML)
    at = good.index(b"b.eml") + len(b"b.eml")  # Its content follows its name.
    torn = good[:at] + b"\xff\xff\xff\xff" + good[at + 4 :]

    found = found_in(torn)

    assert [one.raw for one in (found[0], found[-1])] == [EML, EML]
    assert any("damaged" in one.reason for one in found)


def test_a_first_member_that_cannot_be_opened_stops_no_other() -> None:
    good = zip_of(a_eml=EML, b_eml=EML)
    torn = b"PK\x03\x04" + good[4:].replace(b"a.eml", b"A.eml", 1)  # Its two names differ.

    found = found_in(torn)

    assert [one.raw for one in found] == [None, EML]
    assert "damaged" in found[0].reason


def test_a_paragraph_that_begins_as_a_message_does_stays_in_its_message() -> None:
    box = b"From a@x.example Fri Nov 20 09:42:00 2026\nFrom: a@x.example\n\nHello.\n\n"
    rest = b"From May 2026 on, write to nobody here.\nTake us off your list.\n"

    assert raws(box + rest + b"\n" + MBOX)[0].endswith(b"Hello.\n\n" + rest + b"\n")
    assert len(raws(box + rest + b"\n" + MBOX)) == 1 + len(raws(MBOX))


def test_a_message_without_anything_takes_no_other_with_it() -> None:
    first = MBOX.split(b"\n", 1)[0]

    assert raws(first + b"\n" + MBOX) == raws(MBOX)


def test_a_zip_of_very_many_files_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    many = zip_of(**{f"m{n}_eml": EML for n in range(9)})
    monkeypatch.setattr(uploads, "_MAX_MEMBERS", 5)

    assert "4 more files" in reasons(many)[-1]
    assert len(raws(many)) == 5
    monkeypatch.setattr(uploads, "_LARGEST_DIRECTORY", 400)
    assert reasons(many) == ["The archive has more than 5 files. Upload fewer."]


def test_bombs_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 30 * 2**20)
    bomb = gzip.compress(MBOX + b"\0" * (40 * 2**20))
    many = zip_of(**{f"m{n}_eml": EML + b"x" * (8 * 2**20) for n in range(6)})

    assert "larger than 30 MB" in reasons(bomb)[-1]
    assert "larger than 30 MB" in reasons(many)[-1]
    assert raws(bomb)[:2] == raws(MBOX)[:2]
    assert len(raws(many)) == 3


def test_one_line_of_many_megabytes_costs_no_more_than_its_length() -> None:
    def boxed(n_mb: int) -> list[bool]:
        return [bool(one.raw) for one in found_in(MBOX + b"x" * (n_mb * 2**20))]

    assert_grows_no_faster(boxed, 3)

    assert boxed(51) == [True, True, False]


_PIECES = st.sampled_from([EML, MBOX, b"\nFrom ", b"PK\x03\x04", b"\x1f\x8b"])


@given(st.lists(st.one_of(_PIECES, st.binary(max_size=30)), max_size=8).map(b"".join))
def test_no_bytes_break_it(content: bytes) -> None:
    assert all((one.raw is None) == bool(one.reason) for one in found_in(content))
