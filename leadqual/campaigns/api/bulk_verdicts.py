"""What the ranked list does, by API: many verdicts in one step, dropped neighbors, weights."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.campaigns.models import BulkVerdict, Campaign, ExcludedVerdict, Reason
from leadqual.campaigns.ranking.learned_weights import learned_of, use_learned
from leadqual.campaigns.ranking.ranked_list import usual_weights
from leadqual.campaigns.selectors import campaigns_of
from leadqual.campaigns.setup.services import set_weights
from leadqual.campaigns.verdicts import excluded_verdicts
from leadqual.campaigns.verdicts.services import MAX_COMPANIES, record_bulk
from leadqual.campaigns.verdicts.undo import undo_verdicts
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.records_in_bodies import named_record
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.resolved_ids import IDS_HELP, ResolvedIdsOutput
from leadqual.leads.models import Company
from leadqual.leads.record_ids import resolve_ids
from recommender.types import FACTORS


class BulkVerdictInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/bulk-verdicts`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MAX_COMPANIES,
        help_text=f"{IDS_HELP} Companies that already have a verdict keep it.",
    )
    verdict = serializers.ChoiceField(choices=Reason.Verdict.choices)


class BulkVerdictOutput(ResolvedIdsOutput, serializers.ModelSerializer[BulkVerdict]):
    """A bulk verdict."""

    verdict = serializers.CharField(source="value")

    class Meta:
        model = BulkVerdict
        fields = [
            *("id", "verdict", "n_companies", "request_id", "created_at", "undone_at"),
            *("unknown_ids", "deleted_ids"),
        ]


_OF_STEP = ("id", "value", "n_companies", "request_id", "created_at", "undone_at")


class ExcludedVerdictInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/excluded-verdicts`."""

    company = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ExcludedVerdictOutput(serializers.ModelSerializer[ExcludedVerdict]):
    """A company whose verdicts are excluded from the ranking."""

    name = serializers.CharField(source="company.name")
    company_external_id = serializers.CharField(source="company.external_id", allow_null=True)
    author = serializers.SerializerMethodField()

    class Meta:
        model = ExcludedVerdict
        fields = ["company", "company_external_id", "name", "author", "created_at"]

    def get_author(self, dropped: ExcludedVerdict) -> str:
        """Return the name of the person who excluded it."""
        return str(dropped.author)


class WeightsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PUT /campaigns/{id}/weights`."""

    weights = serializers.DictField(
        child=serializers.FloatField(min_value=0, max_value=1),
        required=False,
        help_text=f"Weights of {', '.join(FACTORS)}; omitted ones keep their default.",
    )
    use_learned = serializers.BooleanField(
        default=False, help_text="Use the learned weights; omit `weights` then."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want one of the two."""
        if attrs["use_learned"] == ("weights" in attrs):
            raise serializers.ValidationError("Send either `weights` or `use_learned`.")
        return attrs


class LearnedWeightsOutput(serializers.Serializer[Any]):
    """Weights learned from verdicts."""

    weights = serializers.DictField(child=serializers.FloatField())
    n_verdicts = serializers.IntegerField()
    n_reasons = serializers.IntegerField()


class WeightsOutput(serializers.Serializer[Any]):
    """Weights of the factors."""

    weights = serializers.DictField(
        child=serializers.FloatField(), help_text="The active weight of each factor."
    )
    own = serializers.DictField(
        child=serializers.FloatField(), help_text="The weights set for this campaign."
    )
    learned = LearnedWeightsOutput(allow_null=True, help_text="Null before the tenth verdict.")


def _campaign(request: ApiRequest, campaign_id: int) -> Campaign:
    campaigns = campaigns_of(request.workspace)
    return get_object_or_404(campaigns, pk=campaign_id)


def _companies(request: ApiRequest) -> QuerySet[Company]:
    return Company.objects.filter(workspace=request.workspace)


class StepListView(APIView):
    """Verdicts on many companies at once."""

    @extend_schema(
        operation_id="create_bulk_verdict",
        request=BulkVerdictInput,
        responses={201: BulkVerdictOutput},
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                uuid.UUID,
                OpenApiParameter.HEADER,
                description="Generate one for each action; a repeated request changes nothing.",
            )
        ],
    )
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Like or dislike many companies at once."""
        campaign = _campaign(request, campaign_id)
        body = BulkVerdictInput(data=request.data)
        body.is_valid(raise_exception=True)
        resolved = resolve_ids(request.workspace, "company", body.validated_data["ids"])
        step = record_bulk(
            campaign=campaign,
            company_ids=resolved.ids,
            value=Reason.Verdict(body.validated_data["verdict"]),
            author=request.user,
            request_id=_request_id(request),
        )
        shown: Any = {name: getattr(step, name) for name in _OF_STEP}
        shown["resolved"] = resolved
        return Response(BulkVerdictOutput(shown).data, status=status.HTTP_201_CREATED)


def _request_id(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(request.headers.get("Idempotency-Key", str(uuid.uuid4())))
    except ValueError as error:
        raise serializers.ValidationError({"Idempotency-Key": "Send a UUID."}) from error


class StepView(APIView):
    """One step."""

    @extend_schema(operation_id="undo_bulk_verdict", responses={204: None})
    def delete(self, request: ApiRequest, campaign_id: int, step_id: int) -> Response:
        """Undo a bulk verdict. Idempotent."""
        campaign = _campaign(request, campaign_id)
        step = get_object_or_404(BulkVerdict, campaign=campaign, pk=step_id)
        undo_verdicts(step=step, person=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DroppedListView(APIView):
    """Neighbours that a campaign's ranking leaves out."""

    @extend_schema(
        operation_id="list_excluded_verdicts", responses={200: ExcludedVerdictOutput(many=True)}
    )
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """List excluded verdicts."""
        pages = CursorPages()
        dropped = excluded_verdicts.excluded_of(_campaign(request, campaign_id))
        page = pages.paginate_queryset(dropped, request, view=self) or []
        return pages.get_paginated_response(ExcludedVerdictOutput(page, many=True).data)

    @extend_schema(
        operation_id="exclude_verdicts",
        request=ExcludedVerdictInput,
        responses={201: ExcludedVerdictOutput},
    )
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Exclude the verdicts on a company from the ranking."""
        campaign = _campaign(request, campaign_id)
        body = ExcludedVerdictInput(data=request.data)
        body.is_valid(raise_exception=True)
        dropped = excluded_verdicts.exclude(
            campaign=campaign,
            company=named_record(_companies(request), "company", body.validated_data["company"]),
            author=request.user,
        )
        return Response(ExcludedVerdictOutput(dropped).data, status=status.HTTP_201_CREATED)


class DroppedView(APIView):
    """One neighbor that is left out."""

    @extend_schema(operation_id="include_verdicts", responses={204: None})
    def delete(self, request: ApiRequest, campaign_id: int, company_id: int) -> Response:
        """Include the verdicts on a company again. Idempotent."""
        excluded_verdicts.include(
            campaign=_campaign(request, campaign_id),
            company=get_object_or_404(_companies(request), pk=company_id),
            person=request.user,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class WeightsView(APIView):
    """How much each factor counts in a campaign."""

    @extend_schema(operation_id="get_weights", responses={200: WeightsOutput})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Return the active weights, and the weights learned from verdicts and reasons."""
        return Response(_weights(_campaign(request, campaign_id)))

    @extend_schema(operation_id="set_weights", request=WeightsInput, responses={200: WeightsOutput})
    def put(self, request: ApiRequest, campaign_id: int) -> Response:
        """Set the weights of a campaign. An empty object resets them to the defaults."""
        campaign = _campaign(request, campaign_id)
        body = WeightsInput(data=request.data)
        body.is_valid(raise_exception=True)
        if body.validated_data["use_learned"]:
            use_learned(campaign, author=request.user)
        else:
            weights = body.validated_data["weights"]
            set_weights(campaign=campaign, weights=weights, author=request.user)
        return Response(_weights(campaign))


def _weights(campaign: Campaign) -> dict[str, Any]:
    found = {
        "weights": {**usual_weights(), **campaign.weights},
        "own": campaign.weights,
        "learned": learned_of(campaign),
    }
    return dict(WeightsOutput(found).data)
