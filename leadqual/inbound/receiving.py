"""A lead is stored as a contact, classified, scored and given to an owner; the log says why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial

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
from leadqual.leads.records.record_values import owners_of
from leadqual.leads.services import classify_now
from leadqual.leads.upserts import CompanyValues, ContactValues, contact_named, save_contact
from leadqual.leads.websites import read_website

# What a visitor or a program says of a lead, cleaned.

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
        classify_now(title)
        title = JobTitle.objects.select_related("level").get(pk=title.pk)
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


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules said.

    Args:
        rule: that decided; None where none matched.
        reason: one sentence.
        steps: name of each rule that was asked, with what did not match, or "matched".
    """

    rule: RoutingRule | None
    reason: str
    steps: Sequence[tuple[str, str]]


def decide(rules: Iterable[RoutingRule], facts: LeadFacts, *, members: Collection[int]) -> Decision:
    """Ask rules in their order; the first that matches decides.

    Args:
        rules: of the workspace, in order, with their owners.
        facts: of the lead.
        members: keys of users who may own records; a rule for somebody else is passed over.
    """
    steps: list[tuple[str, str]] = []
    for rule in rules:
        missed = _missed(rule, facts)
        if not missed and rule.owner_id not in members:
            missed = f"{rule.owner} is no longer a member"
        steps.append((rule.name, missed or "matched"))
        if not missed:
            return Decision(rule, f"Rule {rule.position}: {_matched(rule, facts)}.", steps)
    return Decision(None, "No rule matched." if steps else "There are no rules.", steps)


def _missed(rule: RoutingRule, facts: LeadFacts) -> str:
    """Return the first condition that a lead does not meet; "" where it meets all."""
    countries = {country.casefold() for country in rule.countries}
    if rule.departments and not facts.departments.keys() & set(rule.departments):
        return f"department is {', '.join(facts.departments.values()) or 'unknown'}"
    if rule.levels and facts.level not in rule.levels:
        return f"level is {facts.level_name or 'unknown'}"
    if countries and facts.country.casefold() not in countries:
        return f"country is {facts.country or 'unknown'}"
    if rule.min_score is not None and facts.score < rule.min_score:
        return f"score {facts.score} is below {rule.min_score}"
    if rule.max_score is not None and facts.score > rule.max_score:
        return f"score {facts.score} is above {rule.max_score}"
    return ""


def _matched(rule: RoutingRule, facts: LeadFacts) -> str:
    parts = []
    if rule.departments:
        names = [facts.departments[key] for key in facts.departments if key in rule.departments]
        parts.append(f"department {', '.join(names)}")
    if rule.levels:
        parts.append(f"level {facts.level_name}")
    if rule.countries:
        parts.append(f"country {facts.country}")
    if rule.min_score is not None or rule.max_score is not None:
        parts.append(f"score {facts.score}")
    return ", ".join(parts) or "matches every lead"


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
