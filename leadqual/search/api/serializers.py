"""What goes in and out of the API of leads."""

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.models import Workspace
from leadqual.companies.page import explain_costs
from leadqual.core.api.operations import SharedFields
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.company_fields import API_FIELDS
from leadqual.leads.do_not_contact.leaving_values import leaving_rows
from leadqual.leads.firmographics.derivation import DERIVED
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.held_titles import LONGEST_TITLE, MAX_TITLES, join_titles, split_titles
from leadqual.leads.merged_keys import KEYS
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.leads.models.statuses import LONGEST_STATUS_CODE
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.custom_values import read_values
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.records.statuses import check_status
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, joined_tags
from leadqual.leads.upserts import CompanyValues
from leadqual.leads.websites import read_linkedin, read_website
from leadqual.search.title_explanations import add_reasons, source_of_title

_LABELS = {
    "type": "object",
    "description": "Function slug; `category` is `master_` and the department.",
    "additionalProperties": {
        "type": "object",
        "properties": {"category": {"type": "string"}, "score": {"type": "number"}},
        "required": ["category", "score"],
    },
}
_SCORED = {
    "type": ["object", "null"],
    "properties": {"label": {"type": "string"}, "score": {"type": ["number", "null"]}},
    "required": ["label", "score"],
}

_SEEN = "`updated_at` as you read it: if the record was changed since, nothing is saved (409)."


@extend_schema_serializer(component_name="Company")
class CompanyOutput(SharedFields, serializers.ModelSerializer[Company]):
    """A company with every field."""

    owner = serializers.CharField(
        source="owner.email", allow_null=True, default=None, help_text="Email of the owner."
    )

    business_model_note = serializers.SerializerMethodField(
        help_text="Empty unless misclassification costs changed the prediction from the most "
        "likely business model."
    )

    class Meta:
        model = Company
        fields = [
            *("id", *API_FIELDS),
            *("business_model", "business_model_probability", "business_model_probabilities"),
            *("business_model_why", "business_model_note", "business_model_version"),
            *DERIVED,
            *("owner", "status", "tags", "custom", "last_activity_at"),
            *("created_at", "updated_at"),
        ]

    def get_business_model_note(self, company: Company) -> str:
        """Say that costs chose the answer."""
        return explain_costs(company)


class HeldTitlesField(serializers.ListField):
    """Titles that are stored as one text."""

    child = serializers.CharField(max_length=LONGEST_TITLE)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_TITLES, **options)

    def to_representation(self, data: Any) -> list[str]:
        """Return the titles of the text."""
        return split_titles(data)


class CompanyBrief(serializers.ModelSerializer[Company]):
    """The company of a contact."""

    class Meta:
        model = Company
        fields = ["id", "external_id", "name", "domain"]


@extend_schema_serializer(component_name="Contact")
class _ContactList(serializers.ListSerializer[Contact]):
    """Contacts, with what is read once for all of them: reasons, and who is Do not contact."""

    def to_representation(self, data: Iterable[Contact]) -> list[Any]:  # type: ignore[override]  # as many pages call it
        contacts = list(data)
        add_reasons(contact.job_title for contact in contacts)
        return leaving_rows(contacts, super().to_representation(contacts))


class ContactEntryList(serializers.ListSerializer[Any]):
    """Rows that each hold a contact; what `_ContactList` reads once is read once here, too."""

    def to_representation(self, data: Iterable[Any]) -> list[Any]:  # type: ignore[override]  # as many pages call it
        entries = list(data)
        contacts = [entry.contact for entry in entries]
        add_reasons(contact.job_title for contact in contacts)
        shown = super().to_representation(entries)
        leaving = leaving_rows(contacts, [row["contact"] for row in shown])
        return [row | {"contact": one} for row, one in zip(shown, leaving, strict=True)]


class ContactOutput(SharedFields, serializers.ModelSerializer[Contact]):
    """A contact with the labels of its title.

    Email, phone and LinkedIn URL of people marked Do not contact are empty.
    """

    other_titles = HeldTitlesField(read_only=True, help_text="Further current titles.")
    past_titles = HeldTitlesField(read_only=True, help_text="Former titles.")
    owner = serializers.CharField(
        source="owner.email", allow_null=True, default=None, help_text="Email of the owner."
    )
    email = serializers.CharField(read_only=True, allow_null=True)
    phone = serializers.CharField(read_only=True, allow_null=True)
    company = CompanyBrief(allow_null=True)
    labels = serializers.SerializerMethodField()
    level = serializers.SerializerMethodField()
    industry = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # hides the name of the base
    model = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField()
    level_why = serializers.SerializerMethodField()
    is_pending = serializers.SerializerMethodField()
    linkedin_url = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        list_serializer_class = _ContactList
        model = Contact
        fields = [
            *("id", "first_name", "last_name", "email", "phone", "title", "job_title"),
            *("other_titles", "past_titles"),
            *("labels", "level", "industry", "source", "model", "why", "level_why", "is_pending"),
            *("company", "city", "state", "country", "place", "linkedin_url", "external_id"),
            *("lead_score", "lead_tier"),
            *("owner", "status", "tags", "custom", "last_activity_at"),
            *("do_not_contact", "created_at", "updated_at"),
        ]

    def to_representation(self, instance: Contact) -> dict[str, Any]:
        """Show a contact with the reasons of its labels."""
        above = (self.parent, getattr(self.parent, "parent", None))
        is_listed = any(isinstance(one, _ContactList | ContactEntryList) for one in above)
        if not is_listed:
            add_reasons([instance.job_title])
        shown: dict[str, Any] = super().to_representation(instance)
        return shown if is_listed else leaving_rows([instance], [shown])[0]

    @extend_schema_field(_LABELS)
    def get_labels(self, contact: Contact) -> dict[str, dict[str, Any]]:
        """Return the functions, best first."""
        labels = contact.job_title.labels.all() if contact.job_title else []
        return {
            label.function.slug: {
                "category": f"master_{label.function.department.slug}",
                "score": label.score,
            }
            for label in labels
        }

    @extend_schema_field(_SCORED)
    def get_level(self, contact: Contact) -> dict[str, Any] | None:
        """Return the level; null until the title is classified."""
        title = contact.job_title
        if title is None or title.level is None:
            return None
        return {"label": title.level.slug, "score": title.level_score}

    @extend_schema_field(_SCORED)
    def get_industry(self, contact: Contact) -> dict[str, Any] | None:
        """Return the industry that the title names, if any."""
        title = contact.job_title
        if title is None or title.industry is None:
            return None
        return {"label": title.industry.slug, "score": title.industry_score}

    def get_source(self, contact: Contact) -> str:
        """Return the source of the labels, e.g. `dictionary + model`."""
        return source_of_title(contact.job_title) if contact.job_title else ""

    def get_model(self, contact: Contact) -> str:
        """Return the model version."""
        return _title(contact).model_version

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_why(self, contact: Contact) -> list[dict[str, Any]]:
        """Return the evidence behind the labels."""
        why: list[dict[str, Any]] = _title(contact).why
        return why

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_level_why(self, contact: Contact) -> list[dict[str, Any]]:
        """Return the evidence behind the level."""
        level_why: list[dict[str, Any]] = _title(contact).level_why
        return level_why

    def get_is_pending(self, contact: Contact) -> bool:
        """Return whether the title is waiting to be classified."""
        return contact.job_title is not None and contact.job_title.classified_at is None


def _title(contact: Contact) -> JobTitle:
    return contact.job_title or JobTitle()


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
    other_titles = HeldTitlesField(
        required=False, help_text="Further current titles. Replaces those on record."
    )
    past_titles = HeldTitlesField(
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
        held = ("other_titles", "past_titles")
        return attrs | {name: join_titles(attrs[name]) for name in held if name in attrs}


class InterpretationOutput(serializers.Serializer[Any]):
    """How some words of `q` were interpreted."""

    typed = serializers.CharField(help_text="The words as typed.")
    kind = serializers.ChoiceField(
        choices=["job", "place", "size", "business_model", "industry", "similar"],
        help_text="Kind of filter.",
    )
    interpreted_as = serializers.CharField(source="label", help_text="The filter, as text.")
    without = serializers.CharField(help_text="`q` without this interpretation.", allow_blank=True)


class CorrectionOutput(serializers.Serializer[Any]):
    """A correction of `q`, which matched nothing as typed."""

    typed = serializers.CharField(help_text="`q` as typed.")
    words = serializers.CharField(help_text="What was searched for.")


class ContactPageOutput(serializers.Serializer[Any]):
    """A page of contacts."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ContactOutput(many=True)
    interpretations = InterpretationOutput(many=True)
    corrected = CorrectionOutput(allow_null=True)


class CompanyPageOutput(serializers.Serializer[Any]):
    """A page of companies."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CompanyOutput(many=True)
    interpretations = InterpretationOutput(many=True)
    corrected = CorrectionOutput(allow_null=True)


class CountsOutput(serializers.Serializer[Any]):
    """Number of matching contacts, and results of each further filter."""

    total = serializers.IntegerField(help_text="Matching people.")
    companies = serializers.IntegerField(help_text="Their companies.")
    waiting = serializers.IntegerField(
        help_text="Changed rows not counted yet, after a very large import; otherwise 0."
    )
    facets = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="Parameter → value → number of people if it were selected; missing values "
        "count 0.",
    )


class CompanyCountsOutput(serializers.Serializer[Any]):
    """Number of matching companies, and results of each further filter."""

    total = serializers.IntegerField(help_text="Matching companies.")
    waiting = serializers.IntegerField(
        help_text="Changed rows not counted yet, after a very large import; otherwise 0."
    )
    facets = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="Parameter → value → number of companies if it were selected; missing values "
        "count 0.",
    )


# What goes in of contacts and companies that are changed by the API, and what both share.


class StatusField(serializers.CharField):
    """A sales status by its code, which the service checks."""

    def __init__(self, **options: Any) -> None:
        about = "Code of one of the statuses of the workspace: `GET /statuses`."
        super().__init__(max_length=LONGEST_STATUS_CODE, help_text=about, **options)


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
    found: dict[str, object] = {}
    if "owner" in fields:
        found["owner_id"] = _owner(fields.pop("owner"), workspace)
    if "status" in fields:
        check_status(workspace, fields["status"])
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
