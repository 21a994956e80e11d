"""The planner knows of tables that grow, and rubbish is looked for as before once rows are in."""

import gc

import pytest
from django.db import connection

from leadqual.imports.models import ImportBatch
from leadqual.imports.pace import Planner, seldom_collected
from leadqual.leads.models import Company
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db


def rows_known() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'leads_company'::regclass")
        return float(cursor.fetchone()[0])


def add_companies(batch: ImportBatch, n: int) -> None:
    names = [f"c{batch.n_created + at}" for at in range(n)]
    Company.objects.bulk_create(
        [Company(workspace=batch.workspace, name=name, name_key=name) for name in names]
    )
    batch.n_created += n


def test_planner_is_told_when_a_table_is_twice_what_it_was(bring: Import) -> None:
    batch = bring("name\nAcme\n", kind="companies")
    planner = Planner(batch)

    add_companies(batch, 999)
    planner.look()
    assert rows_known() == 1
    add_companies(batch, 1)
    planner.look()
    assert rows_known() == 1001
    add_companies(batch, 1000)
    planner.look()
    assert rows_known() == 1001


def test_python_collects_as_before_afterwards() -> None:
    before = gc.get_threshold()

    with seldom_collected():
        assert gc.get_threshold()[0] > before[0]

    assert gc.get_threshold() == before
