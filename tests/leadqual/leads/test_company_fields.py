"""The table of company fields beside the table of the database."""

from django.db.models import CharField

from leadqual.imports.columns.column_fields import fields
from leadqual.leads.company_fields import COMPANY_FIELDS, FieldKind
from leadqual.leads.models import Company

CUT_LATER = {"headquarters"}
"""A list of places, of which the first one is kept."""


def test_each_field_is_a_column_of_companies_that_holds_what_is_read() -> None:
    for field in COMPANY_FIELDS:
        column = Company._meta.get_field(field.code)
        if field.kind in {FieldKind.LINE, FieldKind.NAME}:
            assert isinstance(column, CharField)
            assert 0 < field.limit <= (column.max_length or 0) or field.code in CUT_LATER


def test_each_field_can_be_mapped_and_is_named_once() -> None:
    mapped = fields("companies")

    of_people = ("owner", "status", "tags", "do_not_contact", "may_contact")
    assert list(mapped) == [*(field.code for field in COMPANY_FIELDS), *of_people]
    assert len({field.label for field in mapped.values()}) == len(mapped)
    assert all(field.names for field in mapped.values())
