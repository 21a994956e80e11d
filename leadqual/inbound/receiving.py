"""A lead is stored as a contact, classified, scored and given to an owner; the log says why."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.core import clock
from leadqual.core.retries import run_with_retries
from leadqual.inbound.lead_values import LeadValues
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule
from leadqual.inbound.rule_matching import describe_match, find_unmet_condition
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import Contact, JobTitle, TitleLabel
from leadqual.leads.records.owners import owners_of
from leadqual.leads.services import classify_now
from leadqual.leads.upserts import CompanyValues, ContactValues, contact_named, save_contact
from leadqual.taxonomy.models import Level

_MAX_REASON = 300


def _classify_contact(
    workspace: Workspace, contact: Contact
) -> tuple[dict[str, Any], Mapping[int, str], Level | None]:
    """Classify the title of a contact, and score it.

    Returns:
        What the log keeps of it, key → name of the departments of its functions, and its level.
    """
    title = contact.job_title
    if title is not None and title.classified_at is None:
        classify_now(title)
        title = JobTitle.objects.select_related("level").get(pk=title.pk)
    functions = [label.function for label in _labels(title)] if title else []
    departments = {function.department_id: function.department for function in functions}
    level = title.level if title else None
    company = contact.company
    facts = {
        "title": contact.title,
        "functions": [function.slug for function in functions],
        "function_names": [function.name for function in functions],
        "departments": [function.slug for function in departments.values()],
        "department_names": [function.name for function in departments.values()],
        "level": level.slug if level else "",
        "level_name": level.name if level else "",
        "country": contact.country or (company.country if company else ""),
        "business_model": company.business_model if company else "",
        "score": breakdown_of(workspace, contact).score,
    }
    return facts, {key: function.name for key, function in departments.items()}, level


def _labels(title: JobTitle) -> Sequence[TitleLabel]:
    rows = TitleLabel.objects.filter(job_title=title).select_related("function__department")
    return list(rows.order_by("-score", "function__position"))


def receive_lead(
    *, workspace: Workspace, lead: LeadValues, form: InboundForm | None = None
) -> InboundLead:
    """Store a lead, classify and score it, and give it to the owner that the rules name.

    A person who is there already, by the email, is updated: by the API, and by a form that
    overwrites, with all values sent; by another form only where nothing is on record. An owner
    who is a member stays. A person marked Do not contact stays so and gets no owner.

    Args:
        workspace: whose lead it is.
        lead: what was sent.
        form: through which it came; None for the API.

    Returns:
        The row of the log.

    Raises:
        ErasedPersonError: this person was erased on request; the log says that somebody was, and
            nothing of whom.
        WorkspaceFullError: the person or company is new and does not fit; the log says so.
    """
    # Stored again where the person was deleted meanwhile: nothing is there twice.
    received = partial(_receive, workspace, lead, form)
    return run_with_retries(received, even_committed=True)


def _receive(workspace: Workspace, lead: LeadValues, form: InboundForm | None) -> InboundLead:
    try:
        contact, is_new = _store_contact(
            workspace, lead, fills_only=form is not None and not form.overwrites
        )
    except ErasedPersonError:
        _log_refusal(workspace, form, "This person was erased on request.")
        raise
    except WorkspaceFullError as error:
        limit = f"{error.limit:,} {error.quota}"
        _log_refusal(workspace, form, f"The workspace has reached its limit of {limit}.")
        raise
    return _route_lead(workspace, contact, lead=lead, form=form, is_new=is_new)


def _log_refusal(workspace: Workspace, form: InboundForm | None, reason: str) -> None:
    """Log that a lead was refused, and nothing of whom."""
    InboundLead.objects.create(
        workspace=workspace,
        source=_source(form),
        form=form,
        outcome=InboundLead.Outcome.REFUSED,
        reason=reason,
    )


def _store_contact(
    workspace: Workspace, lead: LeadValues, *, fills_only: bool
) -> tuple[Contact, bool]:
    fields, title = lead.contact_fields, lead.title or None
    company = CompanyValues(lead.company, lead.company_domain) if lead.company else None
    locked_contact = contact_named(workspace, ContactValues(email=lead.email))
    if locked_contact is not None and fills_only:
        fields = _missing_values(locked_contact, fields)
        title = None if locked_contact.title else title
        company = None if locked_contact.company_id else company
    contact, is_new = save_contact(
        workspace=workspace,
        values=ContactValues(email=lead.email, title=title, company=company, fields=fields),
    )
    matching_rule = Contact.objects.select_related("company", "job_title__level", "owner")
    return matching_rule.get(pk=contact.pk), is_new


def _missing_values(contact: Contact, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the values for which a contact has none; a place is filled as a whole or not."""
    place = ("city", "state", "country")
    has_place = any(getattr(contact, name) for name in place)
    return {
        name: value
        for name, value in fields.items()
        if not getattr(contact, name) and not (name in place and has_place)
    }


def _route_lead(
    workspace: Workspace,
    contact: Contact,
    *,
    lead: LeadValues,
    form: InboundForm | None,
    is_new: bool,
) -> InboundLead:
    """Give a stored lead to its owner: the one it has, else that of the first rule that matches."""
    facts, departments, level = _classify_contact(workspace, contact)
    with transaction.atomic():
        locked = Contact.objects.select_for_update(of=("self",)).select_related("owner")
        locked_contact = locked.get(pk=contact.pk)
        members = owners_of(workspace)
        matching_rule: RoutingRule | None = None
        steps: list[list[str]] = []
        if locked_contact.do_not_contact:
            reason = "Marked Do not contact."
        elif locked_contact.owner_id in members:
            reason = f"Already owned by {locked_contact.owner}."
        else:
            for rule in RoutingRule.objects.filter(workspace=workspace).select_related("owner"):
                unmet = find_unmet_condition(rule, facts, departments, level)
                if not unmet and rule.owner_id not in members:
                    unmet = f"{rule.owner} is no longer a member"
                steps.append([rule.name, unmet or "matched"])
                if not unmet:
                    matching_rule = rule
                    reason = f"Rule {rule.position}: {describe_match(rule, facts, departments)}."
                    break
            else:
                reason = "No rule matched." if steps else "There are no rules."
        keeps_owner = locked_contact.do_not_contact or locked_contact.owner_id in members
        owner_id = (
            locked_contact.owner_id
            if keeps_owner
            else matching_rule.owner_id
            if matching_rule
            else None
        )
        changes: dict[str, object] = {"last_activity_at": clock.now(), "updated_at": clock.now()}
        if matching_rule:
            changes["owner"] = owner_id
        Contact.objects.filter(pk=contact.pk).update(**changes)
        return InboundLead.objects.create(
            workspace=workspace,
            source=_source(form),
            form=form,
            contact=contact,
            outcome=InboundLead.Outcome.CREATED if is_new else InboundLead.Outcome.UPDATED,
            facts=facts,
            message=lead.message,
            rule=matching_rule,
            rule_name=matching_rule.name if matching_rule else "",
            owner_id=owner_id,
            reason=reason[:_MAX_REASON],
            steps=steps,
        )


def _source(form: InboundForm | None) -> InboundLead.Source:
    return InboundLead.Source.FORM if form else InboundLead.Source.API
