"""Replies are received, classified, corrected, and what they ask for is done."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import parseaddr

from django.db import transaction
from django.utils import timezone

from classifiers.replies.intents import ACTIONS, INTENTS, category_of
from classifiers.types import ReplyPrediction, ReplyText
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.services import lift_do_not_contact, set_do_not_contact
from leadqual.registry.loading import load_replies
from leadqual.replies.errors import NothingProposedError, NothingToUndoError, UnknownIntentError
from leadqual.replies.models import Reply, ReplyCorrection

BATCH = 200
LONGEST_TEXT = 200_000
KEPT_HEADERS = frozenset(
    (
        *("auto-submitted", "precedence", "content-type", "in-reply-to"),
        *("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder"),
    )
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A reply as it arrives.

    Args:
        sender: address, also as `Name <address>`; empty where it is not known.
        message_id: names the message for ever; empty makes one, so it can come in twice.
        headers: only those that decide are kept.
        received_at: None means now.
    """

    sender: str
    subject: str
    text: str
    message_id: str = ""
    headers: Mapping[str, str] | None = None
    received_at: datetime | None = None


@transaction.atomic
def receive_reply(*, workspace: Workspace, mail: Mail) -> tuple[Reply, bool]:
    """Store a reply and have it classified after commit; the same message id changes nothing.

    Returns:
        The reply, and whether it is new.
    """
    sender = (parseaddr(_plain(mail.sender))[1] or _plain(mail.sender)).strip().lower()[:254]
    reply, is_new = Reply.objects.get_or_create(
        workspace=workspace,
        message_id=_plain(mail.message_id).strip()[:300] or f"<{uuid.uuid4()}@leadqual.invalid>",
        defaults={
            "sender": sender,
            "contact": Contact.objects.filter(workspace=workspace, email=sender).first()
            if sender
            else None,
            "subject": _plain(mail.subject)[:500],
            "text": _plain(mail.text)[:LONGEST_TEXT],
            "headers": {
                _plain(name).lower(): _plain(value)[:500]
                for name, value in (mail.headers or {}).items()
                if name.lower() in KEPT_HEADERS
            },
            "received_at": mail.received_at or timezone.now(),
        },
    )
    if is_new:
        enqueue(Job.CLASSIFY_REPLY, reply_id=reply.pk)
    return reply, is_new


@transaction.atomic
def classify_reply(*, reply_id: int) -> bool:
    """Say what a waiting reply wants and do what may be done; do-not-contact in this transaction.

    Safe to run twice and beside itself.

    Returns:
        False where the reply is gone, in work elsewhere, classified, or corrected by a person.
    """
    waiting = Reply.objects.select_for_update(skip_locked=True, of=("self",))
    reply = waiting.filter(pk=reply_id, state=Reply.State.PENDING, corrected_at=None).first()
    if reply is None:
        return False
    prediction = load_replies().predict([ReplyText(reply.subject, reply.text, reply.headers)])[0]
    _note(reply, prediction)
    _settle(reply, state=_state_of(reply, prediction.action), author=None)
    return True


def classify_pending(*, size: int = BATCH) -> int:
    """Classify the replies that have waited longest; returns how many were taken."""
    waiting = Reply.objects.filter(state=Reply.State.PENDING, corrected_at=None).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True)[:size])
    return sum(classify_reply(reply_id=key) for key in keys)


@transaction.atomic
def correct_reply(*, reply: Reply, intent: str, author: User) -> ReplyCorrection:
    """Store a person's word on a reply; it wins over the model and needs no floor.

    Unsubscribe sets do-not-contact, any other intent lifts it if this reply had set it. The same
    intent again confirms it.

    Raises:
        UnknownIntentError: there is no such intent; nothing has been written.
    """
    if intent not in INTENTS:
        raise UnknownIntentError(f"There is no intent “{intent}”. Nothing was written.")
    locked = _locked(reply)
    correction = ReplyCorrection.objects.create(
        reply=locked,
        intent=intent,
        former_intent=locked.intent,
        former_state=locked.state,
        author=author,
    )
    locked.intent = intent
    locked.category = category_of(intent)
    locked.action = ACTIONS.get(intent, Reply.Action.NONE)
    locked.corrected_at, locked.corrected_by = timezone.now(), author
    is_confirmed = correction.former_intent == intent
    _settle(locked, state=_state_by_person(locked, correction), author=author)
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="reply.confirmed" if is_confirmed else "reply.corrected",
        subject=f"reply:{locked.pk}",
        details={"from": correction.former_intent, "to": intent},
    )
    return correction


@transaction.atomic
def undo_reply(*, reply: Reply, author: User) -> Reply:
    """Take back the last word of a person on a reply, or else what the product did by itself.

    Raises:
        NothingToUndoError: there is nothing to take back; nothing has changed.
    """
    locked = _locked(reply)
    correction = locked.corrections.filter(undone_at=None).order_by("-pk").first()
    if correction is not None:
        _undo_correction(locked, correction, author)
    elif locked.state == Reply.State.TAKEN:
        _settle(locked, state=Reply.State.UNDONE, author=author)
    else:
        raise NothingToUndoError("Nothing was done about this reply that could be taken back.")
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="reply.undone",
        subject=f"reply:{locked.pk}",
        details={"correction": correction.pk if correction else None},
    )
    return locked


@transaction.atomic
def create_named_contact(
    *, reply: Reply, first_name: str, last_name: str, email: str, author: User
) -> Contact:
    """Create the contact that a reply names, at the company of whoever replied.

    An address that is known already gives the contact that carries it, unchanged.

    Raises:
        NothingProposedError: the reply proposes no contact any more; nothing has been written.
    """
    locked = _locked(reply)
    if locked.action != Reply.Action.PROPOSE_CONTACT or locked.state != Reply.State.PROPOSED:
        raise NothingProposedError("This reply proposes no contact any more.")
    address = email.strip().lower()
    is_blocked = DoNotContact.objects.filter(
        workspace=locked.workspace, email=address, lifted_at=None
    ).exists()
    contact, is_new = Contact.objects.get_or_create(
        workspace=locked.workspace,
        email=address,
        defaults={
            "first_name": first_name.strip()[:150],
            "last_name": last_name.strip()[:150],
            "company": locked.contact.company if locked.contact else None,
            "do_not_contact": is_blocked,
        },
    )
    locked.state = Reply.State.TAKEN
    locked.save(update_fields=["state"])
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="reply.contact_created" if is_new else "reply.contact_known",
        subject=f"reply:{locked.pk}",
        details={"contact": contact.pk},
    )
    return contact


def floors() -> dict[str, float]:
    """Return action → score from which the live model may take it; one query."""
    return load_replies().floors


def _locked(reply: Reply) -> Reply:
    """Two people may act on one reply at once; the second sees what the first did."""
    rows = Reply.objects.select_for_update(of=("self",)).select_related("workspace", "contact")
    return rows.get(pk=reply.pk)


def _note(reply: Reply, prediction: ReplyPrediction) -> None:
    reply.written = prediction.written
    reply.left_out = list(prediction.left_out)
    reply.intent = prediction.intent
    reply.category = prediction.category
    reply.score = prediction.score
    reply.source = prediction.source
    reply.model_version = prediction.model
    others = [
        {"label": other.slug, "because": "also likely", "text": "", "score": other.score}
        for other in prediction.others
    ]
    reply.why = [asdict(reason) for reason in prediction.why] + others
    reply.action = prediction.action
    reply.classified_at = timezone.now()


def _state_of(reply: Reply, action: str) -> str:
    """Return the state after an action; without an address nobody can be set to do-not-contact."""
    if action == Reply.Action.DO_NOT_CONTACT:
        return Reply.State.TAKEN if reply.sender else Reply.State.REVIEW
    if action in (Reply.Action.PROPOSE_CONTACT, Reply.Action.PROPOSE_DATE):
        return Reply.State.PROPOSED
    return Reply.State.REVIEW if action == Reply.Action.REVIEW else Reply.State.NONE


def _state_by_person(reply: Reply, correction: ReplyCorrection) -> str:
    """Return the state after a person's word: it settles a proposal, and is never unsure."""
    is_confirmed = correction.former_intent == correction.intent
    if is_confirmed and correction.former_state == Reply.State.PROPOSED:
        return Reply.State.TAKEN
    state = _state_of(reply, reply.action)
    return Reply.State.NONE if state == Reply.State.REVIEW else state


def _settle(reply: Reply, *, state: str, author: User | None) -> None:
    """Store a reply in a state, with do-not-contact as that state wants it."""
    reply.state = state
    reply.save()
    is_set = reply.intent == Reply.Intent.UNSUBSCRIBE and state == Reply.State.TAKEN
    if is_set and reply.sender:
        set_do_not_contact(
            workspace=reply.workspace,
            email=reply.sender,
            reason="unsubscribe",
            origin=f"reply:{reply.pk}",
            author=author,
        )
    elif author is not None:
        _release(reply, author)


def _release(reply: Reply, author: User) -> None:
    """Lift do-not-contact if this reply set it, unless another reply of the address asks for it."""
    if not reply.sender:
        return
    rows = DoNotContact.objects.select_for_update().filter(
        workspace=reply.workspace, email=reply.sender, lifted_at=None, origin=f"reply:{reply.pk}"
    )
    row = rows.first()
    if row is None:
        return
    others = Reply.objects.filter(
        workspace=reply.workspace,
        sender=reply.sender,
        intent=Reply.Intent.UNSUBSCRIBE,
        state=Reply.State.TAKEN,
    )
    other = others.exclude(pk=reply.pk).order_by("pk").first()
    if other is None:
        lift_do_not_contact(workspace=reply.workspace, email=reply.sender, author=author)
    else:
        row.origin = f"reply:{other.pk}"
        row.save(update_fields=["origin"])


def _undo_correction(reply: Reply, correction: ReplyCorrection, author: User) -> None:
    correction.undone_at = timezone.now()
    correction.save(update_fields=["undone_at"])
    former = reply.corrections.filter(undone_at=None).order_by("-pk").first()
    reply.intent = correction.former_intent
    reply.category = category_of(reply.intent) if reply.intent else ""
    wanted = ACTIONS.get(reply.intent, Reply.Action.NONE)
    is_unsure = correction.former_state == Reply.State.REVIEW
    reply.action = Reply.Action.REVIEW if is_unsure else wanted
    reply.corrected_at = former.created_at if former else None
    reply.corrected_by = former.author if former else None
    _settle(reply, state=correction.former_state, author=author)
    if reply.state == Reply.State.PENDING:
        enqueue(Job.CLASSIFY_REPLY, reply_id=reply.pk)


def _plain(text: str) -> str:
    """Return a text that Postgres can hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
