"""Companies that are sent in a request, classified by API: nothing is stored."""

from typing import Any

from rest_framework import serializers

from classifiers.core.types import CompanyRecord
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.companies.business_model_prediction import read_records
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import Company

MAX_COMPANIES = 100
LONGEST_OVERVIEW = 20_000
MAX_ENTRIES = 100
LONGEST_ENTRY = 200


def _text(longest: int = 300) -> serializers.CharField:
    return serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=longest
    )


def _entries() -> serializers.ListField:
    entry = serializers.CharField(max_length=LONGEST_ENTRY)
    return serializers.ListField(child=entry, required=False, max_length=MAX_ENTRIES)


class UnstoredCompanyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A company to classify. The more is known, the better; `overview` matters most."""

    name = serializers.CharField(max_length=300)
    domain = _text()
    website = _text(1_000)
    overview = _text(LONGEST_OVERVIEW)
    industry = _text()
    categories = _entries()
    specialties = _entries()
    sic_codes = _entries()
    technologies = _entries()
    type = _text()
    ownership_type = _text()
    size = _text()
    employees = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    country = _text()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the fields that hold something, lists as tuples."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in attrs.items()
            if value not in (None, "")
        }


class ClassifyCompaniesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /companies/classify`."""

    companies = UnstoredCompanyInput(many=True, min_length=1, max_length=MAX_COMPANIES)  # type: ignore[call-arg]  # of the list


class BusinessModelProbabilityOutput(serializers.Serializer[Any]):
    """A business model with its probability."""

    business_model = serializers.ChoiceField(choices=Company.BusinessModel.choices, source="slug")
    probability = serializers.FloatField(source="score")


class CompanyReasonOutput(serializers.Serializer[Any]):
    """A field or word that decided."""

    label = serializers.CharField(help_text="The business model that it supports.")  # type: ignore[assignment]  # a field of the answer
    because = serializers.CharField(help_text="Kind of reason, e.g. `field`, `words`.")
    text = serializers.CharField(help_text="The field, value or words that decided.")
    score = serializers.FloatField(allow_null=True, help_text="Contribution, if the kind has one.")


class CompanyClassificationOutput(serializers.Serializer[Any]):
    """The business model of one company."""

    business_model = serializers.ChoiceField(choices=Company.BusinessModel.choices)
    probability = serializers.FloatField(help_text="Of the business model, 0 to 1.")
    probabilities = BusinessModelProbabilityOutput(many=True, help_text="They add up to 1.")
    why = CompanyReasonOutput(many=True, help_text="Strongest first.")
    model = serializers.CharField(help_text="Model version.")


class CompanyClassificationsOutput(serializers.Serializer[Any]):
    """Business models in the order of the companies."""

    results = CompanyClassificationOutput(many=True)


class ClassifyCompaniesViewSet(WorkspaceViewSet[Any]):
    """Companies in, business models out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @op.post(
        "companies/classify", body=ClassifyCompaniesInput, returns=CompanyClassificationsOutput
    )
    def classify_companies(self, body: op.Body) -> Any:
        """Classify up to 100 companies by business model. Nothing is stored.

        `results` has an entry for each company, in the same order.
        """
        records = [CompanyRecord(**one) for one in body["companies"]]
        found = read_records(records)
        return {"results": found}


api = op.routes(ClassifyCompaniesViewSet)
