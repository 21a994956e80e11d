"""Events about verdicts, as webhooks tell them."""

from collections.abc import Callable, Iterable, Sequence

from leadqual.campaigns.models import Campaign, Verdict
from leadqual.leads.models import Company
from leadqual.leads.record_events import external_ids_of
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit_all, emit_rows, emit_summary

GIVEN = "verdict.given"


def emit_verdicts(
    campaign: Campaign, verdicts: Sequence[Verdict], *, is_undone: bool = False
) -> None:
    """Write an event about each of a few verdicts; one query at most."""
    emit_all(
        campaign.workspace,
        GIVEN,
        lambda: (_occurred(campaign, verdict, is_undone=is_undone) for verdict in verdicts),
    )


def emit_many_verdicts(
    campaign: Campaign,
    value: str,
    company_ids: Sequence[int],
    verdicts: Callable[[], Iterable[Verdict]],
    *,
    is_undone: bool = False,
) -> None:
    """Write one summary of verdicts that were given in one step, and rows where wanted.

    Args:
        campaign: where they were given.
        value: like or dislike.
        company_ids: of the companies that got one.
        verdicts: gives them, for rows.
        is_undone: whether the step was undone.
    """
    if not company_ids:
        return
    some = company_ids[:MAX_IDS]
    emit_summary(
        campaign.workspace,
        GIVEN,
        lambda: {
            "campaign": _named(campaign),
            "value": value,
            "is_undone": is_undone,
            "n_records": len(company_ids),
            "company_ids": list(some),
            "company_external_ids": external_ids_of(campaign.workspace, Company, some),
        },
    )
    emit_rows(
        campaign.workspace,
        GIVEN,
        lambda: (_occurred(campaign, verdict, is_undone=is_undone) for verdict in verdicts()),
    )


def _occurred(campaign: Campaign, verdict: Verdict, *, is_undone: bool) -> Occurrence:
    data = {
        "id": verdict.pk,
        "campaign": _named(campaign),
        "company_id": verdict.company_id,
        "company_external_id": verdict.company.external_id,
        "value": verdict.value,
        "weight": verdict.weight,
        "author_id": verdict.author_id,
        "is_undone": is_undone,
    }
    return Occurrence(data, {"campaign": [campaign.pk]})


def _named(campaign: Campaign) -> dict[str, object]:
    return {"id": campaign.pk, "name": campaign.name}
