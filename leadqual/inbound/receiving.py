"""A lead is stored as a contact, classified, scored and given to an owner; the log says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from django.db import transaction

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.core import clock
from leadqual.core.retries import run_again
from leadqual.core.texts.plain_texts import one_line
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.models import Contact, JobTitle, TitleLabel
from leadqual.leads.records.owners import owners_of
from leadqual.leads.services import classify_now
from leadqual.leads.upserts import CompanyValues, ContactValues, contact_named, save_contact
from leadqual.leads.websites import read_website
from leadqual.taxonomy.models import Level

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class LeadValues:
    """A lead as it was sent; "" for what is not said.

    Args:
        email: in lower case; by it the person is found.
        first_name: of the person.
        last_name: of the person.
        title: job title as written.
        website: its address or domain.
        phone: as written.
        city: of the person.
        state: state or region.
        country: name in any language, or ISO code.
        message: what the person wrote.
    """

    email: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    company: str = ""
    website: str = ""
    phone: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    message: str = ""

    @property
    def contact_fields(self) -> dict[str, object]:
        """What is said of the contact itself: column → value, without empty ones."""
        names = ("first_name", "last_name", "phone", "city", "state")
        said = {name: getattr(self, name) for name in names}
        said["country"] = country_name(self.country) or self.country
        return {name: value for name, value in said.items() if value}

    @property
    def company_domain(self) -> str | None:
        """Registrable domain of the company; None where it is not said."""
        site = read_website(self.website) if self.website else None
        return (site.domain or None) if site else None


def lead_values(said: Mapping[str, str]) -> LeadValues:
    """Return what was sent, on one line each but for the message."""
    cleaned = {one.name: one_line(str(said.get(one.name, ""))) for one in fields(LeadValues)}
    message = str(said.get("message", "")).strip()
    return LeadValues(**cleaned | {"email": cleaned["email"].lower(), "message": message})


def _facts_of(
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
    departments = {one.department_id: one.department for one in functions}
    level = title.level if title else None
    company = contact.company
    facts = {
        "title": contact.title,
        "functions": [one.slug for one in functions],
        "function_names": [one.name for one in functions],
        "departments": [one.slug for one in departments.values()],
        "department_names": [one.name for one in departments.values()],
        "level": level.slug if level else "",
        "level_name": level.name if level else "",
        "country": contact.country or (company.country if company else ""),
        "business_model": company.business_model if company else "",
        "score": breakdown_of(workspace, contact).score,
    }
    return facts, {key: one.name for key, one in departments.items()}, level


def _labels(title: JobTitle) -> Sequence[TitleLabel]:
    rows = TitleLabel.objects.filter(job_title=title).select_related("function__department")
    return list(rows.order_by("-score", "function__position"))


def _missed(
    rule: RoutingRule,
    facts: Mapping[str, Any],
    departments: Mapping[int, str],
    level: Level | None,
) -> str:
    """Return the first condition that a lead does not meet; "" where it meets all."""
    countries = {country.casefold() for country in rule.countries}
    if rule.departments and not departments.keys() & set(rule.departments):
        return f"department is {', '.join(departments.values()) or 'unknown'}"
    if rule.levels and (level is None or level.pk not in rule.levels):
        return f"level is {level.name if level else 'unknown'}"
    if countries and facts["country"].casefold() not in countries:
        return f"country is {facts['country'] or 'unknown'}"
    if rule.min_score is not None and facts["score"] < rule.min_score:
        return f"score {facts['score']} is below {rule.min_score}"
    if rule.max_score is not None and facts["score"] > rule.max_score:
        return f"score {facts['score']} is above {rule.max_score}"
    return ""


def _matched(rule: RoutingRule, facts: Mapping[str, Any], departments: Mapping[int, str]) -> str:
    parts = []
    if rule.departments:
        names = [name for key, name in departments.items() if key in rule.departments]
        parts.append(f"department {', '.join(names)}")
    if rule.levels:
        parts.append(f"level {facts['level_name']}")
    if rule.countries:
        parts.append(f"country {facts['country']}")
    if rule.min_score is not None or rule.max_score is not None:
        parts.append(f"score {facts['score']}")
    return ", ".join(parts) or "matches every lead"


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
    return _routed(workspace, contact, lead=lead, form=form, is_new=is_new)


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


def _routed(
    workspace: Workspace,
    contact: Contact,
    *,
    lead: LeadValues,
    form: InboundForm | None,
    is_new: bool,
) -> InboundLead:
    """Give a stored lead to its owner: the one it has, else that of the first rule that matches."""
    facts, departments, level = _facts_of(workspace, contact)
    with transaction.atomic():
        locked = Contact.objects.select_for_update(of=("self",)).select_related("owner")
        there = locked.get(pk=contact.pk)
        members = owners_of(workspace)
        found: RoutingRule | None = None
        steps: list[list[str]] = []
        if there.do_not_contact:
            reason = "Marked Do not contact."
        elif there.owner_id in members:
            reason = f"Already owned by {there.owner}."
        else:
            for rule in RoutingRule.objects.filter(workspace=workspace).select_related("owner"):
                missed = _missed(rule, facts, departments, level)
                if not missed and rule.owner_id not in members:
                    missed = f"{rule.owner} is no longer a member"
                steps.append([rule.name, missed or "matched"])
                if not missed:
                    found = rule
                    reason = f"Rule {rule.position}: {_matched(rule, facts, departments)}."
                    break
            else:
                reason = "No rule matched." if steps else "There are no rules."
        is_kept = there.do_not_contact or there.owner_id in members
        owner_id = there.owner_id if is_kept else found.owner_id if found else None
        changes: dict[str, object] = {"last_activity_at": clock.now(), "updated_at": clock.now()}
        if found:
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
            rule=found,
            rule_name=found.name if found else "",
            owner_id=owner_id,
            reason=reason[:_LONGEST_REASON],
            steps=steps,
        )


def _source(form: InboundForm | None) -> InboundLead.Source:
    return InboundLead.Source.FORM if form else InboundLead.Source.API
