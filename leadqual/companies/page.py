"""What the page of one company shows: every field that is known, and to whom it sells, with why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model

from classifiers.companies.business_model.classifier import WHOLE
from classifiers.companies.business_model.evaluation import (
    DecisionBoundary,
    as_table,
    edge_of,
    usual_costs,
)
from leadqual.companies.business_model_writes import PERSON
from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.core.templatetags.formats import band
from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField, FieldKind
from leadqual.leads.models import Company

_MAX_SAID = 20
_WORDS_OF = {"overview": "description", WHOLE: "what the company does"}
_SHORT = {label.value: str(label.label) for label in Company.BusinessModel}


@dataclass(frozen=True, slots=True)
class CompanyFact:
    """A field that is known; `url` where it can be opened."""

    name: str
    words: str
    url: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class BusinessModelShare:
    """One business model with its probability, 0 to 1."""

    name: str
    probability: float
    is_said: bool


@dataclass(frozen=True, slots=True)
class BusinessModelView:
    """To whom a company sells, as its page says it.

    Args:
        name: of the answer, in words.
        short_name: the same in one word or two.
        probability: of the answer; None where it was not read yet.
        threshold: probability below which another answer would be given; None where there is none.
        shares: all five, as the model sees them; empty where they are not stored.
        reasons: fields and words that spoke, each with its contribution in logits or None.
        spoke_for: name of what they spoke for, where that is not the answer; else empty.
        note: how the decision came about, in sentences.
        is_corrected: a person said so.
        choices: value, name and whether it is the answer, of all that may be said.
    """

    name: str
    short_name: str
    probability: float | None
    threshold: float | None
    shares: Sequence[BusinessModelShare]
    reasons: Sequence[Mapping[str, object]]
    spoke_for: str
    note: str
    is_corrected: bool
    choices: Sequence[tuple[str, str, bool]]


def company_facts(company: Company) -> list[list[CompanyFact]]:
    """Return every field that is known, with its name, in two columns."""
    shown = [field for field in COMPANY_FIELDS if field.group is not None]
    shown.sort(key=lambda field: field.group or 0)
    facts = [replace(_fact(company, field), code=field.code) for field in shown]
    known_facts = [fact for fact in facts if fact.words]
    half = (len(known_facts) + 1) // 2
    return [column for column in (known_facts[:half], known_facts[half:]) if column]


def _fact(company: Company, field: CompanyField) -> CompanyFact:
    value = getattr(company, field.code)
    if field.kind in {FieldKind.WEBSITE, FieldKind.LINKEDIN} and field.code != "domain":
        return _address(field.label, value)
    if field.code == "size":
        value = band(value)
    if field.code == "size" and company.employees is not None:
        known = f"{company.employees:,} in our data"
        value = f"{value} ({known})" if value else known
    return CompanyFact(field.label, _words(value, field.kind))


def _words(value: Any, kind: FieldKind) -> str:
    if value is None:
        return ""
    if kind is FieldKind.AMOUNT:
        return f"US$ {value:,.0f}"
    if kind is FieldKind.WHOLE:
        return f"{value:,}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def site_of(company: Company) -> str:
    """Return the address of the company's site; empty where it is none that can be opened."""
    return openable(company.website or (f"https://{company.domain}" if company.domain else ""))


def openable(address: str) -> str:
    """Return an address of the web; empty where it is none, e.g. one that would run script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


def _address(name: str, address: str) -> CompanyFact:
    """Return an address as a fact; one of another kind than the web has no words."""
    has_scheme = ":" in address.partition("/")[0]
    return CompanyFact(
        name, address if openable(address) or not has_scheme else "", openable(address)
    )


def corrections_of(company: Company) -> Sequence[Model]:
    """Return what people last said about to whom it sells, the newest first; one query."""
    said = company.business_model_corrections.select_related("author", "undone_by")
    return list(said.order_by("-pk")[:_MAX_SAID])


def business_model_view(
    company: Company, costs: Mapping[tuple[str, str], float]
) -> BusinessModelView:
    """Say to whom a company sells, and how that came about.

    Args:
        company: as it is stored.
        costs: (truth, said) → cost, as in force now.
    """
    shares = company.business_model_probabilities or []
    is_corrected = company.business_model_version == PERSON
    edge = edge_of(shares, as_table(costs)) if shares and not is_corrected else None
    likeliest = _likeliest(shares)
    reasons = [
        {**one, "because": _WORDS_OF.get(str(one.get("because")), one.get("because"))}
        for one in company.business_model_why
    ]
    spoke_for = str(reasons[0].get("label", "")) if reasons else ""
    return BusinessModelView(
        name=BUSINESS_MODEL_NAMES[company.business_model],
        short_name=_SHORT[company.business_model],
        probability=company.business_model_probability,
        threshold=edge.probability if edge else None,
        shares=[
            BusinessModelShare(_SHORT[label], share, label == company.business_model)
            for label, share in zip(_SHORT, shares, strict=True)
        ]
        if shares
        else [],
        reasons=reasons,
        spoke_for="" if spoke_for == company.business_model else _SHORT.get(spoke_for, ""),
        note=_note(company, likeliest, shares, edge, costs),
        is_corrected=is_corrected,
        choices=[
            (value, name.partition(" (")[0], value == company.business_model)
            for value, name in BUSINESS_MODEL_NAMES.items()
        ],
    )


def turned_by_costs(company: Company) -> str:
    """Say in sentences that the answer is not the likeliest, as costs chose it; else empty."""
    shares = company.business_model_probabilities or []
    likeliest = _likeliest(shares)
    by_person = company.business_model_version == PERSON
    if by_person or likeliest in {"", company.business_model}:
        return ""
    return (
        f"{_SHORT[likeliest]} is more likely ({max(shares):.2f}), but "
        f"{_SHORT[company.business_model]} is predicted because it has the lower "
        "expected error cost."
    )


def _likeliest(shares: Sequence[float]) -> str:
    """Return the label with most probability; empty where nothing says more than the others."""
    if not shares or min(shares) == max(shares):
        return ""
    return list(_SHORT)[max(range(len(shares)), key=shares.__getitem__)]


def _note(
    company: Company,
    likeliest: str,
    shares: Sequence[float],
    edge: DecisionBoundary | None,
    costs: Mapping[tuple[str, str], float],
) -> str:
    if company.business_model_version == PERSON:
        if not likeliest:
            return ""
        return (
            f"The model predicts {_SHORT[likeliest]} ({max(shares):.2f}); a correction "
            "overrides it."
        )
    if shares and not likeliest:
        return "Too little information to predict this."
    if turned := turned_by_costs(company):
        return f"{turned} {_mark(edge)}." if edge else turned
    if not edge:
        return ""
    why = "" if dict(costs) == usual_costs() else ", given the error costs"
    return f"{_mark(edge)}{why}."


def _mark(edge: DecisionBoundary) -> str:
    return f"Below the threshold of {edge.probability:.2f}, it would be {_SHORT[edge.rival]}"
