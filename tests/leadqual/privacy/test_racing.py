"""Promises about a person who is erased while they come in."""

import io

import pytest
from django.core.files import File

from leadqual.accounts.models import User, Workspace
from leadqual.imports import services
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options
from leadqual.leads.models import Contact, ErasedPerson
from leadqual.privacy.erasure.erase_person import start_erasure
from leadqual.privacy.erasure.person import Identifiers
from tests.leadqual.at_once import Racer, other_session

EMAIL = "late@kranwerk.example"


@pytest.mark.django_db
def test_a_person_erased_while_an_import_runs_does_not_come_in_with_a_later_chunk(
    workspace: Workspace, manager: User, state: None
) -> None:
    batch = waiting_import(workspace, manager)

    def erase(now: ImportBatch) -> None:
        # The rows behind this chunk were read and checked before.
        given = Identifiers(email=EMAIL)
        start_erasure(workspace=workspace, identifiers=given, author=manager)

    run_import(batch.pk, chunk_rows=2, on_progress=erase)

    batch.refresh_from_db()
    assert not Contact.objects.filter(email=EMAIL).exists()
    assert (batch.n_created, batch.n_rejected) == (5, 1)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_a_chunk_that_was_checked_and_is_not_stored_yet(
    workspace: Workspace, manager: User, state: None
) -> None:
    batch = waiting_import(workspace, manager)
    given = Identifiers(email=EMAIL)
    with other_session() as other, other.cursor() as cursor:
        # The import has checked who was erased, and cannot write the contacts yet.
        cursor.execute("LOCK TABLE leads_contact IN SHARE ROW EXCLUSIVE MODE")
        importing = Racer(lambda: run_import(batch.pk))
        importing.until_waiting()
        erasing = Racer(
            lambda: start_erasure(workspace=workspace, identifiers=given, author=manager)
        )
        erasing.until_waiting(of=importing)
    importing.result()
    erasing.result()

    assert ErasedPerson.objects.count() == 1
    assert Contact.objects.count() == 5
    assert not Contact.objects.filter(email=EMAIL).exists()


def waiting_import(workspace: Workspace, author: User) -> ImportBatch:
    """Make an import of five people and of the one who is erased."""
    lines = [f"p{number}@kranwerk.example,P{number}" for number in range(4)]
    content = "\n".join(["Email,Last name", *lines, f"{EMAIL},Late", "z@kranwerk.example,Z", ""])
    return services.start_and_confirm(
        workspace=workspace,
        author=author,
        kind="contacts",
        file=File(io.BytesIO(content.encode()), name="list.csv"),
        file_name="list.csv",
        changes={},
        options=Options(),
        is_queued=False,
    )
