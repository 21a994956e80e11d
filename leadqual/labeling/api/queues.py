"""Queues of titles by API: groups of Others, titles that disagree, and steps on many titles."""

from typing import Any

from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.jobs import Job
from leadqual.labeling.api.learned_functions import (
    MAX_SHOWN,
    AffectedTitleOutput,
    DownstreamImpactOutput,
    MetricDropOutput,
)
from leadqual.labeling.api.titles import FunctionSlugsField, TitleOutput
from leadqual.labeling.corrections import bulk, selectors
from leadqual.labeling.corrections.bulk import MAX_TITLES
from leadqual.labeling.corrections.correction_input import word_of
from leadqual.labeling.corrections.similar_titles import SimilarTitle, similar_titles
from leadqual.labeling.models.queues import BulkCorrection, LabelConflict, QueueRun, TitleGroup
from leadqual.labeling.queues import selectors as queues_selectors
from leadqual.labeling.requested_runs import request_run
from leadqual.leads.models import JobTitle


class QueuesOutput(serializers.ModelSerializer[QueueRun]):
    """Build state of the queues."""

    built_at = serializers.DateTimeField(source="made_at", read_only=True, allow_null=True)
    is_building = serializers.SerializerMethodField()

    class Meta:
        model = QueueRun
        fields = ["built_at", "n_titles", "is_building", "phase", "done", "total", "problem"]

    def get_is_building(self, run: QueueRun) -> bool:
        """Whether a job is building them."""
        return run.asked_at is not None


class TitleGroupOutput(serializers.ModelSerializer[TitleGroup]):
    """A group of similar unclassified titles."""

    class Meta:
        model = TitleGroup
        fields = ["id", "name", "n_titles", "n_contacts"]


class LabelConflictOutput(serializers.ModelSerializer[LabelConflict]):
    """A title with conflicting labels."""

    title = serializers.CharField(source="job_title.title")
    n_contacts = serializers.IntegerField(source="job_title.n_contacts")
    kind = serializers.CharField(help_text="`dictionary`, `similar` or `suspect`.")
    functions = serializers.SerializerMethodField()
    suggested_functions = serializers.ListField(source="functions", child=serializers.CharField())
    similar_title = serializers.PrimaryKeyRelatedField(
        source="beside", read_only=True, help_text="The similar title with these labels."
    )  # type: ignore[var-annotated]  # reads only

    class Meta:
        model = LabelConflict
        fields = [
            "job_title",
            "title",
            "n_contacts",
            "kind",
            "functions",
            "suggested_functions",
            "score",
            "similar_title",
        ]

    def get_functions(self, doubt: LabelConflict) -> list[str]:
        """Return the current labels of the title."""
        return [label.function.slug for label in doubt.job_title.labels.all()]


class SimilarTitleOutput(serializers.Serializer[SimilarTitle]):
    """A similar title."""

    id = serializers.IntegerField(source="title.pk")
    title = serializers.CharField(source="title.title")
    n_contacts = serializers.IntegerField(source="title.n_contacts")
    functions = serializers.SerializerMethodField()
    similarity = serializers.FloatField(source="likeness", help_text="Cosine similarity, 0 to 1.")
    is_sure = serializers.BooleanField(
        help_text="Whether the titles are so similar that they probably mean the same."
    )

    def get_functions(self, near: SimilarTitle) -> list[str]:
        """Return the current labels of the title."""
        return [label.function.slug for label in near.title.labels.all()]


class BulkCorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/bulk-corrections`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        max_length=MAX_TITLES,
        help_text="Title IDs; all get the same functions.",
    )
    functions = FunctionSlugsField(
        help_text="Function slugs; an empty list means unclassified.",
    )
    level = serializers.SlugField(
        required=False, allow_blank=True, help_text="If omitted, each title keeps its level."
    )
    industry = serializers.SlugField(
        required=False, allow_null=True, help_text="If omitted, each title keeps its industry."
    )
    name = serializers.CharField(required=False, allow_blank=True, max_length=200)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)
    propagate = serializers.BooleanField(
        default=True, help_text="Whether to also correct close variants."
    )


class BulkCorrectionPreviewOutput(serializers.Serializer[Any]):
    """Impact of a bulk correction."""

    n_titles = serializers.IntegerField(help_text="Including propagated titles.")
    n_contacts = serializers.IntegerField()
    n_propagated = serializers.IntegerField()
    propagated_titles = AffectedTitleOutput(
        many=True, help_text="The titles with the most contacts."
    )
    downstream_impact = DownstreamImpactOutput(help_text="Downstream impact of the changed titles.")
    metric_drops = MetricDropOutput(many=True)
    is_rejected = serializers.BooleanField()


class BulkCorrectionOutput(serializers.ModelSerializer[BulkCorrection]):
    """A bulk correction."""

    n_titles = serializers.SerializerMethodField()
    n_current = serializers.SerializerMethodField()
    is_undone = serializers.SerializerMethodField()

    class Meta:
        model = BulkCorrection
        fields = ["id", "name", "created_at", "n_titles", "n_current", "is_undone"]

    def get_n_titles(self, step: BulkCorrection) -> int:
        """Return the number of corrected titles."""
        return step.corrections.count()

    def get_n_current(self, step: BulkCorrection) -> int:
        """Number of its corrections that still apply."""
        return step.corrections.filter(is_current=True).count()

    def get_is_undone(self, step: BulkCorrection) -> bool:
        """Return whether it was undone."""
        return step.undone_at is not None


class GroupPages(CursorPages):
    """Pages of groups, the most people first."""

    ordering = ("-n_contacts", "-id")


class LabelConflictPages(CursorPages):
    """Pages of doubts."""

    ordering = "pk"


class GroupedTitleViewSet(WorkspaceViewSet[TitleGroup]):
    """Titles of one group."""

    key, queryset = "group", TitleGroup.objects.all()

    @op.get("titles/groups/<int:group_id>/titles", lists=TitleOutput)
    def list_grouped_titles(self, group: TitleGroup) -> Any:
        """List the unclassified titles of a group."""
        return queues_selectors.titles_in_group(self.workspace, group)


class SimilarTitleViewSet(WorkspaceViewSet[JobTitle]):
    """Titles near one title."""

    key, rows = "title", staticmethod(selectors.titles_of)

    @op.get("titles/<int:title_id>/similar", lists=SimilarTitleOutput, pages=SequencePages)
    def list_similar_titles(self, title: JobTitle) -> Any:
        """List up to 100 unconfirmed titles similar to this one, most similar first.

        `POST /titles/bulk-corrections` labels several of them as one step.
        """
        return similar_titles(title)


class QueuesViewSet(WorkspaceViewSet[Any]):
    """The queues that a job makes."""

    @op.get("titles/queues", returns=QueuesOutput)
    def get_title_queues(self) -> Any:
        """Return when the queues were built, and the progress of the job."""
        return queues_selectors.queue_run(self.workspace) or QueueRun(workspace=self.workspace)

    @op.post("titles/queues", returns=QueuesOutput, status=202)
    def rebuild_title_queues(self) -> Any:
        """Rebuild the queues in the background."""
        return request_run(QueueRun, Job.MAKE_QUEUES, workspace=self.workspace)

    @op.get("titles/groups", lists=TitleGroupOutput, pages=GroupPages)
    def list_title_groups(self) -> Any:
        """List groups of unclassified titles, most contacts first."""
        return queues_selectors.open_groups(self.workspace)

    @op.get("titles/conflicts", lists=LabelConflictOutput, pages=LabelConflictPages)
    def list_label_conflicts(self) -> Any:
        """List label conflicts without a later correction."""
        found = queues_selectors.open_conflicts(self.workspace)
        return found.select_related("job_title").prefetch_related("job_title__labels__function")


class BulkCorrectionViewSet(WorkspaceViewSet[BulkCorrection]):
    """Corrections of many titles at once."""

    key, rows = "step", staticmethod(queues_selectors.steps_of)

    @op.post(
        "titles/bulk-corrections",
        body=BulkCorrectionInput,
        returns=BulkCorrectionOutput,
        status=201,
    )
    def create_bulk_correction(self, body: op.Body) -> Any:
        """Correct many titles at once. Active from the next request."""
        return bulk.record_step(
            workspace=self.workspace,
            title_ids=body["ids"],
            correction_input=word_of({"level": "", **body}),
            name=body.get("name", ""),
            author=self.user,
        )

    @op.post(
        "titles/bulk-corrections/preview",
        body=BulkCorrectionInput,
        returns=BulkCorrectionPreviewOutput,
    )
    def preview_bulk_correction(self, body: op.Body) -> Any:
        """Preview what a bulk correction would change. Nothing is stored."""
        found = bulk.preview_bulk(
            workspace=self.workspace,
            title_ids=body["ids"],
            correction_input=word_of({"level": "", **body}),
        )
        return {
            "n_titles": found.n_titles,
            "n_contacts": found.n_contacts,
            "n_propagated": len(found.reach.titles),
            "propagated_titles": found.reach.titles[:MAX_SHOWN],
            "downstream_impact": found.reach.touched,
            "metric_drops": found.reach.falls,
            "is_rejected": found.reach.is_refused,
        }

    get_bulk_correction = op.reading(
        "titles/bulk-corrections/<int:step_id>",
        BulkCorrectionOutput,
        "Return a bulk correction, and how many of its titles are still unchanged.",
    )

    @op.delete("titles/bulk-corrections/<int:step_id>")
    def undo_bulk_correction(self, step: BulkCorrection) -> None:
        """Undo a bulk correction, including propagated labels."""
        bulk.undo_step(step=step, author=self.user)
