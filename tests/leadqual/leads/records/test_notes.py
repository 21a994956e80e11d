"""Promises about notes, and about whose an address was."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import NotAllowedError
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.errors import EmptyNoteError
from leadqual.leads.models import Contact, Note
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.contact_activity import contact_of_email, record_activity
from leadqual.leads.records.notes import add_note, delete_note, edit_note
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def jana(workspace: Workspace) -> Contact:
    """Somebody to write notes on."""
    return make_contact(workspace, "Jana Brandt", email="jana@x.example")


def test_a_note_counts_as_activity_and_comes_back_with_a_deleted_contact(
    jana: Contact, manager: User
) -> None:
    note = add_note(record=jana, text=" Hello \0", author=manager)

    jana.refresh_from_db()
    assert (note.text, jana.last_activity_at) == ("Hello", note.created_at)
    before = Note.objects.values().get()
    deleted = delete_record(record=jana, workspace=jana.workspace, kind="contact", author=manager)
    assert not Note.objects.exists()
    restore_record(deleted=deleted, author=manager)
    assert Note.objects.values().get() == before


def test_an_empty_or_endless_note_is_refused(jana: Contact, manager: User) -> None:
    for text in ("", "  \0", "x" * 10_001):
        with pytest.raises(EmptyNoteError):
            add_note(record=jana, text=text, author=manager)

    assert not Note.objects.exists()


def test_only_its_author_changes_a_note(jana: Contact, manager: User, qualifier: User) -> None:
    note = add_note(record=jana, text="Hello", author=manager)

    with pytest.raises(NotAllowedError):
        edit_note(note=note, text="Bye", author=qualifier)
    with pytest.raises(NotAllowedError):
        delete_note(note=note, author=qualifier)

    note.refresh_from_db()
    assert (note.text, note.deleted_at) == ("Hello", None)


def test_notes_are_written_edited_deleted_and_restored_on_pages(
    jana: Contact, qualifier_client: Client, manager_client: Client, viewer_client: Client
) -> None:
    notes = f"/people/{jana.pk}/notes/"
    qualifier_client.post(notes, {"text": "<b>Hello</b>"})
    note = Note.objects.get()
    html = qualifier_client.get(f"/people/{jana.pk}/timeline/").content.decode()
    assert "&lt;b&gt;Hello&lt;/b&gt;" in html

    assert viewer_client.post(notes, {"text": "x"}).status_code == 403
    assert qualifier_client.post(notes, {"text": ""}).status_code == 302
    edit = f"/records/notes/{note.pk}/edit/"
    assert qualifier_client.post(edit, {"text": ""}).status_code == 422
    assert manager_client.post(edit, {"text": "Mine"}).status_code == 422
    qualifier_client.post(edit, {"text": "Bye"})
    note.refresh_from_db()
    assert (note.text, Note.objects.count()) == ("Bye", 1)

    qualifier_client.post(f"/records/notes/{note.pk}/delete/")
    assert Note.objects.filter(deleted_at=None).count() == 0
    qualifier_client.post(f"/records/notes/{note.pk}/restore/")
    assert Note.objects.filter(deleted_at=None).count() == 1


def test_web_addresses_in_notes_are_links_and_nothing_else_is(
    jana: Contact, manager: User, viewer_client: Client
) -> None:
    text = "See https://kelvia.example/a?b=1.\njavascript:alert(1) <a href=x>"
    add_note(record=jana, text=text, author=manager)

    html = viewer_client.get(f"/people/{jana.pk}/timeline/").content.decode()

    link = '<a href="https://kelvia.example/a?b=1" rel="noopener nofollow">'
    assert f"{link}https://kelvia.example/a?b=1</a>.<br>javascript:" in html
    assert "&lt;a href=x&gt;" in html
    assert 'href="javascript' not in html


def test_notes_of_another_workspace_are_not_there(
    jana: Contact, manager: User, stranger_client: Client
) -> None:
    note = add_note(record=jana, text="Hello", author=manager)

    for path in (f"/people/{jana.pk}/notes/", f"/records/notes/{note.pk}/delete/"):
        assert stranger_client.post(path, {"text": "x"}).status_code == 404


def test_the_api_writes_edits_and_deletes_notes(jana: Contact, api: Client) -> None:
    json = "application/json"
    made = api.post(f"/api/v1/contacts/{jana.pk}/notes", {"text": "Hello"}, content_type=json)
    address = f"/api/v1/notes/{made.json()['id']}"

    edited = api.patch(address, {"text": "Bye"}, content_type=json)

    assert (made.status_code, edited.json()["text"]) == (201, "Bye")
    assert api.patch(address, {"text": ""}, content_type=json).status_code == 422
    assert api.delete(address).status_code == 204
    assert api.delete(address).status_code == 404


def test_an_address_leads_to_who_has_it_or_alone_had_it(
    jana: Contact, workspace: Workspace, manager: User
) -> None:
    change_record(record=jana, values={"email": "new@x.example"}, author=manager)
    assert contact_of_email(workspace, "jana@x.example") == jana
    other = make_contact(workspace, "Ben", email="jana@x.example")
    assert contact_of_email(workspace, "jana@x.example") == other

    change_record(record=other, values={"email": "ben@x.example"}, author=manager)

    assert contact_of_email(workspace, "jana@x.example") is None  # Both had it.
    assert contact_of_email(workspace, "") is None


def test_the_last_activity_never_goes_back_or_ahead(jana: Contact) -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    for at in (late, early):
        record_activity(jana, at)
    jana.refresh_from_db()
    assert jana.last_activity_at == late

    record_activity(jana, datetime(2999, 1, 1, tzinfo=UTC))

    jana.refresh_from_db()
    assert jana.last_activity_at is not None
    assert jana.last_activity_at.year < 2999
