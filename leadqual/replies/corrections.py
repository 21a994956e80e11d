"""Corrections of single and many replies, and their undo."""

from collections.abc import Collection

from django.db import transaction

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.intents import INTENTS, category_of
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NothingToUndoError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.replies.intent_actions import action_of, apply_intent, locked_reply, state_of
from leadqual.replies.models import BulkReplyCorrection, ProposedContact, Reply, ReplyCorrection
from leadqual.replies.proposals import reopen
from leadqual.replies.reply_events import emit_classified

MAX_REPLIES = 500
"""Maximum number of replies in a bulk correction."""


@transaction.atomic
def correct_reply(
    *, reply: Reply, intent: str, author: User, step: BulkReplyCorrection | None = None
) -> ReplyCorrection:
    """Correct the intent of a reply; corrections override the model, without a threshold.

    Unsubscribe sets do-not-contact; any other intent lifts it if this reply had set it. The same
    intent confirms the reply.

    Raises:
        LeadqualError: the intent is unknown; nothing was written.
    """
    _check_intent(intent)
    locked = locked_reply(reply)
    if locked.state == Reply.State.PENDING:
        _clean_text(locked)
    correction = ReplyCorrection.objects.create(
        reply=locked,
        intent=intent,
        former_intent=locked.intent,
        former_state=locked.state,
        author=author,
        step=step,
    )
    locked.intent = intent
    locked.category = category_of(intent)
    locked.action = action_of(locked)
    locked.corrected_at, locked.corrected_by = clock.now(), author
    is_confirmed = correction.former_intent == intent
    apply_intent(locked, state=_state_by_person(locked, correction), author=author)
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="reply.confirmed" if is_confirmed else "reply.corrected",
        subject=f"reply:{locked.pk}",
        name=locked.audit_name,
        before={"intent": correction.former_intent},
        after={"intent": intent},
    )
    emit_classified(locked)
    return correction


@transaction.atomic
def undo_reply(*, reply: Reply, author: User) -> Reply:
    """Undo a person's last correction of a reply, or else the automatic action.

    Raises:
        NothingToUndoError: there is nothing to undo; nothing has changed.
    """
    locked = locked_reply(reply)
    correction = locked.corrections.filter(undone_at=None).order_by("-pk").first()
    before = _audit_values(locked)
    if reopen(locked, since=correction.created_at if correction else None, author=author):
        correction = None
    elif correction is not None:
        _undo_correction(locked, correction, author)
    elif locked.state == Reply.State.TAKEN:
        apply_intent(locked, state=Reply.State.UNDONE, author=author)
    else:
        raise NothingToUndoError("There is nothing to undo for this reply.")
    _record_undo(locked, before, author, correction)
    return locked


@transaction.atomic
def undo_correction(*, correction: ReplyCorrection, author: User) -> bool:
    """Undo a correction if it is the last one, and nothing was decided since.

    Returns:
        False if there was a later change; nothing was changed.
    """
    locked = locked_reply(correction.reply)
    last = locked.corrections.filter(undone_at=None).order_by("-pk").first()
    decided_later = ProposedContact.objects.filter(
        reply=locked, decided_at__gt=correction.created_at
    )
    is_dismissed = locked.state == Reply.State.DISMISSED
    if last is None or last.pk != correction.pk or is_dismissed or decided_later.exists():
        return False
    before = _audit_values(locked)
    _undo_correction(locked, last, author)
    _record_undo(locked, before, author, last)
    return True


def _audit_values(reply: Reply) -> dict[str, object]:
    return {"intent": reply.intent, "state": reply.state}


def _check_intent(intent: str) -> None:
    if intent not in INTENTS:
        raise LeadqualError(
            f"Unknown intent “{intent}”. Nothing was saved.",
            WrongValue("intent", intent, INTENTS),
            code="unknown_intent",
            status=422,
        )


def _record_undo(
    reply: Reply, before: dict[str, object], author: User, correction: ReplyCorrection | None
) -> None:
    record_audit(
        workspace=reply.workspace,
        actor=author,
        action="reply.undone",
        subject=f"reply:{reply.pk}",
        name=reply.audit_name,
        before=before,
        after=_audit_values(reply),
        details={"correction": correction.pk if correction else None},
    )


def _clean_text(reply: Reply) -> None:
    """Separate the visible text from the rest; corrected replies are not classified."""
    cleaned = clean(reply.text)
    reply.written, reply.left_out = cleaned.written, list(cleaned.left_out)


def _state_by_person(reply: Reply, correction: ReplyCorrection) -> str:
    """Return the state after a correction: a confirmed date is done, and nothing is uncertain.

    A proposed contact stays proposed until it is accepted or dismissed.
    """
    is_confirmed = correction.former_intent == correction.intent
    is_date = reply.action == Reply.Action.PROPOSE_DATE
    if is_confirmed and is_date and correction.former_state == Reply.State.PROPOSED:
        return Reply.State.TAKEN
    if is_confirmed and reply.proposes_person and _is_decided(reply):
        return correction.former_state
    state = state_of(reply, reply.action)
    return Reply.State.NONE if state == Reply.State.REVIEW else state


def _undo_correction(reply: Reply, correction: ReplyCorrection, author: User) -> None:
    correction.undone_at = clock.now()
    correction.save(update_fields=["undone_at"])
    former = reply.corrections.filter(undone_at=None).order_by("-pk").first()
    reply.intent = correction.former_intent
    reply.category = category_of(reply.intent) if reply.intent else ""
    wanted = action_of(reply)
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


@transaction.atomic
def correct_many(
    *, workspace: Workspace, reply_ids: Collection[int], intent: str, author: User
) -> tuple[BulkReplyCorrection, int]:
    """Correct many replies at once, or confirm each as it is.

    Args:
        workspace: replies of other workspaces are ignored.
        reply_ids: at most `MAX_REPLIES`.
        intent: for all of them; empty confirms each, except those without an intent.
        author: author of each correction.

    Returns:
        The bulk correction, and its number of replies.

    Raises:
        LeadqualError: the intent is unknown; nothing was written.
    """
    if intent:
        _check_intent(intent)
    step = BulkReplyCorrection.objects.create(workspace=workspace, author=author, intent=intent)
    replies = Reply.objects.filter(workspace=workspace, pk__in=list(reply_ids)[:MAX_REPLIES])
    n_corrected = 0
    for reply in replies.order_by("pk"):  # A fixed order prevents deadlocks.
        wanted = intent or reply.intent
        if wanted:
            correct_reply(reply=reply, intent=wanted, author=author, step=step)
            n_corrected += 1
    _record(step, author, "reply_step.marked", n_corrected)
    return step, n_corrected


@transaction.atomic
def undo_step(*, step: BulkReplyCorrection, author: User) -> tuple[int, int]:
    """Undo a bulk correction, except on replies that were corrected or decided since.

    Returns:
        Number of replies undone, and number of replies left unchanged.

    Raises:
        NothingToUndoError: the step was undone before; nothing has changed.
    """
    locked = BulkReplyCorrection.objects.select_for_update().get(pk=step.pk)
    if locked.undone_at is not None:
        raise NothingToUndoError("This was already undone. Nothing was changed.")
    locked.undone_at = clock.now()
    locked.save(update_fields=["undone_at"])
    rows = ReplyCorrection.objects.filter(step=locked).select_related("reply").order_by("reply_id")
    undone = [undo_correction(correction=row, author=author) for row in rows]
    _record(locked, author, "reply_step.undone", sum(undone))
    return sum(undone), len(undone) - sum(undone)


def _record(step: BulkReplyCorrection, author: User, action: str, n_replies: int) -> None:
    record_audit(
        workspace=step.workspace,
        actor=author,
        action=action,
        subject=f"reply_step:{step.pk}",
        after={"intent": step.intent} if step.intent else None,
        details={"n_replies": n_replies},
    )
