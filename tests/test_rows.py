"""Tests find the tables as they were before the one that ran last."""

import pytest
from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company
from leadqual.taxonomy.models import Department, RepresentativeTitle
from tests import rows
from tests.product import make_workspace
from tests.rows import Seed, put_back, written_by


def lines(seed: Seed) -> dict[str, list[bytes]]:
    return {table: sorted(text.splitlines()) for table, text in seed.rows.items()}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most_bytes", [1 << 20, 0])
def test_what_a_test_wrote_goes_and_what_it_changed_or_deleted_is_back(
    monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    monkeypatch.setattr(rows, "MAX_BYTES_DELETED", most_bytes)
    seed = Seed.of_now()
    for _ in range(2):
        company = Company.objects.create(workspace=make_workspace(), name="Kelvia")
        Department.objects.filter(slug="sales").update(name=company.name)
        RepresentativeTitle.objects.first().delete()  # type: ignore[union-attr]  # there are many

        seed.bring_back()

        assert lines(Seed.of_now()) == lines(seed)
    assert not Workspace.objects.exists()


@pytest.mark.django_db
def test_rows_are_put_back_with_their_keys() -> None:
    kept = written_by(lambda: Company.objects.create(workspace=make_workspace(), name="Kelvia"))
    company = Company.objects.get()
    Workspace.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval('leads_company_id_seq', {company.pk}, false)")

    put_back(kept)

    assert Company.objects.get() == company
    assert Company.objects.get().workspace.slug == "northwind"
    assert Company.objects.create(workspace=company.workspace, name="Nordia").pk > company.pk


@pytest.mark.django_db
def test_rows_that_the_test_wrote_before_are_not_kept_with_the_work() -> None:
    Workspace.objects.create(name="Southwind", slug="southwind")

    kept = written_by(lambda: Workspace.objects.create(name="Kelvia", slug="kelvia"))

    assert b"kelvia" in kept["accounts_workspace"]
    assert b"southwind" not in kept["accounts_workspace"]


@pytest.mark.django_db
def test_work_that_changes_older_rows_is_not_kept() -> None:
    with pytest.raises(AssertionError):
        written_by(lambda: Department.objects.filter(slug="sales").update(name="Kelvia"))
