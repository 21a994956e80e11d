"""What people of a file say about their companies fills what is empty there, and goes by undo."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company
from leadqual.leads.records.changes import change_record
from tests.leadqual.imports.conftest import Import, counts, undo

pytestmark = pytest.mark.django_db

HEADER = (
    "email,company,Company domain,Industry,# Employees,Company country,Company City,Technologies\n"
)
ANN = "ann@kelvia.example,Kelvia,kelvia.example,Software,51-200,Deutschland,Köln,AWS;Python\n"


def kelvia() -> Company:
    return Company.objects.get(domain="kelvia.example")


def test_a_new_company_gets_what_the_row_says(bring: Import) -> None:
    batch = bring(HEADER + ANN)

    now = kelvia()
    assert (now.industry, now.size, now.technologies) == ("Software", "51-200", ["AWS", "Python"])
    assert (now.city, now.country) == ("Cologne", "Germany")
    assert counts(batch) == (1, 0, 0, 0)


def test_only_empty_fields_are_filled_and_the_first_row_counts(bring: Import) -> None:
    bring(
        "name,domain,industry,city,country\nKelvia,kelvia.example,Toys,Rome,Italy\n",
        kind="companies",
    )

    bring(HEADER + ANN + "bo@kelvia.example,Kelvia,kelvia.example,Food,1000,,,Rust\n")

    now = kelvia()
    assert (now.industry, now.city, now.country) == ("Toys", "Rome", "Italy")
    assert (now.size, now.technologies) == ("51-200", ["AWS", "Python"])


def test_undo_empties_them_again_and_keeps_what_people_changed(
    bring: Import, manager: User
) -> None:
    bring("name,domain,city\nKelvia,kelvia.example,Rome\n", kind="companies")
    batch = bring(HEADER + ANN)
    change_record(record=kelvia(), values={"industry": "Toys"}, author=manager)

    undo(batch, manager)

    now = kelvia()
    assert (now.industry, now.size, now.technologies, now.city) == ("Toys", "", [], "Rome")


def test_undo_deletes_companies_that_a_later_row_filled(
    bring: Import, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadqual.imports.merging.import_job.FIRST_ROWS", (1, 1))
    content = HEADER + "bo@kelvia.example,Kelvia,kelvia.example,,,,,\n" + ANN
    batch = bring(content, chunk_rows=1)
    assert kelvia().industry == "Software"

    undone = undo(batch, manager)

    assert not Company.objects.exists()
    assert undone["n_companies"] == 1


def test_a_dry_run_and_rows_that_stay_out_fill_nothing(bring: Import) -> None:
    bring("name,domain\nKelvia,kelvia.example\n", kind="companies")
    bring("email\nann@kelvia.example\n")

    bring(HEADER + ANN, is_dry=True)
    assert kelvia().industry == ""
    bring(HEADER + ANN, mode="create")

    assert kelvia().industry == ""


def test_what_cannot_be_read_is_listed(bring: Import) -> None:
    batch = bring(HEADER + "ann@kelvia.example,Kelvia,kelvia.example,Software,many,Narnia,,\n")

    assert counts(batch) == (1, 0, 0, 0)
    assert sorted(cell.column for cell in batch.cells.all()) == ["# Employees", "Company country"]
    assert kelvia().industry == "Software"


def test_companies_of_others_stay(
    bring: Import, workspace: Workspace, other_workspace: Workspace
) -> None:
    bring("name,domain\nKelvia,kelvia.example\n", kind="companies", into=other_workspace)

    bring(HEADER + ANN)

    assert Company.objects.get(workspace=other_workspace).industry == ""
    assert Company.objects.get(workspace=workspace).industry == "Software"
