"""What confusions of business models cost, by API, and counts for thresholds; for staff."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import AuditRow, Role, Scope
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.business_models import cost_table as services
from leadqual.labeling.thresholds import score_histograms
from leadqual.taxonomy.models import ConfusionCost
from leadqual.taxonomy.selectors import cost_table

_LABELS = ConfusionCost.Label.choices


class ConfusionCostField(KnownFieldsOnly, serializers.Serializer[Any]):
    """What one confusion costs."""

    actual = serializers.ChoiceField(choices=_LABELS)
    predicted = serializers.ChoiceField(choices=_LABELS)
    cost = serializers.FloatField(min_value=0, max_value=1000)


class ConfusionCostsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PUT /confusion-costs`."""

    costs = ConfusionCostField(many=True, help_text="Omitted pairs get the default cost.")
    seen = serializers.CharField(max_length=16, help_text="`token` of the costs that you read.")


class ConfusionCostsOutput(serializers.Serializer[Any]):
    """What confusions cost."""

    costs = ConfusionCostField(many=True)
    token = serializers.CharField(help_text="Send it as `seen` with a change.")
    change_id = serializers.IntegerField(
        allow_null=True, help_text="Undoes the last change; null if the costs are the defaults."
    )


class ThresholdCountOutput(serializers.Serializer[Any]):
    """A count of the probabilities of the workspace."""

    requested_at = serializers.DateTimeField(source="asked_at", allow_null=True)
    n_done = serializers.IntegerField(source="done")
    n_titles = serializers.IntegerField(source="total")
    problem = serializers.CharField()


class _StaffView(APIView):
    """For staff, since costs and thresholds are those of all workspaces."""

    read_role = write_role = Role.VIEWER
    read_scope = write_scope = Scope.INSTALLATION


class ConfusionCostsView(_StaffView):
    """The costs."""

    @extend_schema(operation_id="get_confusion_costs", responses={200: ConfusionCostsOutput})
    def get(self, request: Request) -> Response:
        """Return what confusions of business models cost, for all workspaces. Staff only."""
        return Response(_shown())

    @extend_schema(
        operation_id="set_confusion_costs",
        request=ConfusionCostsInput,
        responses={200: ConfusionCostsOutput},
    )
    def put(self, request: ApiRequest) -> Response:
        """Set the costs for all workspaces; stored companies are updated. Staff only."""
        body = ConfusionCostsInput(data=request.data)
        body.is_valid(raise_exception=True)
        costs = {
            (row["actual"], row["predicted"]): row["cost"] for row in body.validated_data["costs"]
        }
        services.change_costs(costs=costs, seen=body.validated_data["seen"], author=request.user)
        return Response(_shown())


class ConfusionCostsUndoView(_StaffView):
    """Undoing a change of the costs."""

    @extend_schema(
        operation_id="undo_confusion_costs",
        request=None,
        responses={200: ConfusionCostsOutput},
    )
    def post(self, request: ApiRequest, change_id: int) -> Response:
        """Undo the last change of the costs. Staff only."""
        change = get_object_or_404(AuditRow, pk=change_id, action__in=services.CHANGES)
        services.undo_costs(change=change, author=request.user)
        return Response(_shown())


class ThresholdCountView(_StaffView):
    """Counting the probabilities of titles, for the choice of a threshold."""

    @extend_schema(
        operation_id="count_threshold_chances",
        request=None,
        responses={202: ThresholdCountOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Count the probabilities of the titles of the workspace in the background. Staff only.

        A threshold of a function is set in a draft of the taxonomy.
        """
        run = score_histograms.request_counts(workspace=request.workspace)
        return Response(ThresholdCountOutput(run).data, status=status.HTTP_202_ACCEPTED)


def _shown() -> dict[str, Any]:
    costs, change = cost_table(), services.last_change()
    rows = [
        {"actual": actual, "predicted": predicted, "cost": cost}
        for (actual, predicted), cost in costs.items()
    ]
    return {
        "costs": rows,
        "token": services.token_of(costs),
        "change_id": change.pk if change else None,
    }
