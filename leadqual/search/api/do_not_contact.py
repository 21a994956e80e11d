"""Do-not-contact entries by API: find, add, lift."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest, role_of
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entry,
    lift_entries,
    restore_entry,
    set_record_entry,
)
from leadqual.leads.do_not_contact.removal import refuse_lifting
from leadqual.leads.do_not_contact.selectors import found_entries
from leadqual.leads.models import DoNotContact

_KINDS = ("email", "domain", "phone", "linkedin")
_NAMES = ("value", "contact_id", "company_id")


class DoNotContactInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /do-not-contact`: exactly one of `value`, `contact_id` and `company_id`."""

    value = serializers.CharField(
        required=False,
        max_length=500,
        help_text="An email address, domain, phone number or LinkedIn profile in any format. A "
        "domain also covers its subdomains and the people of its company.",
    )
    kind = serializers.ChoiceField(
        choices=_KINDS, required=False, help_text="Kind of the value; guessed if omitted."
    )
    contact_id = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="A person, also one with a name only: all their keys, now and later. The ID of a "
        "merged person means the one that was kept; a deleted person stays marked when restored.",
    )
    company_id = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="A company: its people, now and later, its domain and external ID. When it is "
        "deleted, its people stay marked.",
    )
    reason = serializers.CharField(max_length=60, default="manual")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want exactly one thing to mark."""
        if len(attrs.keys() & set(_NAMES)) != 1:
            raise serializers.ValidationError("Send `value`, `contact_id` or `company_id`.")
        return attrs


class DoNotContactOutput(serializers.ModelSerializer[DoNotContact]):
    """A do-not-contact entry of one source. A value can have several entries."""

    kind = serializers.SerializerMethodField()
    covers_plus_aliases = serializers.SerializerMethodField()

    class Meta:
        model = DoNotContact
        fields = [
            *("id", "kind", "value", "covers_plus_aliases", "reason", "origin"),
            *("derived_from", "suppression_list", "created_at", "lifted_at"),
        ]
        read_only_fields = fields

    def get_kind(self, entry: DoNotContact) -> str:
        """Return the kind.

        `email`, `domain`, `phone`, `linkedin`, `contact` or `company`; of other keys of a person or
        company also `external_id` and `name`.
        """
        return entry.value_kind

    def get_covers_plus_aliases(self, entry: DoNotContact) -> bool:
        """Return whether plus aliases (`a+tag@x.com`) are covered, too."""
        return entry.kind == DoNotContact.Kind.ALIAS


class EntryQuery(serializers.Serializer[Any]):
    """Which entries to list."""

    search = serializers.CharField(
        default="", allow_blank=True, max_length=1_000, help_text="Part of the value."
    )
    kind = serializers.ChoiceField(
        choices=(*_KINDS, "external_id", "name", "contact", "company"),
        default="",
        allow_blank=True,
    )
    lifted = serializers.BooleanField(
        default=False, help_text="Return removed entries instead of active ones."
    )


class EntryListView(APIView):
    """Do-not-contact entries of the workspace."""

    @extend_schema(
        operation_id="list_do_not_contact_entries",
        responses={200: DoNotContactOutput(many=True)},
        parameters=[EntryQuery],
    )
    def get(self, request: ApiRequest) -> Response:
        """List active entries."""
        query = EntryQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        entries = found_entries(
            request.workspace,
            search=asked["search"],
            kind=asked["kind"],
            is_lifted=asked["lifted"],
        )
        pages = CursorPages()
        page = pages.paginate_queryset(entries, request, view=self) or []
        return pages.get_paginated_response(DoNotContactOutput(page, many=True).data)

    @extend_schema(
        operation_id="create_do_not_contact_entry",
        request=DoNotContactInput,
        responses={201: DoNotContactOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Mark a person, company, address, domain, phone number or profile. Idempotent."""
        body = DoNotContactInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        source = EntrySource(values["reason"], "api", request.user)
        if "value" in values:
            text, kind = values["value"], values.get("kind", "")
            entry = add_entry(workspace=request.workspace, text=text, kind=kind, source=source)
        else:
            kind = "contact" if "contact_id" in values else "company"
            entry = set_record_entry(
                workspace=request.workspace,
                kind=kind,
                record_id=values[f"{kind}_id"],
                source=source,
            )
        return Response(DoNotContactOutput(entry).data, status=status.HTTP_201_CREATED)


class EntryView(APIView):
    """One do-not-contact entry."""

    @extend_schema(operation_id="get_do_not_contact_entry", responses={200: DoNotContactOutput})
    def get(self, request: ApiRequest, entry_id: int) -> Response:
        """Return an entry, active or removed."""
        return Response(DoNotContactOutput(_entry(request, entry_id)).data)

    @extend_schema(operation_id="lift_do_not_contact_entry", responses={204: None})
    def delete(self, request: ApiRequest, entry_id: int) -> Response:
        """Remove an entry. Entries required by other sources stay. Idempotent.

        Only managers can remove entries of imported files, suppression lists, replies, merges and
        erasure requests.
        """
        entries = DoNotContact.objects.filter(pk=_entry(request, entry_id).pk)
        refuse_lifting(entries, role_of(request))
        lift_entries(workspace=request.workspace, entries=entries, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EntryRestoreView(APIView):
    """Setting a removed entry again."""

    @extend_schema(
        operation_id="restore_do_not_contact_entry",
        request=None,
        responses={200: DoNotContactOutput},
    )
    def post(self, request: ApiRequest, entry_id: int) -> Response:
        """Set a removed entry again, with its reason and source. Idempotent."""
        restored = restore_entry(entry=_entry(request, entry_id), author=request.user)
        return Response(DoNotContactOutput(restored).data)


def _entry(request: ApiRequest, entry_id: int) -> DoNotContact:
    entries = DoNotContact.objects.filter(workspace=request.workspace)
    return get_object_or_404(entries, pk=entry_id)
