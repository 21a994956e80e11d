"""The order of the cards of a campaign by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.selectors import campaigns_of
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.services import MAX_EXPLORATION
from leadqual.core.api.request_bodies import KnownFieldsOnly


class CardOrder(KnownFieldsOnly, serializers.Serializer[Any]):
    """Card order of a campaign. Omitted fields stay unchanged."""

    strategy = serializers.ChoiceField(choices=Campaign.Strategy.choices, required=False)
    double_labeling_percent = serializers.IntegerField(
        min_value=0,
        max_value=100,
        required=False,
        help_text="Percentage of companies to double-label.",
    )
    exploration_percent = serializers.IntegerField(
        source="exploration",
        min_value=0,
        max_value=MAX_EXPLORATION,
        required=False,
        help_text="Percentage of cards that check an area in which little was judged.",
    )


def _campaign(request: ApiRequest, campaign_id: int) -> Campaign:
    campaigns = campaigns_of(request.workspace)
    return get_object_or_404(campaigns, pk=campaign_id)


class OrderView(APIView):
    """Order of the cards of one campaign."""

    @extend_schema(operation_id="get_order", responses={200: CardOrder})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Return the card order, and the shares of double labeling and exploration."""
        return Response(CardOrder(_campaign(request, campaign_id)).data)

    @extend_schema(operation_id="set_order", request=CardOrder, responses={200: CardOrder})
    def put(self, request: ApiRequest, campaign_id: int) -> Response:
        """Set the card order, starting with the next card."""
        campaign = _campaign(request, campaign_id)
        body = CardOrder(data=request.data)
        body.is_valid(raise_exception=True)
        writes.update_campaign(
            campaign=campaign,
            name=campaign.name,
            description=campaign.description,
            strategy=Campaign.Strategy(body.validated_data.get("strategy", campaign.strategy)),
            scope=Campaign.Scope(campaign.scope),
            double_labeling_percent=body.validated_data.get("double_labeling_percent"),
            exploration=body.validated_data.get("exploration"),
            author=request.user,
        )
        return Response(CardOrder(campaign).data)
