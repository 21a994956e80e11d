"""An absent person is paused until the day of return."""

from datetime import date

from django.db.models import Max

from classifiers.replies.intents import ABSENCE
from leadqual.accounts.audit.services import record_audit
from leadqual.core import clock
from leadqual.leads.models import Contact
from leadqual.replies.models import Reply

_COUNTS = (Reply.State.PROPOSED, Reply.State.TAKEN)


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
