"""Business models by API: say to whom a company sells, see what was said, take it back."""

from typing import Any

from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling import business_models
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.models import Company
from leadqual.search.results.record_rows import companies_of


class CompanyCorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /companies/{id}/corrections`."""

    business_model = serializers.ChoiceField(choices=Company.BusinessModel.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class CompanyCorrectionOutput(serializers.ModelSerializer[BusinessModelCorrection]):
    """A business model correction."""

    class Meta:
        model = BusinessModelCorrection
        fields = [
            "id",
            "company",
            "business_model",
            "note",
            "is_current",
            "created_at",
            "undone_at",
        ]


class CorrectedCompanyViewSet(WorkspaceViewSet[Company]):
    """Corrections of one company."""

    key, rows = "company", staticmethod(companies_of)

    @op.get("companies/<int:company_id>/corrections", lists=CompanyCorrectionOutput)
    def list_company_corrections(self, company: Company) -> Any:
        """List business model corrections of a company, oldest first, including undone ones."""
        return BusinessModelCorrection.objects.filter(workspace=self.workspace, company=company)

    @op.post(
        "companies/<int:company_id>/corrections",
        body=CompanyCorrectionInput,
        returns=CompanyCorrectionOutput,
        status=201,
    )
    def correct_company(self, company: Company, body: op.Body) -> Any:
        """Correct the business model of a company. Active from the next request."""
        return business_models.correct_business_model(
            company=company,
            author=self.user,
            **body,
        )


class CompanyCorrectionViewSet(WorkspaceViewSet[BusinessModelCorrection]):
    """One correction of a company."""

    key, queryset = "correction", BusinessModelCorrection.objects.all()

    get_company_correction = op.reading(
        "companies/corrections/<int:correction_id>",
        CompanyCorrectionOutput,
        "Return a business model correction.",
    )

    @op.delete("companies/corrections/<int:correction_id>")
    def undo_company_correction(self, correction: BusinessModelCorrection) -> None:
        """Undo a business model correction. The previous correction or prediction applies again."""
        business_models.undo_business_model(correction=correction, author=self.user)
