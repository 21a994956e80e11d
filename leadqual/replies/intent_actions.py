"""Proposals of replies are accepted, dismissed, and opened again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from classifiers.replies.intents import (
    ABSENCE,
    ACTIONS,
    ASKS_TO_STOP,
    FOR_OTHER,
    OPT_OUT,
    REFERRAL,
    WILLING_TO_MEET,
)
from classifiers.replies.rules.proposals import (
    ROLE_MAILBOXES,
    NamedContact,
    adjacent_companies,
    name_after_cue,
    named_contact,
    return_date,
)
from classifiers.replies.rules.stop_recipients import stop_for_other
from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.leads.company_identity import name_key
from leadqual.leads.do_not_contact.entries import lift_entries
from leadqual.leads.do_not_contact.entry_locks import hold_gate
from leadqual.leads.erased_keys import is_erased
from leadqual.leads.erased_people import Identity
from leadqual.leads.models import Company, Contact, DoNotContact
from leadqual.leads.services import set_do_not_contact
from leadqual.leads.upserts import CompanyValues, ContactValues, save_contact
from leadqual.leads.websites import domain_of_address
from leadqual.replies.follow_ups import refresh_task, stop_company
from leadqual.replies.models import ProposedContact, Reply
from leadqual.replies.reply_events import name_of
from leadqual.replies.selectors import addresses_of

# Whom a reply names, and at which company of the workspace that person is.

_COUNTS = (Reply.State.PROPOSED, Reply.State.TAKEN)
_HANDLED = (Reply.State.TAKEN, Reply.State.UNDONE, Reply.State.DISMISSED)
_PROPOSALS = (Reply.Action.PROPOSE_CONTACT, Reply.Action.PROPOSE_STOP, Reply.Action.PROPOSE_DATE)
_AT_ONCE = timedelta(seconds=1)


def named_in(reply: Reply) -> NamedContact | None:
    """Return the person whom a reply names, never by the address that it came from.

    Somebody who was erased is not named: a proposal would store them again.
    """
    if reply.action == Reply.Action.PROPOSE_STOP:
        asked = stop_for_other(reply.written, own=addresses_of(reply))
        named = _known_colleague(reply, asked.named) if asked else None
    else:
        named = named_contact(reply.written, sender=reply.sender)
    if named is not None and is_erased(reply.workspace_id, Identity(emails=[named.email])):
        return None
    return named


def _known_colleague(reply: Reply, named: NamedContact) -> NamedContact | None:
    """Return somebody with the address that they have here, where one colleague has the name."""
    company = reply.contact.company if reply.contact else None
    first, last = named.first_name, named.last_name
    if named.email or not first or company is None:
        return named if named.email or first else None
    people = Contact.objects.filter(workspace=reply.workspace, company=company, email__gt="")
    alike = Q(first_name__iexact=first, last_name__iexact=last)
    if not last:  # "Tom", or "Mr Lee".
        alike = Q(first_name__iexact=first) | Q(last_name__iexact=first)
    found = list(people.filter(alike).exclude(pk=reply.contact.pk)[:2]) if reply.contact else []
    if len(found) != 1:
        return named
    return NamedContact(found[0].first_name, found[0].last_name, str(found[0].email))


def deputy_in(reply: Reply) -> NamedContact | None:
    """Return who stands in for the author of an out-of-office reply; None where nobody is named.

    Only a person named behind words such as "contact", or by a personal address, is a deputy.
    """
    named = named_in(reply)
    if named is None:
        return None
    mailbox = named.email.partition("@")[0]
    is_role = mailbox in ROLE_MAILBOXES
    if named.email and not is_role:
        return named
    if is_role or not name_after_cue(reply.written):
        return None
    return named


def company_for(reply: Reply, *, named: NamedContact | None) -> Company | None:
    """Return the company of the workspace at which a named person is; up to three queries.

    That is the company whose domain the person's address has, or that the reply names next to the
    person. Else it is where the replier is: by the contact, or by the address the reply came from.
    """
    found = named and (
        _with_domain(reply, named.email)
        or _with_name(reply, adjacent_companies(reply.written, named=named))
    )
    own = reply.contact.company if reply.contact else None
    return found or own or _with_domain(reply, reply.sender)


def _with_domain(reply: Reply, address: str) -> Company | None:
    domain = domain_of_address(address)
    rows = Company.objects.filter(workspace=reply.workspace_id, domain=domain)
    return rows.first() if domain else None


def _with_name(reply: Reply, names: list[str]) -> Company | None:
    keys = [name_key(name) for name in names]
    rows = Company.objects.filter(workspace=reply.workspace_id, name_key__in=keys)
    for key in keys:
        same = [row for row in rows if row.name_key == key]
        if len(same) == 1:
            return same[0]
    return None


# What follows from an intent: state, do-not-contact, the contact or the date it proposes.


def action_of(reply: Reply) -> str:
    """Return what follows from the intent of a reply, however sure it is."""
    is_for_other = any(reason["because"] == FOR_OTHER for reason in reply.why)
    if reply.intent == REFERRAL and is_for_other:
        return Reply.Action.PROPOSE_STOP
    return ACTIONS.get(reply.intent, Reply.Action.NONE)


def _may_ask_to_stop(reply: Reply) -> bool:
    """Whether a reply may ask to stop, and neither a person nor an action has settled it."""
    if reply.corrected_at is not None or reply.state in _HANDLED:
        return False
    is_hinted = any(reason["because"] == ASKS_TO_STOP for reason in reply.why)
    return is_hinted or reply.intent == OPT_OUT


def refresh_pause(reply: Reply) -> None:
    """Pause the contact of a reply until the last day of return that any of their replies names.

    A reply that was dismissed, undone or labeled otherwise pauses nobody. Call it in the
    transaction that stored the reply.
    """
    contact = reply.contact
    if contact is None or (reply.intent != ABSENCE and contact.paused_until is None):
        return
    absences = Reply.objects.filter(contact=contact, intent=ABSENCE, state__in=_COUNTS)
    found = absences.filter(back_on__gt=clock.now().date()).aggregate(until=Max("back_on"))
    until: date | None = found["until"]
    former = Contact.objects.values_list("paused_until", flat=True).get(pk=contact.pk)
    if until == former:
        return
    Contact.objects.filter(pk=contact.pk).update(paused_until=until)
    contact.paused_until = until
    record_audit(
        workspace=reply.workspace,
        actor=None,
        action="contact.paused" if until else "contact.pause_ended",
        subject=f"contact:{contact.pk}",
        name=str(contact),
        before={"paused_until": former.isoformat() if former else None},
        after={"paused_until": until.isoformat() if until else None},
        details={"reply": reply.pk, "until": until.isoformat() if until else ""},
    )


def locked_reply(reply: Reply) -> Reply:
    """Return the row, locked: two people may act on one reply, and the second sees the first."""
    hold_gate(reply.workspace_id)  # Before any row is locked, as who writes entries does.
    rows = Reply.objects.select_for_update(of=("self",)).select_related("workspace", "contact")
    return rows.get(pk=reply.pk)


def state_of(reply: Reply, action: str) -> str:
    """Return the state after an action; what cannot be done without a contact is for a person.

    Without an address nobody can be set to do-not-contact, without a contact nobody gets the task
    to arrange a meeting. Whoever agrees or asks for something waits for an answer.
    """
    if action == Reply.Action.DO_NOT_CONTACT:
        return Reply.State.TAKEN if addresses_of(reply) else Reply.State.REVIEW
    if action in _PROPOSALS:
        return Reply.State.PROPOSED
    if reply.category == Reply.Category.POSITIVE:
        has_task = reply.intent == WILLING_TO_MEET and reply.contact is not None
        if not has_task:
            return Reply.State.REVIEW
    return Reply.State.REVIEW if action == Reply.Action.REVIEW else Reply.State.NONE


def apply_intent(reply: Reply, *, state: str, author: User | None) -> None:
    """Store a reply in a state, and let follow what that state wants.

    Do not contact, proposals, the pause of an absent person, and the task to arrange a meeting.
    """
    reply.state = state
    reply.back_on = _back_on(reply)
    reply.may_ask_to_stop = _may_ask_to_stop(reply)
    reply.save()
    _propose(reply)
    if reply.intent == OPT_OUT and state == Reply.State.TAKEN:
        _stop(reply, addresses_of(reply), author)
        stop_company(reply, author=author)
    elif reply.action == Reply.Action.PROPOSE_STOP and state == Reply.State.TAKEN:
        accepted = ProposedContact.objects.filter(reply=reply, state=ProposedContact.State.ACCEPTED)
        _stop(reply, accepted.values_list("email", flat=True), author)
    elif author is not None:
        _release(reply, author)
    refresh_pause(reply)
    refresh_task(reply, author=author)


def _stop(reply: Reply, emails: Iterable[str], author: User | None) -> None:
    """Mark the addresses that a reply asks to stop for."""
    for email in emails:
        set_do_not_contact(
            workspace=reply.workspace,
            email=email,
            reason="unsubscribe",
            origin=f"reply:{reply.pk}",
            author=author,
        )


def _back_on(reply: Reply) -> date | None:
    if reply.intent != ABSENCE:
        return None
    return reply.back_on or return_date(
        reply.written or "\n".join(reply.left_out), today=reply.received_at.date()
    )


def _propose(reply: Reply) -> None:
    """Keep whom a reply names as long as it proposes a contact or a day; the rest stays."""
    is_open = Q(state=ProposedContact.State.OPEN)
    if reply.intent not in (REFERRAL, ABSENCE):
        ProposedContact.objects.filter(is_open, reply=reply).delete()
    elif reply.state == Reply.State.PROPOSED:
        named = named_in(reply) if reply.intent == REFERRAL else deputy_in(reply)
        if reply.intent == ABSENCE and named is None:
            return
        company = company_for(reply, named=named)
        values = {
            "first_name": named.first_name[:150] if named else "",
            "last_name": named.last_name[:150] if named else "",
            "email": named.email[:254] if named else "",
            "company_name": company.name if company else "",
        }
        ProposedContact.objects.get_or_create(reply=reply, defaults=values)


def _release(reply: Reply, author: User) -> None:
    """Lift what this reply asked for; what another reply or source asks for stays."""
    entries = DoNotContact.objects.filter(
        workspace=reply.workspace,
        lifted_at=None,
        origin=f"reply:{reply.pk}",
        derived_from=None,
    )
    for entry in entries.order_by("pk"):
        other = _other_asking(reply, entry.value)
        # Of two replies that asked before each had an entry of its own, the first one has it.
        if other and not entries_asked_by(other, entry.value).exists():
            entry.origin = f"reply:{other.pk}"
            entry.save(update_fields=["origin"])
    lift_entries(workspace=reply.workspace, entries=entries, author=author)


def _other_asking(reply: Reply, email: str) -> Reply | None:
    others = Reply.objects.filter(
        Q(sender=email) | Q(contact__email=email),
        workspace=reply.workspace,
        intent=OPT_OUT,
        state=Reply.State.TAKEN,
    )
    return others.exclude(pk=reply.pk).order_by("pk").first()


def entries_asked_by(reply: Reply, email: str) -> QuerySet[DoNotContact]:
    """Return the active entries of an address that a reply asked for."""
    entries = DoNotContact.objects.filter(workspace=reply.workspace, lifted_at=None)
    return entries.filter(value=email, origin=f"reply:{reply.pk}")


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    """A person as somebody settled who is meant; only the address must be there.

    Args:
        company_name: None means the company that is proposed, empty means none.
    """

    email: str
    first_name: str = ""
    last_name: str = ""
    company_name: str | None = None


@transaction.atomic
def accept_contact(*, reply: Reply, named: ReferredPerson, author: User) -> tuple[Contact, bool]:
    """Create the contact that a reply names; a known address gives its contact, unchanged.

    Returns:
        The contact, and whether it is new.

    Raises:
        LeadqualError: the reply proposes no contact anymore; nothing has been written.
    """
    locked = locked_reply(reply)
    proposal = _open_proposal(locked)
    if locked.action == Reply.Action.PROPOSE_STOP:
        raise LeadqualError(
            "This reply refers to no contact. Nothing was saved.",
            code="nothing_proposed",
            status=409,
        )
    email = named.email.strip().lower()
    contact = Contact.objects.filter(workspace=locked.workspace, email=email).first()
    is_new = contact is None
    if contact is None:
        values = _values(locked, named, email)
        contact, is_new = save_contact(workspace=locked.workspace, values=values)
    proposal.contact, proposal.is_new = contact, is_new
    _decide(proposal, ProposedContact.State.ACCEPTED, author)
    apply_intent(locked, state=Reply.State.TAKEN, author=author)
    _record(
        locked,
        author,
        "reply.contact_created" if is_new else "reply.contact_known",
        {"contact": contact.pk},
    )
    return contact, is_new


@transaction.atomic
def accept_stop(*, reply: Reply, email: str, author: User) -> None:
    """Mark whom a reply asks to stop for Do not contact, at an address; its writer is not.

    Raises:
        LeadqualError: the reply proposes no stop anymore; nothing has been written.
    """
    locked = locked_reply(reply)
    proposal = _open_proposal(locked)
    if locked.action != Reply.Action.PROPOSE_STOP:
        raise LeadqualError(
            "This reply asks to stop for nobody else. Nothing was saved.",
            code="nothing_proposed",
            status=409,
        )
    proposal.email = email.strip().lower()[:254]
    proposal.contact = Contact.objects.filter(
        workspace=locked.workspace, email=proposal.email
    ).first()
    _decide(proposal, ProposedContact.State.ACCEPTED, author)
    apply_intent(locked, state=Reply.State.TAKEN, author=author)
    _record(locked, author, "reply.stop_accepted", {"email": proposal.email})


@transaction.atomic
def dismiss_proposal(*, reply: Reply, author: User) -> Reply:
    """Settle that nothing follows from what a reply proposes, a contact or a date.

    Raises:
        LeadqualError: the reply proposes nothing anymore; nothing has been written.
    """
    locked = locked_reply(reply)
    if locked.state != Reply.State.PROPOSED:
        raise LeadqualError(
            "This reply has no open proposed action. Nothing was changed.",
            code="nothing_proposed",
            status=409,
        )
    proposal = _proposal_of(locked)
    is_referral = locked.proposes_person
    if proposal is not None and (is_referral or proposal.state == ProposedContact.State.OPEN):
        proposal.contact, proposal.is_new = None, False
        _decide(proposal, ProposedContact.State.DISMISSED, author)
    apply_intent(locked, state=Reply.State.DISMISSED, author=author)
    _record(locked, author, "reply.dismissed", {})
    return locked


def reopen(reply: Reply, *, since: datetime | None, author: User) -> bool:
    """Open a proposal again that was settled; call it in a transaction, with the row locked.

    A contact that accepting created goes again, unless somebody made use of it since.

    Args:
        reply: locked.
        since: when a person last said what the reply is; what was settled before stays.
        author: who opens it.

    Returns:
        False where nothing was settled since; nothing has changed.
    """
    proposal = _proposal_of(reply)
    if reply.action == Reply.Action.PROPOSE_DATE and _was_decided_before(proposal, since):
        proposal = None
    is_dismissed = reply.state == Reply.State.DISMISSED
    if proposal is None or proposal.decided_at is None:
        if is_dismissed:
            apply_intent(reply, state=Reply.State.PROPOSED, author=author)
        return is_dismissed
    is_later = since is None or proposal.decided_at > since
    if reply.state not in {Reply.State.TAKEN, Reply.State.DISMISSED} or not is_later:
        return False
    contact = proposal.contact
    if contact is not None and proposal.is_new and _is_untouched(contact, but=proposal):
        contact.delete()
    proposal.contact, proposal.is_new = None, False
    proposal.state = ProposedContact.State.OPEN
    proposal.decided_at, proposal.decided_by = None, None
    proposal.save()
    apply_intent(reply, state=Reply.State.PROPOSED, author=author)
    return True


def _was_decided_before(proposal: ProposedContact | None, since: datetime | None) -> bool:
    """Whether a person was accepted or dismissed before somebody said that it is an absence."""
    decided_at = proposal.decided_at if proposal else None
    return decided_at is not None and since is not None and decided_at <= since


def _proposal_of(reply: Reply) -> ProposedContact | None:
    """Return the contact that a reply proposes, or the deputy it names; None without either."""
    if reply.action not in _PROPOSALS:
        return None
    return ProposedContact.objects.filter(reply=reply).first()


def _open_proposal(reply: Reply) -> ProposedContact:
    if reply.proposes_person and reply.state == Reply.State.PROPOSED:
        return ProposedContact.objects.get_or_create(reply=reply)[0]
    deputy = _proposal_of(reply) if reply.state == Reply.State.PROPOSED else None
    if deputy is not None and deputy.state == ProposedContact.State.OPEN:
        return deputy
    raise LeadqualError(
        "This reply no longer refers to a contact. Nothing was saved.",
        code="nothing_proposed",
        status=409,
    )


def _values(reply: Reply, named: ReferredPerson, email: str) -> ContactValues:
    fields: dict[str, object] = {
        "first_name": named.first_name.strip()[:150],
        "last_name": named.last_name.strip()[:150],
    }
    proposed = company_for(reply, named=NamedContact(named.first_name, named.last_name, email))
    own = reply.contact.company if reply.contact else None
    name = (named.company_name or "").strip()[:300]
    if named.company_name is None:
        return ContactValues(email=email, fields=fields | {"company": proposed})
    for company in (proposed, own):  # Others may have the same name.
        if company is not None and name_key(name) == company.name_key:
            return ContactValues(email=email, fields=fields | {"company": company})
    return ContactValues(email=email, company=CompanyValues(name) if name else None, fields=fields)


def _decide(proposal: ProposedContact, state: ProposedContact.State, author: User) -> None:
    proposal.state = state
    proposal.decided_at, proposal.decided_by = clock.now(), author
    proposal.save()


def _is_untouched(contact: Contact, *, but: ProposedContact) -> bool:
    """Return whether nobody changed or used a contact since accepting a proposal created it."""
    is_as_created = contact.updated_at - contact.created_at < _AT_ONCE
    others = contact.proposals.exclude(pk=but.pk)
    return is_as_created and not any(
        rows.exists() for rows in (contact.replies.all(), contact.list_entries.all(), others)
    )


def _record(reply: Reply, author: User, action: str, details: dict[str, object]) -> None:
    record_audit(
        workspace=reply.workspace,
        actor=author,
        action=action,
        subject=f"reply:{reply.pk}",
        name=name_of(reply),
        details=details,
    )
