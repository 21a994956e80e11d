"""Files that are no list: each is told with what to do, and none leaves anything behind."""

import gzip
import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.models import AuditRow
from leadqual.imports.files import reading, workbooks
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import, counts
from tests.leadqual.imports.workbooks import PEOPLE, with_part, workbook

LIST = b"Name,E-Mail\nAnn Lee,ann@acme.example\n"
NOISE = hashlib.shake_256(b"x").digest(9_000)
BOOK = workbook(("People", PEOPLE))
SHEET = "xl/worksheets/sheet1.xml"


def _zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("list.csv", LIST)
    return content.getvalue()


BAD = {
    "nothing": (b"", "empty"),
    "a header alone": (b"Name,E-Mail\n", "no rows"),
    "nulls alone": (b"\0" * 5_000, "empty"),
    "noise": (NOISE, "not a text file"),
    "a PDF": (b"%PDF-1.7\n" + LIST, "PDF"),
    "a PDF of mostly nulls": (b"%PDF-1.7 " + b"\0x" * 5_000, "PDF"),
    "numbers of two bytes each": (
        bytes(range(1, 256)).replace(b"", b"\0")[1:] * 40,
        "not a text file",
    ),
    "a recording": (b"RIFF" + struct.pack("<4000h", *range(-2_000, 2_000)), "not a text file"),
    "noise with a mark of UTF-16": (b"\xff\xfe" + NOISE, "not a text file"),
    "noise with a mark of UTF-8": (b"\xef\xbb\xbf" + NOISE, "not a text file"),
    "a ZIP archive": (_zip(), "ZIP archive"),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1" + b"\0" * 999,
        "old or password-protected Excel workbook",
    ),
    "a damaged workbook": (with_part(BOOK, SHEET, lambda text: text[:300]), "damaged"),
    "half a workbook": (BOOK[: len(BOOK) // 2], "ZIP archive"),
    "JSON": (b'[{"Name": "Ann"}]', "JSON"),
    "a web page": (b"<!doctype html><table><tr><td>Ann</td></tr></table>", "web page"),
    "values instead of a header": (b"Ann,ann@acme.example\nBo,bo@acme.example\n", "first line"),
    "1,001 columns": (",".join(f"c{n}" for n in range(1_001)).encode() + b"\n1\n", "1,001 columns"),
    "half a gzip file": (gzip.compress(LIST * 99)[:40], "incomplete"),
    "a line without end": (b"x" * 3_000_000, "longer than 250,000 characters"),
    "a first row without end": (b"Name,E-Mail\n" + b"x" * 3_000_000, "longer than 250,000"),
}


def stored_files() -> set[Path]:
    """Return every file that was ever kept."""
    return {path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def refused(client: Client, content: bytes) -> str:
    """Send a file; return the page that refuses it, and see that nothing was kept."""
    before = stored_files()
    response = client.post(
        "/imports/send/", {"kind": "contacts", "file": SimpleUploadedFile("x.csv", content)}
    )
    assert response.status_code == 422
    assert stored_files() == before
    assert ImportBatch.objects.count() == 0
    assert not AuditRow.objects.filter(action__startswith="import.").exists()
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_what_is_no_list_is_told_and_leaves_nothing(manager_client: Client, name: str) -> None:
    content, words = BAD[name]

    page = refused(manager_client, content)

    assert 'role="alert"' in page
    assert words in page


@pytest.mark.django_db
def test_gzip_bomb_is_refused_before_it_is_unpacked(
    manager_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_INFLATED", 100_000)

    page = refused(manager_client, gzip.compress(LIST + b"Bo,\n" * 1_000_000))

    assert "Unpacked, this file is larger" in page


@pytest.mark.django_db
def test_gzip_bomb_is_known_by_how_well_it_is_packed(
    manager_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "NO_BOMB_BELOW", 1_000_000)

    page = refused(manager_client, gzip.compress(LIST + b"Bo,\n" * 1_000_000))

    assert "more than 250 times as large" in page


@pytest.mark.django_db
def test_zip_bomb_in_a_workbook_is_refused_before_it_is_unpacked(
    manager_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_SHEET", 100_000)

    page = refused(manager_client, with_part(BOOK, SHEET, lambda text: text + b" " * 1_000_000))

    assert "Unpacked, part of this workbook" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("models")
@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b",=1+1\n", "formula"),
        (b"Bo Roe,bo@acme.example,too,many\n", "4 values, but the header has 2"),
        (b'Bo Roe,"bo@acme.example\n', "quotation mark"),
        (b"B\xc3\xb6 R\xff\xfee,\n", "are invalid"),
        (b"x" * 3_000_000 + b"\n", "longer than 250,000 characters"),
        (b"Bo Roe", "ends in the middle"),
    ],
)
def test_bad_row_costs_itself_alone(bring: Import, bad: bytes, words: str) -> None:
    good = b"".join(b"Z\xc3\xb6e %d,z%d@acme.example\n" % (n, n) for n in range(30))
    first, end, others = good.partition(b"\n")
    is_last = not bad.endswith(b"\n")

    batch = bring(b"Name,E-Mail\n" + (good + bad if is_last else first + end + bad + others))

    assert counts(batch) == (30, 0, 0, 1)
    assert Contact.objects.count() == 30
    row = ImportRow.objects.get(batch=batch, outcome="rejected")
    assert words in row.reason


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("models")
def test_nulls_and_doubled_names_of_columns_cost_nothing(bring: Import) -> None:
    batch = bring(b"Name,E-Mail,Name\nAnn\0 Lee,ann@acme.example\0,x\n")

    assert [column["name"] for column in batch.columns] == ["Name", "E-Mail", "Name (2)"]
    assert counts(batch) == (1, 0, 0, 0)
    assert Contact.objects.get().email == "ann@acme.example"
