"""Intents by campaign and week, by API."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.records_in_bodies import named_record
from leadqual.replies.selectors import MAX_KEY
from leadqual.replies.weekly_intents import DEFAULT_WEEKS, MAX_WEEKS, IntentWeeks, weekly_intents


class WeekQuery(serializers.Serializer[Any]):
    """Which replies to count."""

    campaign = serializers.IntegerField(min_value=1, max_value=MAX_KEY, required=False)
    weeks = serializers.IntegerField(
        min_value=1, max_value=MAX_WEEKS, required=False, default=DEFAULT_WEEKS
    )


class WeekShareOutput(serializers.Serializer[Any]):
    """Replies of one week with an intent."""

    week = serializers.DateField(help_text="Monday of the week, UTC.")
    n = serializers.IntegerField(help_text="Replies with the intent.")
    n_all = serializers.IntegerField(help_text="All classified replies of the week.")
    share = serializers.FloatField(allow_null=True, help_text="Null in a week without replies.")
    low = serializers.FloatField(help_text="Lower end of the 95 % interval (Wilson).")
    high = serializers.FloatField(help_text="Upper end.")


class IntentWeeksOutput(serializers.Serializer[Any]):
    """One intent, week by week, the oldest first."""

    intent = serializers.CharField()
    name = serializers.CharField(help_text="For people.")
    n = serializers.IntegerField(help_text="Replies of all weeks together.")
    weeks = WeekShareOutput(many=True)


class IntentWeekView(APIView):
    """Replies by intent and week."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="list_weekly_intents",
        parameters=[WeekQuery],
        responses={200: IntentWeeksOutput(many=True)},
    )
    def get(self, request: ApiRequest) -> Response:
        """Count replies by intent and week, of all or of one campaign, with intervals."""
        asked = WeekQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        campaign: int | None = asked.validated_data.get("campaign")
        if campaign is not None:
            named_record(request.workspace.campaigns.all(), "campaign", campaign)
        rows = weekly_intents(
            request.workspace, campaign=campaign, n_weeks=asked.validated_data["weeks"]
        )
        pages = SequencePages()
        page = pages.paginate_queryset([_shown(row) for row in rows], request, view=self)
        return pages.get_paginated_response(IntentWeeksOutput(page, many=True).data)


def _shown(row: IntentWeeks) -> dict[str, Any]:
    weeks = [{**asdict(one), "share": one.share} for one in row.weeks]
    return {"intent": row.intent, "name": row.label, "n": row.n, "weeks": weeks}
