"""Files that are no list: each is told with what to do, and none leaves anything behind."""

import gzip
import hashlib
import io
import struct
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.models import AuditRow
from leadqual.imports.columns.column_preview import preview_file
from leadqual.imports.errors import ImportFileError, TooLargeError
from leadqual.imports.files import reading
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import, counts
from tests.leadqual.imports.workbooks import PEOPLE, with_part, workbook

LIST = b"Name,E-Mail\nAnn Lee,ann@acme.example\n"
NOISE = hashlib.shake_256(b"x").digest(9_000)
BOOK = workbook(("People", PEOPLE))
SHEET = "xl/worksheets/sheet1.xml"


BAD = {
    "nulls alone": (b"\0" * 5_000, "empty"),
    "a PDF": (b"%PDF-1.7\n" + LIST, "PDF"),
    "a PDF of mostly nulls": (b"%PDF-1.7 " + b"\0x" * 5_000, "PDF"),
    "numbers of two bytes each": (
        bytes(range(1, 256)).replace(b"", b"\0")[1:] * 40,
        "not a text file",
    ),
    "a recording": (b"RIFF" + struct.pack("<4000h", *range(-2_000, 2_000)), "not a text file"),
    "noise with a mark of UTF-16": (b"\xff\xfe" + NOISE, "not a text file"),
    "noise with a mark of UTF-8": (b"\xef\xbb\xbf" + NOISE, "not a text file"),
    "a damaged workbook": (with_part(BOOK, SHEET, lambda text: text[:300]), "damaged"),
    "half a workbook": (BOOK[: len(BOOK) // 2], "ZIP archive"),
    "a line without end": (b"x" * 300_000, "longer than 250,000 characters"),
    "a first row without end": (b"Name,E-Mail\n" + b"x" * 300_000, "longer than 250,000"),
}


@pytest.mark.django_db
def test_nulls_and_doubled_names_of_columns_cost_nothing(bring: Import) -> None:
    batch = bring(b"Name,E-Mail,Name\nAnn\0 Lee,ann@acme.example\0,x\n")

    assert [column["name"] for column in batch.columns] == ["Name", "E-Mail", "Name (2)"]
    assert counts(batch) == (1, 0, 0, 0)
    assert Contact.objects.get().email == "ann@acme.example"


def test_what_is_no_list_is_told() -> None:
    for name, (content, words) in BAD.items():
        with pytest.raises(ImportFileError) as rejected:
            preview_file("contacts", io.BytesIO(content))
        assert words in rejected.value.message, name


@pytest.mark.django_db
def test_what_is_no_list_leaves_nothing(manager_client: Client) -> None:
    before = stored_files()

    for name in ("a PDF", "nulls alone", "a damaged workbook"):
        content, words = BAD[name]
        file = SimpleUploadedFile("x.csv", content)
        response = manager_client.post("/imports/send/", {"kind": "contacts", "file": file})
        assert response.status_code == 422
        assert words in response.content.decode()

    assert stored_files() == before
    assert ImportBatch.objects.count() == 0
    assert not AuditRow.objects.filter(action__startswith="import.").exists()


def stored_files() -> set[Path]:
    """Return every file that was ever kept."""
    return {path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_gzip_bomb_is_known_by_how_well_it_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MIN_RATIO_CHECK_BYTES", 100_000)
    bomb = gzip.compress(LIST + b"Bo,\n" * 100_000)

    with pytest.raises(TooLargeError, match="more than 250 times as large"):
        preview_file("contacts", io.BytesIO(bomb))


@pytest.mark.django_db
def test_bad_rows_cost_themselves_alone(bring: Import) -> None:
    good = [b"Z\xc3\xb6e %d,z%d@acme.example\n" % (n, n) for n in range(30)]
    bad = {
        b",=1+1\n": "formula",
        b"Bo Roe,bo@acme.example,too,many\n": "4 values, but the header has 2",
        b'Bo Roe,"bo@acme.example\n': "quotation mark",
        b"B\xc3\xb6 R\xff\xfee,\n": "are invalid",
        b"x" * 300_000 + b"\n": "longer than 250,000 characters",
        b"Bo Roe": "ends in the middle",
    }
    rows = [row for at, one in enumerate(bad) for row in (*good[at * 5 : at * 5 + 5], one)]

    batch = bring(b"Name,E-Mail\n" + b"".join(rows))

    assert counts(batch) == (30, 0, 0, 6)
    rejected = batch.rows.filter(outcome="rejected").order_by("number")
    for row, words in zip(rejected, bad.values(), strict=True):
        assert words in row.reason
