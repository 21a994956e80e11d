"""Sales statuses by API."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import SalesStatus
from leadqual.leads.models.statuses import LONGEST_STATUS, LONGEST_STATUS_CODE
from leadqual.leads.records import status_changes as writes
from leadqual.leads.records.statuses import statuses_of


@extend_schema_serializer(component_name="SalesStatus")
class StatusOutput(serializers.ModelSerializer[SalesStatus]):
    """A sales status of people and companies."""

    class Meta:
        model = SalesStatus
        fields = ["id", "code", "label", "color", "kind"]


class StatusInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /statuses`."""

    label = serializers.CharField(max_length=LONGEST_STATUS)  # type: ignore[assignment]  # a field of the body
    color = serializers.ChoiceField(SalesStatus.Color.choices, default=SalesStatus.Color.GRAY)
    kind = serializers.ChoiceField(
        SalesStatus.Kind.choices,
        default=SalesStatus.Kind.OPEN,
        help_text="Whether its records are still worked on, won or lost.",
    )


class StatusChangeInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /statuses/{id}`."""

    label = serializers.CharField(max_length=LONGEST_STATUS, required=False)  # type: ignore[assignment]  # a field of the body
    color = serializers.ChoiceField(SalesStatus.Color.choices, required=False)
    kind = serializers.ChoiceField(SalesStatus.Kind.choices, required=False)
    position = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=writes.MAX_STATUSES,
        help_text="New place, from 1.",
    )


class StatusArchiveInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /statuses/{id}/archive`."""

    successor = serializers.CharField(
        max_length=LONGEST_STATUS_CODE, help_text="Code of the status that its records get."
    )


class StatusViewSet(WorkspaceViewSet[SalesStatus]):
    """Sales statuses of the workspace."""

    key = "status"
    write_role = Role.MANAGER

    def get_queryset(self) -> Any:
        """Return the statuses of the workspace; an archived one can only be restored."""
        rows = SalesStatus.objects.filter(workspace=self.workspace)
        return rows if self.action == "restore_status" else rows.filter(archived_at=None)

    @op.get("statuses", lists=StatusOutput, pages=SequencePages)
    def list_statuses(self) -> Any:
        """Return the statuses that a contact or company can get, in their order."""
        return statuses_of(self.workspace).active

    @op.post("statuses", body=StatusInput, returns=StatusOutput, status=201)
    def create_status(self, body: op.Body) -> Any:
        """Add a status after the others."""
        return writes.create_status(workspace=self.workspace, author=self.user, **body)

    @op.patch("statuses/<int:status_id>", body=StatusChangeInput, returns=StatusOutput)
    def update_status(self, status: SalesStatus, body: op.Body) -> SalesStatus:
        """Rename, recolor or move a status, or change what it counts as. Records keep it."""
        return writes.update_status(status=status, author=self.user, **body)

    @op.post("statuses/<int:status_id>/archive", body=StatusArchiveInput, returns=StatusOutput)
    def archive_status(self, status: SalesStatus, body: op.Body) -> SalesStatus:
        """Archive a status, and give its records another one. Restoring it undoes both."""
        writes.archive_status(status=status, author=self.user, **body)
        return status

    @op.post("statuses/<int:status_id>/restore", returns=StatusOutput)
    def restore_status(self, status: SalesStatus) -> SalesStatus:
        """Restore an archived status, with the records that were moved."""
        writes.restore_status(status=status, author=self.user)
        return status
