"""What a company page shows: all known fields, and the business model with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model

from classifiers.companies.business_model.classifier import TEXT_FIELD
from classifiers.companies.business_model.error_costs import (
    DecisionBoundary,
    as_table,
    default_costs,
    find_boundary,
)
from leadqual.companies.business_model_writes import PERSON
from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.core.formats import band
from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField, FieldKind
from leadqual.leads.models import Company

_MAX_CORRECTIONS = 20
_FIELD_WORDS = {"overview": "description", TEXT_FIELD: "what the company does"}
_SHORT_NAMES = {label.value: str(label.label) for label in Company.BusinessModel}


@dataclass(frozen=True, slots=True)
class CompanyFact:
    """A known field; `url` is set if it can be opened."""

    name: str
    words: str
    url: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class BusinessModelShare:
    """One business model with its probability, 0 to 1."""

    name: str
    probability: float
    is_current: bool


@dataclass(frozen=True, slots=True)
class BusinessModelView:
    """The business model of a company as its page shows it.

    Args:
        name: display name of the business model.
        short_name: the same in one or two words.
        probability: of this business model; None if not classified yet.
        threshold: probability below which another business model would be chosen; None if none.
        shares: all five, as the model predicts them; empty if they are not stored.
        reasons: fields and words, each with its contribution in logits or None.
        supported: name of the business model that the reasons support, if another; else empty.
        note: how the decision was made, in sentences.
        is_corrected: a person corrected it.
        choices: value, name and whether it is the current one, for each business model.
    """

    name: str
    short_name: str
    probability: float | None
    threshold: float | None
    shares: Sequence[BusinessModelShare]
    reasons: Sequence[Mapping[str, object]]
    supported: str
    note: str
    is_corrected: bool
    choices: Sequence[tuple[str, str, bool]]


def company_facts(company: Company) -> list[list[CompanyFact]]:
    """Return every known field with its name, in two columns."""
    shown = [field for field in COMPANY_FIELDS if field.group is not None]
    shown.sort(key=lambda field: field.group or 0)
    facts = [replace(_company_fact(company, field), code=field.code) for field in shown]
    known_facts = [fact for fact in facts if fact.words]
    middle = (len(known_facts) + 1) // 2
    return [column for column in (known_facts[:middle], known_facts[middle:]) if column]


def _company_fact(company: Company, field: CompanyField) -> CompanyFact:
    value = getattr(company, field.code)
    if field.kind in {FieldKind.WEBSITE, FieldKind.LINKEDIN} and field.code != "domain":
        return _url_fact(field.label, value)
    if field.code == "size":
        value = band(value)
    if field.code == "size" and company.employees is not None:
        known = f"{company.employees:,} in our data"
        value = f"{value} ({known})" if value else known
    return CompanyFact(field.label, _format_value(value, field.kind))


def _format_value(value: Any, kind: FieldKind) -> str:
    if value is None:
        return ""
    if kind is FieldKind.AMOUNT:
        return f"US$ {value:,.0f}"
    if kind is FieldKind.WHOLE:
        return f"{value:,}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def site_of(company: Company) -> str:
    """Return the URL of the company's site; empty if it cannot be opened."""
    return openable(company.website or (f"https://{company.domain}" if company.domain else ""))


def openable(address: str) -> str:
    """Return a web address; empty if it is anything else, e.g. one that would run a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


def _url_fact(name: str, address: str) -> CompanyFact:
    """Return a web address as a fact; any other address has no text."""
    has_scheme = ":" in address.partition("/")[0]
    return CompanyFact(
        name, address if openable(address) or not has_scheme else "", openable(address)
    )


def corrections_of(company: Company) -> Sequence[Model]:
    """Return the latest corrections of the business model, newest first; one query."""
    corrections = company.business_model_corrections.select_related("author", "undone_by")
    return list(corrections.order_by("-pk")[:_MAX_CORRECTIONS])


def business_model_view(
    company: Company, costs: Mapping[tuple[str, str], float]
) -> BusinessModelView:
    """Return the business model of a company and how it was decided.

    Args:
        company: as stored.
        costs: (true, predicted) → cost, as active now.
    """
    shares = company.business_model_probabilities or []
    is_corrected = company.business_model_version == PERSON
    boundary = find_boundary(shares, as_table(costs)) if shares and not is_corrected else None
    likeliest = _likeliest(shares)
    reasons = [
        {**reason, "because": _FIELD_WORDS.get(str(reason.get("because")), reason.get("because"))}
        for reason in company.business_model_why
    ]
    supported = str(reasons[0].get("label", "")) if reasons else ""
    return BusinessModelView(
        name=BUSINESS_MODEL_NAMES[company.business_model],
        short_name=_SHORT_NAMES[company.business_model],
        probability=company.business_model_probability,
        threshold=boundary.probability if boundary else None,
        shares=[
            BusinessModelShare(_SHORT_NAMES[label], share, label == company.business_model)
            for label, share in zip(_SHORT_NAMES, shares, strict=True)
        ]
        if shares
        else [],
        reasons=reasons,
        supported="" if supported == company.business_model else _SHORT_NAMES.get(supported, ""),
        note=_note(company, likeliest, shares, boundary, costs),
        is_corrected=is_corrected,
        choices=[
            (value, name.partition(" (")[0], value == company.business_model)
            for value, name in BUSINESS_MODEL_NAMES.items()
        ],
    )


def explain_costs(company: Company) -> str:
    """Explain that costs chose a business model other than the likeliest; empty if not."""
    shares = company.business_model_probabilities or []
    likeliest = _likeliest(shares)
    by_person = company.business_model_version == PERSON
    if by_person or likeliest in {"", company.business_model}:
        return ""
    return (
        f"{_SHORT_NAMES[likeliest]} is more likely ({max(shares):.2f}), but "
        f"{_SHORT_NAMES[company.business_model]} is predicted because it has the lower "
        "expected error cost."
    )


def _likeliest(shares: Sequence[float]) -> str:
    """Return the most probable label; empty if all are equally likely."""
    if not shares or min(shares) == max(shares):
        return ""
    return list(_SHORT_NAMES)[max(range(len(shares)), key=shares.__getitem__)]


def _note(
    company: Company,
    likeliest: str,
    shares: Sequence[float],
    boundary: DecisionBoundary | None,
    costs: Mapping[tuple[str, str], float],
) -> str:
    if company.business_model_version == PERSON:
        if not likeliest:
            return ""
        return (
            f"The model predicts {_SHORT_NAMES[likeliest]} ({max(shares):.2f}); a correction "
            "overrides it."
        )
    if shares and not likeliest:
        return "Too little information to predict this."
    if reason := explain_costs(company):
        return f"{reason} {_boundary_text(boundary)}." if boundary else reason
    if not boundary:
        return ""
    why = "" if dict(costs) == default_costs() else ", given the error costs"
    return f"{_boundary_text(boundary)}{why}."


def _boundary_text(boundary: DecisionBoundary) -> str:
    rival = _SHORT_NAMES[boundary.rival]
    return f"Below the threshold of {boundary.probability:.2f}, it would be {rival}"
