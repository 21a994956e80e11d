"""Business models of companies on record, with corrections and suggestions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.companies.business_model_writes import PERSON
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.labeling.models.suggestions import Suggestion, annotate_open
from leadqual.labeling.suggestions import suggestions_of
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, FormerBusinessModel
from leadqual.leads.websites import read_website
from leadqual.registry.models import ModelVersion

MAX_FOUND = 20
_MAX_FORMER = 10_000


@dataclass(frozen=True, slots=True)
class RecordedBusinessModel:
    """A business model that is stored now, or was; `ended_at` is None while it is active."""

    business_model: str
    probability: float
    why: Sequence[Mapping[str, Any]]  # Empty also where a later version repeated it.
    model: str  # PERSON where a person corrected it.
    ended_at: datetime | None

    @property
    def is_correction(self) -> bool:
        return self.model == PERSON


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """All past predictions of one company, newest first."""

    company: Company
    answers: Sequence[RecordedBusinessModel]
    corrections: Sequence[BusinessModelCorrection]
    suggestions: Sequence[Suggestion]


def records_of(
    workspace: Workspace, text: str, *, at: datetime | None = None, model: str = ""
) -> list[CompanyRecord]:
    """Look companies up by name, without case and legal form, or by domain; five queries at most.

    Args:
        workspace: whose companies.
        text: a name or an address on the web.
        at: only what was active then.
        model: only answers of this version.

    Returns:
        At most `MAX_FOUND`, as several companies may have one name.
    """
    if not text.strip():
        return []
    website = read_website(text.strip())
    condition = Q(name_key=name_key(text))
    if website and website.domain:
        condition |= Q(domain=website.domain)
    corrections = BusinessModelCorrection.objects.select_related("author", "undone_by").order_by(
        "-pk"
    )
    former = FormerBusinessModel.objects.order_by("-ended_at", "-pk")
    found = list(
        Company.objects.filter(condition, workspace=workspace)
        .prefetch_related(
            Prefetch("business_model_corrections", corrections),
            Prefetch("former_business_models", former),
        )
        .order_by("pk")[:MAX_FOUND]
    )
    suggestions_by_company = _suggestions_by_company(workspace, found)
    return [
        CompanyRecord(
            company=company,
            answers=[answer for answer in _answers(company, at) if model in {"", answer.model}],
            corrections=list(company.business_model_corrections.all()),
            suggestions=suggestions_by_company[company.pk],
        )
        for company in found
    ]


def _suggestions_by_company(
    workspace: Workspace, found: Sequence[Company]
) -> Mapping[int, list[Suggestion]]:
    rows_by_company: defaultdict[int, list[Suggestion]] = defaultdict(list)
    if found:
        for row in annotate_open(suggestions_of(workspace).filter(company__in=found)):
            rows_by_company[row.company_id or 0].append(row)
    return rows_by_company


def _answers(company: Company, at: datetime | None) -> list[RecordedBusinessModel]:
    """Return what is stored and what was, the newest first; only the one active at a time."""
    answers = _current(company)
    for row in company.former_business_models.all():
        former_answer = RecordedBusinessModel(
            row.business_model, row.probability, row.why, row.version, ended_at=row.ended_at
        )
        answers += [former_answer, *_earlier_versions(row.business_model, row.earlier)]
    if at is None:
        return answers
    return [answer for answer in answers if answer.ended_at is None or answer.ended_at > at][-1:]


def _current(company: Company) -> list[RecordedBusinessModel]:
    """Return the active prediction, then earlier ones of the same business model."""
    if company.business_model_probability is None:
        return []
    current = RecordedBusinessModel(
        company.business_model,
        company.business_model_probability,
        company.business_model_why,
        company.business_model_version,
        ended_at=None,
    )
    return [current, *_earlier_versions(company.business_model, company.business_model_earlier)]


def _earlier_versions(
    business_model: str, notes: Sequence[Sequence[Any]] | None
) -> list[RecordedBusinessModel]:
    return [
        RecordedBusinessModel(
            business_model, probability, (), version, datetime.fromisoformat(ended_at)
        )
        for version, probability, ended_at in reversed(notes or ())
    ]


def former_business_models(
    workspace: Workspace, *, at: datetime | None = None, model: str = ""
) -> QuerySet[FormerBusinessModel]:
    """Return predictions replaced by another business model, newest first.

    Args:
        workspace: whose companies.
        at: only what was replaced later than that.
        model: only answers of this version.
    """
    rows = FormerBusinessModel.objects.filter(workspace=workspace).select_related("company")
    if at is not None:
        rows = rows.filter(ended_at__gt=at)
    if model:
        rows = rows.filter(version=model)
    return rows.order_by("-pk")


def model_versions(workspace: Workspace) -> list[str]:
    """Return the model versions of company predictions: registered and replaced ones."""
    registered = ModelVersion.objects.filter(kind=ModelVersion.Kind.COMPANIES)
    former = FormerBusinessModel.objects.filter(workspace=workspace).order_by("-pk")
    replaced = former.values_list("version", flat=True)[:_MAX_FORMER]
    return sorted({*registered.values_list("version", flat=True), *replaced} - {"", PERSON})
