"""Contacts, companies, pages and counts of a search as the API shows them."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from leadqual.companies.page import explain_costs
from leadqual.core.api.shared_fields import SharedFields
from leadqual.leads.company_fields import API_FIELDS
from leadqual.leads.do_not_contact.outgoing_values import outgoing_rows
from leadqual.leads.firmographics.derivation import DERIVED
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.leads.title_lists import LONGEST_TITLE, MAX_TITLES, split_titles
from leadqual.search.title_explanations import add_reasons, source_of_title

_LABELS_SCHEMA = {
    "type": "object",
    "description": "Function slug; `category` is `master_` and the department.",
    "additionalProperties": {
        "type": "object",
        "properties": {"category": {"type": "string"}, "score": {"type": "number"}},
        "required": ["category", "score"],
    },
}
_SCORED_SCHEMA = {
    "type": ["object", "null"],
    "properties": {"label": {"type": "string"}, "score": {"type": ["number", "null"]}},
    "required": ["label", "score"],
}


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


class TitleListField(serializers.ListField):
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
        return outgoing_rows(contacts, super().to_representation(contacts))


class ContactEntryList(serializers.ListSerializer[Any]):
    """Rows that each hold a contact; what `_ContactList` reads once is read once here, too."""

    def to_representation(self, data: Iterable[Any]) -> list[Any]:  # type: ignore[override]  # as many pages call it
        entries = list(data)
        contacts = [entry.contact for entry in entries]
        add_reasons(contact.job_title for contact in contacts)
        shown = super().to_representation(entries)
        shown_contacts = outgoing_rows(contacts, [row["contact"] for row in shown])
        return [row | {"contact": item} for row, item in zip(shown, shown_contacts, strict=True)]


class ContactOutput(SharedFields, serializers.ModelSerializer[Contact]):
    """A contact with the labels of its title.

    Email, phone and LinkedIn URL of people marked Do not contact are empty.
    """

    other_titles = TitleListField(read_only=True, help_text="Further current titles.")
    past_titles = TitleListField(read_only=True, help_text="Former titles.")
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
        parents = (self.parent, getattr(self.parent, "parent", None))
        is_listed = any(isinstance(item, _ContactList | ContactEntryList) for item in parents)
        if not is_listed:
            add_reasons([instance.job_title])
        shown: dict[str, Any] = super().to_representation(instance)
        return shown if is_listed else outgoing_rows([instance], [shown])[0]

    @extend_schema_field(_LABELS_SCHEMA)
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

    @extend_schema_field(_SCORED_SCHEMA)
    def get_level(self, contact: Contact) -> dict[str, Any] | None:
        """Return the level; null until the title is classified."""
        title = contact.job_title
        if title is None or title.level is None:
            return None
        return {"label": title.level.slug, "score": title.level_score}

    @extend_schema_field(_SCORED_SCHEMA)
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
