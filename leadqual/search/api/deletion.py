"""Deleted records by API: list them, restore one."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.query_parameters import SINCE, asked_time
from leadqual.leads.deletion.services import (
    restorable_records,
    restore_record,
    with_external_ids,
)
from leadqual.leads.models import DeletedRecord


class NewestDeletionsFirst(CursorPages):
    """Pages of deletions, the newest first."""

    ordering = "-id"


class DeletionOutput(serializers.ModelSerializer[DeletedRecord]):
    """A deleted record. `POST /deletions/{id}/restore` restores it."""

    deleted_kind = serializers.CharField(
        source="kind", help_text="`contact`, `company` or `reply`."
    )
    external_id = serializers.CharField(
        read_only=True, allow_null=True, help_text="Of a contact or company."
    )
    deleted_by = serializers.CharField(
        source="deleted_by.email",
        default=None,
        allow_null=True,
        help_text="Email address of a user.",
    )
    purged_at = serializers.DateTimeField(
        allow_null=True, read_only=True, help_text="When it is permanently deleted; null: never."
    )

    class Meta:
        model = DeletedRecord
        fields = [
            *("id", "deleted_kind", "record_id", "external_id", "name"),
            *("deleted_at", "deleted_by", "purged_at"),
        ]


class RestoredOutput(serializers.Serializer[Any]):
    """A restored record."""

    name = serializers.CharField()


class DeletionListView(ListAPIView[DeletedRecord]):
    """Records that can still be restored."""

    serializer_class = DeletionOutput
    pagination_class = NewestDeletionsFirst

    def get_queryset(self) -> QuerySet[DeletedRecord]:
        """Return those of the workspace."""
        request = cast("ApiRequest", self.request)
        rows = with_external_ids(restorable_records(request.workspace)).defer("rows", "links")
        if (since := asked_time(request)) is not None:
            rows = rows.filter(deleted_at__gte=since)
        return rows.select_related("deleted_by")

    @extend_schema(operation_id="list_deletions", parameters=[SINCE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List deleted contacts, companies and replies that can still be restored."""
        return super().get(request, *args, **kwargs)


class DeletionRestoreView(APIView):
    """Restoring one."""

    @extend_schema(operation_id="restore_deletion", request=None, responses={200: RestoredOutput})
    def post(self, request: ApiRequest, deletion_id: int) -> Response:
        """Restore a deleted record with its ID and everything that belonged to it."""
        deleted = get_object_or_404(restorable_records(request.workspace), pk=deletion_id)
        name = restore_record(deleted=deleted, author=request.user)
        return Response(RestoredOutput({"name": name}).data)
