"""A lead is stored as a contact, classified, scored and given to an owner; the log says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.core import clock
from leadqual.core.database.overtaken import run_again
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule
from leadqual.inbound.receiving.lead_values import LeadValues
from leadqual.inbound.routing.lead_facts import LeadFacts, facts_of
from leadqual.inbound.routing.routing_decision import Decision, decide
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import Contact
from leadqual.leads.records.owners import owners_of
from leadqual.leads.upserts import CompanyValues, ContactValues, contact_named, save_contact

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class _Route:
    """Who gets a lead: the decision of the rules, or what came before them."""

    owner: int | None
    decision: Decision
    is_new_owner: bool = False


def receive_lead(
    *, workspace: Workspace, lead: LeadValues, form: InboundForm | None = None
) -> InboundLead:
    """Store a lead, classify and score it, and give it to the owner that the rules name.

    A person who is there already, by the email, is updated: by the API, and by a form that
    overwrites, with all that is said; by another form only where nothing is on record. An owner
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
    received = partial(_received, workspace, lead, form)
    return run_again(received, even_committed=True)


def _received(workspace: Workspace, lead: LeadValues, form: InboundForm | None) -> InboundLead:
    try:
        contact, is_new = _stored(
            workspace, lead, fills_only=form is not None and not form.overwrites
        )
    except ErasedPersonError:
        _note_refused(workspace, form, "This person was erased on request.")
        raise
    except WorkspaceFullError as error:
        limit = f"{error.limit:,} {error.quota}"
        _note_refused(workspace, form, f"The workspace has reached its limit of {limit}.")
        raise
    facts = facts_of(workspace, contact)
    return _routed(workspace, contact, facts, lead=lead, form=form, is_new=is_new)


def _note_refused(workspace: Workspace, form: InboundForm | None, reason: str) -> None:
    """Log that a lead was refused, and nothing of whom."""
    InboundLead.objects.create(
        workspace=workspace,
        source=_source(form),
        form=form,
        outcome=InboundLead.Outcome.REFUSED,
        reason=reason,
    )


def _stored(workspace: Workspace, lead: LeadValues, *, fills_only: bool) -> tuple[Contact, bool]:
    fields, title = lead.contact_fields, lead.title or None
    company = CompanyValues(lead.company, lead.company_domain) if lead.company else None
    there = contact_named(workspace, ContactValues(email=lead.email))
    if there is not None and fills_only:
        fields = _gaps(there, fields)
        title = None if there.title else title
        company = None if there.company_id else company
    contact, is_new = save_contact(
        workspace=workspace,
        values=ContactValues(email=lead.email, title=title, company=company, fields=fields),
    )
    found = Contact.objects.select_related("company", "job_title__level", "owner")
    return found.get(pk=contact.pk), is_new


def _gaps(contact: Contact, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the values for which a contact has none; a place is filled as a whole or not."""
    place = ("city", "state", "country")
    has_place = any(getattr(contact, name) for name in place)
    return {
        name: value
        for name, value in fields.items()
        if not getattr(contact, name) and not (name in place and has_place)
    }


@transaction.atomic
def _routed(
    workspace: Workspace,
    contact: Contact,
    facts: LeadFacts,
    *,
    lead: LeadValues,
    form: InboundForm | None,
    is_new: bool,
) -> InboundLead:
    locked = Contact.objects.select_for_update(of=("self",)).select_related("owner")
    route = _route(workspace, locked.get(pk=contact.pk), facts)
    rule = route.decision.rule
    changes: dict[str, object] = {"last_activity_at": clock.now(), "updated_at": clock.now()}
    if route.is_new_owner:
        changes["owner"] = route.owner
    Contact.objects.filter(pk=contact.pk).update(**changes)
    outcomes = InboundLead.Outcome
    return InboundLead.objects.create(
        workspace=workspace,
        source=_source(form),
        form=form,
        contact=contact,
        outcome=outcomes.CREATED if is_new else outcomes.UPDATED,
        facts=facts.stored(),
        message=lead.message,
        rule=rule,
        rule_name=rule.name if rule else "",
        owner_id=route.owner,
        reason=route.decision.reason[:_LONGEST_REASON],
        steps=[list(step) for step in route.decision.steps],
    )


def _route(workspace: Workspace, contact: Contact, facts: LeadFacts) -> _Route:
    members = owners_of(workspace)
    if contact.do_not_contact:
        return _Route(contact.owner_id, Decision(None, "Marked Do not contact.", []))
    if contact.owner_id in members:
        return _Route(contact.owner_id, Decision(None, f"Already owned by {contact.owner}.", []))
    rules = RoutingRule.objects.filter(workspace=workspace).select_related("owner")
    decision = decide(rules, facts, members=members.keys())
    if decision.rule is None:
        return _Route(None, decision)
    return _Route(decision.rule.owner_id, decision, is_new_owner=True)


def _source(form: InboundForm | None) -> InboundLead.Source:
    return InboundLead.Source.FORM if form else InboundLead.Source.API
