"""The audit log by API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.audit.filters import BY_LEADQUAL, AuditFilters, audit_rows
from leadqual.accounts.models import AuditRow, Role
from leadqual.accounts.models.audit_actions import KINDS
from leadqual.core.api.pages import CursorPages

_WHO = rf"^(user:\d{{1,18}}|key:\d{{1,18}}|{BY_LEADQUAL})$"
# JSON of the values before and after; what it holds depends on the action.
_VALUES = "Names and values; null if there are none."


class AuditLogQuery(serializers.Serializer[Any]):
    """Filters of `GET /audit-log`."""

    actor = serializers.RegexField(
        _WHO, required=False, help_text="`user:7`, `key:3`, or `leadqual` for jobs."
    )
    kind = serializers.ChoiceField(
        [*KINDS], required=False, help_text="Part of the action before the dot."
    )
    search = serializers.CharField(
        required=False, max_length=200, help_text="Part of a name, or a subject: `contact:17`."
    )
    since = serializers.DateField(required=False, help_text="First day (UTC).")
    until = serializers.DateField(required=False, help_text="Last day (UTC).")
    address = serializers.IPAddressField(required=False)


class AuditEntryOutput(serializers.ModelSerializer[AuditRow]):
    """An audit log entry."""

    actor = serializers.CharField(
        source="who", help_text="A person, an API key with its creator, or LeadQual."
    )
    user_id = serializers.IntegerField(source="actor_id", allow_null=True)
    api_key_id = serializers.IntegerField(allow_null=True)
    summary = serializers.CharField(source="in_words")
    before = serializers.JSONField(allow_null=True, help_text=_VALUES)
    after = serializers.JSONField(allow_null=True, help_text=_VALUES)

    class Meta:
        model = AuditRow
        fields = [
            *("id", "created_at", "actor", "user_id", "api_key_id", "ip_address", "action"),
            *("summary", "subject", "name", "before", "after", "details"),
        ]


class AuditLogPages(CursorPages):
    """The newest entry first."""

    ordering = "-id"


class AuditLogView(APIView):
    """The audit log of the workspace; for managers."""

    read_role = Role.MANAGER

    @extend_schema(
        operation_id="list_audit_log",
        parameters=[AuditLogQuery],
        responses={200: AuditEntryOutput(many=True)},
    )
    def get(self, request: ApiRequest) -> Response:
        """List audit log entries, newest first."""
        query = AuditLogQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = audit_rows(request.workspace, AuditFilters(**query.validated_data))
        pages = AuditLogPages()
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(AuditEntryOutput(page, many=True).data)
