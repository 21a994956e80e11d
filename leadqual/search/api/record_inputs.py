"""Contacts and companies as the API takes them."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.models import Workspace
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.company_fields import API_FIELDS
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.merged_keys import KEYS
from leadqual.leads.models import Company, Contact
from leadqual.leads.models.statuses import LONGEST_STATUS_CODE
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.custom_values import read_values
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.records.statuses import check_status
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, joined_tags
from leadqual.leads.title_lists import join_titles
from leadqual.leads.upserts import CompanyValues
from leadqual.leads.websites import read_linkedin, read_website
from leadqual.search.api.record_outputs import TitleListField

_UPDATED_AT_HELP = (
    "`updated_at` as you read it: if the record was changed since, nothing is saved (409)."
)


class LinkedInField(serializers.CharField):
    """An address on LinkedIn, in its one spelling."""

    def to_internal_value(self, data: str) -> str:
        """Refuse what is no page of a person or company there."""
        address = read_linkedin(super().to_internal_value(data))
        if not address:
            raise serializers.ValidationError("Must be the URL of a person or company on LinkedIn.")
        return address


class DomainField(serializers.CharField):
    """A registrable domain, read from a host or an address."""

    def to_internal_value(self, data: str) -> str:
        """Refuse what is no domain of one company."""
        website = read_website(super().to_internal_value(data))
        if website is None or not website.domain:
            raise serializers.ValidationError("Must be the domain of one company.")
        return website.domain


class CountryField(serializers.CharField):
    """A country, in any language or by its ISO code; kept by its English name."""

    def to_internal_value(self, data: str) -> str:
        """Refuse what is no country: nobody could filter by it."""
        text = super().to_internal_value(data)
        name = country_name(text)
        if text and not name:
            raise serializers.ValidationError("Must be the name or ISO code of a country.")
        return name


class CompanyInput(KnownFieldsOnly, serializers.ModelSerializer[Company]):
    """Body of `POST /companies`; omitted fields stay unchanged."""

    domain = DomainField(required=False, allow_null=True, max_length=300)
    linkedin_url = LinkedInField(required=False, max_length=500)
    country = CountryField(required=False, allow_blank=True, max_length=100)
    founded = serializers.IntegerField(
        required=False, allow_null=True, min_value=1000, max_value=2100
    )

    class Meta:
        model = Company
        fields = API_FIELDS


class CompanyOfContactInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """The company of a contact, found by its ID or external ID, or else its domain or name."""

    id = serializers.IntegerField(required=False, min_value=1)
    external_id = serializers.CharField(required=False, max_length=100)
    name = serializers.CharField(required=False, max_length=300)
    domain = DomainField(required=False, allow_null=True, max_length=300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a company that nothing names."""
        if not attrs.keys() & {"id", "external_id", "name"}:
            raise serializers.ValidationError(
                {"name": ["Add the ID, external ID or name of the company."]}
            )
        return attrs


def company_values(company: Mapping[str, Any]) -> CompanyValues:
    """Return the company of a contact as it is saved."""
    fields = {name: company[name] for name in ("external_id",) if name in company}
    return CompanyValues(
        company.get("name", ""), company.get("domain"), fields, pk=company.get("id")
    )


class ContactInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /contacts`; omitted fields stay unchanged."""

    email = serializers.EmailField(
        required=False,
        max_length=254,
        help_text="Finds the contact. Without it, the external ID or else the LinkedIn URL does.",
    )
    first_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    last_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    title = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    other_titles = TitleListField(
        required=False, help_text="Further current titles. Replaces those on record."
    )
    past_titles = TitleListField(
        required=False, help_text="Former titles. Replaces those on record."
    )
    company = CompanyOfContactInput(required=False)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=60)
    linkedin_url = LinkedInField(required=False, max_length=500)
    external_id = serializers.CharField(required=False, max_length=100)
    city = serializers.CharField(required=False, allow_blank=True, max_length=150)
    state = serializers.CharField(required=False, allow_blank=True, max_length=150)
    country = CountryField(required=False, allow_blank=True, max_length=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put titles in the form in which they are stored."""
        title_fields = ("other_titles", "past_titles")
        return attrs | {name: join_titles(attrs[name]) for name in title_fields if name in attrs}


class StatusField(serializers.CharField):
    """A sales status by its code, which the service checks."""

    def __init__(self, **options: Any) -> None:
        help_text = "Code of one of the statuses of the workspace: `GET /statuses`."
        super().__init__(max_length=LONGEST_STATUS_CODE, help_text=help_text, **options)


class WorkInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Owner, status and tags of a record; put before the serializer of the record."""

    owner = serializers.EmailField(
        required=False, allow_null=True, help_text="Email of a member; null for no owner."
    )
    status = StatusField(required=False)
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
        SalesStatusError: there is no such status.
    """
    values: dict[str, object] = {}
    if "owner" in fields:
        values["owner_id"] = _owner(fields.pop("owner"), workspace)
    if "status" in fields:
        check_status(workspace, fields["status"])
        values["status"] = fields.pop("status")
    if "tags" in fields:
        values["tags"] = joined_tags(fields.pop("tags"))
    if "custom" in fields:
        values |= read_values(fields_of(workspace, record), fields.pop("custom"))
    return values


def stored_custom(values: dict[str, object], stored: Mapping[str, object]) -> dict[str, object]:
    """Return the values of an upsert, whose custom fields are one column."""
    custom = {name: values.pop(name) for name in list(values) if name.startswith(CUSTOM)}
    if not custom:
        return values
    now = dict(stored) | {name.removeprefix(CUSTOM): value for name, value in custom.items()}
    return values | {"custom": {code: value for code, value in now.items() if value is not None}}


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
    updated_at = serializers.DateTimeField(required=False, help_text=_UPDATED_AT_HELP)


@extend_schema_serializer(component_name="CompanyChange")
class CompanyChangeInput(CompanySaveInput):
    """Body of `PATCH /companies/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(required=False, max_length=300)
    external_id = serializers.CharField(required=False, allow_null=True, max_length=100)
    updated_at = serializers.DateTimeField(required=False, help_text=_UPDATED_AT_HELP)

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
