"""What a correction would reach, and functions learned from corrections, by API."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from classifiers.titles.training.metric_drops import MetricDrop
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.api.titles import TitleCorrectionInput, TitleOutput
from leadqual.labeling.corrections import selectors, services
from leadqual.labeling.corrections.correction_input import word_of
from leadqual.labeling.learned_functions import fitting, overrides
from leadqual.labeling.learned_functions.fits import fit_at
from leadqual.labeling.learned_functions.function_preview import FunctionPreview, preview_function
from leadqual.labeling.learned_functions.status import LearnedStatus, status_of, statuses_of
from leadqual.labeling.metric_drop_texts import large_drops
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.quality_gate import MetricDropError
from leadqual.leads.models import JobTitle

MAX_SHOWN = 100
ACCEPT_DROPS_ADVICE = "Send “accept_metric_drops”: true to activate it with these metric drops."


class MetricDropOutput(serializers.Serializer[Any]):
    """A metric drop of a function or level on the frozen test set."""

    kind = serializers.CharField(help_text="`function` or `level`.")
    label = serializers.CharField(help_text="Slug.")  # type: ignore[assignment]  # a field of the answer
    before = serializers.FloatField(help_text="Current F1.")
    after = serializers.FloatField(help_text="F1 with the correction.")
    without_corrections = serializers.FloatField(
        source="alone", help_text="F1 without any corrections."
    )
    n_titles = serializers.IntegerField(help_text="Test titles with this label.")
    n_lost = serializers.IntegerField(help_text="Of these, titles that would lose the label.")
    n_wrong = serializers.IntegerField(
        help_text="Other test titles that would wrongly get the label."
    )
    margin = serializers.FloatField(help_text="Largest total drop allowed.")
    is_above_margin = serializers.BooleanField()

    def to_representation(self, instance: MetricDrop | dict[str, Any]) -> dict[str, Any]:
        """Show a fall; what was stored of one does not hold whether it is above the margin."""
        drop = MetricDrop(**instance) if isinstance(instance, dict) else instance
        return super().to_representation(drop)


class AffectedTitleOutput(serializers.Serializer[Any]):
    """A title to which the correction would be propagated."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    n_contacts = serializers.IntegerField()
    functions = serializers.ListField(child=serializers.CharField(), help_text="Current functions.")
    level = serializers.CharField(help_text="Level, which does not change.")


class TrainedFunctionOutput(serializers.Serializer[Any]):
    """A function that would be learned and applied to other titles."""

    function = serializers.CharField()
    n_titles = serializers.IntegerField(
        help_text="Corrected titles it is learned from, including this one."
    )
    is_known = serializers.BooleanField(help_text="Whether it was learned before.")
    n_titles_active = serializers.IntegerField(
        source="n_in_force",
        allow_null=True,
        help_text="Training titles of the active version; null if none is active.",
    )
    n_titles_pending = serializers.IntegerField(
        source="n_waiting",
        allow_null=True,
        help_text="Training titles of the newest version that failed the quality gate or is on "
        "hold; "
        "null if there is none.",
    )
    metric_drops = MetricDropOutput(
        many=True, source="falls", help_text="Why the pending version failed the quality gate."
    )


class RemovedLabelOutput(serializers.Serializer[Any]):
    """A high-confidence function that would be removed from many people."""

    function = serializers.CharField()
    n_titles = serializers.IntegerField()
    n_contacts = serializers.IntegerField(help_text="Contacts with these titles.")
    is_in_dictionary = serializers.BooleanField(
        source="is_settled", help_text="Whether the dictionary assigns this function."
    )


class DownstreamImpactOutput(serializers.Serializer[Any]):
    """Lists, saved searches and campaigns that use changed titles, by ID."""

    lists = serializers.DictField(child=serializers.CharField())
    searches = serializers.DictField(child=serializers.CharField(), help_text="Saved searches.")
    campaigns = serializers.DictField(child=serializers.CharField())


class CorrectionPreviewOutput(serializers.Serializer[Any]):
    """Other titles that a correction would change."""

    n_titles = serializers.IntegerField()
    n_contacts = serializers.IntegerField(help_text="Contacts with these titles.")
    titles = AffectedTitleOutput(
        many=True, help_text=f"The {MAX_SHOWN} titles with the most contacts."
    )
    metric_drops = MetricDropOutput(many=True, source="falls")
    is_rejected = serializers.BooleanField(help_text="Whether a metric drop is above its margin.")
    learned_functions = TrainedFunctionOutput(many=True)
    warnings = RemovedLabelOutput(many=True)
    downstream_impact = DownstreamImpactOutput(
        help_text="Downstream impact of the changed titles, including the corrected one."
    )


class TitleChangeOutput(serializers.Serializer[Any]):
    """A title that a learned function would change."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    n_contacts = serializers.IntegerField()
    current_functions = serializers.ListField(source="now", child=serializers.CharField())
    new_functions = serializers.ListField(
        source="then", child=serializers.CharField(), help_text="Functions after the change."
    )


class FunctionPreviewOutput(serializers.Serializer[Any]):
    """A function that would be learned from a correction."""

    function = serializers.CharField()
    n_changes = serializers.SerializerMethodField()
    n_contacts = serializers.IntegerField(help_text="Contacts with the changed titles.")
    changes = serializers.SerializerMethodField(
        help_text=f"The {MAX_SHOWN} titles with the most contacts."
    )
    n_evaluated = serializers.IntegerField(
        source="n_looked_at", help_text="Titles evaluated, most contacts first."
    )
    n_titles = serializers.IntegerField(help_text="All titles in the workspace.")
    is_complete = serializers.BooleanField(help_text="Whether all titles were evaluated.")
    recall = serializers.FloatField(help_text="Cross-validated recall on its training titles.")
    is_on_hold = serializers.BooleanField(
        source="is_held", help_text="Whether it stays on hold until a manager activates it."
    )
    metric_drops = MetricDropOutput(
        many=True, source="falls", help_text="Why it would fail the quality gate."
    )

    def get_n_changes(self, found: FunctionPreview) -> int:
        """Count the titles that it would change."""
        return len(found.changes)

    @extend_schema_field(TitleChangeOutput(many=True))
    def get_changes(self, found: FunctionPreview) -> list[dict[str, Any]]:
        """Return the most frequent of the titles that it would change."""
        return [dict(row) for row in TitleChangeOutput(found.changes[:MAX_SHOWN], many=True).data]


class FunctionPreviewListOutput(serializers.Serializer[Any]):
    """Functions that would be learned from a correction."""

    results = FunctionPreviewOutput(many=True)


class TitleCountOutput(serializers.Serializer[Any]):
    """Number of titles and their contacts."""

    n_titles = serializers.IntegerField()
    n_contacts = serializers.IntegerField()
    is_complete = serializers.BooleanField(
        help_text="Whether all stored titles have been processed; if false, a job is still running."
    )


class NewerVersionOutput(serializers.ModelSerializer[LearnedFunction]):
    """A newer version of a learned function that is not active."""

    metric_drops = MetricDropOutput(
        many=True,
        source="falls",
        help_text="Why it failed the quality gate; empty if its recall is too low.",
    )
    is_weak = serializers.BooleanField(
        help_text="Whether its recall is too low to be activated automatically."
    )

    class Meta:
        model = LearnedFunction
        fields = [
            "id",
            "n_titles",
            "recall",
            "metric_drops",
            "is_weak",
            "model_version",
            "created_at",
        ]


class ActivationInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/learned-functions/{id}/activation`."""

    accept_metric_drops = serializers.BooleanField(
        default=False,
        help_text="Activate it although it fails the quality gate, with the metric drops listed "
        "with it; larger drops still fail. Recorded in the audit log.",
    )


class LearnedFunctionOutput(serializers.ModelSerializer[LearnedFunction]):
    """A function learned from the corrections of the workspace."""

    function = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]  # reads only
    metric_drops = MetricDropOutput(many=True, source="falls")
    replaces = serializers.ListField(
        source="displaces",
        child=serializers.CharField(),
        help_text="Slugs of functions that it replaces.",
    )
    coverage = serializers.SerializerMethodField()
    is_retired = serializers.SerializerMethodField()
    newer = serializers.SerializerMethodField(
        help_text="A newer version that failed the quality gate or has low recall while this one "
        "is "
        "active."
    )
    accepted_metric_drops = MetricDropOutput(
        many=True,
        source="accepted",
        help_text="Metric drops that a manager accepted when activating it.",
    )

    class Meta:
        model = LearnedFunction
        fields = [
            "id",
            "function",
            "state",
            "n_titles",
            "recall",
            "replaces",
            "metric_drops",
            "accepted_metric_drops",
            "newer",
            "coverage",
            "model_version",
            "created_at",
            "is_retired",
        ]

    @extend_schema_field(NewerVersionOutput(allow_null=True))
    def get_newer(self, learned: LearnedFunction) -> dict[str, Any] | None:
        """Show the newer fit that waits beside it, if any."""
        newer = self._status(learned).newer
        return dict(NewerVersionOutput(newer).data) if newer else None

    def get_is_retired(self, learned: LearnedFunction) -> bool:
        """Return whether the function is retired. No title gets a retired function."""
        return learned.function.retired_at is not None

    @extend_schema_field(TitleCountOutput)
    def get_coverage(self, learned: LearnedFunction) -> dict[str, Any]:
        """Count the titles that it labels now, or would label in force."""
        status = self._status(learned)
        return {**asdict(status.takes), "is_complete": status.is_complete}

    def _status(self, learned: LearnedFunction) -> LearnedStatus:
        statuses: dict[int, LearnedStatus] = self.context["statuses"]
        return statuses[learned.pk]


class CorrectionPreviewViewSet(WorkspaceViewSet[JobTitle]):
    """What a correction would change."""

    key, rows = "title", staticmethod(selectors.titles_of)
    write_role = Role.VIEWER
    write_scope = Scope.READ

    @op.post(
        "titles/<int:title_id>/corrections/preview",
        body=TitleCorrectionInput,
        returns=CorrectionPreviewOutput,
    )
    def preview_title_correction(self, title: JobTitle, body: op.Body) -> Any:
        """Preview which other titles a correction would change. Nothing is stored."""
        found = services.preview_correction(job_title=title, correction_input=word_of(body))
        return {
            "n_titles": len(found.titles),
            "n_contacts": found.n_contacts,
            "titles": found.titles[:MAX_SHOWN],
            "falls": found.falls,
            "is_rejected": found.is_refused,
            "learned_functions": found.teaches,
            "warnings": found.cautions,
            "downstream_impact": found.touched,
        }

    @op.post(
        "titles/<int:title_id>/corrections/preview/learned-functions",
        body=TitleCorrectionInput,
        returns=FunctionPreviewListOutput,
    )
    def preview_learned_functions(self, title: JobTitle, body: op.Body) -> Any:
        """Preview the functions that would be learned from a correction. Nothing is stored."""
        found = preview_function(job_title=title, correction_input=word_of(body))
        return {"results": found}


class LearnedTitlePages(CursorPages):
    """Pages of titles, the most frequent first."""

    ordering = ("-n_contacts", "-id")


class LearnedFunctionViewSet(WorkspaceViewSet[LearnedFunction]):
    """Functions learned from corrections. 410: it was replaced by a newer version."""

    key, write_role = "learned", Role.MANAGER

    def get_object(self) -> LearnedFunction:
        return fit_at(self.workspace, self.kwargs["learned_id"])

    @op.get("titles/learned-functions", lists=LearnedFunctionOutput, pages=SequencePages)
    def list_learned_functions(self) -> Response:
        """List learned functions with their metrics."""
        pages = SequencePages()
        page = pages.paginate_queryset(statuses_of(self.workspace), self.request, view=self)
        return pages.get_paginated_response(_written(page))

    @op.get(
        "titles/learned-functions/<int:learned_id>",
        returns=LearnedFunctionOutput,
        further_errors=(410,),
    )
    def get_learned_function(self, learned: LearnedFunction) -> Response:
        """Return a learned function and the number of titles it labels or would label."""
        return _answer(learned)

    @op.delete("titles/learned-functions/<int:learned_id>", further_errors=(410,))
    def turn_off_learned_function(self, learned: LearnedFunction) -> None:
        """Turn off a learned function. Titles get their previous labels back."""
        fitting.switch_off(learned=learned, author=self.user)

    @op.get(
        "titles/learned-functions/<int:learned_id>/titles",
        lists=TitleOutput,
        pages=LearnedTitlePages,
        further_errors=(410,),
    )
    def list_learned_function_titles(self, learned: LearnedFunction) -> QuerySet[JobTitle]:
        """List the titles it labels, or would label if activated."""
        return selectors.titles_claimed(learned)

    @op.post(
        "titles/learned-functions/<int:learned_id>/activation",
        body=ActivationInput,
        returns=LearnedFunctionOutput,
        further_errors=(410,),
    )
    def activate_learned_function(self, learned: LearnedFunction, body: op.Body) -> Response:
        """Activate a learned function that is on hold or failed the quality gate.

        The quality gate is checked again. If it fails, 409 is returned with the metric drops.
        """
        active = overrides.activate_override(
            learned=learned,
            author=self.user,
            accept_metric_drops=body["accept_metric_drops"],
        )
        if active.state != LearnedFunction.State.ACTIVE:
            raise MetricDropError(large_drops(active.falls), advice=ACCEPT_DROPS_ADVICE)
        return _answer(active)

    @op.delete(
        "titles/learned-functions/<int:learned_id>/activation",
        returns=LearnedFunctionOutput,
        further_errors=(410,),
    )
    def undo_learned_function_activation(self, learned: LearnedFunction) -> Response:
        """Undo an activation. The previous version is active again, if there was one."""
        return _answer(overrides.undo_override(learned=learned, author=self.user))


def _written(statuses: Sequence[LearnedStatus]) -> list[dict[str, Any]]:
    rows = [status.row for status in statuses]
    context = {"statuses": {status.row.pk: status for status in statuses}}
    return list(LearnedFunctionOutput(rows, many=True, context=context).data)


def _answer(learned: LearnedFunction) -> Response:
    return Response(_written([status_of(learned)])[0])
