"""Pages of uploads: send files of mail, and what became of every message."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.leads.models import Contact
from leadqual.replies.models import Reply, Upload
from leadqual.replies.pages import forms
from tests.leadqual.replies.test_boxes import EML, MBOX, zip_of

pytestmark = pytest.mark.django_db
URL = "/replies/uploads/"


def send(client: Client, *contents: bytes) -> str:
    files = [SimpleUploadedFile(f"{n}.eml", one) for n, one in enumerate(contents)]
    response = client.post(URL, {"mails": files}, follow=True)
    return response.content.decode()


def test_files_are_taken_in_and_the_page_says_what_became_of_each(
    qualifier_client: Client, contact: Contact
) -> None:
    body = send(qualifier_client, EML, MBOX, b"")
    upload = Upload.objects.get()
    left_out = qualifier_client.get(f"{URL}{upload.pk}/?outcome=rejected").content.decode()

    assert "0.eml, 1.eml, 2.eml" in body
    assert "1.eml, message 3" in body
    assert "This file is empty." in left_out
    assert "message 3" not in left_out
    assert Reply.objects.count() == 3  # The first of the box is the first file once more.
    assert "0.eml, 1.eml, 2.eml" in qualifier_client.get(URL, follow=True).content.decode()


def test_packed_files_are_unpacked(qualifier_client: Client, contact: Contact) -> None:
    send(qualifier_client, gzip.compress(MBOX), zip_of(a_eml=EML.replace(b"a@x", b"d@x")))

    assert Reply.objects.count() == 4


def test_without_a_file_or_with_too_many_nothing_is_taken(
    qualifier_client: Client, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MAX_FILES", 2)
    monkeypatch.setattr(forms, "MAX_UPLOAD_BYTES", 2**20)

    assert "Choose a file." in send(qualifier_client)
    assert "up to 2 files" in send(qualifier_client, EML, EML, EML)
    assert "up to 1 MB" in send(qualifier_client, EML + b"x" * 2**20)
    assert not Upload.objects.exists()


@pytest.mark.slow
def test_as_many_files_as_are_said_are_taken(qualifier_client: Client, contact: Contact) -> None:
    send(qualifier_client, *[EML] * forms.MAX_FILES)

    assert "up to 200 files" in send(qualifier_client, *[EML] * (forms.MAX_FILES + 1))
    assert len(Upload.objects.get().file_names) == forms.MAX_FILES


def test_a_viewer_sends_nothing_and_others_see_nothing(
    viewer_client: Client, stranger_client: Client, qualifier_client: Client, contact: Contact
) -> None:
    send(qualifier_client, EML)
    upload = Upload.objects.get()

    assert viewer_client.post(URL, {}).status_code == 403
    assert viewer_client.get(f"{URL}{upload.pk}/").status_code == 200
    assert stranger_client.get(f"{URL}{upload.pk}/").status_code == 404
    assert "0.eml" not in stranger_client.get(URL, follow=True).content.decode()
