"""What goes in and out of the API of lists."""

from typing import Any

from rest_framework import serializers

from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.resolved_ids import IDS_HELP, ResolvedIdsOutput
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import CompanyListEntry, ContactList, ListEntry
from leadqual.search.api.serializers import CompanyOutput, ContactOutput
from leadqual.search.lists.decision_makers import MAX_COMPANIES, MAX_EACH, USUAL_EACH
from leadqual.search.lists.services import MAX_AT_ONCE


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


class ListEntriesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /lists/{id}/entries`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        min_length=1,
        max_length=MAX_AT_ONCE,
        help_text=IDS_HELP,
    )


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
