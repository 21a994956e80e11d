"""Pairs of duplicates, merges and their undo by API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages, NewestFirst, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly, find_record
from leadqual.duplicates.models import DuplicatePair, DuplicateRun, Kind
from leadqual.duplicates.pair_decisions import dismiss_pair, merge_pair, restore_pair
from leadqual.duplicates.runs import start_run
from leadqual.duplicates.selectors import BULK_SCORE, all_pairs, open_pairs
from leadqual.leads.merging.services import (
    MODELS,
    MergeRequest,
    merge_records,
    merges_of,
    undo_merge,
)
from leadqual.leads.models import MergedRecord

_MAX_PAIRS = 5_000
_REQUIRED = {"step": DuplicateRun.Task.UNDO, "ids": DuplicateRun.Task.MERGE}


class PairPages(CursorPages):
    """Pages of pairs, the likeliest first."""

    ordering = ("-score", "id")


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
        fields = ["id", "kind", "first_id", "second_id", "score", "is_stale", "reasons", "found_at"]

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
            "id",
            "kind",
            "kept_id",
            "kept_external_id",
            "other_id",
            "former_external_id",
            "score",
            "step",
            "merged_at",
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
            "id",
            "kind",
            "task",
            "status",
            "n_all",
            "n_done",
            "n_results",
            "n_kept",
            "step",
            "created_at",
            "finished_at",
        ]


class DuplicateQuery(op.Query):
    """Parameters of `GET /duplicates`."""

    kind = serializers.ChoiceField(
        choices=Kind.choices, required=False, help_text="Default: `contact`."
    )


class DuplicateViewSet(WorkspaceViewSet[DuplicatePair]):
    """Pairs of records that may be the same."""

    key, rows = "pair", staticmethod(all_pairs)

    @op.get("duplicates", query=DuplicateQuery, lists=DuplicatePairOutput, pages=PairPages)
    def list_duplicates(self, query: op.Body) -> QuerySet[DuplicatePair]:
        """List possible duplicates that are not decided yet, most likely first."""
        return open_pairs(self.workspace, query.get("kind", Kind.CONTACT))

    @op.post("duplicates/<int:pair_id>/merge", body=PairMergeInput, returns=MergeOutput, status=201)
    def merge_duplicate(self, pair: DuplicatePair, body: op.Body) -> MergedRecord:
        """Merge the two records of a pair."""
        return merge_pair(
            pair=pair,
            author=self.user,
            choices=body.get("fields_from"),
            kept_id=body.get("kept_id"),
        )

    @op.put("duplicates/<int:pair_id>/dismissal")
    def dismiss_duplicate(self, pair: DuplicatePair) -> None:
        """Mark a pair as not a duplicate."""
        dismiss_pair(pair=pair, author=self.user)

    @op.delete("duplicates/<int:pair_id>/dismissal")
    def restore_duplicate(self, pair: DuplicatePair) -> None:
        """Undo the dismissal of a pair."""
        restore_pair(pair=pair, author=self.user)


class DuplicateRunViewSet(WorkspaceViewSet[DuplicateRun]):
    """Jobs on duplicates."""

    queryset = DuplicateRun.objects.all()
    list_duplicate_runs = op.listing(
        "duplicates/runs", RunOutput, "List jobs, newest first.", pages=SequencePages
    )

    @op.post("duplicates/runs", body=RunInput, returns=RunOutput, status=202)
    def start_duplicate_run(self, body: op.Body) -> DuplicateRun:
        """Start a job that finds duplicates, merges some pairs or undoes merges."""
        task = body["task"]
        for name, required_task in _REQUIRED.items():
            if (task == required_task) != (name in body):
                raise ValidationError(
                    {name: [f"`{required_task}` requires `{name}`; no other task has it."]}
                )
        return start_run(
            workspace=self.workspace,
            kind=body["kind"],
            task=task,
            author=self.user,
            step=body.get("step"),
            pair_ids=body.get("ids", ()),
        )


class MergeQuery(op.Query):
    """Parameters of `GET /merges`."""

    since = op.TimeParameter(source="merged_at__gte", required=False, help_text=op.SINCE_HELP)


class MergeViewSet(WorkspaceViewSet[MergedRecord]):
    """Merges."""

    key, rows = "merge", staticmethod(merges_of)
    further_errors = (404,)  # Of a record that is deleted at that moment.

    list_merges = op.listing(
        "merges",
        MergeOutput,
        "List merges that were not undone.",
        query=MergeQuery,
        pages=NewestFirst,
    )

    @op.post("merges", body=MergeInput, returns=MergeOutput, status=201)
    def create_merge(self, body: op.Body) -> MergedRecord:
        """Merge any two people or companies."""
        rows: QuerySet[Any] = MODELS[body["kind"]].objects.filter(workspace=self.workspace)
        kept, other = (find_record(rows, name, body[name]) for name in ("kept_id", "other_id"))
        merge_request = MergeRequest(body["kind"], kept.pk, other.pk, body.get("fields_from", {}))
        return merge_records(workspace=self.workspace, request=merge_request, author=self.user)

    @op.post("merges/<int:merge_id>/undo")
    def undo_merge(self, merge: MergedRecord) -> None:
        """Undo a merge. The two records are separate again."""
        undo_merge(merged=merge, author=self.user)
