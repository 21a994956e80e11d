"""Candidates by API: train one, let it answer in shadow mode, retire it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.registry.models import ModelVersion
from leadqual.registry.models.candidates import Shadow, Training
from leadqual.registry.shadow import shadow_mode
from leadqual.registry.sources import kinds
from leadqual.registry.training import retraining
from leadqual.registry.versions import promotion

_LEARNING = [one for one in ModelVersion.Kind.values if one != ModelVersion.Kind.ENCODER]


class TrainInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /models/train`."""

    kind = serializers.ChoiceField(choices=_LEARNING)

    def validate_kind(self, kind: str) -> str:
        """Refuse a kind that learns nothing from corrections."""
        if kind not in kinds():
            raise serializers.ValidationError("This kind of model does not learn from corrections.")
        return kind


class TrainingOutput(serializers.ModelSerializer[Training]):
    """A training. `candidate` is the version that it made, once it is done."""

    step = serializers.ChoiceField(choices=Training.Step.choices)
    base = serializers.CharField(source="base.version")
    candidate = serializers.IntegerField(source="candidate_id", allow_null=True)
    requested_at = serializers.DateTimeField(source="asked_at")

    class Meta:
        model = Training
        fields = [
            *("id", "kind", "step", "progress", "problem", "base", "candidate"),
            *("requested_at", "finished_at"),
        ]


class ShadowOutput(serializers.ModelSerializer[Shadow]):
    """Shadow mode of a candidate. `ended_at` is null while it runs."""

    live = serializers.CharField(source="live.version")

    class Meta:
        model = Shadow
        fields = ["live", "started_at", "ends_at", "ended_at"]


class _StaffView(APIView):
    """For staff, since models are those of all workspaces."""

    read_role = write_role = Role.VIEWER
    read_scope = write_scope = Scope.INSTALLATION


class TrainView(_StaffView):
    """Trainings."""

    @extend_schema(operation_id="train_model", request=TrainInput, responses={202: TrainingOutput})
    def post(self, request: ApiRequest) -> Response:
        """Train a candidate from corrections; one that is being trained is returned. Staff only.

        `GET /models` lists the candidate once it is done. It goes live only by a promotion.
        """
        body = TrainInput(data=request.data)
        body.is_valid(raise_exception=True)
        training = retraining.ask(
            kind=body.validated_data["kind"], cause=Training.Cause.PERSON, author=request.user
        )
        return Response(TrainingOutput(training).data, status=status.HTTP_202_ACCEPTED)


class ShadowView(_StaffView):
    """Shadow mode of one version."""

    @extend_schema(operation_id="start_shadow", request=None, responses={200: ShadowOutput})
    def put(self, request: ApiRequest, version_id: int) -> Response:
        """Start shadow mode of a candidate: it predicts beside the live model. Staff only."""
        candidate = get_object_or_404(ModelVersion, pk=version_id)
        shadow = shadow_mode.start(candidate=candidate, author=request.user)
        return Response(ShadowOutput(shadow).data)

    @extend_schema(operation_id="stop_shadow", responses={204: None})
    def delete(self, request: ApiRequest, version_id: int) -> Response:
        """Stop shadow mode of a candidate. Idempotent. Staff only."""
        shadow_mode.stop(candidate=get_object_or_404(ModelVersion, pk=version_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class RetireView(_StaffView):
    """Retiring a version."""

    @extend_schema(operation_id="retire_model", request=None, responses={204: None})
    def post(self, request: ApiRequest, version_id: int) -> Response:
        """Retire a candidate or a former version; it cannot go live again. Staff only."""
        version = get_object_or_404(ModelVersion, pk=version_id)
        promotion.retire(version=version, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
