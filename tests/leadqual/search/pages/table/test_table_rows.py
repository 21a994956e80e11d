"""Rows of people: labels with their scores and why, and the way to correct them."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.leads.models import TitleLabel
from leadqual.search.columns.cells import LabelCell, labels_of
from leadqual.search.columns.table_columns import table_columns
from leadqual.search.pages.table import table_rows
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.kinds import PEOPLE
from leadqual.search.results.record_rows import contacts_of
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_labels_say_how_sure_they_are_and_why(workspace: Workspace) -> None:
    title = make_title(
        workspace,
        "Head of Sales Ops",
        {"sales": 0.94, "marketing": 0.55, "accounting": 0.8},
        why=[{"label": "sales", "because": "words", "text": "sales"}],
    )
    TitleLabel.objects.filter(function__slug="accounting").update(source="correction")

    by_name = {label.name: label for label in labels_of(title)}

    assert by_name["Sales"] == LabelCell("Sales", "", "0.94", "Model, based on “sales”.")
    assert by_name["Marketing"] == LabelCell("Marketing", "unsure", "0.55", "Source: model.")
    assert (by_name["Accounting"].kind, by_name["Accounting"].score) == ("person", "")


def test_title_without_labels_is_other_once_it_was_read(workspace: Workspace) -> None:
    read = make_title(workspace, "Queen", why=[{"because": "nothing known", "text": ""}])
    waiting = make_title(workspace, "Snr Mgr", classified_at=None)

    assert labels_of(read) == [
        LabelCell("Unclassified", "other", "", "It does not look like a job title.")
    ]
    assert labels_of(waiting) == []


def test_rows_carry_the_search_on_and_mark_who_is_new(workspace: Workspace) -> None:
    company = make_company(workspace, "Kelvia", employees=1, industry="Software")
    old = make_contact(workspace, "Ada Abel", company=company)
    new = make_contact(workspace, "Ben Neu")
    query = ContactQuery(q="e", sort="relevance", country=())

    known = table_columns(PEOPLE.columns, ())
    columns = [known[code] for code in PEOPLE.default_columns]
    people = contacts_of(workspace).order_by("pk")

    rows = table_rows(PEOPLE, people, columns, query, new_after=old.pk, kept=[("saved", "7")])
    bare = table_rows(PEOPLE, people, columns, ContactQuery())

    assert [(row.pk, row.is_new) for row in rows] == [(old.pk, False), (new.pk, True)]
    assert rows[0].url == f"/people/?q=e&saved=7&person={old.pk}#person"
    assert rows[0].part_url == f"/people/{old.pk}/?q=e&saved=7"
    company_cell, functions_cell, _ = (cell for _, cell in rows[0].cells)
    assert (company_cell.text, company_cell.sub) == ("Kelvia", "1 employee · Software")
    assert (functions_cell.text, rows[1].cells[0][1].text) == ("No title", "")
    assert bare[0].url == f"/people/?person={old.pk}#person"
    assert not any(row.is_new for row in bare)
