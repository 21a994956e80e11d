"""The form of the rules of the lead score: one field for each weight, half-life and fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.lead_scores.rules.services import MAX_LENGTH, MAX_VALUES
from leadqual.lead_scores.scoring.score_factors import (
    DECAYING,
    FACTORS,
    FACTS,
    SIZE_BANDS,
    Factor,
    Fit,
)
from leadqual.lead_scores.scoring.score_rules import (
    MAX_HALF_LIFE,
    MAX_WEIGHT,
    OTHERS,
    ScoreRules,
)
from leadqual.taxonomy.selectors import department_tree, levels

FIT_CHOICES = ((Fit.IDEAL, "Ideal"), (Fit.GOOD, "Good"), (Fit.POOR, "Poor"))
_LISTED = "country"
"""A fact with any number of values: those that are ideal or poor are typed."""


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A factor with its fields; `half_life` is None where it does not decay."""

    factor: Factor
    weight: BoundField
    half_life: BoundField | None


@dataclass(frozen=True, slots=True)
class FactBox:
    """A fact with a field for the fit of each of its values."""

    code: str
    label: str
    fields: Sequence[BoundField]


def named_values() -> dict[str, dict[str, str]]:
    """Return fact → value → name, of the facts whose values are known; two queries."""
    return {
        "department": {row.slug: row.name for row in department_tree()},
        "level": {row.slug: row.name for row in levels()},
        "company_size": {band: f"{band} employees" for band, _ in SIZE_BANDS},
        "business_model": {
            code: name for code, name in BUSINESS_MODEL_NAMES.items() if code != "unknown"
        },
    }


class RulesForm(forms.Form):
    """All rules of the lead score.

    Args:
        data: what was sent; None to show the rules.
        rules: the rules of now.
    """

    tier_a = forms.IntegerField(min_value=2, max_value=100, label="Minimum score of tier A")
    tier_b = forms.IntegerField(min_value=1, max_value=99, label="Minimum score of tier B")
    country_ideal = forms.CharField(
        required=False,
        label="Ideal countries",
        help_text="One per line.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    country_poor = forms.CharField(
        required=False,
        label="Poor countries",
        help_text="One per line.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    country_others = forms.ChoiceField(choices=FIT_CHOICES, label="All other countries")

    def __init__(self, data: Mapping[str, Any] | None, *, rules: ScoreRules) -> None:
        super().__init__(data, initial=_initial(rules), auto_id="rules_%s")
        self._named = named_values()
        for factor in FACTORS:
            self.fields[f"weight_{factor.code}"] = forms.IntegerField(
                min_value=0, max_value=MAX_WEIGHT, label=f"{factor.label}: maximum points"
            )
        for factor in DECAYING:
            self.fields[f"half_life_{factor.code}"] = forms.IntegerField(
                min_value=1, max_value=MAX_HALF_LIFE, label=f"{factor.label}: half-life in days"
            )
        for fact, values in self._named.items():
            for value, name in values.items():
                self.fields[f"fit_{fact}_{value}"] = forms.ChoiceField(
                    choices=FIT_CHOICES, label=name, initial=rules.fit(fact, value)
                )

    def factor_rows(self) -> Iterator[FactorRow]:
        """Yield the factors with their fields."""
        for factor in FACTORS:
            half_life = self[f"half_life_{factor.code}"] if factor.half_life else None
            yield FactorRow(factor, self[f"weight_{factor.code}"], half_life)

    def fact_boxes(self) -> Iterator[FactBox]:
        """Yield the facts whose values are known, with a field for each value."""
        for fact, values in self._named.items():
            fields = [self[f"fit_{fact}_{value}"] for value in values]
            yield FactBox(fact, FACTS[fact], fields)

    def clean_country_ideal(self) -> list[str]:
        return self._lines("country_ideal")

    def clean_country_poor(self) -> list[str]:
        return self._lines("country_poor")

    def clean(self) -> dict[str, Any]:
        """Refuse tiers that are not in order, and a country that is both ideal and poor."""
        cleaned = super().clean() or {}
        a, b = cleaned.get("tier_a"), cleaned.get("tier_b")
        if a is not None and b is not None and b >= a:
            self.add_error("tier_b", "The minimum score of tier B must be below that of tier A.")
        both = set(cleaned.get("country_ideal", ())) & set(cleaned.get("country_poor", ()))
        if both:
            self.add_error("country_poor", f"{sorted(both)[0]} is both ideal and poor.")
        return cleaned

    def rules(self) -> ScoreRules:
        """Return the rules that were sent, once they are valid."""
        sent = self.cleaned_data
        countries = {country: str(Fit.IDEAL) for country in sent["country_ideal"]}
        countries |= {country: str(Fit.POOR) for country in sent["country_poor"]}
        fits = {
            fact: {value: sent[f"fit_{fact}_{value}"] for value in values}
            for fact, values in self._named.items()
        }
        return ScoreRules(
            weights={one.code: sent[f"weight_{one.code}"] for one in FACTORS},
            half_lives={one.code: sent[f"half_life_{one.code}"] for one in DECAYING},
            fits={**fits, _LISTED: {**countries, OTHERS: sent["country_others"]}},
            tier_a=sent["tier_a"],
            tier_b=sent["tier_b"],
        )

    def _lines(self, name: str) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data[name].splitlines()]
        values = list(dict.fromkeys(line for line in lines if line))
        if len(values) >= MAX_VALUES // 2:
            raise forms.ValidationError(f"At most {MAX_VALUES // 2 - 1} countries.")
        if any(len(value) > MAX_LENGTH for value in values):
            raise forms.ValidationError(f"A country has at most {MAX_LENGTH} characters.")
        return values


def _initial(rules: ScoreRules) -> dict[str, object]:
    countries = rules.fits.get(_LISTED, {})
    listed = {
        fit: "\n".join(value for value, one in countries.items() if one == fit and value != OTHERS)
        for fit in (Fit.IDEAL, Fit.POOR)
    }
    return {
        **{f"weight_{one.code}": rules.weight(one.code) for one in FACTORS},
        **{f"half_life_{one.code}": rules.half_life(one.code) for one in DECAYING},
        "tier_a": rules.tier_a,
        "tier_b": rules.tier_b,
        "country_ideal": listed[Fit.IDEAL],
        "country_poor": listed[Fit.POOR],
        "country_others": rules.fit(_LISTED, OTHERS),
    }
