"""A workspace in which people and companies stand twice."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.duplicates.models import DuplicateRun
from leadqual.duplicates.runs import start_run
from leadqual.duplicates.tasks import run_duplicates
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, Contact


def person(workspace: Workspace, name: str, email: str | None = None, **fields: object) -> Contact:
    """Create a person."""
    first, _, last = name.partition(" ")
    return Contact.objects.create(
        workspace=workspace, first_name=first, last_name=last, email=email, **fields
    )


def company(workspace: Workspace, name: str, **fields: object) -> Company:
    """Create a company."""
    return Company.objects.create(workspace=workspace, name=name, name_key=name_key(name), **fields)


@pytest.fixture
def people(workspace: Workspace) -> list[Contact]:
    """Two of one person, and two others of one name at a large company."""
    acme = company(workspace, "Acme GmbH")
    large = company(workspace, "Largo", employees=200_000)
    return [
        person(workspace, "Anna Quandt", "anna.quandt@acme.example", company=acme, city="Bonn"),
        person(workspace, "Anna Quandt", "anna.quandt+crm@acme.example", phone="030 8841207"),
        person(workspace, "Wei Zhang", "wei.zhang@largo.example", company=large),
        person(workspace, "Wei Zhang", "wei.zhang2@largo.example", company=large),
        person(workspace, "Eva Lindqvist", "eva@acme.example", company=acme),
    ]


def run(workspace: Workspace, kind: str, task: str, author: User, **fields: object) -> DuplicateRun:
    """Start a job and do its work."""
    row = start_run(workspace=workspace, kind=kind, task=task, author=author, **fields)  # type: ignore[arg-type]
    run_duplicates(row.pk)
    row.refresh_from_db()
    return row
