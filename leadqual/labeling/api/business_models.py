"""Business models by API: say to whom a company sells, see what was said, take it back."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.business_models import corrections
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.models import Company
from leadqual.search.results.selectors import companies_of


class CompanyCorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /companies/{id}/corrections`."""

    business_model = serializers.ChoiceField(choices=Company.BusinessModel.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class CompanyCorrectionOutput(serializers.ModelSerializer[BusinessModelCorrection]):
    """A business model correction."""

    class Meta:
        model = BusinessModelCorrection
        fields = [
            *("id", "company", "business_model", "note", "is_current", "created_at"),
            "undone_at",
        ]


class CompanyCorrectionListView(APIView):
    """What people said of one company."""

    @extend_schema(
        operation_id="list_company_corrections",
        responses={200: CompanyCorrectionOutput(many=True)},
    )
    def get(self, request: ApiRequest, company_id: int) -> Response:
        """List business model corrections of a company, oldest first, including undone ones."""
        company = _company(request, company_id)
        pages = CursorPages()
        page = pages.paginate_queryset(
            _corrections(request).filter(company=company), request, view=self
        )
        return pages.get_paginated_response(CompanyCorrectionOutput(page, many=True).data)

    @extend_schema(
        operation_id="correct_company",
        request=CompanyCorrectionInput,
        responses={201: CompanyCorrectionOutput},
    )
    def post(self, request: ApiRequest, company_id: int) -> Response:
        """Correct the business model of a company. Active from the next request."""
        company = _company(request, company_id)
        body = CompanyCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        correction = corrections.correct_business_model(
            company=company,
            author=request.user,
            **body.validated_data,
        )
        return Response(CompanyCorrectionOutput(correction).data, status=status.HTTP_201_CREATED)


class CompanyCorrectionView(APIView):
    """One correction of a company."""

    @extend_schema(operation_id="get_company_correction", responses={200: CompanyCorrectionOutput})
    def get(self, request: ApiRequest, correction_id: int) -> Response:
        """Return a business model correction."""
        correction = get_object_or_404(_corrections(request), pk=correction_id)
        return Response(CompanyCorrectionOutput(correction).data)

    @extend_schema(operation_id="undo_company_correction", responses={204: None})
    def delete(self, request: ApiRequest, correction_id: int) -> Response:
        """Undo a business model correction. The previous correction or prediction applies again."""
        correction = get_object_or_404(_corrections(request), pk=correction_id)
        corrections.undo_business_model(correction=correction, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _company(request: ApiRequest, company_id: int) -> Company:
    return get_object_or_404(companies_of(request.workspace), pk=company_id)


def _corrections(request: ApiRequest) -> QuerySet[BusinessModelCorrection]:
    return BusinessModelCorrection.objects.filter(workspace=request.workspace)
