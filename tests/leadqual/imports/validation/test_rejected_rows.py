"""Rows that stayed out come back as they were, are mended, and go in."""

import csv
import io

import pytest

from leadqual.imports.columns.column_fields import LINE, REASON
from leadqual.imports.errors import FileGoneError
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.rejected_rows import lines_to_fix
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import, counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

PEOPLE = (
    "Name;E-Mail;Phone;Note\n"
    "Ann Lee;ann@acme.example;+49 89 1;x\n"
    "Bo Roe;bo(at)acme.example;+49 89 2;=1+1\n"
    "Cy Poe;cy@acme.example;+49 89 3;one;too many\n"
    "Di Fox;di@acme.example;+49 89 4;y\n"
)


def file_of(batch: ImportBatch) -> str:
    return "".join(lines_to_fix(batch))


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_rows_come_back_as_they_came_with_line_and_what_to_do(bring: Import) -> None:
    batch = bring(PEOPLE, changes={"Phone": "phone"})

    head, first, second = rows_of(file_of(batch))

    assert head == [LINE, REASON, "Name", "E-Mail", "Phone", "Note"]
    assert first[0] == "3"
    assert first[1].startswith("E-Mail: ")
    assert first[2:] == ["Bo Roe", "bo(at)acme.example", "'+49 89 2", "'=1+1"]
    assert second[0] == "4"
    assert second[2:] == ["Cy Poe", "cy@acme.example", "'+49 89 3", "one", "too many"]
    assert "5 values, but the header has 4" in second[1]


def test_mended_file_goes_in_and_its_own_columns_stay_out(bring: Import) -> None:
    batch = bring(PEOPLE, changes={"Phone": "phone"})
    mended = file_of(batch).replace("(at)", "@").replace(",one,too many", ",one too many")

    again = bring(mended, changes={"Phone": "phone"})

    assert LINE not in again.mapping
    assert REASON not in again.mapping
    assert again.mapping == batch.mapping
    assert counts(again) == (1, 1, 0, 0)  # One came in before, without the address.
    assert Contact.objects.count() == 4
    phones = dict(Contact.objects.values_list("email", "phone"))
    assert phones["bo@acme.example"] == "+49 89 2"
    assert len(rows_of(file_of(again))) == 1


def test_file_that_is_mended_in_part_comes_back_without_doubled_columns(bring: Import) -> None:
    once = bring(PEOPLE, changes={"Phone": "phone"})

    twice = bring(file_of(once), changes={"Phone": "phone"})

    head, *rows = rows_of(file_of(twice))
    assert head == [LINE, REASON, "Name", "E-Mail", "Phone", "Note"]
    assert [row[2] for row in rows][:1] == ["Bo Roe"]


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"R\x81my", id="undefined in Windows-1252"),
        pytest.param(b"Zo\xc3\xab R\xe9my", id="both UTF-8 and not"),
    ],
)
def test_bytes_that_no_encoding_reads_come_back_as_question_marks(
    bring: Import, damaged: bytes
) -> None:
    good = "".join(f"Zoë {n};zoe{n}@acme.example\n" for n in range(30))
    content = f"Name;E-Mail\n{good}".encode() + damaged + b";remy@acme.example\n"

    (row,) = rows_of(file_of(bring(content)))[1:]
    assert row[0] == "32"
    assert row[2].endswith("R?my")
    assert row[3] == "remy@acme.example"
    assert row[1].startswith("Name: Some characters are invalid in the encoding of this file.")
    remy = Contact.objects.get(email="remy@acme.example")
    assert (remy.first_name, remy.last_name) == ("", "")  # No garbled name is stored.


def test_many_rows_come_in_blocks_and_none_twice(bring: Import) -> None:
    text = "Remark,E-Mail\n" + "".join(f"P{n},nobody {n}\n" for n in range(2_500))

    rows = rows_of(file_of(bring(text)))

    assert [row[2] for row in rows[1:]] == [f"P{n}" for n in range(2_500)]


def test_file_that_is_gone_is_told(bring: Import) -> None:
    batch = bring(PEOPLE)
    batch.file.storage.delete(str(batch.file.name))

    with pytest.raises(FileGoneError, match="no longer exists"):
        lines_to_fix(batch)
