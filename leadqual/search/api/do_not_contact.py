"""Do-not-contact entries by API: find, add, lift."""

from typing import Any

from rest_framework import serializers

from leadqual.accounts.api.permissions import role_of
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entry,
    lift_entries,
    restore_entry,
    set_record_entry,
)
from leadqual.leads.do_not_contact.lifting import require_liftable
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


class EntryQuery(op.Query):
    """Which entries to list."""

    search = serializers.CharField(default="", max_length=1_000, help_text="Part of the value.")
    kind = serializers.ChoiceField(
        choices=(*_KINDS, "external_id", "name", "contact", "company"), default=""
    )
    lifted = op.BooleanParameter(
        default=False, help_text="Return removed entries instead of active ones."
    )


class EntryViewSet(WorkspaceViewSet[DoNotContact]):
    """Do-not-contact entries of the workspace."""

    key, queryset = "entry", DoNotContact.objects.all()

    @op.get("do-not-contact", query=EntryQuery, lists=DoNotContactOutput)
    def list_do_not_contact_entries(self, query: op.Body) -> Any:
        """List active entries."""
        return found_entries(
            self.workspace, search=query["search"], kind=query["kind"], is_lifted=query["lifted"]
        )

    @op.post("do-not-contact", body=DoNotContactInput, returns=DoNotContactOutput, status=201)
    def create_do_not_contact_entry(self, body: op.Body) -> DoNotContact:
        """Mark a person, company, address, domain, phone number or profile. Idempotent."""
        source = EntrySource(body["reason"], "api", self.user)
        if "value" in body:
            return add_entry(
                workspace=self.workspace,
                text=body["value"],
                kind=body.get("kind", ""),
                source=source,
            )
        kind = "contact" if "contact_id" in body else "company"
        return set_record_entry(
            workspace=self.workspace, kind=kind, record_id=body[f"{kind}_id"], source=source
        )

    get_do_not_contact_entry = op.reading(
        "do-not-contact/<int:entry_id>", DoNotContactOutput, "Return an entry, active or removed."
    )

    @op.delete("do-not-contact/<int:entry_id>")
    def lift_do_not_contact_entry(self, entry: DoNotContact) -> None:
        """Remove an entry. Entries required by other sources stay. Idempotent.

        Only managers can remove entries of imported files, suppression lists, replies, merges and
        erasure requests.
        """
        entries = DoNotContact.objects.filter(pk=entry.pk)
        require_liftable(entries, role_of(self.request))
        lift_entries(workspace=self.workspace, entries=entries, author=self.user)

    @op.post("do-not-contact/<int:entry_id>/restore", returns=DoNotContactOutput)
    def restore_do_not_contact_entry(self, entry: DoNotContact) -> DoNotContact:
        """Set a removed entry again, with its reason and source. Idempotent."""
        return restore_entry(entry=entry, author=self.user)
