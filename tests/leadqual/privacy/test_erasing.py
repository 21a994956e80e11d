"""Promises about erasing a person: everything goes, and stays gone."""

import pytest
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.imports import control
from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.undo_job import undo_import
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import Company, Contact, DoNotContact, ErasedKey, ErasedPerson
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.privacy.erasure.erase_person import lift_erasure, run_erasure, start_erasure
from leadqual.privacy.erasure.find_person import export, find
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.models import Erasure
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.privacy.everywhere import (
    Everywhere,
    bring,
    put_everywhere,
    where_traces_are,
)
from tests.leadqual.privacy.person import (
    COLLEAGUE,
    CSV,
    EMAIL,
    EXTERNAL_ID,
    LINKEDIN,
    NEEDLES,
    PHONE,
    traces_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def everywhere(workspace: Workspace, manager: User, models: None, state: None) -> Everywhere:
    """A person who is in every table and file."""
    return put_everywhere(workspace, manager)


def erase(workspace: Workspace, author: User, **identifiers: object) -> Erasure:
    """Erase a person to the end."""
    given = Identifiers(**identifiers or {"email": EMAIL})  # type: ignore[arg-type]
    erasure = start_erasure(workspace=workspace, identifiers=given, author=author)
    done = run_erasure(erasure.pk)
    assert done is not None
    return done


@pytest.mark.costs("reads every table and file")
def test_no_table_and_no_file_names_an_erased_person_and_colleagues_stay(
    workspace: Workspace, manager: User, everywhere: Everywhere
) -> None:
    before = where_traces_are()
    assert {"public.leads_contact", "public.replies_reply", "public.accounts_auditrow"} <= set(
        before
    )

    erasure = erase(workspace, manager)

    again = erase(workspace, manager)

    assert where_traces_are() == {}
    assert (erasure.pk, erasure.counts) == (again.pk, again.counts)
    assert ErasedPerson.objects.count() == 1
    assert again.identifiers is None
    assert ErasedKey.objects.filter(person=erasure.person).count() >= 4
    everywhere.quoting.refresh_from_db()
    colleague = Contact.objects.get(pk=everywhere.colleague.pk)
    assert "I agree with that plan." in everywhere.quoting.text
    assert "Boris Tamm" in everywhere.quoting.text
    assert (colleague.email, colleague.last_name) == (COLLEAGUE, "Tamm")
    assert colleague.list_entries.count() == 1


@pytest.mark.slow
def test_an_import_can_still_be_undone_after_a_person_of_it_was_erased(
    workspace: Workspace, manager: User, everywhere: Everywhere
) -> None:
    Contact.objects.filter(pk=everywhere.colleague.pk).update(title="")
    batch = bring(workspace, manager, b"Email,Last name\nlate@kranwerk.example,Late\n", "late.csv")
    erase(workspace, manager)

    control.start_undo(batch=batch, author=manager)
    undo_import(batch.pk)

    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.UNDONE
    assert not Contact.objects.filter(email="late@kranwerk.example").exists()


@pytest.mark.slow
def test_an_erasure_that_was_cut_off_goes_on(
    workspace: Workspace, manager: User, everywhere: Everywhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasure = start_erasure(
        workspace=workspace, identifiers=Identifiers(email=EMAIL), author=manager
    )
    Erasure.objects.filter(pk=erasure.pk).update(n_done=3)

    done = run_erasure(erasure.pk)

    assert done is not None
    assert done.finished_at is not None
    assert done.n_done == done.n_steps


@pytest.mark.slow
def test_a_person_is_found_by_each_identifier_in_any_spelling_and_exported(
    workspace: Workspace, everywhere: Everywhere
) -> None:
    for identifiers in (
        Identifiers(email="ZDENKA.quastenberg+news@Kranwerk.example"),
        Identifiers(external_id=EXTERNAL_ID),
        Identifiers(linkedin_url="de.linkedin.com/in/zdenka-quastenberg-4711/"),
        Identifiers(phone="0049 89 76543219"),
    ):
        person, held = find(workspace, identifiers)
        assert person.contact_ids == [everywhere.contact_id]
        assert {"leads.Contact", "leads.ListEntry", "replies.Reply", "imports.ImportChange"} <= {
            one.table.model for one in held
        }

    exported = export(workspace, Identifiers(email=EMAIL))

    tables = {table["table"]: table for table in exported["tables"]}  # type: ignore[attr-defined]
    contact = tables["leads.Contact"]["rows"][0]
    assert contact["values"]["email"] == EMAIL
    assert contact["since"].startswith("20")
    assert tables["leads.Contact"]["purpose"]
    assert {"replies.Reply", "accounts.AuditRow", "leads.DoNotContact"} <= set(tables)


@pytest.mark.slow
def test_other_workspaces_keep_the_same_person(
    workspace: Workspace, other_workspace: Workspace, manager: User, everywhere: Everywhere
) -> None:
    bring(other_workspace, manager, CSV.encode(), "theirs.csv")

    erase(workspace, manager)

    assert Contact.objects.filter(workspace=other_workspace, email=EMAIL).exists()
    save_contact(workspace=other_workspace, values=ContactValues(EMAIL, title="CEO"))


def test_words_of_other_workspaces_about_the_person_stay(
    workspace: Workspace, other_workspace: Workspace, manager: User, state: None
) -> None:
    words = f"Zdenka Quastenberg <{EMAIL}>"
    make_contact(workspace, "Zdenka Quastenberg", email=EMAIL)
    make_company(other_workspace, "Kranwerk", overview=words)
    make_contact(other_workspace, "Boris Tamm", other_titles=f"Assistant to {words}")
    Reply.objects.create(
        workspace=other_workspace, sender=COLLEAGUE, text=words, received_at=timezone.now()
    )
    record_audit(
        workspace=other_workspace,
        actor=manager,
        action="list.created",
        subject="list:1",
        name=words,
    )
    theirs = [
        model.objects.filter(workspace=other_workspace)
        for model in (Company, Contact, Reply, AuditRow)
    ]
    before = [list(rows.values()) for rows in theirs]

    erase(workspace, manager)

    assert not Contact.objects.filter(workspace=workspace).exists()
    assert [list(rows.values()) for rows in theirs] == before


@pytest.mark.slow
def test_nothing_stores_an_erased_person_until_the_erasure_is_lifted(
    workspace: Workspace, manager: User, everywhere: Everywhere
) -> None:
    erase(workspace, manager)
    n_replies = Reply.objects.count()
    rows = (
        f"{EMAIL},,,,",
        "Zdenka.Quastenberg+x@KRANWERK.example,,,,",
        f"a@kranwerk.example,{LINKEDIN},,,",
        f"b@kranwerk.example,,{EXTERNAL_ID},,",
        f"c@kranwerk.example,,,{PHONE},QUASTENBERG",
        f"new@kranwerk.example,,,{PHONE},Other",
    )
    content = "\n".join(["Email,LinkedIn,Id,Phone,Last name", *rows, ""])

    batch = bring(workspace, manager, content.encode(), "again.csv")
    with pytest.raises(ErasedPersonError):
        save_contact(workspace=workspace, values=ContactValues(EMAIL))
    with pytest.raises(ErasedPersonError):
        receive_reply(workspace=workspace, mail=Mail(sender=EMAIL, subject="Hi", text="Hello"))

    assert (batch.n_created, batch.n_rejected) == (1, 5)
    for rejected in batch.rows.filter(outcome="rejected"):
        assert "Erased on request" in rejected.reason
        assert not traces_in(rejected.value.encode())
    assert Reply.objects.count() == n_replies
    assert not Contact.objects.filter(email=EMAIL).exists()

    lift_erasure(workspace=workspace, identifiers=Identifiers(email=EMAIL), author=manager)
    contact, is_new = save_contact(workspace=workspace, values=ContactValues(EMAIL))

    assert is_new
    assert contact.do_not_contact
    assert DoNotContact.objects.filter(value=EMAIL, lifted_at=None).exists()


def test_the_search_for_traces_finds_them_in_every_form() -> None:
    assert traces_in("Zdenka".encode("utf-16-le"))
    assert traces_in(b"QUASTENBERG")
    assert len(NEEDLES) == len(set(NEEDLES))
    assert PHONE
