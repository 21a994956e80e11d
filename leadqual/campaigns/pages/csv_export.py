"""The ranked list as CSV, row by row."""

import csv
from collections.abc import Iterator, Mapping
from itertools import chain

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.cards import Recommendation
from leadqual.campaigns.ranking.ranked_list import ranked_rows
from leadqual.core.files.csv_cells import defused

MAX_ROWS = 5_000
COLUMNS = (
    *("rank", "id", "name", "domain", "score", "evidence", "neighbors", "industry"),
    *("business_model", "size", "employees", "city", "country"),
)


class _Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def recommendations_csv(
    campaign: Campaign, *, weights: Mapping[str, float] | None = None
) -> Iterator[str]:
    """Give the best companies of a campaign as lines of CSV, at most `MAX_ROWS`.

    They are ranked at once and only once: the lines are of one moment, and what is wrong is said
    before the first of them.
    """
    rows = ranked_rows(campaign, weights=weights, most=MAX_ROWS)
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    head = "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(COLUMNS)  # Excel reads UTF-8 by it.
    return chain([head], (writer.writerow(_row(row)) for row in rows))


def _row(row: Recommendation) -> list[object]:
    company, why = row.company, row.why
    neighbours = "; ".join(f"{one.name}: {one.verdict}" for one in why.neighbours) if why else ""
    texts = (company.city, company.country)
    return [
        row.rank,
        company.pk,
        defused(company.name),
        defused(company.domain or ""),
        f"{why.score:.4f}" if why else "",
        why.evidence if why else "",
        defused(neighbours),
        defused(company.industry),
        company.business_model,
        defused(company.size),
        "" if company.employees is None else company.employees,
        *map(defused, texts),
    ]
