"""Forms of campaigns, verdicts and the ranked list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.setup.seeds import MAX_SEEDS, Domains, look_up_domains
from leadqual.campaigns.setup.segments import companies_by_url
from leadqual.campaigns.setup.services import MAX_EXPLORATION
from leadqual.campaigns.verdicts.services import MAX_COMPANIES
from leadqual.campaigns.verdicts.verdict_history import Filters, VerdictState
from leadqual.core.errors import LeadqualError
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import Company
from leadqual.search.query.query import is_key

FACTORS = {
    "text": "What they do",
    "words": "Wording of the description",
    "industry": "Industry",
    "size": "Size",
    "place": "Location",
    "age": "Age",
    "technologies": "Technologies",
    "business_model": "Business model",
}
"""Display names of the factors, in the order of the sliders."""

REASON_FACTORS = {
    ("", 0): "no factor",
    **{(factor, 0): name for factor, name in FACTORS.items()},
    ("size", -1): "Size: too small",
    ("size", 1): "Size: too large",
    ("age", -1): "Age: too young",
    ("age", 1): "Age: too old",
}
"""Factors of reasons, with the direction of the company relative to the target."""

KEYS = range(1, 10)

STRONG = "strong_"
"""Prefix of a button's value: a strong like or dislike, for pages without JavaScript."""

_STATE_NAMES = {
    VerdictState.COUNTS: "active",
    VerdictState.REPLACED: "replaced",
    VerdictState.UNDONE: "undone",
}
_MAX_CHARACTERS = 300_000  # More than the maximum number of domains needs.
_MAX_ADDRESS = 50_000


class CampaignForm(forms.Form):
    """Target, companies and card order of a campaign."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name])
    description = forms.CharField(
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Target",
        help_text="Describe it in a sentence or two. It determines the first cards; each verdict "
        "counts more.",
    )
    strategy = forms.ChoiceField(
        choices=Campaign.Strategy.choices, initial=Campaign.Strategy.LIKELY, label="Card order"
    )
    scope = forms.ChoiceField(
        choices=Campaign.Scope.choices, initial=Campaign.Scope.ALL, label="Companies"
    )
    double_labeling_percent = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label="Double labeling (%)",
        help_text="At 5, every twentieth company is shown to two people independently to measure "
        "their agreement. Empty or 0 turns it off.",
    )
    exploration = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_EXPLORATION,
        label="Exploration (%)",
        help_text="At 10, every tenth card checks an area in which little was judged, to find "
        "matches elsewhere. Empty or 0 turns it off.",
    )


class VerdictForm(forms.Form):
    """A verdict given in the queue or in the ranked list."""

    verdict = forms.ChoiceField(
        choices=[
            *Verdict.Value.choices,
            *((f"{STRONG}{value}", f"strong {value}") for value in ("like", "dislike")),
        ]
    )
    weight = forms.TypedChoiceField(choices=Verdict.Weight.choices, coerce=int, required=False)
    request_id = forms.UUIDField(required=False)
    reason = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: QueryDict, *, reasons: Mapping[int, str]) -> None:
        """Set the reasons of the campaign: ID → verdict they belong to."""
        super().__init__(data)
        self._verdict_of = dict(reasons)
        self.fields["reason"].choices = [(pk, pk) for pk in reasons]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Move selected reasons of the opposite verdict to `left_out`; the button decides."""
        cleaned = super().clean() or self.cleaned_data
        verdict = cleaned.get("verdict", "").removeprefix(STRONG)
        is_strong = verdict != cleaned.get("verdict", "")
        weight = Verdict.Weight.STRONG if is_strong else cleaned.get("weight")
        cleaned |= {"verdict": verdict, "weight": int(weight or Verdict.Weight.NORMAL)}
        selected = cleaned.get("reason", [])
        cleaned["reason"] = [pk for pk in selected if self._verdict_of[pk] == verdict]
        cleaned["left_out"] = [pk for pk in selected if self._verdict_of[pk] != verdict]
        return cleaned


class UndoForm(forms.Form):
    """The request ID of the verdict to undo; by default the last one."""

    press = forms.UUIDField(required=False)


class ReasonsForm(forms.Form):
    """Nine reasons for likes and nine for dislikes, each with its factor."""

    def __init__(
        self, data: QueryDict | None = None, *, initial: Mapping[str, str] | None = None
    ) -> None:
        """Add the fields `like_1` and `like_1_factor` to `dislike_9_factor`."""
        super().__init__(data, initial=dict(initial or {}))
        factors = [(reason_factor(*key), name) for key, name in REASON_FACTORS.items()]
        for verdict in Reason.Verdict:
            for key in KEYS:
                self.fields[f"{verdict}_{key}"] = forms.CharField(
                    required=False, max_length=60, label=f"Key {key}"
                )
                self.fields[f"{verdict}_{key}_factor"] = forms.ChoiceField(
                    required=False, choices=factors, label=f"Factor of key {key}"
                )

    def lines(self, verdict: Reason.Verdict) -> list[tuple[str, str, int]]:
        """Return text, factor and direction of each key, in order."""
        factors = {reason_factor(*key): key for key in REASON_FACTORS}
        return [
            (
                self.cleaned_data[f"{verdict}_{key}"],
                *factors[self.cleaned_data[f"{verdict}_{key}_factor"]],
            )
            for key in KEYS
        ]


def reason_factor(factor: str, direction: int) -> str:
    """Return the form value of a factor and direction, e.g. `size-1`; `size` if it has none."""
    return f"{factor}{direction:+}" if direction else factor


class WeightsForm(forms.Form):
    """Sliders, one for each factor; `w_text=0.4` in the URL."""

    def __init__(self, data: QueryDict) -> None:
        """Add a field for each factor."""
        super().__init__(data)
        for factor, name in FACTORS.items():
            self.fields[f"w_{factor}"] = forms.FloatField(
                required=False, min_value=0, max_value=1, label=name
            )

    def weights(self) -> dict[str, float]:
        """Return the weights of the sliders that were sent, by factor."""
        sent = {factor: self.cleaned_data.get(f"w_{factor}") for factor in FACTORS}
        return {factor: weight for factor, weight in sent.items() if weight is not None}


class AddCompaniesForm(forms.Form):
    """The campaign to add companies to: an existing one by ID, or a new one by name."""

    campaign = forms.IntegerField(required=False)
    name = forms.CharField(
        required=False, max_length=MAX_NAME, validators=[check_name], label="Name of a new campaign"
    )

    def clean(self) -> dict[str, Any]:
        """Require a campaign or a name."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("campaign") and not cleaned.get("name"):
            self.add_error("name", "Choose a campaign, or name a new one.")
        return cleaned


class ResolveForm(forms.Form):
    """The owner's decision on a disagreement."""

    verdict = forms.ChoiceField(choices=Reason.Verdict.choices)
    press = forms.UUIDField()


class BulkVerdictForm(forms.Form):
    """A verdict on all selected companies of a list."""

    verdict = forms.ChoiceField(choices=Reason.Verdict.choices)
    company = forms.TypedMultipleChoiceField(coerce=int)
    press = forms.UUIDField()

    def __init__(self, data: QueryDict) -> None:
        """Accept the IDs that were sent, even if they are not in the campaign."""
        super().__init__(data)
        sent = dict.fromkeys(data.getlist("company"))
        keys = [key for key in sent if is_key(key)]
        listed = self.fields["company"]
        listed.choices = [(key, key) for key in keys[:MAX_COMPANIES]]  # type: ignore[attr-defined]


class LassoForm(forms.Form):
    """A verdict on all companies in the lasso without a verdict."""

    verdict = forms.ChoiceField(choices=Reason.Verdict.choices)
    companies = forms.RegexField(
        # One field, because a form has at most 2,000 fields; an ID has at most 18 digits.
        regex=r"\A[0-9]{1,18}(,[0-9]{1,18})*\Z",
        max_length=2_000_000,
    )
    request_id = forms.UUIDField()

    def company_ids(self) -> set[int]:
        """Return the IDs that were sent, even if they are not in the campaign."""
        return {int(key) for key in self.cleaned_data["companies"].split(",")}


def _date_field(label: str) -> forms.DateField:
    return forms.DateField(
        required=False,
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class HistoryForm(forms.Form):
    """Filters of the history, all optional."""

    company = forms.CharField(required=False, max_length=120, label="Company")
    value = forms.ChoiceField(
        required=False, choices=[("", "any"), *Verdict.Value.choices], label="Verdict"
    )
    author = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="By")
    reason = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Reason")
    state = forms.ChoiceField(
        required=False, choices=[("", "any"), *_STATE_NAMES.items()], label="State"
    )
    since = _date_field("From")
    until = _date_field("To")

    def __init__(
        self, data: QueryDict, *, authors: Sequence[User], reasons: Sequence[Reason]
    ) -> None:
        """Set the authors of verdicts, and the current and former reasons, as choices."""
        super().__init__(data)
        named = [(reason.pk, f"{reason.text} ({reason.verdict})") for reason in reasons]
        self.fields["author"].choices = [("", "anybody"), *((a.pk, a) for a in authors)]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", "any"), *named]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Return the filters; invalid ones are ignored."""
        self.is_valid()
        known = {name: self.cleaned_data.get(name) for name in Filters.__slots__}
        return Filters(**{name: part for name, part in known.items() if part not in ("", None)})


class CampaignWithSeedsForm(CampaignForm):
    """A campaign, with examples by domain and customers by search."""

    field_order = ("name", "description", "domains", "customers", "strategy", "scope")

    domains = forms.CharField(
        required=False,
        max_length=_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        label="Example domains",
        help_text="One per line. Each counts as half a like, and less with each verdict.",
    )
    customers = forms.CharField(
        required=False,
        max_length=_MAX_ADDRESS,
        label="Similar to these customers",
        help_text="URL of a search under Companies. The companies it finds now count as examples.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        workspace: Workspace,
        initial: dict[str, str] | None = None,
    ) -> None:
        """Bind the form.

        Args:
            data: the submitted fields.
            workspace: where domains and customers are looked up.
            initial: initial values of the fields.
        """
        super().__init__(data, initial=initial)
        self._workspace = workspace

    def clean_domains(self) -> Domains:
        """Look up the domains; invalid ones are counted and left out."""
        try:
            return look_up_domains(self._workspace, self.cleaned_data["domains"].splitlines())
        except LeadqualError as error:
            raise forms.ValidationError(error.message) from error

    def clean_customers(self) -> QuerySet[Company]:
        """Return the companies of the search."""
        address = self.cleaned_data["customers"]
        if not address:
            return Company.objects.none()
        try:
            found = companies_by_url(self._workspace, address)
        except LeadqualError as error:
            raise forms.ValidationError(error.message) from error
        if found.count() > MAX_SEEDS:
            raise forms.ValidationError(
                f"The search finds {found.count():,} companies; the maximum is "
                f"{MAX_SEEDS:,}. Narrow the search."
            )
        return found
