"""What goes in and out of the API of lists."""

from typing import Any

from rest_framework import serializers

from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import ContactList, ListEntry
from leadqual.search.api.serializers import ContactOutput
from leadqual.search.lists.decision_makers import MAX_COMPANIES, MAX_EACH, USUAL_EACH
from leadqual.search.lists.services import MAX_AT_ONCE


class ListInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /lists` and `PATCH /lists/{id}`."""

    name = serializers.CharField(max_length=120)


class ListOutput(serializers.ModelSerializer[ContactList]):
    """A list and how many people are in it."""

    author = serializers.CharField(read_only=True)
    n_people = serializers.IntegerField(read_only=True)
    n_stopped = serializers.IntegerField(
        read_only=True, help_text="Those of them who must not be contacted; exports leave them out."
    )

    class Meta:
        model = ContactList
        fields = ["id", "name", "author", "created_at", "n_people", "n_stopped"]


class EntryOutput(serializers.ModelSerializer[ListEntry]):
    """A person in a list; mail and telephone are left out as for any contact."""

    contact = ContactOutput()
    added_by = serializers.CharField()

    class Meta:
        model = ListEntry
        fields = ["contact", "company", "added_by", "request_id", "created_at"]


class EntriesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /lists/{id}/entries`."""

    contact_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=MAX_AT_ONCE
    )


class AddedOutput(serializers.Serializer[Any]):
    """What one adding did."""

    n_new = serializers.IntegerField(help_text="People who were not in the list before.")
    n_already = serializers.IntegerField(help_text="People who were in it.")
    n_stopped = serializers.IntegerField(help_text="Left out: they must not be contacted.")
    n_unknown = serializers.IntegerField(help_text="Keys that are nobody's in the workspace.")
    request_id = serializers.UUIDField(
        help_text="`DELETE /lists/{id}/addings/{request_id}` undoes the adding."
    )


class DecisionMakersInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /lists/{id}/decision-makers`."""

    company_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=MAX_COMPANIES
    )
    function = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Slugs; left out: every function."
    )
    department = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Slugs: all functions of each."
    )
    level = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Slugs; left out: owner to director. Empty: every level.",
    )
    most = serializers.IntegerField(
        min_value=1,
        max_value=MAX_EACH,
        default=USUAL_EACH,
        help_text="People of one company, the most senior first.",
    )
    dry_run = serializers.BooleanField(default=False, help_text="Only say who would be added.")


class DecisionMakersOutput(serializers.Serializer[Any]):
    """The decision makers of some companies; `added` is null in a dry run."""

    contact_ids = serializers.ListField(child=serializers.IntegerField())
    n_companies = serializers.IntegerField(help_text="Companies of the workspace among the keys.")
    n_with_people = serializers.IntegerField(help_text="Those with at least one of the people.")
    n_left_out = serializers.IntegerField(help_text="Passed over: they must not be contacted.")
    added = AddedOutput(allow_null=True)
