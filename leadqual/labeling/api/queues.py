"""Queues of titles by API: groups of Others, titles that disagree, and steps on many titles."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.api.function_slugs import FunctionSlugsField
from leadqual.labeling.api.learned_functions import (
    MAX_SHOWN,
    AffectedTitleOutput,
    DownstreamImpactOutput,
    MetricDropOutput,
)
from leadqual.labeling.api.titles import TitleOutput
from leadqual.labeling.corrections import bulk, selectors
from leadqual.labeling.corrections.bulk import MAX_TITLES
from leadqual.labeling.corrections.correction_input import CorrectionInput, word_of
from leadqual.labeling.corrections.similar_titles import SimilarTitle, similar_titles
from leadqual.labeling.models.queues import BulkCorrection, LabelConflict, QueueRun, TitleGroup
from leadqual.labeling.queues import queue_builder
from leadqual.labeling.queues import selectors as queues_selectors


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
            *("job_title", "title", "n_contacts", "kind", "functions", "suggested_functions"),
            *("score", "similar_title"),
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

    def word(self) -> CorrectionInput:
        """Return what was said; the body is valid."""
        return word_of({"level": "", **self.validated_data})


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


class QueuesView(APIView):
    """The queues that a job makes."""

    @extend_schema(operation_id="get_title_queues", responses={200: QueuesOutput})
    def get(self, request: ApiRequest) -> Response:
        """Return when the queues were built, and the progress of the job."""
        workspace = request.workspace
        run = queues_selectors.queue_run(workspace) or QueueRun(workspace=workspace)
        return Response(QueuesOutput(run).data)

    @extend_schema(operation_id="rebuild_title_queues", request=None, responses={202: QueuesOutput})
    def post(self, request: ApiRequest) -> Response:
        """Rebuild the queues in the background."""
        run = queue_builder.ask_for_queues(workspace=request.workspace)
        return Response(QueuesOutput(run).data, status=status.HTTP_202_ACCEPTED)


class TitleGroupListView(APIView):
    """Groups of titles that are Other."""

    @extend_schema(operation_id="list_title_groups", responses={200: TitleGroupOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List groups of unclassified titles, most contacts first."""
        pages = GroupPages()
        found = queues_selectors.open_groups(request.workspace)
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(TitleGroupOutput(page, many=True).data)


class GroupedTitleListView(APIView):
    """Titles of one group."""

    @extend_schema(operation_id="list_grouped_titles", responses={200: TitleOutput(many=True)})
    def get(self, request: ApiRequest, group_id: int) -> Response:
        """List the unclassified titles of a group."""
        workspace = request.workspace
        groups = TitleGroup.objects.filter(workspace=workspace)
        group = get_object_or_404(groups, pk=group_id)
        pages = CursorPages()
        found = queues_selectors.titles_in_group(workspace, group)
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(TitleOutput(page, many=True).data)


class LabelConflictListView(APIView):
    """Titles whose labels something speaks against."""

    @extend_schema(
        operation_id="list_label_conflicts", responses={200: LabelConflictOutput(many=True)}
    )
    def get(self, request: ApiRequest) -> Response:
        """List label conflicts without a later correction."""
        pages = LabelConflictPages()
        found = queues_selectors.open_conflicts(request.workspace)
        found = found.select_related("job_title").prefetch_related("job_title__labels__function")
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(LabelConflictOutput(page, many=True).data)


class SimilarTitleListView(APIView):
    """Titles near one title."""

    @extend_schema(
        operation_id="list_similar_titles", responses={200: SimilarTitleOutput(many=True)}
    )
    def get(self, request: ApiRequest, title_id: int) -> Response:
        """List up to 100 unconfirmed titles similar to this one, most similar first.

        `POST /titles/bulk-corrections` labels several of them as one step.
        """
        titles = selectors.titles_of(request.workspace)
        found = similar_titles(get_object_or_404(titles, pk=title_id))
        pages = SequencePages()
        page = cast("Any", pages.paginate_queryset(found, request, view=self))
        return pages.get_paginated_response(SimilarTitleOutput(page, many=True).data)


class BulkCorrectionListView(APIView):
    """Steps: many titles corrected at once."""

    @extend_schema(
        operation_id="create_bulk_correction",
        request=BulkCorrectionInput,
        responses={201: BulkCorrectionOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Correct many titles at once. Active from the next request."""
        body = BulkCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        step = bulk.record_step(
            workspace=request.workspace,
            title_ids=body.validated_data["ids"],
            word=body.word(),
            name=body.validated_data.get("name", ""),
            author=request.user,
        )
        return Response(BulkCorrectionOutput(step).data, status=status.HTTP_201_CREATED)


class BulkCorrectionPreviewView(APIView):
    """What a step would reach."""

    @extend_schema(
        operation_id="preview_bulk_correction",
        request=BulkCorrectionInput,
        responses={200: BulkCorrectionPreviewOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Preview what a bulk correction would change. Nothing is stored."""
        body = BulkCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        found = bulk.preview_bulk(
            workspace=request.workspace,
            title_ids=body.validated_data["ids"],
            word=body.word(),
        )
        shown = {
            "n_titles": found.n_titles,
            "n_contacts": found.n_contacts,
            "n_propagated": len(found.reach.titles),
            "propagated_titles": found.reach.titles[:MAX_SHOWN],
            "downstream_impact": found.reach.touched,
            "metric_drops": found.reach.falls,
            "is_rejected": found.reach.is_refused,
        }
        return Response(BulkCorrectionPreviewOutput(shown).data)


class BulkCorrectionView(APIView):
    """One step."""

    @extend_schema(operation_id="get_bulk_correction", responses={200: BulkCorrectionOutput})
    def get(self, request: ApiRequest, step_id: int) -> Response:
        """Return a bulk correction, and how many of its titles are still unchanged."""
        return Response(BulkCorrectionOutput(self._step(request, step_id)).data)

    @extend_schema(operation_id="undo_bulk_correction", responses={204: None})
    def delete(self, request: ApiRequest, step_id: int) -> Response:
        """Undo a bulk correction, including propagated labels."""
        step = self._step(request, step_id)
        bulk.undo_step(step=step, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _step(self, request: ApiRequest, step_id: int) -> BulkCorrection:
        steps = queues_selectors.steps_of(request.workspace)
        return get_object_or_404(steps, pk=step_id)
