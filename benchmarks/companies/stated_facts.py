"""How often industry and size are right that enrichment reads from descriptions.

`python -m benchmarks.companies.stated_facts FILE.csv`, with the columns name, overview, industry
and employees of companies where these are known. Each company is asked about as if its own industry
and size were missing; the industries of all others are known.
"""

import csv
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.stated_sizes import stated_size
from classifiers.core.types import CompanyRecord
from leadqual.leads.firmographics.bands import SIZES
from leadqual.leads.firmographics.industries import sector_of, standard_industry

N_SIMILAR, MIN_COSINE = 7, 0.5
"""As in `leadqual/enrichment/sources/description.py`."""


def band_of(people: int) -> str:
    return [band.code for band in SIZES if people >= band.least][-1]


def read(path: Path) -> list[tuple[CompanyRecord, int]]:
    """Return the companies with a text, each name and each text once, with their employees."""
    seen: set[str] = set()
    found = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            keys = {row["name"].casefold(), row["overview"][:40]}
            if row["overview"] and not keys & seen:
                seen |= keys
                record = CompanyRecord(
                    name=row["name"], overview=row["overview"], industry=row["industry"]
                )
                found.append((record, int(float(row.get("employees") or 0))))
    return found


def report(what: str, pairs: Sequence[tuple[str, str]], n_known: int) -> None:
    n_right = sum(answer == known for answer, known in pairs)
    share = f"{n_right / len(pairs):.3f}" if pairs else "none"
    sys.stdout.write(f"{what}: {n_known} known, {len(pairs)} answered, precision {share}\n")


def sizes(companies: Sequence[tuple[CompanyRecord, int]]) -> None:
    known = [(record, people) for record, people in companies if people]
    found = [(stated_size(record.overview or "", band_of=band_of), n) for record, n in known]
    report("size", [(band_of(size.people), band_of(n)) for size, n in found if size], len(known))


def industries(companies: Sequence[tuple[CompanyRecord, int]]) -> None:
    standard = [(record, standard_industry(record.industry or "")) for record, _ in companies]
    known = [(record, name) for record, name in standard if name in sector_of()]
    encoder = CompanyEncoder()
    asked = encoder.encode([company_text(replace(record, industry="")) for record, _ in known])
    others = encoder.encode([company_text(record) for record, _ in known])
    cosines = asked @ others.T
    np.fill_diagonal(cosines, -1)
    near = np.argsort(-cosines, axis=1)[:, :N_SIMILAR]
    pairs = []
    for row, (_, name) in enumerate(known):
        names = {known[other][1] for other in near[row]}
        if len(names) == 1 and cosines[row, near[row]].min() >= MIN_COSINE:
            pairs.append((names.pop(), name))
    report("industry", pairs, len(known))


if __name__ == "__main__":
    companies = read(Path(sys.argv[1]))
    sizes(companies)
    industries(companies)
