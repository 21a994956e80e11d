"""The order of the cards by API: which it is, for whom, and what each would have cost."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking import strategy_replay
from leadqual.campaigns.selectors import campaigns_of


class StrategyCostOutput(serializers.Serializer[Any]):
    """Number of cards a strategy would have needed."""

    order = serializers.CharField(help_text="A strategy, or `random`.")
    verdicts = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Number of cards to find as many likes as `likes`.",
    )


class ReplayOutput(serializers.Serializer[Any]):
    """The last comparison of strategies; null fields before the first."""

    progress = serializers.FloatField(
        allow_null=True,
        help_text="Progress of the running replay, 0 to 1; null if none is running.",
    )
    finished_at = serializers.DateTimeField(allow_null=True)
    n_companies = serializers.IntegerField(help_text="Companies with a verdict that were replayed.")
    n_likes = serializers.IntegerField()
    likes = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="A quarter, half, four fifths and all of the likes.",
    )
    costs = StrategyCostOutput(many=True)


def _campaign(request: ApiRequest, campaign_id: int) -> Campaign:
    campaigns = campaigns_of(request.workspace)
    return get_object_or_404(campaigns, pk=campaign_id)


class ReplayView(APIView):
    """What each order of the cards of one campaign would have cost."""

    @extend_schema(operation_id="get_replay", responses={200: ReplayOutput})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Return the last comparison of strategies, and the progress of the running one."""
        return Response(_replay(_campaign(request, campaign_id)))

    @extend_schema(operation_id="start_replay", request=None, responses={202: ReplayOutput})
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Start a comparison of strategies. One can run at a time per campaign."""
        campaign = _campaign(request, campaign_id)
        strategy_replay.start_replay(campaign=campaign, author=request.user)
        return Response(_replay(campaign), status=status.HTTP_202_ACCEPTED)


def _replay(campaign: Campaign) -> dict[str, Any]:
    running, done = strategy_replay.running(campaign), strategy_replay.last_replay(campaign)
    found = {
        "progress": None if running is None else running.progress,
        "finished_at": None if done is None else done.finished_at,
        "n_companies": 0 if done is None else done.n_companies,
        "n_likes": 0 if done is None else done.n_likes,
        "likes": [] if done is None else done.shares,
        "costs": [] if done is None else done.costs,
    }
    return dict(ReplayOutput(found).data)
