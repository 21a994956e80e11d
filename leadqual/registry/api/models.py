"""Models by API: which are live, which would come next, whether they may, and putting one live."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.registry.models import ModelVersion
from leadqual.registry.models.candidates import Trial
from leadqual.registry.selectors import versions_by_kind
from leadqual.registry.trials import candidate_evaluation
from leadqual.registry.versions import promotion


class QualityGateOutput(serializers.Serializer[Any]):
    """A quality gate of a candidate."""

    key = serializers.CharField(help_text="Stable key of the gate.")
    name = serializers.CharField()
    live = serializers.FloatField(allow_null=True)
    new = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(help_text="`f1`, `share`, `ms` or `MB`.")
    allowed = serializers.CharField(help_text="The limit, as text.")
    passes = serializers.BooleanField()
    failure_reason = serializers.CharField(
        source="refusal", help_text="Why it fails, as text; empty if it passes."
    )


class EvaluationOutput(serializers.ModelSerializer[Trial]):
    """An evaluation of a candidate against the live model."""

    live = serializers.CharField(source="live.version")
    requested_at = serializers.DateTimeField(source="asked_at", read_only=True)
    quality_gates = QualityGateOutput(source="gates", many=True)
    passes = serializers.BooleanField()

    class Meta:
        model = Trial
        fields = [
            "state",
            "live",
            "passes",
            "quality_gates",
            "problem",
            "requested_at",
            "finished_at",
        ]


class ModelOutput(serializers.ModelSerializer[ModelVersion]):
    """One version of one kind."""

    state = serializers.ChoiceField(choices=ModelVersion.State.choices, read_only=True)
    retired_at = serializers.DateTimeField(
        source="withdrawn_at",
        read_only=True,
        allow_null=True,
        help_text="When it was retired; it cannot go live again.",
    )
    evaluation = serializers.SerializerMethodField(
        help_text="The newest evaluation; null if there was none."
    )

    class Meta:
        model = ModelVersion
        fields = [
            *("id", "kind", "version", "state", "origin", "checksum", "data_hash"),
            *("code_version", "created_at", "promoted_at", "retired_at", "evaluation"),
        ]

    @extend_schema_field(EvaluationOutput(allow_null=True))
    def get_evaluation(self, version: ModelVersion) -> object:
        """Return the newest trial of a version, of those that were read for all of them."""
        found = self.context["trials"].get(version.pk)
        return None if found is None else EvaluationOutput(found).data


class PromoteInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /models/{id}/promote`."""

    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=promotion.LONGEST_REASON,
        help_text="Required if a gate fails; it is recorded in the audit log.",
    )


class ModelQuery(serializers.Serializer[Any]):
    """Parameters of `GET /models`."""

    kind = serializers.ChoiceField(choices=ModelVersion.Kind.choices, required=False)


class ModelListView(APIView):
    """All versions."""

    @extend_schema(
        operation_id="list_models",
        parameters=[OpenApiParameter("kind", str, enum=ModelVersion.Kind.values)],
        responses={200: ModelOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        """List model versions by kind, newest first, with their latest evaluation."""
        query = ModelQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = versions_by_kind()
        if kind := query.validated_data.get("kind"):
            found = found.filter(kind=kind)
        pages = SequencePages()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(_written(page))


class ModelView(APIView):
    """One version."""

    @extend_schema(operation_id="get_model", responses={200: ModelOutput})
    def get(self, request: Request, version_id: int) -> Response:  # of the framework
        """Return a model version with its quality gates."""
        return Response(_written([get_object_or_404(ModelVersion, pk=version_id)])[0])


class PromoteView(APIView):
    """Put a version live."""

    write_role = Role.VIEWER
    write_scope = Scope.INSTALLATION

    @extend_schema(operation_id="promote_model", request=PromoteInput, responses={200: ModelOutput})
    def post(self, request: ApiRequest, version_id: int) -> Response:
        """Promote a candidate, or roll back to a previous version. Staff only.

        A candidate that fails a quality gate returns 409 unless a reason is given.
        """
        version = _measured_version(version_id)
        body = PromoteInput(data=request.data)
        body.is_valid(raise_exception=True)
        author = request.user
        promotion.go_live(version=version, author=author, **body.validated_data)
        return Response(_written([version])[0])


class MeasureView(APIView):
    """Measure a candidate."""

    write_role = Role.VIEWER
    write_scope = Scope.INSTALLATION

    @extend_schema(operation_id="evaluate_model", request=None, responses={202: EvaluationOutput})
    def post(self, request: Request, version_id: int) -> Response:
        """Evaluate a candidate against the live model. Staff only."""
        trial = candidate_evaluation.ask_trial(_measured_version(version_id))
        return Response(EvaluationOutput(trial).data, status=status.HTTP_202_ACCEPTED)


def _written(versions: Sequence[ModelVersion]) -> list[Any]:
    """Write versions with their trials; one query for all of them."""
    context = {"trials": candidate_evaluation.newest_trials(versions)}
    return list(ModelOutput(versions, many=True, context=context).data)


def _measured_version(version_id: int) -> ModelVersion:
    """Return a version that takes embeddings or labels for all workspaces."""
    kinds = [kind for kind in ModelVersion.Kind if kind != ModelVersion.Kind.ENCODER]
    return get_object_or_404(ModelVersion, pk=version_id, kind__in=kinds)
