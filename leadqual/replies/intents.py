"""Corrections of replies, of one or of many at once, and their undo."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from functools import partial

from django.db import transaction

from classifiers.core.errors import ClassifierError
from classifiers.core.types import Evidence, ReplyPrediction, ReplyText
from classifiers.replies.cleaning.clean import clean
from classifiers.replies.intents import ACTIONS, ASKS_TO_STOP, INTENTS, OPT_OUT, category_of
from classifiers.replies.rules.stop_words import possible_stop
from classifiers.replies.rules.supported_languages import as_proposed
from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.workspace_jobs import take_in_turn
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NothingToUndoError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.retries import run_again
from leadqual.core.servers_away import is_passing
from leadqual.core.telemetry.metric_store import timed_model
from leadqual.leads.do_not_contact.entry_locks import hold_gate
from leadqual.registry.versions.loading import load_replies
from leadqual.replies.delivery_reports import settle_report
from leadqual.replies.intent_actions import (
    action_of,
    apply_intent,
    locked_reply,
    reopen,
    state_of,
)
from leadqual.replies.models import BulkReplyCorrection, ProposedContact, Reply, ReplyCorrection
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.reply_events import decision_about, emit_classified, name_of, show_readers
from leadqual.replies.selectors import addresses_of

# Waiting replies are read by the model, and what may be done without a person is done.

BATCH = 200
UNREADABLE = "unreadable"
logger = logging.getLogger(__name__)

MAX_REPLIES = 500
"""Replies of one step."""


def classify_reply(*, reply_id: int) -> bool:
    """Return what a waiting reply wants and do what may be done; do-not-contact in one transaction.

    Safe to run twice and beside itself: the model reads before the row is locked, and whoever
    locks it first writes. A reply that the model cannot read goes to a person, unread.

    Returns:
        False where the reply is gone, classified already, or corrected by a person.
    """
    waiting = Reply.objects.filter(pk=reply_id, state=Reply.State.PENDING, corrected_at=None)
    reply = waiting.select_related("contact").first()
    if reply is None:
        return False
    model = load_replies()
    try:
        own = tuple(addresses_of(reply))
        text = ReplyText(reply.subject, reply.text, reply.headers, own)
        with timed_model("replies", n=1):
            (found,) = model.predict([text])
        return run_again(partial(_write, reply, as_proposed(found)))
    except Exception as error:  # One must not keep the others from being read.
        if is_passing(error):  # The reply waits.
            raise
        # Its type alone: what an error says may quote what somebody wrote.
        logger.error("reply cannot be read", extra={"reply": reply_id, "error": repr(type(error))})  # noqa: TRY400
        return run_again(partial(_write, reply, None))


def read_texts(texts: Sequence[ReplyText]) -> list[ReplyPrediction]:
    """Say of replies that are not stored what they want; nothing is done about it."""
    model = load_replies()
    with timed_model("replies", n=len(texts)):
        return model.predict(texts)


def asks_to_stop(mail: Mail) -> bool:
    """Return whether an email asks to unsubscribe, surely or perhaps; nothing is done about it."""
    (found,) = read_texts([ReplyText(mail.subject, mail.text, mail.headers or {})])
    return OPT_OUT in {found.intent, *(why.label for why in found.why)}


def classify_now(*, reply_id: int) -> bool:
    """Classify a reply for somebody who waits; without a model it stays pending, for the job.

    Returns:
        As `classify_reply`, and False where there is no model that could read it.
    """
    try:
        return classify_reply(reply_id=reply_id)
    except (ClassifierError, LeadqualError):
        logger.exception("no model reads replies", extra={"reply": reply_id})
        return False


def classify_pending(*, size: int = BATCH) -> int:
    """Classify the replies that have waited longest of each workspace; returns how many."""
    waiting = Reply.objects.filter(
        state=Reply.State.PENDING, corrected_at=None, workspace__deleted_at=None
    ).order_by("pk")
    replies = take_in_turn(Job.CLASSIFY_PENDING_REPLIES, waiting.only("pk"), size=size)
    return sum(classify_reply(reply_id=reply.pk) for reply in replies)


@transaction.atomic
def _write(waiting: Reply, prediction: ReplyPrediction | None) -> bool:
    hold_gate(waiting.workspace_id)  # Before any row is locked, as who writes entries does.
    rows = Reply.objects.select_for_update(of=("self",)).select_related("workspace", "contact")
    reply = rows.filter(pk=waiting.pk, state=Reply.State.PENDING, corrected_at=None).first()
    if reply is None:
        return False
    if prediction is None:
        _note_unread(reply)
    else:
        _note(reply, prediction)
    settle_report(reply)
    apply_intent(reply, state=state_of(reply, reply.action), author=None)
    show_readers(reply)
    emit_classified(reply)
    return True


def _note(reply: Reply, prediction: ReplyPrediction) -> None:
    reply.written = prediction.written
    reply.left_out = list(prediction.left_out)
    reply.intent = prediction.intent
    reply.category = prediction.category
    reply.score = prediction.score if prediction.intent else None
    reply.source = prediction.source
    reply.model_version = prediction.model
    others = [
        {"label": other.slug, "because": "also likely", "text": "", "score": other.score}
        for other in prediction.others
    ]
    reply.why = [asdict(reason) for reason in prediction.why] + others
    reply.action = prediction.action
    reply.classified_at = clock.now()


def _note_unread(reply: Reply) -> None:
    """Hand over a reply as it came: nothing was taken off, nothing is said of it."""
    reply.written = reply.text
    reply.intent, reply.category = "", ""
    reply.source = UNREADABLE
    if (words := possible_stop(clean(reply.text).written)) is not None:
        reply.why = [asdict(Evidence("", ASKS_TO_STOP, words))]
    reply.action = Reply.Action.REVIEW
    reply.classified_at = clock.now()


@transaction.atomic
def correct_reply(
    *, reply: Reply, intent: str, author: User, step: BulkReplyCorrection | None = None
) -> ReplyCorrection:
    """Store a correction of a reply; it wins over the model and needs no threshold.

    Unsubscribe sets do-not-contact, any other intent lifts it if this reply had set it. The same
    intent again confirms it.

    Raises:
        LeadqualError: there is no such intent; nothing has been written.
    """
    _check(intent)
    locked = locked_reply(reply)
    if locked.state == Reply.State.PENDING:
        _take_apart(locked)
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
        name=name_of(locked),
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
    before = decision_about(locked)
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
    _record_undo(locked, before, author, last)
    return True


def _check(intent: str) -> None:
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
        name=name_of(reply),
        before=before,
        after=decision_about(reply),
        details={"correction": correction.pk if correction else None},
    )


def thresholds() -> dict[str, float]:
    """Return action → score from which the live model may take it; one query."""
    return load_replies().thresholds


def threshold_of(reply: Reply, thresholds: Mapping[str, float]) -> float | None:
    """Return the score from which the action of a reply's intent may be taken."""
    return thresholds.get(ACTIONS.get(reply.intent, "none"))


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
        LeadqualError: there is no such intent; nothing has been written.
    """
    if intent:
        _check(intent)
    step = BulkReplyCorrection.objects.create(workspace=workspace, author=author, intent=intent)
    replies = Reply.objects.filter(workspace=workspace, pk__in=list(reply_ids)[:MAX_REPLIES])
    n_marked = 0
    for reply in replies.order_by("pk"):  # In one order, so that two of these cannot block.
        wanted = intent or reply.intent
        if wanted:
            correct_reply(reply=reply, intent=wanted, author=author, step=step)
            n_marked += 1
    _record(step, author, "reply_step.marked", n_marked)
    return step, n_marked


@transaction.atomic
def undo_step(*, step: BulkReplyCorrection, author: User) -> tuple[int, int]:
    """Take one word on many replies back, but where something was said or settled since.

    Returns:
        How many replies are as they were before, and how many were left as they are.

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
