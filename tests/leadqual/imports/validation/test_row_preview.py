"""The first rows of a file as they will look once imported."""

import pytest
from django.core.files.base import ContentFile

from leadqual.accounts.models import User, Workspace
from leadqual.imports import services
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.row_preview import (
    N_CHECKED,
    N_SHOWN,
    RowPreview,
    preview_rows,
    rows_in_file,
)
from leadqual.leads.models import Contact

PEOPLE = (
    "First,Last,Email,Position,Org,Note\n"
    "ada,LOVELACE,ada@acme.example,VP Sales,Acme,x\n"
    "Bo,Roe,bo(at)acme,Buyer,Acme,\n"
    ",,,CEO,,\n"
)


@pytest.fixture
def uploaded(workspace: Workspace, manager: User) -> ImportBatch:
    """A file of people whose columns are mapped by their names."""
    return services.start_import(
        workspace=workspace,
        author=manager,
        kind="contacts",
        file=ContentFile(PEOPLE.encode(), name="list.csv"),
        file_name="list.csv",
    )


def cells(found: RowPreview, label: str) -> list[tuple[str, bool]]:
    at = found.columns.index(label)
    return [(row.cells[at].text, bool(row.cells[at].problem)) for row in found.rows]


def test_rows_are_shown_as_they_will_be_with_each_problem_in_its_cell(
    uploaded: ImportBatch,
) -> None:
    found = preview_rows(uploaded, uploaded.mapping, "any")

    assert cells(found, "Name") == [("ada LOVELACE", False), ("Bo Roe", False), ("", False)]
    assert cells(found, "Email")[:2] == [("ada@acme.example", False), ("bo(at)acme", True)]
    assert [bool(row.rejected) for row in found.rows] == [False, False, True]
    assert "does not identify a person" in found.rows[2].rejected
    assert (found.n_checked, found.n_problems) == (3, 2)
    assert rows_in_file(uploaded) == 3
    assert not Contact.objects.exists()


def test_another_mapping_shows_other_columns_and_stores_nothing(uploaded: ImportBatch) -> None:
    mapping = {"Email": "email", "Note": "tags", "Last": "new_field"}

    found = preview_rows(uploaded, mapping, "email")

    assert found.columns == ["Email", "Tags", "Last"]
    assert [cell.text for cell in found.rows[0].cells] == ["ada@acme.example", "x", "LOVELACE"]
    assert found.rows[2].rejected
    uploaded.refresh_from_db()
    assert uploaded.mapping != mapping


def test_titles_have_function_and_level_where_a_model_is_live(
    uploaded: ImportBatch, models: None
) -> None:
    found = preview_rows(uploaded, uploaded.mapping, "any")

    assert cells(found, "Function")[0] == ("Sales", False)
    assert cells(found, "Level")[0][0]


def test_a_problem_after_the_first_rows_is_among_those_shown(
    workspace: Workspace, manager: User
) -> None:
    rows = [f"P{n},p{n}@acme.example" for n in range(N_CHECKED + 10)]
    rows[100] = "P100,nowhere"
    batch = services.start_import(
        workspace=workspace,
        author=manager,
        kind="companies",
        file=ContentFile("\n".join(["Name,Website", *rows]).encode(), name="list.csv"),
        file_name="list.csv",
    )

    found = preview_rows(batch, batch.mapping, "any")

    assert len(found.rows) == N_SHOWN
    assert found.n_checked == N_CHECKED
    assert rows_in_file(batch) == N_CHECKED + 10
