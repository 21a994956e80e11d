"""The order of companies by relevance: words and meaning, fused."""

from collections.abc import Mapping, Sequence

from facet_index.words.clauses import Clause
from facet_index.words.rank_words import RankedCompany, fuse, rank_by_words
from leadqual.leads.models import Company

WEIGHT_OF_WORDS = 3.0
WEIGHT_OF_MEANING = 1.0

_READ = (
    *("pk", "name", "domain", "city", "industry", "categories", "specialties", "overview"),
    *("country", "standard_industry", "size_band", "business_model"),
)
_FACETS = ("country", "industry", "size", "business_model")


def ranked_companies(
    workspace_id: int,
    clauses: Sequence[Clause],
    *,
    by_words: Mapping[int, int],
    by_meaning: Sequence[int],
) -> list[int]:
    """Return keys in the order of relevance; one query.

    Args:
        workspace_id: whose companies.
        clauses: what words ask for.
        by_words: key of each company that meets them → how many contacts it has.
        by_meaning: keys of the companies that mean the same, the nearest first.
    """
    rows = Company.objects.filter(workspace=workspace_id, pk__in=by_words).values_list(*_READ)
    companies = [
        RankedCompany(
            key=key,
            name=name,
            domain=domain or "",
            city=city,
            topics=(industry, values[1], *categories, *specialties),
            overview=overview,
            n_people=by_words[key],
            values=dict(zip(_FACETS, values, strict=True)),
        )
        for key, name, domain, city, industry, categories, specialties, overview, *values in rows
    ]
    words = rank_by_words(companies, clauses)
    return fuse((words, WEIGHT_OF_WORDS), (by_meaning, WEIGHT_OF_MEANING))
