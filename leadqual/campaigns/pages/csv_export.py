"""The ranked list, and the liked companies, as CSV, row by row."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.cards import Recommendation
from leadqual.campaigns.ranking.ranked_list import ranked_rows
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.core.files.csv_cells import escape_formula
from leadqual.leads.models import Company

MAX_ROWS = 5_000
_FIRMOGRAPHICS = ("industry", "business_model", "size", "employees", "city", "country")
COLUMNS = (
    *("rank", "id", "name", "domain", "score", "evidence", "subtotals", "neighbors"),
    *_FIRMOGRAPHICS,
)
LIKED_COLUMNS = (
    *("id", "name", "domain", "verdict", "weight", "reasons", "score", "judged_on"),
    *_FIRMOGRAPHICS,
)
_PART = 500


class _Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def recommendations_csv(
    campaign: Campaign, *, weights: Mapping[str, float] | None = None
) -> Iterator[str]:
    """Give the best companies of a campaign as lines of CSV, at most `MAX_ROWS`.

    They are ranked at once and only once: the lines are of one moment, and what is wrong is said
    before the first of them.
    """
    rows = ranked_rows(campaign, weights=weights, most=MAX_ROWS)
    return _lines(COLUMNS, map(_row, rows))


def liked_csv(campaign: Campaign) -> Iterator[str]:
    """Give every liked company of a campaign as lines of CSV, the one liked last first.

    A company is liked where the verdict that counts is a like, as `Progress.n_liked` has it. Which
    they are is read at once; of those deleted meanwhile there is no line.
    """
    counted = latest_verdicts([campaign]).values_list("pk", "value")
    liked = sorted((key for key, value in counted if value == Verdict.Value.LIKE), reverse=True)
    return _lines(LIKED_COLUMNS, (_liked_row(one) for one in _verdicts(liked)))


def _verdicts(keys: Sequence[int]) -> Iterator[Verdict]:
    for start in range(0, len(keys), _PART):
        found = Verdict.objects.filter(pk__in=keys[start : start + _PART])
        found = found.select_related("company")
        yield from found.prefetch_related("reasons").order_by("-pk")


def _lines(columns: Sequence[str], rows: Iterator[list[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
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
    """Return the cells under `_FIRMOGRAPHICS`."""
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
    neighbors = "; ".join(f"{one.name}: {one.verdict}" for one in why.neighbors) if why else ""
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
