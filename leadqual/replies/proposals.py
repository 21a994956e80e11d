"""Proposals of replies: accept, dismiss, and reopen them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from classifiers.replies.rules.proposals import (
    NamedContact,
)
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Contact
from leadqual.leads.upserts import CompanyValues, ContactValues, save_contact
from leadqual.replies.intent_actions import _PROPOSALS, apply_intent, locked_reply
from leadqual.replies.models import ProposedContact, Reply
from leadqual.replies.referred_people import company_for

_CREATION_TIME = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    """A referred person as entered by a user; only the email is required.

    Args:
        company_name: None means the proposed company, empty means no company.
    """

    email: str
    first_name: str = ""
    last_name: str = ""
    company_name: str | None = None


@transaction.atomic
def accept_contact(*, reply: Reply, named: ReferredPerson, author: User) -> tuple[Contact, bool]:
    """Create the contact that a reply refers to, or return the one with this email, unchanged.

    Returns:
        The contact, and whether it is new.

    Raises:
        LeadqualError: the reply no longer proposes a contact; nothing was written.
    """
    locked, proposal = _open_proposal(reply, is_stop=False)
    email = named.email.strip().lower()
    contact = Contact.objects.filter(workspace=locked.workspace, email=email).first()
    is_new = contact is None
    if contact is None:
        values = _contact_values(locked, named, email)
        contact, is_new = save_contact(workspace=locked.workspace, values=values)
    proposal.contact, proposal.is_new = contact, is_new
    action = "reply.contact_created" if is_new else "reply.contact_known"
    _accept(locked, proposal, author, action, {"contact": contact.pk})
    return contact, is_new


@transaction.atomic
def accept_stop(*, reply: Reply, email: str, author: User) -> None:
    """Mark the person that a reply asks to stop for, but not its writer, Do not contact.

    Raises:
        LeadqualError: the reply no longer proposes it; nothing was written.
    """
    locked, proposal = _open_proposal(reply, is_stop=True)
    proposal.email = email.strip().lower()[:254]
    contacts = Contact.objects.filter(workspace=locked.workspace, email=proposal.email)
    proposal.contact = contacts.first()
    _accept(locked, proposal, author, "reply.stop_accepted", {"email": proposal.email})


def _accept(
    reply: Reply,
    proposal: ProposedContact,
    author: User,
    action: str,
    details: dict[str, object],
) -> None:
    _set_state(proposal, ProposedContact.State.ACCEPTED, author)
    apply_intent(reply, state=Reply.State.TAKEN, author=author)
    _record(reply, author, action, details)


@transaction.atomic
def dismiss_proposal(*, reply: Reply, author: User) -> Reply:
    """Dismiss the proposed action of a reply, a contact or a date.

    Raises:
        LeadqualError: the reply no longer proposes anything; nothing was written.
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
        _set_state(proposal, ProposedContact.State.DISMISSED, author)
    apply_intent(locked, state=Reply.State.DISMISSED, author=author)
    _record(locked, author, "reply.dismissed", {})
    return locked


def reopen(reply: Reply, *, since: datetime | None, author: User) -> bool:
    """Reopen a decided proposal; call it in a transaction, with the row locked.

    A contact created by accepting it is deleted, unless it was used or changed since.

    Args:
        reply: locked.
        since: time of the last correction of the reply; earlier decisions are kept.
        author: who reopens it.

    Returns:
        False if nothing was decided since; nothing was changed.
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
    if contact is not None and proposal.is_new and _is_unchanged(contact, but=proposal):
        contact.delete()
    proposal.contact, proposal.is_new = None, False
    proposal.state = ProposedContact.State.OPEN
    proposal.decided_at, proposal.decided_by = None, None
    proposal.save()
    apply_intent(reply, state=Reply.State.PROPOSED, author=author)
    return True


def _was_decided_before(proposal: ProposedContact | None, since: datetime | None) -> bool:
    """Return whether the proposal was decided before the reply was corrected to an absence."""
    decided_at = proposal.decided_at if proposal else None
    return decided_at is not None and since is not None and decided_at <= since


def _proposal_of(reply: Reply) -> ProposedContact | None:
    """Return the proposal of a reply: a contact, or the deputy of an absent person."""
    if reply.action not in _PROPOSALS:
        return None
    return ProposedContact.objects.filter(reply=reply).first()


def _open_proposal(reply: Reply, *, is_stop: bool) -> tuple[Reply, ProposedContact]:
    """Return a reply, locked, with its open proposal: a contact, or a stop if `is_stop`."""
    locked = locked_reply(reply)
    problem = "This reply no longer refers to a contact."
    if locked.state == Reply.State.PROPOSED:
        proposal = _proposal_of(locked)
        if locked.proposes_person:
            proposal = ProposedContact.objects.get_or_create(reply=locked)[0]
        if proposal is not None and (
            locked.proposes_person or proposal.state == ProposedContact.State.OPEN
        ):
            if is_stop == (locked.action == Reply.Action.PROPOSE_STOP):
                return locked, proposal
            problem = "This reply refers to no contact."
            if is_stop:
                problem = "This reply asks to stop for nobody else."
    raise LeadqualError(f"{problem} Nothing was saved.", code="nothing_proposed", status=409)


def _contact_values(reply: Reply, named: ReferredPerson, email: str) -> ContactValues:
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


def _set_state(proposal: ProposedContact, state: ProposedContact.State, author: User) -> None:
    proposal.state = state
    proposal.decided_at, proposal.decided_by = clock.now(), author
    proposal.save()


def _is_unchanged(contact: Contact, *, but: ProposedContact) -> bool:
    """Return whether a contact created from a proposal was not changed or used since."""
    is_unmodified = contact.updated_at - contact.created_at < _CREATION_TIME
    others = contact.proposals.exclude(pk=but.pk)
    return is_unmodified and not any(
        rows.exists() for rows in (contact.replies.all(), contact.list_entries.all(), others)
    )


def _record(reply: Reply, author: User, action: str, details: dict[str, object]) -> None:
    record_audit(
        workspace=reply.workspace,
        actor=author,
        action=action,
        subject=f"reply:{reply.pk}",
        name=reply.audit_name,
        details=details,
    )
