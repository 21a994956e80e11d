"""Lists by API: create, entries, decision makers with a dry run, undo."""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import IDS_HELP, KnownFieldsOnly, ResolvedIdsOutput
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import CompanyListEntry, ContactList, ListEntry
from leadqual.search.api.record_outputs import CompanyOutput, ContactEntryList, ContactOutput
from leadqual.search.api.search_parameters import reject_unclear_parameters
from leadqual.search.lists import selectors as reads
from leadqual.search.lists import services as writes
from leadqual.search.lists.decision_makers import (
    DEFAULT_LEVELS,
    DEFAULT_PER_COMPANY,
    MAX_COMPANIES,
    MAX_PER_COMPANY,
    choose,
)
from leadqual.search.lists.services import MAX_AT_ONCE
from leadqual.search.query.query import ContactQuery
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.record_rows import companies_of, contacts_of
from leadqual.search.results.taxonomy import vocabulary

_PRIVATE = "Whether only its author can see it."


class ListInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /lists/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name], required=False)
    is_private = serializers.BooleanField(required=False, help_text=_PRIVATE)


class NewListInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /lists`."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])
    is_private = serializers.BooleanField(default=False, help_text=_PRIVATE)
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
            *("id", "name", "records", "author", "is_private", "created_at"),
            *("n_people", "n_do_not_contact", "n_companies"),
        ]


class ListEntryOutput(serializers.ModelSerializer[ListEntry]):
    """A person in a list."""

    contact = ContactOutput()
    added_by = serializers.CharField()

    class Meta:
        list_serializer_class = ContactEntryList
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
        max_value=MAX_PER_COMPANY,
        default=DEFAULT_PER_COMPANY,
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


class ListViewSet(WorkspaceViewSet[ContactList]):
    """Lists of the workspace, what they hold, and additions to them."""

    key = "list"

    def get_queryset(self) -> QuerySet[ContactList]:
        """Return the lists; a deleted one can only be restored."""
        if self.action == "restore_list":
            return reads.deleted_lists(self.workspace, self.user)
        return reads.all_lists(self.workspace, self.user)

    def add_records(
        self,
        row: ContactList,
        records: str,
        keys: Collection[int],
        *,
        are_decision_makers: bool = False,
    ) -> writes.AdditionResult:
        """Add records to a list, once for each `Idempotency-Key`."""
        return writes.add_records(
            contact_list=row,
            records=records,
            keys=keys,
            author=self.user,
            request_id=self.request_id or uuid4(),
            are_decision_makers=are_decision_makers,
        )

    def remove(self, row: ContactList, records: str, key: int) -> None:
        writes.remove_records(contact_list=row, records=records, keys=[key], author=self.user)

    def with_counts(self, row: ContactList) -> ContactList:
        return reads.counted_lists(self.workspace, self.user).get(pk=row.pk)

    @op.get("lists", lists=ListOutput)
    def list_lists(self) -> QuerySet[ContactList]:
        """List lists: shared ones, and your private ones."""
        return reads.counted_lists(self.workspace, self.user)

    @op.post("lists", body=NewListInput, returns=ListOutput, status=201)
    def create_list(self, body: op.Body) -> ContactList:
        """Create an empty list of people or of companies."""
        row = writes.create_list(workspace=self.workspace, author=self.user, **body)
        return self.with_counts(row)

    @op.get("lists/<int:list_id>", returns=ListOutput)
    def get_list(self, record: ContactList) -> ContactList:
        """Return a list with its size."""
        return self.with_counts(record)

    @op.patch("lists/<int:list_id>", body=ListInput, returns=ListOutput)
    def update_list(self, record: ContactList, body: op.Body) -> ContactList:
        """Rename a list, make it private or share it.

        Only its author can make it private.
        """
        if "name" in body:
            writes.rename_list(contact_list=record, name=body["name"], author=self.user)
        if "is_private" in body:
            writes.set_list_private(
                contact_list=record, is_private=body["is_private"], author=self.user
            )
        return self.with_counts(record)

    @op.delete("lists/<int:list_id>")
    def delete_list(self, record: ContactList) -> None:
        """Delete a list. The people or companies in it are kept."""
        writes.delete_list(contact_list=record, author=self.user)

    @op.post("lists/<int:list_id>/restore", returns=ListOutput)
    def restore_list(self, record: ContactList) -> ContactList:
        """Restore a deleted list with its people or companies."""
        writes.restore_list(contact_list=record, author=self.user)
        return self.with_counts(record)

    @op.get("lists/<int:list_id>/entries", lists=ListEntryOutput)
    def list_entries(self, record: ContactList) -> QuerySet[ListEntry]:
        """List the people of a list, in the order they were added."""
        entries = record.entries.all()
        contacts = Prefetch("contact", contacts_of(self.workspace))
        return entries.select_related("added_by").prefetch_related(contacts)

    @op.post("lists/<int:list_id>/entries", body=ListEntriesInput, returns=ListAdditionOutput)
    def add_entries(self, record: ContactList, body: op.Body) -> object:
        """Add people to a list. People marked Do not contact are excluded."""
        return self.add_records(record, ContactList.Records.PEOPLE, body["ids"])

    @op.delete("lists/<int:list_id>/entries/<int:contact_id>")
    def remove_entry(self, record: ContactList, contact_id: int) -> None:
        """Remove a person from a list. Idempotent."""
        self.remove(record, ContactList.Records.PEOPLE, contact_id)

    @op.get("lists/<int:list_id>/companies", lists=CompanyEntryOutput)
    def list_company_entries(self, record: ContactList) -> QuerySet[CompanyListEntry]:
        """List the companies of a list, in the order they were added."""
        companies = Prefetch("company", companies_of(self.workspace))
        entries = record.company_entries.select_related("added_by")
        return entries.prefetch_related(companies)

    @op.post(
        "lists/<int:list_id>/companies", body=CompanyEntriesInput, returns=CompanyAdditionOutput
    )
    def add_company_entries(self, record: ContactList, body: op.Body) -> object:
        """Add companies to a list of companies."""
        return self.add_records(record, ContactList.Records.COMPANIES, body["ids"])

    @op.delete("lists/<int:list_id>/companies/<int:company_id>")
    def remove_company_entry(self, record: ContactList, company_id: int) -> None:
        """Remove a company from a list. Idempotent."""
        self.remove(record, ContactList.Records.COMPANIES, company_id)

    @op.delete("lists/<int:list_id>/additions/<uuid:request_id>")
    def undo_list_addition(self, record: ContactList, request_id: UUID) -> None:
        """Undo an addition. Idempotent."""
        writes.undo_addition(contact_list=record, request_id=request_id, author=self.user)

    @op.post(
        "lists/<int:list_id>/decision-makers",
        body=DecisionMakersInput,
        returns=DecisionMakersOutput,
    )
    def add_decision_makers(self, record: ContactList, body: op.Body) -> dict[str, object]:
        """Add the most senior people of each company, or preview them."""
        chosen_people = choose(
            self.workspace,
            company_ids=body["ids"],
            query=_filter(body),
            most=body["max_per_company"],
        )
        added = None
        if not body["dry_run"]:
            added = self.add_records(
                record,
                ContactList.Records.PEOPLE,
                chosen_people.contact_ids,
                are_decision_makers=True,
            )
        return {
            **{name: getattr(chosen_people, name) for name in chosen_people.__slots__},
            "added": added,
        }


def _filter(values: op.Body) -> ContactQuery:
    """Read which functions, departments and levels count.

    Raises:
        ValidationError: with a sentence for each slug that is unknown: left out, it would widen.
    """
    ticks = {name: values.get(name, []) for name in ("function", "department")}
    ticks["level"] = values.get("level", DEFAULT_LEVELS)
    query, notes = read_contact_query(ticks, vocabulary())
    reject_unclear_parameters(notes)
    return query
