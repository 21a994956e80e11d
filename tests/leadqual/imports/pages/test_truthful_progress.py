"""Progress is told by the rows of the file, and what follows by its people."""

import io

import pytest
from django.core.files import File
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.imports import control, services
from leadqual.imports.files import row_counts
from leadqual.imports.files.row_counts import count_rows
from leadqual.imports.merging import import_job
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.selectors import pending_for_import
from leadqual.leads.models import JobTitle
from tests.leadqual.imports.conftest import Import, layout_in
from tests.leadqual.imports.workbooks import workbook

pytestmark = pytest.mark.django_db


def test_ten_of_a_hundred_and_fifty_rows_are_seven_percent(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_job, "FIRST_ROWS", (10, 40))
    content = "email\n" + "".join(f"p{at}@x.example\n" for at in range(150))
    batch = services.start_and_confirm(
        workspace=workspace,
        author=manager,
        kind="contacts",
        file=File(io.BytesIO(content.encode()), name="list.csv"),
        file_name="list.csv",
        changes={},
        is_queued=False,
    )
    seen: list[tuple[int, int]] = []

    def look(now: ImportBatch) -> None:
        seen.append((now.n_rows, now.percent))
        if len(seen) == 2:
            control.pause_import(batch=now, author=manager)

    run_import(batch.pk, on_progress=look)

    batch.refresh_from_db()
    assert seen == [(10, 7), (50, 33)]
    assert (batch.status, batch.n_rows, batch.percent) == ("paused", 50, 33)


def test_an_import_that_is_paused_with_all_its_rows_in_is_done(
    workspace: Workspace, manager: User
) -> None:
    batch = services.start_and_confirm(
        workspace=workspace,
        author=manager,
        kind="contacts",
        file=File(io.BytesIO(b"email\na@x.example\nb@x.example\n"), name="list.csv"),
        file_name="list.csv",
        changes={},
        is_queued=False,
    )

    run_import(batch.pk, on_progress=lambda now: control.pause_import(batch=now, author=manager))

    batch.refresh_from_db()
    assert (batch.status, batch.n_rows, batch.percent) == ("done", 2, 100)


def test_rows_are_counted_without_blank_lines_and_with_breaks_inside_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = b'name,email\n"A\nB",a@x.example\n\nC,c@x.example\n,\nD,d@x.example\n'
    layout = layout_in(io.BytesIO(text))

    assert count_rows(io.BytesIO(text), layout, len(text)) == 3
    monkeypatch.setattr(row_counts, "EXACT_COUNT_BYTES", 0)
    assert count_rows(io.BytesIO(text), layout, len(text)) == 5


def test_rows_of_a_sheet_are_counted() -> None:
    rows: list[list[object]] = [
        ["Name", "Email"],
        ["A", "a@x.example"],
        [None, None],
        ["B", "b@x.example"],
    ]
    file = io.BytesIO(workbook(("List", rows)))

    assert count_rows(file, layout_in(file), 0) == 2


def test_what_waits_is_counted_for_the_people_of_the_file(
    bring: Import, workspace: Workspace
) -> None:
    bring("email,position,company\n" + "".join(f"o{n}@x.example,T {n},C {n}\n" for n in range(9)))
    batch = bring(
        "email,position,company\na@x.example,CEO,Acme\nb@x.example,CEO,Acme\nc@x.example,,\n"
    )

    before = pending_for_import(batch)
    JobTitle.objects.filter(title="CEO").update(classified_at=timezone.now())
    after = pending_for_import(batch)

    assert (before.n_titles_done, before.n_titles_all, before.n_companies_all) == (0, 2, 1)
    assert (after.n_titles_done, after.n_titles_all) == (2, 2)
    assert after.n_companies == 1


def test_values_that_were_not_understood_are_told_by_column(
    manager_client: Client, bring: Import
) -> None:
    rows = "".join(f"p{at}@x.example,Narnia\n" for at in range(12))
    batch = bring(f"email,country\n{rows}q@x.example,Mordor\nr@x.example,France\n")

    page = manager_client.get(reverse("imports:batch", args=[batch.pk])).content.decode()

    text = " ".join(page.split())
    assert batch.n_created == 14
    assert "13 values in country could not be read." in text
    assert "“Narnia” (12), “Mordor”: Not a country." in text
