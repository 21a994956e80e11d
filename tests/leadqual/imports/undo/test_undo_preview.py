"""The preview of an undo says what the undo then does."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.imports.list_additions import add_to_list
from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.undo_preview import undo_preview
from leadqual.leads.models import Company, Contact, ContactList
from leadqual.search.lists.services import add_records, create_list
from tests.leadqual.imports.conftest import Import, undo

pytestmark = pytest.mark.django_db

OLD = "email,position,external id\na@x.example,Buyer,1\nb@x.example,Baker,2\n"
NEW = (
    "email,position,external id\na@x.example,Chef,1\nb@x.example,Smith,2\n"
    "c@x.example,Clerk,3\nd@x.example,Cook,4\n"
)


def edit(email: str, **values: object) -> None:
    Contact.objects.filter(email=email).update(updated_at=timezone.now(), **values)


def in_other_list(workspace: Workspace, author: User, email: str) -> None:
    row = create_list(workspace=workspace, name="By hand", author=author)
    keys = [Contact.objects.get(email=email).pk]
    add_records(contact_list=row, keys=keys, author=author, request_id=uuid4())


def agrees(batch: ImportBatch, author: User) -> dict[str, int]:
    """Undo an import, compare that with its preview, and return what was said."""
    will = undo_preview(batch)
    said = {"n_deleted": will.n_deleted, "n_restored": will.n_restored, "n_kept": will.n_kept}
    did = undo(batch, author)
    assert {name: did.get(name, 0) for name in said} == said
    return said


def test_a_list_that_the_import_filled_keeps_nobody(bring: Import, manager: User) -> None:
    batch = bring("email\na@x.example\nb@x.example\n", list_name="Fair")

    assert agrees(batch, manager) == {"n_deleted": 2, "n_restored": 0, "n_kept": 0}
    assert not Contact.objects.exists()


def test_companies_of_a_list_that_was_filled_later_go_too(bring: Import, manager: User) -> None:
    batch = bring("name,website\nAcme,acme.example\nOrlo,orlo.example\n", kind="companies")
    add_to_list(batch=batch, name="Fair", author=manager)

    assert agrees(batch, manager) == {"n_deleted": 2, "n_restored": 0, "n_kept": 0}
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _w, _a: edit("c@x.example", first_name="Cleo"), id="edited"),
        pytest.param(lambda w, a: in_other_list(w, a, "c@x.example"), id="in another list"),
    ],
)
def test_a_kept_person_keeps_list_and_tag_and_others_lose_both(
    bring: Import, workspace: Workspace, manager: User, change: Callable[[Workspace, User], None]
) -> None:
    bring(OLD)
    batch = bring(NEW, list_name="Fair", tags=("fair",))
    change(workspace, manager)
    edit("b@x.example", first_name="Ben")

    assert agrees(batch, manager) == {"n_deleted": 1, "n_restored": 2, "n_kept": 1}

    fair = ContactList.objects.get(name="Fair")
    listed = set(fair.entries.values_list("contact__email", flat=True))
    tagged = set(Contact.objects.filter(tags__contains=["fair"]).values_list("email", flat=True))
    assert listed == tagged == {"c@x.example"}


def test_fields_that_stay_are_counted_by_record(bring: Import, manager: User) -> None:
    bring(OLD)
    batch = bring(NEW)
    edit("a@x.example", first_name="Ann")  # The title goes back all the same.
    edit("b@x.example", title="Tailor")

    assert agrees(batch, manager) == {"n_deleted": 2, "n_restored": 2, "n_kept": 1}


def test_a_former_key_that_a_record_of_the_import_has_now_comes_back(
    bring: Import, manager: User
) -> None:
    bring("email,external id\na@x.example,1\n")
    batch = bring("email,external id\nnew@x.example,1\na@x.example,5\n")
    assert (batch.n_updated, batch.n_created) == (1, 1)

    assert agrees(batch, manager) == {"n_deleted": 1, "n_restored": 1, "n_kept": 0}
    assert Contact.objects.get().email == "a@x.example"
