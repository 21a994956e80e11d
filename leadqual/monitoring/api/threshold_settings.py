"""Alert thresholds by API, and a test of the ways by which alerts are sent; for staff."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.monitoring.alerts import delivery
from leadqual.monitoring.alerts.alert_thresholds import LIMITS, active_thresholds, set_limits


class AlertThresholdOutput(serializers.Serializer[Any]):
    """A threshold of alerts."""

    name = serializers.ChoiceField(choices=list(LIMITS))
    label = serializers.CharField()  # type: ignore[assignment]  # hides the name of the base
    value = serializers.FloatField()
    default = serializers.FloatField()
    lowest = serializers.FloatField()
    highest = serializers.FloatField()


class AlertThresholdsOutput(serializers.Serializer[Any]):
    """All thresholds of alerts."""

    thresholds = AlertThresholdOutput(many=True)


class AlertThresholdsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PUT /alert-thresholds`."""

    thresholds = serializers.DictField(
        child=serializers.FloatField(),
        help_text="Name → value; omitted ones are reset to their default.",
    )

    def validate_thresholds(self, sent: dict[str, float]) -> dict[str, float]:
        """Refuse unknown names and values out of range."""
        found = {
            name: LIMITS[name].problem_of(value) if name in LIMITS else "Unknown threshold."
            for name, value in sent.items()
        }
        if wrong := {name: [problem] for name, problem in found.items() if problem}:
            raise serializers.ValidationError(wrong)
        return {name: known.default for name, known in LIMITS.items()} | sent


class SentTestOutput(serializers.Serializer[Any]):
    """A test by one channel."""

    channel = serializers.CharField()
    problem = serializers.CharField(help_text="Why it was not sent; empty if it was.")


class SentTestsOutput(serializers.Serializer[Any]):
    """Tests by all channels that are set up."""

    sent = SentTestOutput(many=True)


class _StaffView(APIView):
    """For staff, since thresholds are those of all workspaces."""

    read_role = write_role = Role.VIEWER
    read_scope = write_scope = Scope.INSTALLATION


class AlertThresholdsView(_StaffView):
    """The thresholds."""

    @extend_schema(operation_id="get_alert_thresholds", responses={200: AlertThresholdsOutput})
    def get(self, request: Request) -> Response:
        """Return the alert thresholds of all workspaces. Staff only."""
        return Response(_shown())

    @extend_schema(
        operation_id="set_alert_thresholds",
        request=AlertThresholdsInput,
        responses={200: AlertThresholdsOutput},
    )
    def put(self, request: ApiRequest) -> Response:
        """Set the alert thresholds of all workspaces. Staff only."""
        body = AlertThresholdsInput(data=request.data)
        body.is_valid(raise_exception=True)
        set_limits(values=body.validated_data["thresholds"], author=request.user)
        return Response(_shown())


class AlertTestView(_StaffView):
    """A test of the channels."""

    @extend_schema(operation_id="send_test_alert", request=None, responses={200: SentTestsOutput})
    def post(self, request: ApiRequest) -> Response:
        """Send a test by each channel that is set up. Staff only."""
        sent = delivery.send_test(author=request.user)
        rows = [{"channel": str(way), "problem": problem} for way, problem in sent.items()]
        return Response({"sent": rows})


def _shown() -> dict[str, Any]:
    values = active_thresholds()
    rows = [
        {
            **{key: getattr(known, key) for key in ("label", "default", "lowest", "highest")},
            "name": name,
            "value": values[name],
        }
        for name, known in LIMITS.items()
    ]
    return {"thresholds": rows}
