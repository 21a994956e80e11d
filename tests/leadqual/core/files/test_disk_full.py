"""A full disk: the reason is named, and no part of a file is left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.imports.models import ImportBatch
from leadqual.replies.models import Reply
from tests.small_disk import small_disk

pytestmark = pytest.mark.django_db

MEGABYTE = 2**20
HEADER = b"name,email\n"
ROW = b"Ann Lee,ann@acme.example\n"
# Above 2 MB an upload goes to disk while it arrives, below when it is stored.
SIZES = [int(1.5 * MEGABYTE), 4 * MEGABYTE]


@pytest.fixture
def disk(settings: Settings) -> Iterator[Path]:
    """The folder of uploads, which takes one megabyte."""
    with small_disk(n_bytes=MEGABYTE) as folder:
        settings.MEDIA_ROOT = folder
        yield folder


@pytest.fixture
def patient(manager_client: Client) -> Client:
    """A manager whose client shows the page of an error instead of raising it."""
    manager_client.raise_request_exception = False
    return manager_client


def list_of(n_bytes: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", HEADER + ROW * (n_bytes // len(ROW)))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("n_bytes", SIZES)
def test_an_upload_is_refused_with_the_reason_when_the_disk_is_full(
    patient: Client, disk: Path, n_bytes: int
) -> None:
    response = patient.post("/imports/send/", {"kind": "contacts", "file": list_of(n_bytes)})

    assert response.status_code == 507
    assert "disk" in response.content.decode()
    assert files_in(disk) == []
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("n_bytes", SIZES)
def test_the_api_answers_with_a_problem_document_when_the_disk_is_full(
    api: Client, disk: Path, n_bytes: int
) -> None:
    api.raise_request_exception = False

    response = api.post("/api/v1/imports", {"kind": "contacts", "file": list_of(n_bytes)})

    assert (response.status_code, response.json()["code"]) == (507, "disk_full")
    assert response["Content-Type"] == "application/problem+json"
    assert files_in(disk) == []
    assert not ImportBatch.objects.exists()


def test_a_file_that_fits_is_stored_whole_and_private(
    patient: Client, disk: Path, models: None
) -> None:
    file = list_of(MEGABYTE // 2)

    response = patient.post("/imports/send/", {"kind": "contacts", "file": file})

    assert response.status_code == 302
    [stored] = files_in(disk)
    assert stored.read_bytes().startswith(HEADER)
    assert stored.stat().st_size == file.size
    assert stored.stat().st_mode & 0o077 == 0


def test_the_stored_file_goes_when_the_database_has_no_room_for_its_row(
    patient: Client, disk: Path
) -> None:
    _fill_disk_of("imports_importbatch")

    response = patient.post("/imports/send/", {"kind": "contacts", "file": list_of(MEGABYTE // 2)})

    assert response.status_code == 507
    assert files_in(disk) == []


def test_a_full_disk_of_the_database_is_named_by_the_api(api: Client, disk: Path) -> None:
    api.raise_request_exception = False
    _fill_disk_of("imports_importbatch")

    response = api.post("/api/v1/imports", {"kind": "contacts", "file": list_of(100)})

    assert (response.status_code, response.json()["code"]) == (507, "disk_full")


def _fill_disk_of(table: str) -> None:
    """Have Postgres refuse each new row of a table as it does when its disk is full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER no_room BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION pg_temp.no_room()"
        )


def test_emails_before_the_full_disk_stay_and_the_page_says_how_many(patient: Client) -> None:
    first, second = (
        SimpleUploadedFile(
            f"{n}.eml", f"From: a@x.example\nMessage-ID: <{n}@x>\nSubject: {n}\n\nNo.\n".encode()
        )
        for n in (1, 2)
    )
    patient.post("/imports/?panel=emails", {"mails": first})
    _fill_disk_of("replies_reply")

    response = patient.post("/imports/?panel=emails", {"mails": [first, second]})

    assert response.status_code == 507
    assert Reply.objects.count() == 1
