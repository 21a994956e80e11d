"""Classification of replies, and the actions that need no person."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial

from django.db import transaction

from classifiers.core.errors import ClassifierError
from classifiers.core.types import Evidence, ReplyPrediction, ReplyText
from classifiers.replies.cleaning.clean import clean
from classifiers.replies.intents import ACTIONS, ASKS_TO_STOP, OPT_OUT
from classifiers.replies.rules.stop_words import possible_stop
from classifiers.replies.rules.supported_languages import to_proposal
from leadqual.accounts.workspaces.job_turns import take_rows
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job
from leadqual.core.retries import run_with_retries
from leadqual.core.servers_away import is_temporary
from leadqual.core.telemetry.metric_store import timed_model
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively
from leadqual.registry.versions.loading import load_replies
from leadqual.replies.delivery_reports import apply_report
from leadqual.replies.intent_actions import (
    apply_intent,
    state_of,
)
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.reply_events import emit_classified
from leadqual.replies.selectors import addresses_of

BATCH = 200
Handler = Callable[[Reply], object]
_handlers: list[Handler] = []
logger = logging.getLogger(__name__)
UNREADABLE = "unreadable"


def classify_reply(*, reply_id: int) -> bool:
    """Classify a pending reply and take its action, in one transaction.

    Safe to run twice and concurrently: the model runs before the row is locked, and the first to
    lock it writes. A reply that the model cannot read is left to a person.

    Returns:
        False if the reply was deleted, already classified, or corrected by a person.
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
        return run_with_retries(partial(_store, reply, to_proposal(found)))
    except Exception as error:  # One failure must not block the others.
        if is_temporary(error):  # The reply waits.
            raise
        # Only its type: an error message may quote the reply.
        logger.error("reply cannot be read", extra={"reply": reply_id, "error": repr(type(error))})  # noqa: TRY400
        return run_with_retries(partial(_store, reply, None))


def classify_texts(texts: Sequence[ReplyText]) -> list[ReplyPrediction]:
    """Classify replies that are not stored; no action is taken."""
    model = load_replies()
    with timed_model("replies", n=len(texts)):
        return model.predict(texts)


def asks_to_stop(mail: Mail) -> bool:
    """Return whether an email asks, or may ask, to unsubscribe; no action is taken."""
    (found,) = classify_texts([ReplyText(mail.subject, mail.text, mail.headers or {})])
    return OPT_OUT in {found.intent, *(why.label for why in found.why)}


def classify_now(*, reply_id: int) -> bool:
    """Classify a reply within a request; without a model it stays pending, for the job.

    Returns:
        As `classify_reply`; False if no model is available.
    """
    try:
        return classify_reply(reply_id=reply_id)
    except (ClassifierError, LeadqualError):
        logger.exception("no model reads replies", extra={"reply": reply_id})
        return False


def classify_pending(*, size: int = BATCH) -> int:
    """Classify the oldest pending replies of each workspace; return their number."""
    waiting = Reply.objects.filter(
        state=Reply.State.PENDING, corrected_at=None, workspace__deleted_at=None
    ).order_by("pk")
    replies = take_rows(Job.CLASSIFY_PENDING_REPLIES, waiting.only("pk"), size=size)
    return sum(classify_reply(reply_id=reply.pk) for reply in replies)


@transaction.atomic
def _store(waiting: Reply, prediction: ReplyPrediction | None) -> bool:
    lock_entries_exclusively(waiting.workspace_id)  # Before any row lock, as for writes of entries.
    rows = Reply.objects.select_for_update(of=("self",)).select_related("workspace", "contact")
    reply = rows.filter(pk=waiting.pk, state=Reply.State.PENDING, corrected_at=None).first()
    if reply is None:
        return False
    if prediction is None:
        _set_unreadable(reply)
    else:
        _set_prediction(reply, prediction)
    apply_report(reply)
    apply_intent(reply, state=state_of(reply, reply.action), author=None)
    for handler in _handlers:
        handler(reply)
    emit_classified(reply)
    return True


def _set_prediction(reply: Reply, prediction: ReplyPrediction) -> None:
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


def _set_unreadable(reply: Reply) -> None:
    """Leave a reply to a person, without an intent."""
    reply.written = reply.text
    reply.intent, reply.category = "", ""
    reply.source = UNREADABLE
    if (words := possible_stop(clean(reply.text).written)) is not None:
        reply.why = [asdict(Evidence("", ASKS_TO_STOP, words))]
    reply.action = Reply.Action.REVIEW
    reply.classified_at = clock.now()


def thresholds() -> dict[str, float]:
    """Return action → minimum score to take it, of the live model; one query."""
    return load_replies().thresholds


def threshold_of(reply: Reply, thresholds: Mapping[str, float]) -> float | None:
    """Return the minimum score of the action of a reply's intent."""
    return thresholds.get(ACTIONS.get(reply.intent, "none"))


def register_handler(handler: Handler) -> None:
    """Call a function with each reply, in the transaction that stores its intent."""
    if handler not in _handlers:
        _handlers.append(handler)
