"""The files that a customer would bring."""

from pathlib import Path

import pytest
from django.core.files import File
from django.db.models import Count, F

from leadqual.accounts.models import User, Workspace
from leadqual.imports import services
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Company, Contact, JobTitle
from tests.leadqual.imports.conftest import counts

N_PEOPLE = 60_000
N_COMPANIES = 8_858


def import_file(workspace: Workspace, author: User, kind: str, path: Path) -> ImportBatch:
    with path.open("rb") as raw:
        batch = services.start_and_confirm(
            workspace=workspace,
            author=author,
            kind=kind,
            file=File(raw),
            file_name=path.name,
            changes={},
            is_queued=False,
        )
    run_import(batch.pk)
    batch.refresh_from_db()
    return batch


@pytest.mark.slow
@pytest.mark.needs_data
def test_60000_people_go_in_with_their_companies(
    workspace: Workspace, manager: User, data_folder: Path
) -> None:
    folder = data_folder / "companies"
    companies = import_file(workspace, manager, "companies", folder / "companies_import.csv.gz")
    people = import_file(workspace, manager, "contacts", folder / "contacts_import.csv.gz")

    # A second row for the same domain updates the company of the first one.
    assert (companies.n_rows, companies.n_rejected) == (N_COMPANIES, 0)
    assert companies.n_created + companies.n_updated == N_COMPANIES
    assert counts(people) == (N_PEOPLE, 0, 0, 0)
    assert Contact.objects.filter(company=None).count() == 0
    # 18 people name a company of which there are two, with no website: neither is surely theirs.
    assert Company.objects.count() == companies.n_created + 2
    assert not JobTitle.objects.annotate(n=Count("contacts")).exclude(n=F("n_contacts")).exists()
