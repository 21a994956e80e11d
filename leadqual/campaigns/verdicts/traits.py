"""What the liked companies of a campaign have in common, and what the disliked ones have."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from leadqual.campaigns.models import Campaign, ExcludedVerdict, Verdict
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.core.formats import band

MIN_COMPANIES = 5
"""Minimum number of companies with a value, to show their share of likes."""

MIN_DIFFERENCE = 0.1
"""From the share of all companies; smaller differences are no trait."""

MAX_TRAITS = 3
"""Traits of each kind."""

_PRIOR = 5  # A share of few companies is drawn to that of all, as if this many more were average.
_COLUMNS = {
    "industry": "company__standard_industry",
    "size": "company__size_band",
    "place": "company__country",
    "business_model": "company__business_model",
}
"""Factor of the ranking → column."""


@dataclass(frozen=True, slots=True)
class Trait:
    """A value of a factor, and the verdicts on the companies with it.

    Args:
        factor: a factor of the ranking.
        value: as shown.
        n: liked and disliked companies.
    """

    factor: str
    value: str
    n_liked: int
    n: int


@dataclass(frozen=True, slots=True)
class Traits:
    """Values that are liked more often than all companies, and less often, the clearest first."""

    preferred: tuple[Trait, ...]
    avoided: tuple[Trait, ...]


def traits_of(campaign: Campaign, weights: Mapping[str, float]) -> Traits:
    """Return the traits by the verdicts that the ranking counts; one query.

    Args:
        campaign: whose verdicts.
        weights: factor → weight; factors without one are left out, as the ranking ignores them.
    """
    factors = [factor for factor in _COLUMNS if weights.get(factor)]
    n, n_liked = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    n_all = n_all_liked = 0
    columns = [_COLUMNS[factor] for factor in factors]
    for verdict, *values in _verdicts(campaign).values_list("value", *columns):
        is_liked = verdict == Verdict.Value.LIKE
        n_all, n_all_liked = n_all + 1, n_all_liked + is_liked
        for factor, value in zip(factors, values, strict=True):
            if value and value != "unknown":
                n[factor, value] += 1
                n_liked[factor, value] += is_liked
    share = n_all_liked / max(n_all, 1)
    differences = {
        key: (n_liked[key] + _PRIOR * share) / (n[key] + _PRIOR) - share
        for key in n
        if n[key] >= MIN_COMPANIES
    }
    ranked = sorted(differences, key=lambda key: (-abs(differences[key]), key))

    def found(sign: int) -> tuple[Trait, ...]:
        keys = [key for key in ranked if sign * differences[key] >= MIN_DIFFERENCE][:MAX_TRAITS]
        return tuple(Trait(key[0], _display_name(*key), n_liked[key], n[key]) for key in keys)

    return Traits(found(1), found(-1))


def _verdicts(campaign: Campaign) -> QuerySet[Verdict]:
    excluded = ExcludedVerdict.objects.filter(campaign=campaign, undone_at=None)
    return latest_verdicts([campaign]).exclude(company__in=excluded.values("company"))


def _display_name(factor: str, value: str) -> str:
    if factor == "size":
        return band(value)
    return BUSINESS_MODEL_NAMES.get(value, value) if factor == "business_model" else value
