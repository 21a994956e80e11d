"""The lead score page in Settings: rules, their preview and their predictive quality."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.core.pages.page_links import partial_of
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.lead_scores.evaluation import MIN_OUTCOMES, factor_qualities
from leadqual.lead_scores.factors import DECAYING, FACTORS, SIZE_BANDS, Fit
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.lead_scores.rule_preview import BIN_SIZE, RulePreview, preview_rules
from leadqual.lead_scores.rules import (
    MAX_LENGTH,
    MAX_VALUES,
    reset_rules,
    save_rules,
    undo_rules,
)
from leadqual.lead_scores.score_rules import MAX_HALF_LIFE, MAX_WEIGHT, OTHERS, ScoreRules
from leadqual.lead_scores.scoring import MAX_SCORE
from leadqual.lead_scores.selectors import rules_of
from leadqual.leads.models import Contact
from leadqual.taxonomy.selectors import department_tree, levels

FIT_CHOICES = ((Fit.IDEAL, "Ideal"), (Fit.GOOD, "Good"), (Fit.POOR, "Poor"))
_COUNTRY_FACT = "country"
"""A fact with any number of values: those that are ideal or poor are typed."""

PAGE = "lead_scores:rules"
MAX_PREVIEWED = 5_000
"""People that the preview compares: it follows each move of a slider."""

BAR_HEIGHT = 100


@route("people/<int:contact_id>/lead-score/", name="person")
def person_score(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Show the score of a person and its breakdown; a part for htmx, else a page."""
    contacts = Contact.objects.filter(workspace=request.workspace)
    related = contacts.select_related("company", "job_title__level")
    contact = get_object_or_404(related, pk=contact_id)
    found = breakdown_of(request.workspace, contact)
    context = {"contact": contact, "breakdown": found}
    if request.htmx:
        return render(request, "lead_scores/partials/breakdown.html", context)
    return render(request, "lead_scores/person.html", context)


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
        super().__init__(data, initial=_initial_values(rules), auto_id="rules_%s")
        self._values_by_fact = named_values()
        for factor in FACTORS:
            self.fields[f"weight_{factor.code}"] = forms.IntegerField(
                min_value=0, max_value=MAX_WEIGHT, label=f"{factor.label}: maximum points"
            )
        for factor in DECAYING:
            self.fields[f"half_life_{factor.code}"] = forms.IntegerField(
                min_value=1, max_value=MAX_HALF_LIFE, label=f"{factor.label}: half-life in days"
            )
        for fact, values in self._values_by_fact.items():
            for value, name in values.items():
                self.fields[f"fit_{fact}_{value}"] = forms.ChoiceField(
                    choices=FIT_CHOICES, label=name, initial=rules.fit(fact, value)
                )

    def factor_rows(self) -> Iterator[dict[str, object]]:
        """Yield the factors with their fields."""
        for factor in FACTORS:
            half_life = self[f"half_life_{factor.code}"] if factor.half_life else None
            values = self._values_by_fact.get(factor.fact, ())
            fits = [self[f"fit_{factor.fact}_{value}"] for value in values]
            if factor.fact == _COUNTRY_FACT:
                fits = [self[name] for name in ("country_ideal", "country_poor", "country_others")]
            yield {
                "factor": factor,
                "weight": self[f"weight_{factor.code}"],
                "half_life": half_life,
                "fits": fits,
            }

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
            for fact, values in self._values_by_fact.items()
        }
        return ScoreRules(
            weights={factor.code: sent[f"weight_{factor.code}"] for factor in FACTORS},
            half_lives={factor.code: sent[f"half_life_{factor.code}"] for factor in DECAYING},
            fits={**fits, _COUNTRY_FACT: {**countries, OTHERS: sent["country_others"]}},
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


def _initial_values(rules: ScoreRules) -> dict[str, object]:
    countries = rules.fits.get(_COUNTRY_FACT, {})
    listed = {
        fit: "\n".join(
            value
            for value, fit_of_country in countries.items()
            if fit_of_country == fit and value != OTHERS
        )
        for fit in (Fit.IDEAL, Fit.POOR)
    }
    return {
        **{f"weight_{factor.code}": rules.weight(factor.code) for factor in FACTORS},
        **{f"half_life_{factor.code}": rules.half_life(factor.code) for factor in DECAYING},
        "tier_a": rules.tier_a,
        "tier_b": rules.tier_b,
        "country_ideal": listed[Fit.IDEAL],
        "country_poor": listed[Fit.POOR],
        "country_others": rules.fit(_COUNTRY_FACT, OTHERS),
    }


@route("settings/lead-score/", methods="GET POST")
def rules(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the rules; a form sent here saves them, or previews what they would change."""
    if request.method == "POST":
        return _handle_post(request)
    return _render_page(request, RulesForm(None, rules=rules_of(request.workspace)))


@needs_role(Role.MANAGER)
def _handle_post(request: WorkspaceRequest) -> HttpResponse:
    form = RulesForm(request.POST, rules=rules_of(request.workspace))
    is_preview = "preview" in request.POST
    if is_preview and request.htmx:
        return _live_preview(request, form)
    if not form.is_valid():
        return _render_page(request, form, status=422)
    wanted = form.rules()
    if is_preview:
        return _render_page(request, form, wanted=wanted)
    saved = save_rules(workspace=request.workspace, rules=wanted, author=request.user)
    _add_undo_message(request, "Lead score saved. Scores are updated within minutes.", saved)
    return redirect(address_of(PAGE))


def _live_preview(request: WorkspaceRequest, form: RulesForm) -> HttpResponse:
    """Answer what the rules in the form would change, or what is wrong with them."""
    context: dict[str, object] = {"form": form, "oob": True}
    if form.is_valid():
        context |= _preview_context(request, form.rules())
    return render(request, "lead_scores/partials/preview.html", context)


def _preview_context(request: WorkspaceRequest, wanted: ScoreRules) -> dict[str, object]:
    found = preview_rules(request.workspace, wanted, most=MAX_PREVIEWED)
    return {
        "preview": found,
        "people": found.people(),
        "bars": _bars(found),
        "effects": {effect.factor.code: effect for effect in found.effects},
        "most_points": wanted.most_points,
    }


def _bars(found: RulePreview) -> list[dict[str, object]]:
    highest = max(found.bars, default=0) or 1
    return [
        {
            "least": at * BIN_SIZE,
            "most": at * BIN_SIZE + BIN_SIZE - 1 if at < len(found.bars) - 1 else MAX_SCORE,
            "n_people": n,
            "tier": found.rules.tier(at * BIN_SIZE),
            "height": round(BAR_HEIGHT * n / highest, 1),
        }
        for at, n in enumerate(found.bars)
    ]


@route("settings/lead-score/reset/", name="reset_rules", methods="POST", role=Role.MANAGER)
def reset(request: WorkspaceRequest) -> HttpResponse:
    """Score by the default rules again."""
    saved = reset_rules(workspace=request.workspace, author=request.user)
    _add_undo_message(
        request, "Lead score reset to default. Scores are updated within minutes.", saved
    )
    return redirect(address_of(PAGE))


@route(
    "settings/lead-score/<int:version>/undo/", name="undo_rules", methods="POST", role=Role.MANAGER
)
def undo(request: WorkspaceRequest, version: int) -> HttpResponse:
    """Bring back the rules before a change."""
    if version > rules_of(request.workspace).version:
        raise Http404
    with ShownErrors(request):
        undo_rules(workspace=request.workspace, version=version, author=request.user)
        messages.success(request, "Lead score change undone. Scores are updated within minutes.")
    return redirect(address_of(PAGE))


@route("settings/lead-score/quality/")
@partial_of(PAGE)
def quality(request: WorkspaceRequest) -> HttpResponse:
    """Answer how well each factor predicted."""
    context = {
        "qualities": factor_qualities(request.workspace, rules_of(request.workspace)),
        "min_outcomes": MIN_OUTCOMES,
    }
    return render(request, "lead_scores/partials/quality.html", context)


def _render_page(
    request: WorkspaceRequest,
    form: RulesForm,
    *,
    status: int = 200,
    wanted: ScoreRules | None = None,
) -> HttpResponse:
    stored = rules_of(request.workspace)
    context: dict[str, object] = {
        "form": form,
        "is_default": stored.version == 0,
        "max_weight": MAX_WEIGHT,
        **_preview_context(request, wanted or stored),
    }
    return render_settings(
        request, "lead_scores/settings/rules.html", context, here=PAGE, status=status
    )


def _add_undo_message(request: WorkspaceRequest, words: str, saved: ScoreRules) -> None:
    add_undo_message(request, words, "lead_scores:undo_rules", saved.version)
