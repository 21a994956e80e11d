"""The ranked list and the liked companies as CSV, row by row."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from django.http import StreamingHttpResponse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.campaign_data import (
    campaign_or_404,
)
from leadqual.campaigns.ranking.cards import Recommendation
from leadqual.campaigns.ranking.ranked_list import ranked_rows
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.campaigns.setup.services import record_campaign_audit
from leadqual.core.files.csv_cells import escape_formula
from leadqual.core.files.downloads import CSV, download
from leadqual.leads.models import Company

MAX_ROWS = 5_000
"""With more candidates of a large workspace, those with a verdict are scored, too: the map and lead
scores ask for them, a card does not."""

_FIRMOGRAPHICS = ("industry", "business_model", "size", "employees", "city", "country")
COLUMNS = (
    *("rank", "id", "name", "domain", "score", "evidence", "subtotals", "neighbors"),
    *_FIRMOGRAPHICS,
)
LIKED_COLUMNS = (
    *("id", "name", "domain", "verdict", "weight", "reasons", "score", "judged_on"),
    *_FIRMOGRAPHICS,
)
_CHUNK = 500


class _LineBuffer:
    """A file that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def recommendations_csv(
    campaign: Campaign, *, weights: Mapping[str, float] | None = None
) -> Iterator[str]:
    """Yield the best companies of a campaign as CSV lines, at most `MAX_ROWS`.

    They are ranked once, before the first line, so that errors are raised in time.
    """
    rows = ranked_rows(campaign, weights=weights, most=MAX_ROWS)
    return _lines(COLUMNS, map(_row, rows))


def liked_csv(campaign: Campaign) -> Iterator[str]:
    """Yield the liked companies of a campaign as CSV lines, the latest like first.

    A company is liked if its current verdict is a like, as in `Progress.n_liked`. The IDs are read
    at once; companies deleted meanwhile are skipped.
    """
    counted = latest_verdicts([campaign]).values_list("pk", "value")
    liked = sorted((key for key, value in counted if value == Verdict.Value.LIKE), reverse=True)
    return _lines(LIKED_COLUMNS, (_liked_row(verdict) for verdict in _verdicts(liked)))


def _verdicts(keys: Sequence[int]) -> Iterator[Verdict]:
    for start in range(0, len(keys), _CHUNK):
        found = Verdict.objects.filter(pk__in=keys[start : start + _CHUNK])
        found = found.select_related("company")
        yield from found.prefetch_related("reasons").order_by("-pk")


def _lines(columns: Sequence[str], rows: Iterator[list[object]]) -> Iterator[str]:
    writer = csv.writer(_LineBuffer(), quoting=csv.QUOTE_ALL)
    head = "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(columns)  # Excel reads UTF-8 by it.
    return chain([head], (writer.writerow(row) for row in rows))


def _liked_row(verdict: Verdict) -> list[object]:
    company = verdict.company
    return [
        company.pk,
        escape_formula(company.name),
        escape_formula(company.domain or ""),
        verdict.value,
        verdict.weight,
        escape_formula("; ".join(reason.text for reason in verdict.reasons.all())),
        "" if verdict.score is None else f"{verdict.score:.4f}",
        f"{verdict.created_at:%Y-%m-%d}",
        *_firmographics(company),
    ]


def _firmographics(company: Company) -> list[object]:
    """Return the cells of `_FIRMOGRAPHICS`."""
    return [
        escape_formula(company.industry),
        company.business_model,
        escape_formula(company.size),
        "" if company.employees is None else company.employees,
        escape_formula(company.city),
        escape_formula(company.country),
    ]


def _row(row: Recommendation) -> list[object]:
    company, why = row.company, row.why
    neighbors = (
        "; ".join(f"{neighbor.name}: {neighbor.verdict}" for neighbor in why.neighbors)
        if why
        else ""
    )
    return [
        row.rank,
        company.pk,
        escape_formula(company.name),
        escape_formula(company.domain or ""),
        f"{why.score:.4f}" if why else "",
        why.evidence if why else "",
        why.subtotals if why else "",
        escape_formula(neighbors),
        *_firmographics(company),
    ]


@route("campaigns/<int:campaign_id>/results/liked.csv", role=Role.QUALIFIER)
def export_liked(request: WorkspaceRequest, campaign_id: int) -> StreamingHttpResponse:
    """Send the liked companies of the campaign as CSV."""
    campaign = campaign_or_404(request, campaign_id)
    lines = liked_csv(campaign)
    record_campaign_audit(campaign, "campaign.likes_exported", author=request.user)
    return download(lines, name=f"liked-companies-{campaign.pk}.csv", content_type=CSV)
