"""Cells that look like SQL are texts: merge and undo put names of tables into SQL, never values."""

import csv
import io
from collections.abc import Mapping

import pytest

from leadqual.accounts.models import User
from leadqual.imports.models import ImportBatch
from leadqual.leads.company_fields import COMPANY_FIELDS, FieldKind
from leadqual.leads.contact_fields import CONTACT_FIELDS, ContactFieldKind
from leadqual.leads.models import Company, Contact
from tests.leadqual.imports.conftest import Import, counts, undo

pytestmark = pytest.mark.django_db

SQL = "'); DELETE FROM leads_contact; -- %s %(a)s {0} \\"
TEXTS = {FieldKind.NAME, FieldKind.LINE, FieldKind.TEXT}
COLUMNS = {
    "contacts": [
        one.code
        for one in CONTACT_FIELDS
        if one.kind is ContactFieldKind.LINE and one.code != "country"  # a code, or nothing
    ],
    "companies": [one.code for one in COMPANY_FIELDS if one.kind in TEXTS],
}
KEYS = {"contacts": ("email", "ann@"), "companies": ("domain", "")}


def file_of(row: Mapping[str, str]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(row))
    writer.writeheader()
    writer.writerow(row)
    return file.getvalue()


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("kind", ["contacts", "companies"])
def test_sql_in_every_column_comes_in_as_text_and_goes_by_undo(
    bring: Import, manager: User, kind: str
) -> None:
    model: type[Contact] | type[Company] = Contact if kind == "contacts" else Company

    def take(word: str, domain: str = "x.example") -> tuple[dict[str, str], ImportBatch]:
        values = {code: f"{word} {code}{SQL}" for code in COLUMNS[kind]}
        key, name = KEYS[kind]
        row = {**values, key: name + domain}
        fields = {column: column for column in row} | {"title": "job_title"}
        changes = {column: fields[column] for column in row}
        options = {"tags": [f"{word}{SQL}"], "match_by": key}  # Nothing else stays the same.
        return values, bring(file_of(row), kind=kind, changes=changes, **options)

    first, created = take("One")
    assert counts(created) == (1, 0, 0, 0)
    assert model.objects.values(*first).get() == first
    second, updated = take("Two")
    assert counts(updated) == (0, 1, 0, 0)
    assert model.objects.values(*second).get() == second

    assert undo(updated, manager)["n_restored"] == 1
    assert model.objects.values(*first).get() == first
    _, other = take("Three", "y.example")
    assert undo(other, manager)["n_deleted"] == 1
    assert model.objects.values(*first).get() == first
