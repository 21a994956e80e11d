"""The planner knows of tables that grow, and rubbish is looked for as before once rows are in."""

import gc

import pytest
from django.db import connection

from leadqual.imports.merging import planner_stats
from leadqual.imports.merging.interpreter_settings import long_import_settings
from leadqual.imports.merging.planner_stats import Planner
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Company
from tests.leadqual.imports.conftest import Import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seen_empty")]


def rows_known() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'leads_company'::regclass")
        return float(cursor.fetchone()[0])


def about(n: int) -> object:
    """Return what a count is equal to that Postgres estimates of a sample of pages."""
    return pytest.approx(n, abs=50)


def add_companies(batch: ImportBatch, n: int) -> None:
    names = [f"c{batch.n_created + at}" for at in range(n)]
    Company.objects.bulk_create(
        [Company(workspace=batch.workspace, name=name, name_key=name) for name in names]
    )
    batch.n_created += n


@pytest.mark.slow
def test_planner_is_told_when_a_table_is_twice_what_it_was(bring: Import) -> None:
    batch = bring("name\nAcme\n", kind="companies")
    planner = Planner(batch)

    add_companies(batch, 999)
    planner.look()
    assert rows_known() == about(1)
    add_companies(batch, 1)
    planner.look()
    assert rows_known() == about(1001)
    add_companies(batch, 1000)
    planner.look()
    assert rows_known() == about(1001)


def test_planner_is_not_told_of_a_small_share(bring: Import) -> None:
    batch = bring("name\nAcme\n", kind="companies")
    add_companies(batch, 99)
    Planner(batch).analyze_fully()
    assert rows_known() == 100

    batch.n_created, batch.n_updated = 0, 0
    add_companies(batch, 4)
    Planner(batch).analyze_fully()
    assert rows_known() == 100
    add_companies(batch, 1)
    Planner(batch).analyze_fully()
    assert rows_known() == 105


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_ends_though_somebody_keeps_the_tables(
    bring: Import, models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner_stats, "_LONGEST_WAIT", "50ms")
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:  # As who builds an index.
            cursor.execute("LOCK TABLE leads_company IN SHARE UPDATE EXCLUSIVE MODE")
        batch = bring("name\nAcme\n", kind="companies")
    finally:
        other.close()

    assert (batch.status, batch.n_created) == ("done", 1)


def test_python_collects_as_before_after_two_imports_at_once() -> None:
    before = gc.get_threshold()
    one, other = long_import_settings(), long_import_settings()

    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert gc.get_threshold() != before
    other.__exit__(None, None, None)

    assert gc.get_threshold() == before


def test_python_collects_as_before_afterwards() -> None:
    before = gc.get_threshold()

    with long_import_settings():
        assert gc.get_threshold()[0] > before[0]

    assert gc.get_threshold() == before
