"""Pairs of duplicates, merges and their undo by API."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.records_in_bodies import named_record
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.since import SINCE, asked_time
from leadqual.duplicates.bulk_merges import start_run
from leadqual.duplicates.models import DuplicatePair, DuplicateRun, Kind
from leadqual.duplicates.pair_reviews import dismiss_pair, merge_pair, restore_pair
from leadqual.duplicates.selectors import BULK_SCORE, all_pairs, open_pairs
from leadqual.leads.merging.selectors import merges_of
from leadqual.leads.merging.services import MODELS, MergeRequest, merge_records, undo_merge
from leadqual.leads.models import MergedRecord

_MAX_PAIRS = 5_000
_REQUIRED = {"step": DuplicateRun.Task.UNDO, "ids": DuplicateRun.Task.MERGE}
_KIND = OpenApiParameter("kind", str, enum=Kind.values, description="Default: `contact`.")


class LikeliestFirst(CursorPages):
    """Pages of pairs, the likeliest first."""

    ordering = ("-score", "id")


class NewestMergesFirst(CursorPages):
    """Pages of merges, the newest first."""

    ordering = "-id"


class DuplicateReasonOutput(serializers.Serializer[Any]):
    """One comparison of two records, with its evidence."""

    code = serializers.CharField(help_text="Kind of comparison.")
    text = serializers.CharField(help_text="Reason as text.")
    bits = serializers.FloatField(
        help_text="Log2 of the likelihood ratio; negative for differing values."
    )


class DuplicatePairOutput(serializers.ModelSerializer[DuplicatePair]):
    """A possible duplicate: two records."""

    first_id = serializers.IntegerField(source="first.pk")
    second_id = serializers.IntegerField(source="second.pk")
    score = serializers.FloatField(help_text="Probability that both are the same, 0 to 1.")
    is_stale = serializers.BooleanField(
        read_only=True,
        help_text="Whether a record was changed after the pair was scored. Bulk merges leave such "
        "pairs out until the next search.",
    )
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = DuplicatePair
        fields = [
            *("id", "kind", "first_id", "second_id", "score", "is_stale", "reasons", "found_at")
        ]

    @extend_schema_field(DuplicateReasonOutput(many=True))
    def get_reasons(self, pair: DuplicatePair) -> list[dict[str, object]]:
        """Return what speaks for and against it, the strongest first."""
        return [{"code": code, "text": text, "bits": bits} for code, text, bits in pair.reasons]


class PairMergeInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /duplicates/{id}/merge`."""

    kept_id = serializers.IntegerField(
        min_value=1, required=False, help_text="The record to keep; default: the older one."
    )
    fields_from = serializers.DictField(
        child=serializers.ChoiceField(choices=["kept", "other"]),
        required=False,
        help_text="Field → `kept` or `other`. By default, the kept record wins and its empty "
        "fields are filled.",
    )


class MergeInput(PairMergeInput):
    """Body of `POST /merges`."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    kept_id = serializers.IntegerField(min_value=1, help_text="The record to keep.")
    other_id = serializers.IntegerField(
        min_value=1, help_text="Its ID then redirects to the kept record."
    )


class MergeOutput(serializers.ModelSerializer[MergedRecord]):
    """A merge that can be undone by `POST /merges/{id}/undo`."""

    kind = serializers.CharField(help_text="`contact` or `company`.")
    other_id = serializers.IntegerField(source="record_id")
    kept_id = serializers.IntegerField(source="kept_now")
    kept_external_id = serializers.CharField(
        read_only=True, allow_null=True, help_text="External ID of the kept record now."
    )
    former_external_id = serializers.SerializerMethodField(
        help_text="External ID that one of both lost; it leads to the kept record. null: none."
    )

    class Meta:
        model = MergedRecord
        fields = [
            *("id", "kind", "kept_id", "kept_external_id", "other_id", "former_external_id"),
            *("score", "step", "merged_at"),
        ]

    def get_former_external_id(self, merged: MergedRecord) -> str | None:
        """Return it; the column has no null."""
        return merged.external_id or None


class RunInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /duplicates/runs`."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    task = serializers.ChoiceField(
        choices=DuplicateRun.Task.choices, default=DuplicateRun.Task.FIND
    )
    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=_MAX_PAIRS,
        required=False,
        help_text="For `merge`: IDs of the pairs to merge, as `GET /duplicates` lists them. Pairs "
        f"that are gone, stale, or below a score of {BULK_SCORE} are left and counted in "
        "`n_kept`; merge such a pair by `POST /duplicates/{id}/merge`.",
    )
    step = serializers.UUIDField(
        required=False, help_text="For `undo`: step of the merges to undo."
    )


class RunOutput(serializers.ModelSerializer[DuplicateRun]):
    """A job on the duplicates of a workspace, and how far it is."""

    class Meta:
        model = DuplicateRun
        fields = [
            *("id", "kind", "task", "status", "n_all", "n_done", "n_results", "n_kept"),
            *("step", "created_at", "finished_at"),
        ]


class DuplicateListView(ListAPIView[DuplicatePair]):
    """Open pairs."""

    serializer_class = DuplicatePairOutput
    pagination_class = LikeliestFirst

    def get_queryset(self) -> QuerySet[DuplicatePair]:
        """Return those of the workspace."""
        request = cast("ApiRequest", self.request)
        kind = request.query_params.get("kind", Kind.CONTACT)
        if kind not in Kind.values:
            raise ValidationError({"kind": [f"Use one of: {', '.join(Kind.values)}."]})
        return open_pairs(request.workspace, kind)

    @extend_schema(operation_id="list_duplicates", parameters=[_KIND])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List possible duplicates that are not decided yet, most likely first."""
        return super().get(request, *args, **kwargs)


class DuplicateMergeView(APIView):
    """Merging a pair."""

    @extend_schema(
        operation_id="merge_duplicate", request=PairMergeInput, responses={201: MergeOutput}
    )
    def post(self, request: ApiRequest, pair_id: int) -> Response:
        """Merge the two records of a pair."""
        pair = _pair(request, pair_id)
        body = PairMergeInput(data=request.data)
        body.is_valid(raise_exception=True)
        merged = merge_pair(
            pair=pair,
            author=request.user,
            choices=body.validated_data.get("fields_from"),
            kept_id=body.validated_data.get("kept_id"),
        )
        return Response(MergeOutput(merged).data, status=status.HTTP_201_CREATED)


class DuplicateDismissalView(APIView):
    """Whether a pair is no duplicate."""

    @extend_schema(operation_id="dismiss_duplicate", request=None, responses={204: None})
    def put(self, request: ApiRequest, pair_id: int) -> Response:
        """Mark a pair as not a duplicate."""
        dismiss_pair(pair=_pair(request, pair_id), author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="restore_duplicate", request=None, responses={204: None})
    def delete(self, request: ApiRequest, pair_id: int) -> Response:
        """Undo the dismissal of a pair."""
        restore_pair(pair=_pair(request, pair_id), author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DuplicateRunListView(APIView):
    """Jobs on duplicates."""

    @extend_schema(operation_id="list_duplicate_runs", responses={200: RunOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List jobs, newest first."""
        rows = DuplicateRun.objects.filter(workspace=request.workspace)
        pages = SequencePages()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(RunOutput(page, many=True).data)

    @extend_schema(operation_id="start_duplicate_run", request=RunInput, responses={202: RunOutput})
    def post(self, request: ApiRequest) -> Response:
        """Start a job that finds duplicates, merges some pairs or undoes merges."""
        body = RunInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        task = given["task"]
        for name, only in _REQUIRED.items():
            if (task == only) != (name in given):
                raise ValidationError(
                    {name: [f"`{only}` requires `{name}`; no other task has it."]}
                )
        run = start_run(
            workspace=request.workspace,
            kind=given["kind"],
            task=task,
            author=request.user,
            step=given.get("step"),
            pair_ids=given.get("ids", ()),
        )
        return Response(RunOutput(run).data, status=status.HTTP_202_ACCEPTED)


class MergeListView(ListAPIView[MergedRecord]):
    """Merges."""

    further_errors = (404,)  # Of a record that is deleted at that moment.
    serializer_class = MergeOutput
    pagination_class = NewestMergesFirst

    def get_queryset(self) -> QuerySet[MergedRecord]:
        """Return those of the workspace."""
        request = cast("ApiRequest", self.request)
        rows = merges_of(request.workspace)
        if (since := asked_time(request)) is not None:
            rows = rows.filter(merged_at__gte=since)
        return rows

    @extend_schema(operation_id="list_merges", parameters=[SINCE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List merges that were not undone."""
        return super().get(request, *args, **kwargs)

    @extend_schema(operation_id="create_merge", request=MergeInput, responses={201: MergeOutput})
    def post(self, request: ApiRequest) -> Response:
        """Merge any two people or companies."""
        body = MergeInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        rows: QuerySet[Any] = MODELS[given["kind"]].objects.filter(workspace=request.workspace)
        kept, other = (named_record(rows, name, given[name]) for name in ("kept_id", "other_id"))
        wanted = MergeRequest(given["kind"], kept.pk, other.pk, given.get("fields_from", {}))
        merged = merge_records(workspace=request.workspace, request=wanted, author=request.user)
        return Response(MergeOutput(merged).data, status=status.HTTP_201_CREATED)


class MergeUndoView(APIView):
    """Undoing a merge."""

    @extend_schema(operation_id="undo_merge", request=None, responses={204: None})
    def post(self, request: ApiRequest, merge_id: int) -> Response:
        """Undo a merge. The two records are separate again."""
        merged = get_object_or_404(merges_of(request.workspace), pk=merge_id)
        undo_merge(merged=merged, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _pair(request: ApiRequest, pair_id: int) -> DuplicatePair:
    return get_object_or_404(all_pairs(request.workspace), pk=pair_id)
