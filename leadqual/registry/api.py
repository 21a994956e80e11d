"""Models by API: which are live, which would come next, whether they may, and putting one live."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.registry import shadow, training, trials
from leadqual.registry.model_sources import kinds
from leadqual.registry.models import ModelVersion, Shadow, Training, Trial
from leadqual.registry.selectors import versions_by_kind
from leadqual.registry.versions import promotion

_LEARNING = [row for row in ModelVersion.Kind.values if row != ModelVersion.Kind.ENCODER]


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
            "id",
            "kind",
            "version",
            "state",
            "origin",
            "checksum",
            "data_hash",
            "code_version",
            "created_at",
            "promoted_at",
            "retired_at",
            "evaluation",
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
            "id",
            "kind",
            "step",
            "progress",
            "problem",
            "base",
            "candidate",
            "requested_at",
            "finished_at",
        ]


class ShadowOutput(serializers.ModelSerializer[Shadow]):
    """Shadow mode of a candidate. `ended_at` is null while it runs."""

    live = serializers.CharField(source="live.version")

    class Meta:
        model = Shadow
        fields = ["live", "started_at", "ends_at", "ended_at"]


class ModelQuery(op.Query):
    """Parameters of `GET /models`."""

    kind = serializers.ChoiceField(
        choices=ModelVersion.Kind.choices, required=False, help_text="Kind of model."
    )


class ModelViewSet(WorkspaceViewSet[ModelVersion]):
    """Models, which are those of all workspaces: staff alone change them."""

    key, queryset = "version", ModelVersion.objects.all()
    write_role, write_scope = Role.VIEWER, Scope.INSTALLATION

    def get_queryset(self) -> QuerySet[ModelVersion]:
        return versions_by_kind()

    @op.get("models", query=ModelQuery, lists=ModelOutput, pages=SequencePages)
    def list_models(self, query: op.Body) -> Response:
        """List model versions by kind, newest first, with their latest evaluation."""
        pages = SequencePages()
        page = pages.paginate_queryset(self.get_queryset().filter(**query), self.request, self)
        return pages.get_paginated_response(_written(page))

    @op.get("models/<int:version_id>", returns=ModelOutput)
    def get_model(self, version: ModelVersion) -> Response:
        """Return a model version with its quality gates."""
        return Response(_written([version])[0])

    @op.post("models/<int:version_id>/promote", body=PromoteInput, returns=ModelOutput)
    def promote_model(self, version: ModelVersion, body: op.Body) -> Response:
        """Promote a candidate, or roll back to a previous version. Staff only.

        A candidate that fails a quality gate returns 409 unless a reason is given.
        """
        promotion.go_live(version=_measured(version), author=self.user, **body)
        return Response(_written([version])[0])

    @op.post("models/<int:version_id>/evaluate", returns=EvaluationOutput, status=202)
    def evaluate_model(self, version: ModelVersion) -> Trial:
        """Evaluate a candidate against the live model. Staff only."""
        return trials.start_trial(_measured(version))

    @op.post("models/train", body=TrainInput, returns=TrainingOutput, status=202)
    def train_model(self, body: op.Body) -> Training:
        """Train a candidate from corrections; one that is being trained is returned. Staff only.

        `GET /models` lists the candidate once it is done. It goes live only by a promotion.
        """
        return training.ask(kind=body["kind"], cause=Training.Cause.PERSON, author=self.user)

    @op.put("models/<int:version_id>/shadow", returns=ShadowOutput)
    def start_shadow(self, version: ModelVersion) -> Shadow:
        """Start shadow mode of a candidate: it predicts beside the live model. Staff only."""
        return shadow.start(candidate=version, author=self.user)

    @op.delete("models/<int:version_id>/shadow")
    def stop_shadow(self, version: ModelVersion) -> None:
        """Stop shadow mode of a candidate. Idempotent. Staff only."""
        shadow.stop(candidate=version)

    @op.post("models/<int:version_id>/retire")
    def retire_model(self, version: ModelVersion) -> None:
        """Retire a candidate or a former version; it cannot go live again. Staff only."""
        promotion.retire(version=version, author=self.user)


def _written(versions: Sequence[ModelVersion]) -> list[Any]:
    """Write versions with their trials; one query for all of them."""
    context = {"trials": trials.newest_trials(versions)}
    return list(ModelOutput(versions, many=True, context=context).data)


def _measured(version: ModelVersion) -> ModelVersion:
    """Return a version that takes embeddings or labels for all workspaces, or answer 404."""
    if version.kind == ModelVersion.Kind.ENCODER:
        raise Http404
    return version
