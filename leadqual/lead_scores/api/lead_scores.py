"""Lead scores by API: the score of a contact with its breakdown."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.lead_scores.scoring.score_factors import CODES, Group
from leadqual.lead_scores.scoring.score_rules import TIERS
from leadqual.leads.models import Contact


class FactorPointsOutput(serializers.Serializer[Any]):
    """What one factor adds to a score."""

    factor = serializers.ChoiceField(CODES, source="factor.code")
    label = serializers.CharField(source="factor.label")  # type: ignore[assignment]  # hides the name of the base
    group = serializers.ChoiceField([one.value for one in Group], source="factor.group")
    points = serializers.IntegerField(help_text="Negative for a deduction.")
    max_points = serializers.IntegerField(source="most", help_text="Maximum points of the factor.")
    days = serializers.IntegerField(
        allow_null=True, help_text="Days since it happened; null if the factor does not decay."
    )


@extend_schema_serializer(component_name="LeadScore")
class LeadScoreOutput(serializers.Serializer[Any]):
    """The lead score of a contact; the points and `limited` add up to it."""

    score = serializers.IntegerField(help_text="0 to 100.")
    tier = serializers.ChoiceField(TIERS)
    factors = FactorPointsOutput(many=True, source="lines")
    limited = serializers.IntegerField(
        help_text="Points added or removed to keep the score from 0 to 100."
    )


class LeadScoreView(APIView):
    """The lead score of one person."""

    @extend_schema(operation_id="get_lead_score", responses={200: LeadScoreOutput})
    def get(self, request: ApiRequest, contact_id: int) -> Response:
        """Return the lead score of a contact and the points of each factor."""
        contacts = Contact.objects.filter(workspace=request.workspace)
        contact = get_object_or_404(contacts, pk=contact_id)
        return Response(LeadScoreOutput(breakdown_of(request.workspace, contact)).data)
