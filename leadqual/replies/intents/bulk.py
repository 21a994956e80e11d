"""One word of a person on many replies at once, and its way back in one step."""

from collections.abc import Collection

from django.db import transaction

from classifiers.replies.intents import INTENTS
from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import NothingToUndoError, WrongValue
from leadqual.replies.errors import UnknownIntentError
from leadqual.replies.intents.services import correct_reply, undo_correction
from leadqual.replies.models import BulkReplyCorrection, Reply, ReplyCorrection

MAX_REPLIES = 500
"""Replies of one step."""


@transaction.atomic
def mark_many(
    *, workspace: Workspace, reply_ids: Collection[int], intent: str, author: User
) -> tuple[BulkReplyCorrection, int]:
    """Correct many replies at once, or confirm each as it stands.

    Args:
        workspace: replies of others are passed over.
        reply_ids: at most `MAX_REPLIES`.
        intent: for all of them; empty confirms, and leaves those that nobody has read yet.
        author: kept with every correction.

    Returns:
        The step, and how many replies it holds.

    Raises:
        UnknownIntentError: there is no such intent; nothing has been written.
    """
    if intent and intent not in INTENTS:
        raise UnknownIntentError(
            f"Unknown intent “{intent}”. Nothing was saved.", WrongValue("intent", intent, INTENTS)
        )
    step = BulkReplyCorrection.objects.create(workspace=workspace, author=author, intent=intent)
    replies = Reply.objects.filter(workspace=workspace, pk__in=list(reply_ids)[:MAX_REPLIES])
    n_marked = 0
    for reply in replies.order_by("pk"):  # In one order, so that two of these cannot block.
        wanted = intent or reply.intent
        if wanted:
            correction = correct_reply(reply=reply, intent=wanted, author=author)
            correction.step = step
            correction.save(update_fields=["step"])
            n_marked += 1
    _record(step, author, "reply_step.marked", n_marked)
    return step, n_marked


@transaction.atomic
def undo_step(*, step: BulkReplyCorrection, author: User) -> tuple[int, int]:
    """Take one word on many replies back, but where something was said or settled since.

    Returns:
        How many replies are as they were before, and how many were left as they are.

    Raises:
        NothingToUndoError: the step was taken back before; nothing has changed.
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
