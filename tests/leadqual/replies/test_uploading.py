"""Files of mail are taken in, with what became of every message."""

import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.replies.classification import classify_pending
from leadqual.replies.models import Reply, Upload, UploadedMail
from leadqual.replies.receiving.uploads import MailFile, receive_files
from tests.examples import examples
from tests.leadqual.replies.conftest import ADDRESS, is_blocked
from tests.leadqual.replies.test_boxes import MBOX

pytestmark = pytest.mark.django_db
STOP_MAIL = f"From: {ADDRESS}\nMessage-ID: <1@x>\nSubject: Re\n\nPlease take me off your list.\n"


def take(workspace: Workspace, author: User, *contents: bytes, most: int = 100) -> Upload:
    files = [MailFile(f"{n}.eml", io.BytesIO(one)) for n, one in enumerate(contents)]
    return receive_files(workspace=workspace, author=author, files=files, most=most)


def outcomes(upload: Upload) -> Counter[str]:
    return Counter(upload.mails.values_list("outcome", flat=True))


def test_every_message_is_taken_or_known_or_refused_with_a_reason(
    contact: Contact, qualifier: User
) -> None:
    first = take(contact.workspace, qualifier, STOP_MAIL.encode(), MBOX, b"no mail")
    again = take(contact.workspace, qualifier, STOP_MAIL.encode(), MBOX)

    assert outcomes(first) == {"new": 4, "rejected": 1}
    assert outcomes(again) == {"known": 4}
    assert "header" in first.mails.get(outcome="rejected").reason
    assert first.finished_at is not None
    assert Reply.objects.count() == 4


def test_an_uploaded_request_to_stop_is_acted_on(contact: Contact, qualifier: User) -> None:
    take(contact.workspace, qualifier, STOP_MAIL.encode())

    classify_pending()

    assert Reply.objects.get().contact == contact
    assert is_blocked(contact)


def test_the_same_id_by_another_sender_is_not_lost(contact: Contact, qualifier: User) -> None:
    other = STOP_MAIL.replace(ADDRESS, "ana@x.example").encode()

    upload = take(contact.workspace, qualifier, STOP_MAIL.encode(), other, other)

    assert outcomes(upload) == {"new": 2, "known": 1}
    assert set(Reply.objects.values_list("sender", flat=True)) == {ADDRESS, "ana@x.example"}


def test_what_the_own_team_sent_is_left_out(contact: Contact, qualifier: User) -> None:
    ours = STOP_MAIL.replace(ADDRESS, qualifier.email.upper()).encode()

    upload = take(contact.workspace, qualifier, ours, STOP_MAIL.encode())

    assert outcomes(upload) == {"rejected": 1, "new": 1}
    assert "of your team" in upload.mails.get(outcome="rejected").reason


def test_the_rest_of_a_large_box_comes_when_it_is_sent_again(
    contact: Contact, qualifier: User
) -> None:
    first = take(contact.workspace, qualifier, MBOX, most=2)
    second = take(contact.workspace, qualifier, MBOX, most=2)

    assert outcomes(first) == {"new": 2, "rejected": 1}
    assert "Upload the files again" in first.mails.get(outcome="rejected").reason
    assert outcomes(second) == {"new": 1, "known": 2}


@hypothesis_settings(max_examples=examples(25), deadline=None)
@given(content=st.binary(max_size=300), subject=st.text(max_size=30), text=st.text(max_size=200))
def test_no_message_of_any_bytes_is_lost(
    contact: Contact, qualifier: User, content: bytes, subject: str, text: str
) -> None:
    head = f"From: {ADDRESS}\nSubject: {subject}\n".encode("utf-8", "surrogatepass")
    raw = head + content + b"\n\n" + text.encode("utf-8", "surrogatepass")

    upload = take(contact.workspace, qualifier, raw, content)
    classify_pending()

    assert UploadedMail.objects.filter(upload=upload).count() >= 2
    assert upload.mails.first().reply is not None  # type: ignore[union-attr]  # there are two
    assert not Reply.objects.filter(state="pending").exists()
