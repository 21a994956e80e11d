"""Timeline and notes of contacts and companies by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import Note
from leadqual.leads.records import notes as writes
from leadqual.leads.records.record_values import Record
from leadqual.search.cursors import LOST_PLACE
from leadqual.search.results import selectors
from leadqual.search.timeline.selectors import PAGE_SIZE, is_place, timeline_of


class EventOutput(serializers.Serializer[Any]):
    """One thing that happened."""

    at = serializers.DateTimeField()
    kind = serializers.CharField(help_text="Such as `edited`, `note`, `reply` or `list`.")
    words = serializers.CharField(help_text="What happened, or the text of a note.")
    who = serializers.CharField(help_text="Who did it; empty if unknown.")
    note_id = serializers.IntegerField(allow_null=True)


class TimelinePages(CursorPages):
    """Pages of a timeline, the newest first; `previous` is always null: pages lead to older."""

    page_size = PAGE_SIZE


class NoteInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A note to write."""

    text = serializers.CharField(max_length=writes.LONGEST_NOTE)


@extend_schema_serializer(component_name="Note")
class NoteOutput(serializers.ModelSerializer[Note]):
    """A note."""

    author = serializers.CharField(source="author.email")

    class Meta:
        model = Note
        fields = ["id", "text", "author", "created_at", "edited_at"]


def _timeline(request: ApiRequest, record: Record) -> Response:
    cursor = request.query_params.get("cursor", "")
    if cursor and not is_place(cursor):
        raise ValidationError({"cursor": [LOST_PLACE]})
    size = TimelinePages().get_page_size(request) or PAGE_SIZE
    page = timeline_of(record, after=cursor, size=size)
    address = request.build_absolute_uri()
    following = replace_query_param(address, "cursor", page.after) if page.after else None
    events = EventOutput(page.events, many=True).data
    return Response({"next": following, "previous": None, "results": events})


def _add(request: ApiRequest, record: Record) -> Response:
    body = NoteInput(data=request.data)
    body.is_valid(raise_exception=True)
    note = writes.add_note(record=record, text=body.validated_data["text"], author=request.user)
    return Response(NoteOutput(note).data, status=status.HTTP_201_CREATED)


class ContactTimelineView(APIView):
    """What happened to a person."""

    pagination_class = TimelinePages

    @extend_schema(operation_id="list_contact_events", responses={200: EventOutput(many=True)})
    def get(self, request: ApiRequest, contact_id: int) -> Response:
        """Return what happened to a person, newest first."""
        contacts = selectors.contacts_of(request.workspace)
        return _timeline(request, get_object_or_404(contacts, pk=contact_id))


class CompanyTimelineView(APIView):
    """What happened to a company."""

    pagination_class = TimelinePages

    @extend_schema(operation_id="list_company_events", responses={200: EventOutput(many=True)})
    def get(self, request: ApiRequest, company_id: int) -> Response:
        """Return what happened to a company, newest first."""
        companies = selectors.companies_of(request.workspace)
        return _timeline(request, get_object_or_404(companies, pk=company_id))


class ContactNotesView(APIView):
    """Notes on a person."""

    @extend_schema(operation_id="add_contact_note", request=NoteInput, responses={201: NoteOutput})
    def post(self, request: ApiRequest, contact_id: int) -> Response:
        """Write a note on a person."""
        contacts = selectors.contacts_of(request.workspace)
        return _add(request, get_object_or_404(contacts, pk=contact_id))


class CompanyNotesView(APIView):
    """Notes on a company."""

    @extend_schema(operation_id="add_company_note", request=NoteInput, responses={201: NoteOutput})
    def post(self, request: ApiRequest, company_id: int) -> Response:
        """Write a note on a company."""
        companies = selectors.companies_of(request.workspace)
        return _add(request, get_object_or_404(companies, pk=company_id))


class NoteView(APIView):
    """One note."""

    @extend_schema(operation_id="update_note", request=NoteInput, responses={200: NoteOutput})
    def patch(self, request: ApiRequest, note_id: int) -> Response:
        """Edit a note of your own."""
        note = get_object_or_404(writes.notes_of(request.workspace), pk=note_id)
        body = NoteInput(data=request.data)
        body.is_valid(raise_exception=True)
        writes.edit_note(note=note, text=body.validated_data["text"], author=request.user)
        return Response(NoteOutput(note).data)

    @extend_schema(operation_id="delete_note", responses={204: None})
    def delete(self, request: ApiRequest, note_id: int) -> Response:
        """Delete a note of your own."""
        note = get_object_or_404(writes.notes_of(request.workspace), pk=note_id)
        writes.delete_note(note=note, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoteRestoreView(APIView):
    """Restoring a note."""

    @extend_schema(operation_id="restore_note", request=None, responses={200: NoteOutput})
    def post(self, request: ApiRequest, note_id: int) -> Response:
        """Restore a deleted note of your own. Idempotent."""
        note = get_object_or_404(Note.objects.filter(workspace=request.workspace), pk=note_id)
        writes.restore_note(note=note, author=request.user)
        return Response(NoteOutput(note).data)
