"""People's words on replies: corrected, confirmed, taken back."""

from django.db import transaction

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.intents import ACTIONS, INTENTS, category_of
from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import NothingToUndoError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.registry.versions.loading import load_replies
from leadqual.replies.audit_values import decision_about, name_of
from leadqual.replies.errors import UnknownIntentError
from leadqual.replies.models import ProposedContact, Reply, ReplyCorrection
from leadqual.replies.proposals.intent_actions import apply_intent, locked_reply, state_of
from leadqual.replies.proposals.services import reopen
from leadqual.replies.reply_events import emit_classified


@transaction.atomic
def correct_reply(*, reply: Reply, intent: str, author: User) -> ReplyCorrection:
    """Store a person's word on a reply; it wins over the model and needs no threshold.

    Unsubscribe sets do-not-contact, any other intent lifts it if this reply had set it. The same
    intent again confirms it.

    Raises:
        UnknownIntentError: there is no such intent; nothing has been written.
    """
    if intent not in INTENTS:
        raise UnknownIntentError(
            f"Unknown intent “{intent}”. Nothing was saved.", WrongValue("intent", intent, INTENTS)
        )
    locked = locked_reply(reply)
    if locked.state == Reply.State.PENDING:
        _take_apart(locked)
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
    locked.corrected_at, locked.corrected_by = clock.now(), author
    is_confirmed = correction.former_intent == intent
    apply_intent(locked, state=_state_by_person(locked, correction), author=author)
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="reply.confirmed" if is_confirmed else "reply.corrected",
        subject=f"reply:{locked.pk}",
        name=name_of(locked),
        before={"intent": correction.former_intent},
        after={"intent": intent},
    )
    emit_classified(locked)
    return correction


@transaction.atomic
def undo_reply(*, reply: Reply, author: User) -> Reply:
    """Take back the last word of a person on a reply, or else what the product did by itself.

    Raises:
        NothingToUndoError: there is nothing to take back; nothing has changed.
    """
    locked = locked_reply(reply)
    correction = locked.corrections.filter(undone_at=None).order_by("-pk").first()
    before = decision_about(locked)
    if reopen(locked, since=correction.created_at if correction else None, author=author):
        correction = None
    elif correction is not None:
        _undo_correction(locked, correction, author)
    elif locked.state == Reply.State.TAKEN:
        apply_intent(locked, state=Reply.State.UNDONE, author=author)
    else:
        raise NothingToUndoError("There is nothing to undo for this reply.")
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="reply.undone",
        subject=f"reply:{locked.pk}",
        name=name_of(locked),
        before=before,
        after=decision_about(locked),
        details={"correction": correction.pk if correction else None},
    )
    return locked


@transaction.atomic
def undo_correction(*, correction: ReplyCorrection, author: User) -> bool:
    """Take one word of a person back if it is the last one, and nothing was settled since.

    Returns:
        False where something came after it; nothing has changed.
    """
    locked = locked_reply(correction.reply)
    last = locked.corrections.filter(undone_at=None).order_by("-pk").first()
    settled = ProposedContact.objects.filter(reply=locked, decided_at__gt=correction.created_at)
    is_dismissed = locked.state == Reply.State.DISMISSED
    if last is None or last.pk != correction.pk or is_dismissed or settled.exists():
        return False
    before = decision_about(locked)
    _undo_correction(locked, last, author)
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="reply.undone",
        subject=f"reply:{locked.pk}",
        name=name_of(locked),
        before=before,
        after=decision_about(locked),
        details={"correction": last.pk},
    )
    return True


def thresholds() -> dict[str, float]:
    """Return action → score from which the live model may take it; one query."""
    return load_replies().thresholds


def _take_apart(reply: Reply) -> None:
    """Keep what was written apart from the rest: the model leaves alone what a person spoke of."""
    cleaned = clean(reply.text)
    reply.written, reply.left_out = cleaned.written, list(cleaned.left_out)


def _state_by_person(reply: Reply, correction: ReplyCorrection) -> str:
    """Return the state after a person's word: it settles a date, and is never unsure.

    A contact that is proposed stays so until it is accepted or dismissed.
    """
    is_confirmed = correction.former_intent == correction.intent
    is_date = reply.action == Reply.Action.PROPOSE_DATE
    if is_confirmed and is_date and correction.former_state == Reply.State.PROPOSED:
        return Reply.State.TAKEN
    if is_confirmed and reply.action == Reply.Action.PROPOSE_CONTACT and _is_decided(reply):
        return correction.former_state
    state = state_of(reply, reply.action)
    return Reply.State.NONE if state == Reply.State.REVIEW else state


def _undo_correction(reply: Reply, correction: ReplyCorrection, author: User) -> None:
    correction.undone_at = clock.now()
    correction.save(update_fields=["undone_at"])
    former = reply.corrections.filter(undone_at=None).order_by("-pk").first()
    reply.intent = correction.former_intent
    reply.category = category_of(reply.intent) if reply.intent else ""
    wanted = ACTIONS.get(reply.intent, Reply.Action.NONE)
    is_unsure = correction.former_state == Reply.State.REVIEW
    reply.action = Reply.Action.REVIEW if is_unsure else wanted
    reply.corrected_at = former.created_at if former else None
    reply.corrected_by = former.author if former else None
    apply_intent(reply, state=correction.former_state, author=author)
    if reply.state == Reply.State.PENDING:
        enqueue(Job.CLASSIFY_REPLY, reply_id=reply.pk)


def _is_decided(reply: Reply) -> bool:
    decided = ProposedContact.objects.exclude(state=ProposedContact.State.OPEN)
    return decided.filter(reply=reply).exists()
