"""What rules are asked about: department, level, country and score of one lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from classifiers.core.errors import ClassifierError
from leadqual.accounts.models import Workspace
from leadqual.core.errors import LeadqualError
from leadqual.labeling.classification.label_writes import store_predictions
from leadqual.labeling.corrections.services import predict
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.leads.models import Contact, JobTitle, TitleLabel


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """One lead as rules see it.

    Args:
        title: as written; "" for none.
        functions: slug of each of its functions → name.
        departments: key of each department of its functions → name.
        department_slugs: of the same departments.
        level: key of its level; None where the title is not classified.
        level_slug: "" without one.
        level_name: "" without one.
        country: in English; "" where it is not known.
        business_model: of the company; "" where it is not known.
        score: lead score, 0 to 100.
    """

    title: str
    functions: Mapping[str, str]
    departments: dict[int, str]
    department_slugs: Sequence[str]
    level: int | None
    level_slug: str
    level_name: str
    country: str
    business_model: str
    score: int

    def stored(self) -> dict[str, object]:
        """Return the facts as the log keeps them."""
        return {
            "title": self.title,
            "functions": list(self.functions),
            "function_names": list(self.functions.values()),
            "departments": list(self.department_slugs),
            "department_names": list(self.departments.values()),
            "level": self.level_slug,
            "level_name": self.level_name,
            "country": self.country,
            "business_model": self.business_model,
            "score": self.score,
        }


def facts_of(workspace: Workspace, contact: Contact) -> LeadFacts:
    """Classify the title of a contact, score it, and return what rules are asked about."""
    title = contact.job_title
    if title is not None and title.classified_at is None:
        title = _classified(workspace, title)
    functions = [label.function for label in _labels(title)] if title else []
    departments = {one.department_id: one.department for one in functions}
    level = title.level if title else None
    company = contact.company
    score = breakdown_of(workspace, contact).score
    return LeadFacts(
        title=contact.title,
        functions={one.slug: one.name for one in functions},
        departments={key: one.name for key, one in departments.items()},
        department_slugs=[one.slug for one in departments.values()],
        level=level.pk if level else None,
        level_slug=level.slug if level else "",
        level_name=level.name if level else "",
        country=contact.country or (company.country if company else ""),
        business_model=company.business_model if company else "",
        score=score,
    )


def _labels(title: JobTitle) -> Sequence[TitleLabel]:
    rows = TitleLabel.objects.filter(job_title=title).select_related("function__department")
    return list(rows.order_by("-score", "function__position"))


def _classified(workspace: Workspace, title: JobTitle) -> JobTitle:
    """Classify a new title now, as rules need its labels; without a model the job does it later."""
    try:
        (found,) = predict(workspace=workspace, titles=[title.title])
    except (ClassifierError, LeadqualError):
        return title
    with transaction.atomic():
        locked = JobTitle.objects.select_for_update(of=("self",)).get(pk=title.pk)
        if locked.classified_at is None:
            store_predictions([locked], [found])
    return JobTitle.objects.select_related("level").get(pk=title.pk)
