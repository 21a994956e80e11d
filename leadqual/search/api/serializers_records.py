"""What goes in of contacts and companies that are changed by the API, and what both share."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.models import Workspace
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.company_fields import API_FIELDS
from leadqual.leads.merged_keys import KEYS
from leadqual.leads.models import Company, Contact, RecordStatus
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.custom_values import read_values
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, joined_tags
from leadqual.search.api.serializers import (
    CompanyInput,
    CompanyOfContactInput,
    ContactInput,
    LinkedInField,
    company_values,
)

_SEEN = "`updated_at` as you read it: if the record was changed since, nothing is saved (409)."


class WorkInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Owner, status and tags of a record; put before the serializer of the record."""

    owner = serializers.EmailField(
        required=False, allow_null=True, help_text="Email of a member; null for no owner."
    )
    status = serializers.ChoiceField(RecordStatus.choices, required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG),
        max_length=MAX_TAGS,
        required=False,
        help_text="Replaces the tags on record.",
    )
    custom = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        required=False,
        help_text="Code of a custom field → value; null removes one. Other fields stay unchanged.",
    )


def work_values(
    fields: dict[str, Any], workspace: Workspace, record: str = ""
) -> dict[str, object]:
    """Take owner, status, tags and custom fields out of validated fields, as columns → values.

    Args:
        fields: what was sent.
        workspace: whose record it is.
        record: `contact` or `company`, where custom fields may be given.

    Raises:
        ValidationError: the owner is no member of the workspace.
        CustomFieldError: there is no such custom field, or a value is none of it.
    """
    found: dict[str, object] = {}
    if "owner" in fields:
        found["owner_id"] = _owner(fields.pop("owner"), workspace)
    if "status" in fields:
        found["status"] = fields.pop("status")
    if "tags" in fields:
        found["tags"] = joined_tags(fields.pop("tags"))
    if "custom" in fields:
        found |= read_values(fields_of(workspace, record), fields.pop("custom"))
    return found


def stored_custom(values: dict[str, object], former: Mapping[str, object]) -> dict[str, object]:
    """Return the values of an upsert, whose custom fields are one column."""
    custom = {name: values.pop(name) for name in list(values) if name.startswith(CUSTOM)}
    if not custom:
        return values
    now = dict(former) | {name.removeprefix(CUSTOM): one for name, one in custom.items()}
    return values | {"custom": {code: one for code, one in now.items() if one is not None}}


def _owner(email: str | None, workspace: Workspace) -> int | None:
    if email is None:
        return None
    for key, user in owners_of(workspace).items():
        if user.email.casefold() == email.casefold():
            return key
    raise serializers.ValidationError({"owner": ["Must be the email of a member."]})


class _ContactWorkInput(WorkInput, ContactInput):
    """What `POST /contacts` and `PATCH /contacts/{id}` share."""


class ContactSaveInput(_ContactWorkInput):
    """Body of `POST /contacts`; omitted fields stay unchanged."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a contact that no key names."""
        if not attrs.keys() & set(KEYS[Contact]):
            raise serializers.ValidationError(
                {"email": ["Add an email, an external ID or a LinkedIn URL."]}
            )
        return super().validate(attrs)


class CompanySaveInput(WorkInput, CompanyInput):
    """Body of `POST /companies`; omitted fields stay unchanged."""

    class Meta:
        model = Company
        fields = (*API_FIELDS, "owner", "status", "tags", "custom")


@extend_schema_serializer(component_name="ContactChange")
class ContactChangeInput(_ContactWorkInput):
    """Body of `PATCH /contacts/{id}`; omitted fields stay unchanged."""

    email = serializers.EmailField(required=False, allow_null=True, max_length=254)
    company = CompanyOfContactInput(required=False, allow_null=True)
    linkedin_url = LinkedInField(required=False, allow_null=True, max_length=500)
    external_id = serializers.CharField(required=False, allow_null=True, max_length=100)
    updated_at = serializers.DateTimeField(required=False, help_text=_SEEN)


@extend_schema_serializer(component_name="CompanyChange")
class CompanyChangeInput(CompanySaveInput):
    """Body of `PATCH /companies/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(required=False, max_length=300)
    external_id = serializers.CharField(required=False, allow_null=True, max_length=100)
    updated_at = serializers.DateTimeField(required=False, help_text=_SEEN)

    class Meta:
        model = Company
        fields = (*API_FIELDS, "owner", "status", "tags", "custom", "updated_at")


def contact_values(fields: dict[str, Any], workspace: Workspace) -> dict[str, object]:
    """Return validated fields of a contact as `change_record` takes them."""
    values = work_values(fields, workspace, "contact")
    if COMPANY in fields:
        company = fields.pop(COMPANY)
        values[COMPANY] = company_values(company) if company else None
    if fields.get("email"):
        fields["email"] = fields["email"].lower()
    return {**fields, **values}
