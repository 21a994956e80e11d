"""Lists by API: create, entries, decision makers with a dry run, undo."""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import IDS_HELP, KnownFieldsOnly, ResolvedIdsOutput
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import CompanyListEntry, ContactList, ListEntry
from leadqual.search.api.searches.unclear_searches import refuse_unclear
from leadqual.search.api.serializers import CompanyOutput, ContactOutput
from leadqual.search.lists import selectors as reads
from leadqual.search.lists import services as writes
from leadqual.search.lists.decision_makers import (
    MAX_COMPANIES,
    MAX_EACH,
    USUAL_EACH,
    USUAL_LEVELS,
    choose,
)
from leadqual.search.lists.services import MAX_AT_ONCE
from leadqual.search.query.query import ContactQuery
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results import selectors


class ListInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /lists/{id}`."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])


class NewListInput(ListInput):
    """Body of `POST /lists`."""

    records = serializers.ChoiceField(
        choices=ContactList.Records.choices,
        default=ContactList.Records.PEOPLE,
        help_text="What the list holds.",
    )


class ListOutput(serializers.ModelSerializer[ContactList]):
    """A list with its size."""

    author = serializers.CharField(read_only=True)
    n_people = serializers.IntegerField(read_only=True)
    n_companies = serializers.IntegerField(read_only=True)
    n_do_not_contact = serializers.IntegerField(
        source="n_stopped",
        read_only=True,
        help_text="Of these, people marked Do not contact; exports exclude them.",
    )

    class Meta:
        model = ContactList
        fields = [
            *("id", "name", "records", "author", "created_at"),
            *("n_people", "n_do_not_contact", "n_companies"),
        ]


class ListEntryOutput(serializers.ModelSerializer[ListEntry]):
    """A person in a list."""

    contact = ContactOutput()
    added_by = serializers.CharField()

    class Meta:
        model = ListEntry
        fields = ["contact", "company", "added_by", "request_id", "created_at"]


class CompanyEntryOutput(serializers.ModelSerializer[CompanyListEntry]):
    """A company in a list."""

    company = CompanyOutput()
    added_by = serializers.CharField()

    class Meta:
        model = CompanyListEntry
        fields = ["company", "added_by", "request_id", "created_at"]


class CompanyEntriesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /lists/{id}/companies`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        min_length=1,
        max_length=MAX_AT_ONCE,
        help_text=IDS_HELP,
    )


class ListEntriesInput(CompanyEntriesInput):
    """Body of `POST /lists/{id}/entries`."""


class CompanyAdditionOutput(ResolvedIdsOutput):
    """The result of adding companies to a list."""

    n_new = serializers.IntegerField(help_text="Companies added.")
    n_existing = serializers.IntegerField(
        source="n_already", help_text="Companies that were already in the list."
    )
    n_unknown = serializers.IntegerField(help_text="IDs not found in the workspace, or deleted.")
    request_id = serializers.UUIDField(
        help_text="`DELETE /lists/{id}/additions/{request_id}` undoes the addition."
    )


class ListAdditionOutput(ResolvedIdsOutput):
    """The result of adding people to a list."""

    n_new = serializers.IntegerField(help_text="People added.")
    n_existing = serializers.IntegerField(
        source="n_already", help_text="People who were already in the list."
    )
    n_do_not_contact = serializers.IntegerField(
        source="n_stopped", help_text="Excluded: marked Do not contact."
    )
    n_unknown = serializers.IntegerField(help_text="IDs not found in the workspace, or deleted.")
    request_id = serializers.UUIDField(
        help_text="`DELETE /lists/{id}/additions/{request_id}` undoes the addition."
    )


class DecisionMakersInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /lists/{id}/decision-makers`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        min_length=1,
        max_length=MAX_COMPANIES,
        help_text=IDS_HELP,
    )
    function = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Function slugs; if omitted, all functions.",
    )
    department = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Department slugs: all functions of each.",
    )
    level = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Level slugs; if omitted, owner to director. Empty: all levels.",
    )
    max_per_company = serializers.IntegerField(
        min_value=1,
        max_value=MAX_EACH,
        default=USUAL_EACH,
        help_text="Maximum per company, most senior first.",
    )
    dry_run = serializers.BooleanField(default=False, help_text="Preview who would be added.")


class DecisionMakersOutput(ResolvedIdsOutput):
    """Decision makers of the companies. `added` is null in a dry run."""

    contact_ids = serializers.ListField(child=serializers.IntegerField())
    n_companies = serializers.IntegerField(help_text="Companies found in the workspace.")
    n_with_people = serializers.IntegerField(
        help_text="Companies with at least one of these people."
    )
    n_do_not_contact = serializers.IntegerField(
        source="n_left_out", help_text="Excluded: marked Do not contact."
    )
    added = ListAdditionOutput(allow_null=True)


_ONCE = OpenApiParameter(
    "Idempotency-Key",
    UUID,
    OpenApiParameter.HEADER,
    description="Generate one for each addition; a repeated request adds nothing.",
)


class ListListView(APIView):
    """Lists of the workspace."""

    @extend_schema(operation_id="list_lists", responses={200: ListOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List lists."""
        pages = CursorPages()
        rows = reads.counted_lists(request.workspace)
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(ListOutput(page, many=True).data)

    @extend_schema(operation_id="create_list", request=NewListInput, responses={201: ListOutput})
    def post(self, request: ApiRequest) -> Response:
        """Create an empty list of people or of companies."""
        body = NewListInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = writes.create_list(
            workspace=request.workspace, author=request.user, **body.validated_data
        )
        return Response(_shown(request, row.pk), status=status.HTTP_201_CREATED)


class ListView(APIView):
    """One list."""

    @extend_schema(operation_id="get_list", responses={200: ListOutput})
    def get(self, request: ApiRequest, list_id: int) -> Response:
        """Return a list with its size."""
        return Response(_shown(request, list_id))

    @extend_schema(operation_id="update_list", request=ListInput, responses={200: ListOutput})
    def patch(self, request: ApiRequest, list_id: int) -> Response:
        """Rename a list."""
        row = _list(request, list_id)
        body = ListInput(data=request.data)
        body.is_valid(raise_exception=True)
        writes.rename_list(
            contact_list=row,
            name=body.validated_data["name"],
            author=request.user,
        )
        return Response(_shown(request, list_id))

    @extend_schema(operation_id="delete_list", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int) -> Response:
        """Delete a list. The people or companies in it are kept."""
        row = _list(request, list_id)
        writes.delete_list(contact_list=row, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ListRestoreView(APIView):
    """Restoring a list."""

    @extend_schema(operation_id="restore_list", request=None, responses={200: ListOutput})
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Restore a deleted list with its people or companies."""
        row = get_object_or_404(reads.deleted_lists(request.workspace), pk=list_id)
        writes.restore_list(contact_list=row, author=request.user)
        return Response(_shown(request, list_id))


class EntryListView(APIView):
    """People of one list."""

    @extend_schema(operation_id="list_entries", responses={200: ListEntryOutput(many=True)})
    def get(self, request: ApiRequest, list_id: int) -> Response:
        """List the people of a list, in the order they were added."""
        row = _list(request, list_id)
        contacts = Prefetch("contact", selectors.contacts_of(row.workspace))
        entries = ListEntry.objects.filter(contact_list=row).select_related("added_by")
        pages = CursorPages()
        page = pages.paginate_queryset(entries.prefetch_related(contacts), request, view=self)
        return pages.get_paginated_response(ListEntryOutput(page or [], many=True).data)

    @extend_schema(
        operation_id="add_entries",
        request=ListEntriesInput,
        responses={200: ListAdditionOutput},
        parameters=[_ONCE],
    )
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Add people to a list. People marked Do not contact are excluded."""
        added = _add(request, list_id, ContactList.Records.PEOPLE)
        return Response(ListAdditionOutput(added).data)


class EntryView(APIView):
    """One person in a list."""

    @extend_schema(operation_id="remove_entry", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int, contact_id: int) -> Response:
        """Remove a person from a list. Idempotent."""
        return _remove(request, list_id, contact_id, ContactList.Records.PEOPLE)


class CompanyEntryListView(APIView):
    """Companies of one list."""

    @extend_schema(
        operation_id="list_company_entries", responses={200: CompanyEntryOutput(many=True)}
    )
    def get(self, request: ApiRequest, list_id: int) -> Response:
        """List the companies of a list, in the order they were added."""
        row = _list(request, list_id)
        companies = Prefetch("company", selectors.companies_of(row.workspace))
        entries = row.company_entries.select_related("added_by").prefetch_related(companies)
        pages = CursorPages()
        page = pages.paginate_queryset(entries, request, view=self)
        return pages.get_paginated_response(CompanyEntryOutput(page or [], many=True).data)

    @extend_schema(
        operation_id="add_company_entries",
        request=CompanyEntriesInput,
        responses={200: CompanyAdditionOutput},
        parameters=[_ONCE],
    )
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Add companies to a list of companies."""
        added = _add(request, list_id, ContactList.Records.COMPANIES)
        return Response(CompanyAdditionOutput(added).data)


class CompanyEntryView(APIView):
    """One company in a list."""

    @extend_schema(operation_id="remove_company_entry", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int, company_id: int) -> Response:
        """Remove a company from a list. Idempotent."""
        return _remove(request, list_id, company_id, ContactList.Records.COMPANIES)


class AddingView(APIView):
    """One adding, as a step that can be undone."""

    @extend_schema(operation_id="undo_list_addition", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int, request_id: UUID) -> Response:
        """Undo an addition. Idempotent."""
        writes.undo_adding(
            contact_list=_list(request, list_id),
            request_id=request_id,
            author=request.user,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class DecisionMakersView(APIView):
    """Decision makers of companies."""

    @extend_schema(
        operation_id="add_decision_makers",
        request=DecisionMakersInput,
        responses={200: DecisionMakersOutput},
        parameters=[_ONCE],
    )
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Add the most senior people of each company, or preview them."""
        row = _list(request, list_id)
        body = DecisionMakersInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        choice = choose(
            row.workspace,
            company_ids=values["ids"],
            query=_filter(values),
            most=values["max_per_company"],
        )
        added = None
        if not values["dry_run"]:
            added = writes.add_records(
                contact_list=row,
                records=ContactList.Records.PEOPLE,
                keys=choice.contact_ids,
                author=request.user,
                request_id=_request_id(request),
                are_decision_makers=True,
            )
        shown = {name: getattr(choice, name) for name in choice.__slots__}
        return Response(DecisionMakersOutput({**shown, "added": added}).data)


def _add(request: ApiRequest, list_id: int, records: str) -> writes.AdditionResult:
    row = _list(request, list_id)
    body = ListEntriesInput(data=request.data)
    body.is_valid(raise_exception=True)
    return writes.add_records(
        contact_list=row,
        records=records,
        keys=body.validated_data["ids"],
        author=request.user,
        request_id=_request_id(request),
    )


def _remove(request: ApiRequest, list_id: int, key: int, records: str) -> Response:
    row = _list(request, list_id)
    writes.remove_records(contact_list=row, keys=[key], records=records, author=request.user)
    return Response(status=status.HTTP_204_NO_CONTENT)


def _list(request: ApiRequest, list_id: int) -> ContactList:
    return get_object_or_404(reads.all_lists(request.workspace), pk=list_id)


def _shown(request: ApiRequest, list_id: int) -> Any:
    rows = reads.counted_lists(request.workspace)
    return ListOutput(get_object_or_404(rows, pk=list_id)).data


def _request_id(request: Request) -> UUID:
    """Return the key that makes an adding count once; made here where none is sent.

    Raises:
        ValidationError: the header holds no UUID.
    """
    sent = request.headers.get("Idempotency-Key")
    try:
        return UUID(sent) if sent is not None else uuid4()
    except ValueError as error:
        raise ValidationError({"Idempotency-Key": "Send a UUID."}) from error


def _filter(values: dict[str, Any]) -> ContactQuery:
    """Read which functions, departments and levels count.

    Raises:
        ValidationError: with a sentence for each slug that is unknown: left out, it would widen.
    """
    ticks = {name: values.get(name, []) for name in ("function", "department")}
    ticks["level"] = values.get("level", USUAL_LEVELS)
    query, notes = read_contact_query(ticks, selectors.vocabulary())
    refuse_unclear(notes)
    return query
