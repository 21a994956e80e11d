"""Sales statuses by API."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.pages import SequencePages
from leadqual.leads.models import SalesStatus
from leadqual.leads.records.statuses import statuses_of


@extend_schema_serializer(component_name="SalesStatus")
class StatusOutput(serializers.ModelSerializer[SalesStatus]):
    """A sales status of people and companies."""

    class Meta:
        model = SalesStatus
        fields = ["code", "label", "color", "kind"]


class StatusViewSet(WorkspaceViewSet[SalesStatus]):
    """Sales statuses of the workspace."""

    key = "status"

    def get_queryset(self) -> Any:
        """Return the statuses of the workspace."""
        return SalesStatus.objects.filter(workspace=self.workspace)

    @op.get("statuses", lists=StatusOutput, pages=SequencePages)
    def list_statuses(self) -> Any:
        """Return the statuses that a contact or company can get, in their order."""
        return statuses_of(self.workspace).active
