"""Costs of confusions of business models, and counts for thresholds, by API; for staff."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import AuditRow, Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.jobs import Job
from leadqual.labeling import business_models
from leadqual.labeling.models.scores import ChanceRun
from leadqual.labeling.requested_runs import request_run
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


class ConfusionCostsViewSet(WorkspaceViewSet[Any]):
    """Costs and thresholds: for staff, since they are those of all workspaces."""

    read_role = write_role = Role.VIEWER
    read_scope = write_scope = Scope.INSTALLATION

    @op.get("confusion-costs", returns=ConfusionCostsOutput)
    def get_confusion_costs(self) -> Any:
        """Return what confusions of business models cost, for all workspaces. Staff only."""
        return _costs()

    @op.put("confusion-costs", body=ConfusionCostsInput, returns=ConfusionCostsOutput)
    def set_confusion_costs(self, body: op.Body) -> Any:
        """Set the costs for all workspaces; stored companies are updated. Staff only."""
        costs = {(row["actual"], row["predicted"]): row["cost"] for row in body["costs"]}
        business_models.change_costs(costs=costs, seen=body["seen"], author=self.user)
        return _costs()

    @op.post("confusion-costs/<int:change_id>/undo", returns=ConfusionCostsOutput)
    def undo_confusion_costs(self, change_id: int) -> Any:
        """Undo the last change of the costs. Staff only."""
        change = get_object_or_404(AuditRow, pk=change_id, action__in=business_models.CHANGES)
        business_models.undo_costs(change=change, author=self.user)
        return _costs()

    @op.post("titles/threshold-counts", returns=ThresholdCountOutput, status=202)
    def count_threshold_chances(self) -> Any:
        """Count the probabilities of the titles of the workspace in the background. Staff only.

        A threshold of a function is set in a draft of the taxonomy.
        """
        return request_run(ChanceRun, Job.COUNT_CHANCES, workspace=self.workspace)


def _costs() -> dict[str, Any]:
    costs, change = cost_table(), business_models.last_change()
    rows = [
        {"actual": actual, "predicted": predicted, "cost": cost}
        for (actual, predicted), cost in costs.items()
    ]
    return {
        "costs": rows,
        "token": business_models.token_of(costs),
        "change_id": change.pk if change else None,
    }
