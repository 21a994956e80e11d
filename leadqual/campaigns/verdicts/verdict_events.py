"""Webhook events about verdicts, one for each or a summary of many."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet, prefetch_related_objects

from leadqual.campaigns.models import BulkVerdict, Campaign, Verdict
from leadqual.leads.models import Company
from leadqual.leads.record_events import external_ids_of
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit_all, emit_rows, emit_summary

VERDICT_GIVEN = "verdict.given"
"""Of a verdict, also of one that was undone."""


def emit_verdicts(
    campaign: Campaign, verdicts: Sequence[Verdict], *, is_undone: bool = False
) -> None:
    """Write a webhook event about each of a few verdicts, if anybody listens."""

    def occurred() -> Iterable[Occurrence]:
        prefetch_related_objects(verdicts, "company")
        return [_occurrence(campaign, verdict, is_undone=is_undone) for verdict in verdicts]

    emit_all(campaign.workspace, VERDICT_GIVEN, occurred)


def emit_bulk_verdict(
    step: BulkVerdict,
    ids: Sequence[int],
    verdicts: QuerySet[Verdict],
    *,
    is_undone: bool = False,
) -> None:
    """Write one summary of a bulk verdict, and rows where they are wanted."""
    campaign, some = step.campaign, ids[:MAX_IDS]
    if not ids:
        return
    emit_summary(
        campaign.workspace,
        VERDICT_GIVEN,
        lambda: {
            "campaign": _describe(campaign),
            "value": step.value,
            "is_undone": is_undone,
            "n_records": len(ids),
            "company_ids": list(some),
            "company_external_ids": external_ids_of(campaign.workspace, Company, some),
        },
    )

    def rows() -> Iterator[Occurrence]:
        for verdict in verdicts.select_related("company").iterator():
            yield _occurrence(campaign, verdict, is_undone=is_undone)

    emit_rows(campaign.workspace, VERDICT_GIVEN, rows)


def _occurrence(campaign: Campaign, verdict: Verdict, *, is_undone: bool) -> Occurrence:
    data = {
        "id": verdict.pk,
        "campaign": _describe(campaign),
        "company_id": verdict.company_id,
        "company_external_id": verdict.company.external_id,
        "value": verdict.value,
        "weight": verdict.weight,
        "author_id": verdict.author_id,
        "is_undone": is_undone,
    }
    return Occurrence(data, {"campaign": [campaign.pk]})


def _describe(campaign: Campaign) -> dict[str, object]:
    return {"id": campaign.pk, "name": campaign.name}
