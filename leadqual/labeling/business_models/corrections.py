"""A person's word on to whom a company sells: in force at once, taken back in one step."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from classifiers.companies.business_model.costs import as_table, decide
from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User
from leadqual.companies.business_model_writes import PERSON, BusinessModelAnswer, store_answers
from leadqual.companies.vector_refresh import refresh_readings
from leadqual.core import clock
from leadqual.core.errors import NothingToUndoError
from leadqual.core.jobs import Job, enqueue
from leadqual.labeling.errors import UnknownBusinessModelError
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.models import Company
from leadqual.taxonomy.selectors import cost_table

_LABELS = tuple(Company.BusinessModel.values)


@transaction.atomic
def correct_business_model(
    *, company: Company, business_model: str, author: User, note: str = ""
) -> BusinessModelCorrection:
    """Say to whom a company really sells.

    In force for the next request of every process, rankings and their factors included. No model
    and no table of costs touches it until it is taken back.

    Args:
        company: of the workspace of the author.
        business_model: one of `Company.BusinessModel`.
        author: kept with the correction.
        note: why, for colleagues.

    Raises:
        UnknownBusinessModelError: there is no such business model; nothing has been written.
    """
    if business_model not in _LABELS:
        raise UnknownBusinessModelError(business_model, allowed=_LABELS)
    locked = Company.objects.select_for_update().get(pk=company.pk)  # Two people may correct.
    former = locked.business_model_corrections.filter(is_current=True).first()
    said_before = locked.business_model
    correction = BusinessModelCorrection(
        workspace_id=locked.workspace_id,
        company=locked,
        business_model=business_model,
        # What the model says stays behind all corrections until the last one is taken back.
        former=former.former if former else _model_answer(locked),
        note=note,
        author=author,
    )
    locked.business_model_corrections.filter(is_current=True).update(is_current=False)
    correction.save()
    _put(locked, _word(correction))
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="company.corrected",
        subject=f"company:{locked.pk}",
        name=locked.name,
        before={"business_model": said_before},
        after={"business_model": business_model},
        details={"correction": correction.pk},
    )
    return correction


@transaction.atomic
def undo_business_model(*, correction: BusinessModelCorrection, author: User) -> Company:
    """Take a correction back: the one before it counts, or else what the model said.

    What confusions cost by now decides about the model's answer. Where the company has changed
    since, the job reads it again in a moment.

    Raises:
        NothingToUndoError: it is not the current one; nothing has changed.
    """
    company = Company.objects.select_for_update().get(pk=correction.company_id)
    undone = BusinessModelCorrection.objects.get(pk=correction.pk)
    if not undone.is_current:
        raise NothingToUndoError("This correction is no longer active, so nothing was changed.")
    undone.is_current = False
    undone.undone_at = clock.now()
    undone.undone_by = author
    undone.save(update_fields=["is_current", "undone_at", "undone_by"])
    former = company.business_model_corrections.filter(undone_at=None).order_by("-pk").first()
    if former is not None:
        former.is_current = True
        former.save(update_fields=["is_current"])
        _put(company, _word(former))
    else:
        _put(company, _decided_again(undone.former))
        _have_read_if_changed(company)
    record_audit(
        workspace=company.workspace,
        actor=author,
        action="company.correction_undone",
        subject=f"company:{company.pk}",
        name=company.name,
        before={"business_model": undone.business_model},
        after={"business_model": company.business_model},
        details={"correction": undone.pk},
    )
    return company


def _model_answer(company: Company) -> dict[str, Any]:
    return {
        "business_model": company.business_model,
        "probability": company.business_model_probability,
        "probabilities": company.business_model_probabilities,
        "why": company.business_model_why,
        "version": company.business_model_version,
    }


def _word(correction: BusinessModelCorrection) -> dict[str, Any]:
    """Return a person's word as an answer; what the model said of the five stays to be seen."""
    kept = {name: correction.former[name] for name in ("probabilities", "why")}
    return {
        **kept,
        "business_model": correction.business_model,
        "probability": 1.0,
        "version": PERSON,
    }


def _decided_again(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer of the model as what confusions cost now decides."""
    if not answer["probabilities"]:
        return dict(answer)
    said = str(decide([answer["probabilities"]], as_table(cost_table()))[0])
    probability = answer["probabilities"][_LABELS.index(said)]
    return {**answer, "business_model": said, "probability": probability}


def _put(company: Company, answer: Mapping[str, Any]) -> None:
    """Store an answer, with the one before on record; texts of the company are not read again."""
    company.business_model = answer["business_model"]
    company.business_model_probability = answer["probability"]
    company.business_model_probabilities = answer["probabilities"]
    company.business_model_why = answer["why"]
    company.business_model_version = answer["version"]
    store_answers(
        [
            BusinessModelAnswer(
                company=company.pk,
                business_model=company.business_model,
                probability=company.business_model_probability,
                probabilities=company.business_model_probabilities,
                why=company.business_model_why,
                version=company.business_model_version,
            )
        ],
        over_people=True,
    )
    refresh_readings([company.pk])


def _have_read_if_changed(company: Company) -> None:
    """Have a company read again that changed after its first correction; its answer stays."""
    first = company.business_model_corrections.order_by("pk").first()
    if first is not None and company.updated_at > first.created_at:
        company.business_model_version = ""
        Company.objects.filter(pk=company.pk).update(business_model_version="")
        enqueue(Job.EMBED_COMPANIES)
