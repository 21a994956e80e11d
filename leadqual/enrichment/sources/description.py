"""Industry and size of companies from their descriptions, only where these are sure.

The size is what the text states. The industry is that of the most similar companies of the
workspace, where all of them have one and the same.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.stated_sizes import stated_size
from leadqual.companies.models import CompanyVector
from leadqual.companies.vectors import nearest_of
from leadqual.enrichment.sources.source import Answer, Outcome
from leadqual.leads.firmographics.bands import SIZES
from leadqual.leads.firmographics.industries import sector_of
from leadqual.leads.models import Company, RecordChange
from leadqual.leads.records.record_values import Record
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_encoder

N_SIMILAR = 7
MIN_COSINE = 0.5
"""Of the farthest of them: 97 of 100 answers are right where the known industries are consistent,
87 where two directories name them differently (`benchmarks/companies/stated_facts.py`)."""
RETRY_SECONDS = 30


class DescriptionSource:
    """Reads descriptions; it makes queries, one company at a time."""

    max_at_once = 1
    max_attempts = 10

    def __init__(self) -> None:
        try:
            self._encoder = load_encoder().version
        except NoModelError:
            self._encoder = ""

    def ask(self, record: Record, key: int) -> Answer:  # of the interface
        """Return what the description of a company says surely; up to three queries."""
        if not isinstance(record, Company) or not record.overview:
            return Answer(Outcome.UNCHANGED, detail="No description")
        values: dict[str, object] = {}
        evidence: dict[str, str] = {}
        details: list[str] = []
        if not record.size_band and (size := stated_size(record.overview, band_of=band_of)):
            values["size"] = band_of(size.people)
            evidence["size"] = f"“{size.quote}”"
            details.append(f"Size {values['size']}: {evidence['size']}")
        if not record.industry:
            vector = self._vector(record)
            if vector is None and self._encoder:
                return Answer(
                    Outcome.UNCHANGED, detail="Not analyzed yet", retry_after=RETRY_SECONDS
                )
            if vector is not None and (found := self._industry(record, vector)):
                values["industry"], names = found
                evidence["industry"] = f"similar to {', '.join(names)}"
                details.append(f"Industry {values['industry']}: {evidence['industry']}")
        outcome = Outcome.FILLED if values else Outcome.UNCHANGED
        return Answer(outcome, values=values, evidence=evidence, detail="; ".join(details)[:300])

    def _vector(self, company: Company) -> NDArray[np.float32] | None:
        rows = CompanyVector.objects.filter(company=company, encoder=self._encoder)
        found = rows.values_list("vector", flat=True).first()
        return None if found is None else np.asarray(found, dtype=np.float32)

    def _industry(
        self, company: Company, vector: NDArray[np.float32]
    ) -> tuple[str, Sequence[str]] | None:
        """Return the industry of all similar companies, and the names of the first three."""
        derived = RecordChange.objects.filter(
            workspace=company.workspace_id,
            source=RecordChange.Source.TEXT,
            undone_at=None,
            after__has_key="industry",
        )
        classified = (
            CompanyVector.objects.filter(
                workspace=company.workspace_id,
                encoder=self._encoder,
                company__standard_industry__in=list(sector_of()),
            )
            .exclude(company=company)
            .exclude(company__overview="")
            .exclude(company__in=derived.values("company"))
        )
        nearest = nearest_of(classified, vector, limit=N_SIMILAR)
        if (
            len(nearest) < N_SIMILAR
            or min(float(other @ vector) for _, other in nearest) < MIN_COSINE
        ):
            return None
        keys = [key for key, _ in nearest]
        rows = Company.objects.filter(pk__in=keys).values_list("pk", "name", "standard_industry")
        names_and_industries = {key: (name, industry) for key, name, industry in rows}
        industries = {industry for _, industry in names_and_industries.values()}
        if len(industries) != 1:
            return None
        return industries.pop(), [names_and_industries[key][0] for key in keys[:3]]


def band_of(people: int) -> str:
    """Return the code of the band of a number of employees."""
    return [band.code for band in SIZES if people >= band.least][-1]
