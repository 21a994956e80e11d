"""Consequences of an intent: state, do-not-contact, proposals, a pause, a task."""

from collections.abc import Iterable
from datetime import date

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
    return_date,
)
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.leads.do_not_contact.entries import lift_entries
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.services import set_do_not_contact
from leadqual.replies.company_stops import stop_company
from leadqual.replies.follow_ups import refresh_task
from leadqual.replies.models import ProposedContact, Reply
from leadqual.replies.referred_people import company_for, deputy_in, referred_person_in
from leadqual.replies.selectors import addresses_of

_ACTIVE_STATES = (Reply.State.PROPOSED, Reply.State.TAKEN)
_HANDLED_STATES = (Reply.State.TAKEN, Reply.State.UNDONE, Reply.State.DISMISSED)
_PROPOSALS = (Reply.Action.PROPOSE_CONTACT, Reply.Action.PROPOSE_STOP, Reply.Action.PROPOSE_DATE)


def action_of(reply: Reply) -> str:
    """Return the action of a reply's intent, regardless of its score."""
    is_for_other = any(reason["because"] == FOR_OTHER for reason in reply.why)
    if reply.intent == REFERRAL and is_for_other:
        return Reply.Action.PROPOSE_STOP
    return ACTIONS.get(reply.intent, Reply.Action.NONE)


def _may_ask_to_stop(reply: Reply) -> bool:
    """Return whether a reply may ask to stop, and no person or action has handled it."""
    if reply.corrected_at is not None or reply.state in _HANDLED_STATES:
        return False
    is_hinted = any(reason["because"] == ASKS_TO_STOP for reason in reply.why)
    return is_hinted or reply.intent == OPT_OUT


def refresh_pause(reply: Reply) -> None:
    """Pause the contact of a reply until the latest return date in their replies.

    Replies that were dismissed, undone or corrected to another intent do not count. Call it in the
    transaction that stored the reply.
    """
    contact = reply.contact
    if contact is None or (reply.intent != ABSENCE and contact.paused_until is None):
        return
    absences = Reply.objects.filter(contact=contact, intent=ABSENCE, state__in=_ACTIVE_STATES)
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
    """Return the reply, locked against concurrent actions."""
    lock_entries_exclusively(reply.workspace_id)  # Before any row lock, as for writes of entries.
    rows = Reply.objects.select_for_update(of=("self",)).select_related("workspace", "contact")
    return rows.get(pk=reply.pk)


def state_of(reply: Reply, action: str) -> str:
    """Return the state after an action; actions that need a contact are left to a person.

    Do-not-contact needs an address, and the task to arrange a meeting needs a contact. Other
    positive replies need an answer.
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
    """Store a reply in a state, with all consequences of that state.

    These are Do not contact, proposals, the pause of an absent person, and the task to arrange a
    meeting.
    """
    reply.state = state
    reply.back_on = _return_day(reply)
    reply.may_ask_to_stop = _may_ask_to_stop(reply)
    reply.save()
    _update_proposal(reply)
    if reply.intent == OPT_OUT and state == Reply.State.TAKEN:
        _mark_addresses(reply, addresses_of(reply), author)
        stop_company(reply, author=author)
    elif reply.action == Reply.Action.PROPOSE_STOP and state == Reply.State.TAKEN:
        accepted = ProposedContact.objects.filter(reply=reply, state=ProposedContact.State.ACCEPTED)
        _mark_addresses(reply, accepted.values_list("email", flat=True), author)
    elif author is not None:
        _lift_entries(reply, author)
    refresh_pause(reply)
    refresh_task(reply, author=author)


def _mark_addresses(reply: Reply, emails: Iterable[str], author: User | None) -> None:
    """Mark addresses Do not contact, on request of a reply."""
    for email in emails:
        set_do_not_contact(
            workspace=reply.workspace,
            email=email,
            reason="unsubscribe",
            origin=f"reply:{reply.pk}",
            author=author,
        )


def _return_day(reply: Reply) -> date | None:
    if reply.intent != ABSENCE:
        return None
    return reply.back_on or return_date(
        reply.written or "\n".join(reply.left_out), today=reply.received_at.date()
    )


def _update_proposal(reply: Reply) -> None:
    """Store or delete the open proposal of a reply; decided ones are kept."""
    is_open = Q(state=ProposedContact.State.OPEN)
    if reply.intent not in (REFERRAL, ABSENCE):
        ProposedContact.objects.filter(is_open, reply=reply).delete()
    elif reply.state == Reply.State.PROPOSED:
        named = referred_person_in(reply) if reply.intent == REFERRAL else deputy_in(reply)
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


def _lift_entries(reply: Reply, author: User) -> None:
    """Lift the entries of this reply; those of other replies and sources are kept."""
    entries = DoNotContact.objects.filter(
        workspace=reply.workspace,
        lifted_at=None,
        origin=f"reply:{reply.pk}",
        derived_from=None,
    )
    for entry in entries.order_by("pk"):
        other = _other_request(reply, entry.value)
        # Of two earlier requests for an address, only the first has an entry.
        if other and not entries_of_reply(other, entry.value).exists():
            entry.origin = f"reply:{other.pk}"
            entry.save(update_fields=["origin"])
    lift_entries(workspace=reply.workspace, entries=entries, author=author)


def _other_request(reply: Reply, email: str) -> Reply | None:
    others = Reply.objects.filter(
        Q(sender=email) | Q(contact__email=email),
        workspace=reply.workspace,
        intent=OPT_OUT,
        state=Reply.State.TAKEN,
    )
    return others.exclude(pk=reply.pk).order_by("pk").first()


def entries_of_reply(reply: Reply, email: str) -> QuerySet[DoNotContact]:
    """Return the active entries of an address with this reply as origin."""
    entries = DoNotContact.objects.filter(workspace=reply.workspace, lifted_at=None)
    return entries.filter(value=email, origin=f"reply:{reply.pk}")
