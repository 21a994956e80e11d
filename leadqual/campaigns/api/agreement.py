"""Agreement by API: how far people agree, what they disagree on, and the owner's word."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.campaigns.api.campaigns import VerdictOutput
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.selectors import campaigns_of
from leadqual.campaigns.verdicts import agreement
from leadqual.campaigns.verdicts.agreement import Disagreement
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.records_in_bodies import named_record
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import Company


class PairOutput(serializers.Serializer[Any]):
    """Agreement of two people."""

    first = serializers.CharField()
    second = serializers.CharField()
    n = serializers.IntegerField(help_text="Companies that both reviewed.")
    n_agreed = serializers.IntegerField()
    kappa = serializers.FloatField(
        allow_null=True,
        help_text="Cohen's kappa; null if both gave every company the same verdict.",
    )


class AgreementOutput(serializers.Serializer[Any]):
    """Agreement between reviewers, without decisions on disagreements."""

    n_companies = serializers.IntegerField(
        source="measured.n", help_text="Companies reviewed by two or more people."
    )
    n_agreed = serializers.IntegerField(source="measured.n_agreed")
    alpha = serializers.FloatField(
        source="measured.alpha",
        allow_null=True,
        help_text="Krippendorff's alpha; null if it is undefined.",
    )
    pairs = PairOutput(many=True)
    n_awaiting = serializers.IntegerField(help_text="Companies waiting for a second reviewer.")
    n_open = serializers.IntegerField(help_text="Disagreements without a final decision.")


class OpinionOutput(serializers.Serializer[Any]):
    """Verdict of one person."""

    author = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Reason.Verdict.choices)


class DisagreementOutput(serializers.Serializer[Any]):
    """A company with different verdicts."""

    company = serializers.IntegerField()
    company_external_id = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    opinions = OpinionOutput(many=True)
    counts = serializers.CharField(help_text="The verdict used in the ranking.")
    decided_by = serializers.CharField(
        allow_null=True, help_text="Null while the disagreement is open."
    )


class DecisionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/disagreements`."""

    company = serializers.IntegerField(min_value=1)
    verdict = serializers.ChoiceField(choices=Reason.Verdict.choices)


def _campaign(request: ApiRequest, campaign_id: int) -> Campaign:
    campaigns = campaigns_of(request.workspace)
    return get_object_or_404(campaigns, pk=campaign_id)


class AgreementView(APIView):
    """Agreement in one campaign."""

    @extend_schema(operation_id="get_agreement", responses={200: AgreementOutput})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Return the agreement between reviewers."""
        found = agreement.agreement_of(_campaign(request, campaign_id))
        return Response(AgreementOutput(found).data)


class DisagreementListView(APIView):
    """Companies that people see differently."""

    @extend_schema(
        operation_id="list_disagreements", responses={200: DisagreementOutput(many=True)}
    )
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """List disagreements, open ones first, up to 200."""
        found = agreement.disagreements_of(_campaign(request, campaign_id))
        pages = SequencePages()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response([_disagreement(one) for one in page])

    @extend_schema(
        operation_id="decide_disagreement", request=DecisionInput, responses={201: VerdictOutput}
    )
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Decide a disagreement. Deleting the verdict reopens it."""
        campaign = _campaign(request, campaign_id)
        body = DecisionInput(data=request.data)
        body.is_valid(raise_exception=True)
        companies = Company.objects.filter(workspace=request.workspace)
        verdict = agreement.resolve(
            campaign=campaign,
            company=named_record(companies, "company", body.validated_data["company"]),
            value=Verdict.Value(body.validated_data["verdict"]),
            person=request.user,
        )
        return Response(VerdictOutput(verdict).data, status=status.HTTP_201_CREATED)


def _disagreement(one: Disagreement) -> dict[str, Any]:
    return {
        "company": one.company.pk,
        "company_external_id": one.company.external_id,
        "name": one.company.name,
        "opinions": [{"author": author, "verdict": value} for author, value in one.opinions],
        "counts": one.counts,
        "decided_by": None if one.settled is None else str(one.settled.author),
    }
