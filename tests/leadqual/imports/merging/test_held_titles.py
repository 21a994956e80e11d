"""Further and past titles of contacts come with imports, merge, and go when an import is undone."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.imports.merging.import_job import run_import
from leadqual.leads.models import Contact, JobTitle
from tests.leadqual.imports.conftest import Import, undo

pytestmark = pytest.mark.django_db

PEOPLE = """name,email,job title,other titles,past titles
Ann Lee,ann@acme.example,Head of Sales,"Board Member; Advisor, Sales","Account Executive
SDR
Account Executive"
Bo Roe,bo@acme.example,CFO,,"[""Controller"", ""CPA | Auditor""]"
Cy Poe,cy@acme.example,CEO,,
"""


def held(email: str) -> tuple[str, str]:
    contact = Contact.objects.get(email=email)
    return contact.other_titles, contact.past_titles


def test_titles_of_both_columns_are_stored_each_once(bring: Import) -> None:
    batch = bring(PEOPLE)

    run_import(batch.pk)

    assert held("ann@acme.example") == ("Board Member\nAdvisor, Sales", "Account Executive\nSDR")
    assert held("bo@acme.example") == ("", "Controller\nCPA | Auditor")
    assert held("cy@acme.example") == ("", "")


def test_titles_held_before_are_not_counted_as_titles_of_contacts(bring: Import) -> None:
    run_import(bring(PEOPLE).pk)

    assert set(JobTitle.objects.values_list("normalised", flat=True)) == {
        *("head of sales", "chief financial officer", "chief executive officer")
    }


def test_a_later_import_replaces_the_titles_and_an_empty_cell_erases_none(bring: Import) -> None:
    run_import(bring(PEOPLE).pk)

    run_import(
        bring(
            "email,other titles,past titles\nann@acme.example,,Intern\nbo@acme.example,Treasurer,\n"
        ).pk
    )

    assert held("ann@acme.example") == ("Board Member\nAdvisor, Sales", "Intern")
    assert held("bo@acme.example") == ("Treasurer", "Controller\nCPA | Auditor")


def test_two_rows_of_one_person_are_merged_in_one_file(bring: Import) -> None:
    batch = bring(
        "email,job title,past titles\n"
        "ann@acme.example,Head of Sales,SDR\nann@acme.example,,Intern\n"
    )

    run_import(batch.pk)

    assert held("ann@acme.example") == ("", "Intern")


def test_undoing_an_import_brings_former_titles_back(
    bring: Import, manager: User, workspace: Workspace
) -> None:
    run_import(bring(PEOPLE).pk)
    second = bring("email,past titles\nann@acme.example,Intern\n")
    run_import(second.pk)

    undo(second, manager)

    assert held("ann@acme.example") == ("Board Member\nAdvisor, Sales", "Account Executive\nSDR")


def test_a_cell_with_too_many_titles_is_reported_and_its_row_stays(bring: Import) -> None:
    batch = bring(
        "email,past titles\nann@acme.example," + ";".join(f"Job {n}" for n in range(51)) + "\n"
    )

    run_import(batch.pk)

    batch.refresh_from_db()
    assert held("ann@acme.example") == ("", "")
    assert batch.n_cells == 1
