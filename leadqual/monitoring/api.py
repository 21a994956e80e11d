"""Alerts by API."""

from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Workspace
from leadqual.core.api.views import CursorPages
from leadqual.monitoring.alerts.alert_texts import words_of
from leadqual.monitoring.models import Alert
from leadqual.monitoring.selectors import alerts_of


class NewestAlertsFirst(CursorPages):
    """Pages of alerts, the newest first."""

    ordering = "-id"


class AlertOutput(serializers.ModelSerializer[Alert]):
    """An alert. `closed_at` is null while it is open."""

    is_open = serializers.BooleanField()
    threshold = serializers.FloatField(source="limit", read_only=True, allow_null=True)
    acknowledged_at = serializers.DateTimeField(source="seen_at", read_only=True, allow_null=True)
    title = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()
    recommended_action = serializers.SerializerMethodField()

    class Meta:
        model = Alert
        fields = [
            *("id", "area", "signal", "title", "description", "recommended_action", "figure"),
            *("threshold", "is_open"),
            *("since", "opened_at", "last_at", "closed_at", "acknowledged_at", "note", "is_normal"),
        ]

    def get_title(self, alert: Alert) -> str:
        """Return the title of the alert."""
        return words_of(alert).title

    def get_description(self, alert: Alert) -> str:
        """Return what happened."""
        return words_of(alert).happened

    def get_recommended_action(self, alert: Alert) -> str:
        """Return what to do."""
        return words_of(alert).to_do


class AlertQuery(serializers.Serializer[Any]):
    """Parameters of `GET /alerts`."""

    state = serializers.ChoiceField(choices=["open", "closed"], required=False)


class AlertListView(ListAPIView[Alert]):
    """Alerts of a workspace."""

    serializer_class = AlertOutput
    pagination_class = NewestAlertsFirst

    @extend_schema(
        operation_id="list_alerts",
        parameters=[OpenApiParameter("state", str, enum=["open", "closed"])],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # of the base
        """List alerts, newest first."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Alert]:
        """Return the alerts that are asked for."""
        if getattr(self, "swagger_fake_view", False):
            return Alert.objects.none()
        query = AlertQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        workspace: Workspace = cast("ApiRequest", self.request).workspace
        rows = alerts_of(workspace, with_operation=False)
        state = query.validated_data.get("state")
        return rows if state is None else rows.filter(closed_at__isnull=state == "open")
