"""Alerts by API: list them, acknowledge one, send its messages again."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest, role_of
from leadqual.accounts.models import Role, Workspace
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import NotAllowedError
from leadqual.monitoring.alerts import delivery, lifecycle
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
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
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


class AcknowledgementInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /alerts/{id}/acknowledge`."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    is_normal = serializers.BooleanField(
        default=False,
        help_text="Of drift: what comes in is normal from now on; the alert closes. Managers only.",
    )


class ResentAlertOutput(serializers.Serializer[Any]):
    """Messages that are sent again."""

    n_messages = serializers.IntegerField(help_text="0 if no message was given up.")


class AlertAcknowledgeView(APIView):
    """Acknowledging an alert."""

    @extend_schema(
        operation_id="acknowledge_alert",
        request=AcknowledgementInput,
        responses={200: AlertOutput},
    )
    def post(self, request: ApiRequest, alert_id: int) -> Response:
        """Note that an alert was seen, or mark drift as normal."""
        alert = _alert(request, alert_id)
        body = AcknowledgementInput(data=request.data)
        body.is_valid(raise_exception=True)
        if body.validated_data["is_normal"] and not role_of(request).includes(Role.MANAGER):
            raise NotAllowedError("Only managers can mark an alert as normal. Nothing was changed.")
        row = lifecycle.acknowledge(alert=alert, author=request.user, **body.validated_data)
        return Response(AlertOutput(row).data)


class AlertResendView(APIView):
    """Sending messages about an alert again."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="resend_alert", request=None, responses={200: ResentAlertOutput})
    def post(self, request: ApiRequest, alert_id: int) -> Response:
        """Send messages about an alert again that were given up."""
        n = delivery.try_again(alert=_alert(request, alert_id))
        return Response({"n_messages": int(n)})


def _alert(request: ApiRequest, alert_id: int) -> Alert:
    return get_object_or_404(alerts_of(request.workspace, with_operation=False), pk=alert_id)
