"""Timeline and notes of contacts and companies by API."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.do_not_contact.outgoing_values import ADDRESSES
from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.leads.models import Company, Contact, Note
from leadqual.leads.records import notes
from leadqual.leads.records.record_values import Record
from leadqual.search.cursors import INVALID_CURSOR
from leadqual.search.results.record_rows import companies_of, contacts_of
from leadqual.search.timeline import PAGE_SIZE, TimelineEvent, is_valid_cursor, timeline_of


class ValueChangeOutput(serializers.Serializer[Any]):
    """A field with its values before and after a change."""

    field = serializers.CharField(help_text="Such as `owner`, `title` or `custom.region`.")
    label = serializers.CharField()  # type: ignore[assignment]  # hides the name of the base
    before = serializers.CharField(help_text="Empty if there was no value.")
    after = serializers.CharField(help_text="Empty if the value was removed.")


class EventOutput(serializers.Serializer[Any]):
    """One thing that happened."""

    at = serializers.DateTimeField()
    kind = serializers.CharField(help_text="Such as `edited`, `note`, `reply` or `list`.")
    words = serializers.CharField(help_text="What happened, or the text of a note.")
    who = serializers.CharField(help_text="Who did it; empty if unknown.")
    note_id = serializers.IntegerField(allow_null=True)
    changes = ValueChangeOutput(many=True, help_text="Of `edited` and `undone`; else empty.")


class TimelinePages(CursorPages):
    """Pages of a timeline, the newest first; `previous` is always null: pages lead to older."""

    page_size = PAGE_SIZE


class NoteInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A note to write."""

    text = serializers.CharField(max_length=notes.LONGEST_NOTE)


@extend_schema_serializer(component_name="Note")
class NoteOutput(serializers.ModelSerializer[Note]):
    """A note."""

    author = serializers.CharField(source="author.email")

    class Meta:
        model = Note
        fields = ["id", "text", "author", "created_at", "edited_at"]


class _TimelineViewSet(WorkspaceViewSet[Any]):
    """What happened to a record, and notes on it."""

    def events(self, record: Record) -> Response:
        cursor = self.request.query_params.get("cursor", "")
        if cursor and not is_valid_cursor(cursor):
            raise ValidationError({"cursor": [INVALID_CURSOR]})
        size = TimelinePages().get_page_size(self.request)
        page = timeline_of(record, after=cursor, size=size)
        address = self.request.build_absolute_uri()
        next_url = replace_query_param(address, "cursor", page.after) if page.after else None
        events = EventOutput(_hide_addresses(record, page.events), many=True).data
        return Response({"next": next_url, "previous": None, "results": events})

    def add_note(self, record: Record, body: op.Body) -> Note:
        return notes.add_note(record=record, text=body["text"], author=self.user)


def _hide_addresses(record: Record, events: Sequence[TimelineEvent]) -> Sequence[TimelineEvent]:
    """Return events without addresses that a person marked Do not contact has or had."""
    if not isinstance(record, Contact) or not blocked_among([record]):
        return events
    return [_without_addresses(event) for event in events]


def _without_addresses(event: TimelineEvent) -> TimelineEvent:
    words, kept = event.words, list(event.changes)
    for position, change in enumerate(kept):
        if change.field in ADDRESSES:
            words = words.replace(str(change), change.label)
            kept[position] = replace(change, before="", after="")
    return replace(event, words=words, changes=kept)


class ContactTimelineViewSet(_TimelineViewSet):
    """What happened to a person."""

    key, rows = "contact", staticmethod(contacts_of)

    @op.get("contacts/<int:contact_id>/timeline", lists=EventOutput, pages=TimelinePages)
    def list_contact_events(self, contact: Contact) -> Response:
        """Return what happened to a person, newest first."""
        return self.events(contact)

    @op.post("contacts/<int:contact_id>/notes", body=NoteInput, returns=NoteOutput, status=201)
    def add_contact_note(self, contact: Contact, body: op.Body) -> Note:
        """Write a note on a person."""
        return self.add_note(contact, body)


class CompanyTimelineViewSet(_TimelineViewSet):
    """What happened to a company."""

    key, rows = "company", staticmethod(companies_of)

    @op.get("companies/<int:company_id>/timeline", lists=EventOutput, pages=TimelinePages)
    def list_company_events(self, company: Company) -> Response:
        """Return what happened to a company, newest first."""
        return self.events(company)

    @op.post("companies/<int:company_id>/notes", body=NoteInput, returns=NoteOutput, status=201)
    def add_company_note(self, company: Company, body: op.Body) -> Note:
        """Write a note on a company."""
        return self.add_note(company, body)


class NoteViewSet(WorkspaceViewSet[Note]):
    """One note."""

    key = "note"

    def get_queryset(self) -> QuerySet[Note]:
        """Return the notes of the workspace; a deleted one can only be restored."""
        if self.action == "restore_note":
            return Note.objects.filter(workspace=self.workspace)
        return notes.notes_of(self.workspace)

    @op.patch("notes/<int:note_id>", body=NoteInput, returns=NoteOutput)
    def update_note(self, note: Note, body: op.Body) -> Note:
        """Edit a note of your own."""
        notes.edit_note(note=note, text=body["text"], author=self.user)
        return note

    @op.delete("notes/<int:note_id>")
    def delete_note(self, note: Note) -> None:
        """Delete a note of your own."""
        notes.delete_note(note=note, author=self.user)

    @op.post("notes/<int:note_id>/restore", returns=NoteOutput)
    def restore_note(self, note: Note) -> Note:
        """Restore a deleted note of your own. Idempotent."""
        notes.restore_note(note=note, author=self.user)
        return note
