"""Timeline and notes of contacts and companies by API."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from leadqual.accounts.api.idempotency import one_step
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import IDS_HELP, KnownFieldsOnly, ResolvedIdsOutput
from leadqual.leads.do_not_contact.leaving_values import ADDRESSES
from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.leads.models import Company, Contact, Note
from leadqual.leads.records import notes
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, change_many
from leadqual.leads.records.change_undo import Undone, has_step, redo_step, undo_step
from leadqual.leads.records.record_values import Record
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, joined_tags
from leadqual.search.api.serializers import StatusField, work_values
from leadqual.search.cursors import LOST_PLACE
from leadqual.search.results import selectors
from leadqual.search.timeline import PAGE_SIZE, TimelineEvent, is_place, timeline_of


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
        if cursor and not is_place(cursor):
            raise ValidationError({"cursor": [LOST_PLACE]})
        size = TimelinePages().get_page_size(self.request)
        page = timeline_of(record, after=cursor, size=size)
        address = self.request.build_absolute_uri()
        following = replace_query_param(address, "cursor", page.after) if page.after else None
        events = EventOutput(_leaving(record, page.events), many=True).data
        return Response({"next": following, "previous": None, "results": events})

    def add_note(self, record: Record, body: op.Body) -> Note:
        return notes.add_note(record=record, text=body["text"], author=self.user)


def _leaving(record: Record, events: Sequence[TimelineEvent]) -> Sequence[TimelineEvent]:
    """Return events without addresses that a person marked Do not contact has or had."""
    if not isinstance(record, Contact) or not blocked_among([record]):
        return events
    return [_without_addresses(event) for event in events]


def _without_addresses(event: TimelineEvent) -> TimelineEvent:
    words, kept = event.words, list(event.changes)
    for at, change in enumerate(kept):
        if change.field in ADDRESSES:
            words = words.replace(str(change), change.label)
            kept[at] = replace(change, before="", after="")
    return replace(event, words=words, changes=kept)


class ContactTimelineViewSet(_TimelineViewSet):
    """What happened to a person."""

    key, rows = "contact", staticmethod(selectors.contacts_of)

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

    key, rows = "company", staticmethod(selectors.companies_of)

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


# Owner, status or tags of many records by API, and the undo of what was changed.


class _TagsField(serializers.ListField):
    child = serializers.CharField(max_length=LONGEST_TAG)

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=MAX_TAGS, **options)


class BulkChangeInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of a bulk change; omitted fields stay unchanged."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MAX_AT_ONCE,
        help_text=IDS_HELP,
    )
    request_id = serializers.UUIDField(
        help_text="Generate one for each change; a repeated request changes nothing, and one with "
        "other content is refused."
    )
    owner = serializers.EmailField(
        required=False, allow_null=True, help_text="Email of a member; null for no owner."
    )
    status = StatusField(required=False)
    add_tags = _TagsField()
    remove_tags = _TagsField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want something to change."""
        if not attrs.keys() - {"ids", "request_id"}:
            raise serializers.ValidationError("Say what to change.")
        return attrs


class BulkChangeOutput(ResolvedIdsOutput):
    """What a bulk change did."""

    changed = serializers.IntegerField(
        source="n_changed", help_text="Records that are different now."
    )
    unchanged = serializers.IntegerField(
        source="n_same", help_text="Records that had these values already."
    )
    request_id = serializers.UUIDField(
        source="step", help_text="Undoes the change: `POST /record-changes/{request_id}/undo`."
    )


class UndoneOutput(serializers.Serializer[Any]):
    """What an undo did."""

    undone = serializers.IntegerField(help_text="Records restored to their previous values.")
    kept = serializers.IntegerField(help_text="Records that were changed since and are kept.")


class RecordChangeViewSet(WorkspaceViewSet[Any]):
    """Changes of many records in one step, their undo, and the way back from it."""

    def change(self, model: type[Contact | Company], body: op.Body) -> object:
        given: dict[str, Any] = dict(body)
        add, remove = (joined_tags(given.pop(name, ())) for name in ("add_tags", "remove_tags"))
        with one_step(self.request, given["request_id"]):
            return change_many(
                workspace=self.workspace,
                model=model,
                keys=given["ids"],
                change=BulkChange(work_values(given, self.workspace), add, remove, "API"),
                author=self.user,
                step=given["request_id"],
            )

    @op.post("contacts/bulk-changes", body=BulkChangeInput, returns=BulkChangeOutput)
    def change_contacts(self, body: op.Body) -> object:
        """Change owner, status or tags of many people in one step."""
        return self.change(Contact, body)

    @op.post("companies/bulk-changes", body=BulkChangeInput, returns=BulkChangeOutput)
    def change_companies(self, body: op.Body) -> object:
        """Change owner, status or tags of many companies in one step."""
        return self.change(Company, body)

    def turn(self, turn_step: Callable[..., Undone], request_id: UUID) -> dict[str, int]:
        if not has_step(self.workspace, request_id):
            raise Http404
        done = turn_step(workspace=self.workspace, step=request_id, author=self.user)
        return {"undone": done.n_undone, "kept": done.n_kept}

    @op.post("record-changes/<uuid:request_id>/undo", returns=UndoneOutput)
    def undo_change(self, request_id: UUID) -> dict[str, int]:
        """Undo a step, where nobody changed the records since."""
        return self.turn(undo_step, request_id)

    @op.post("record-changes/<uuid:request_id>/redo", returns=UndoneOutput)
    def redo_change(self, request_id: UUID) -> dict[str, int]:
        """Make an undone step again, where nobody changed the records since."""
        return self.turn(redo_step, request_id)
