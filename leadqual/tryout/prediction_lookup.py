"""Answers about replies are looked up, with what people said of them here and in Try it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadqual.accounts.models import Workspace
from leadqual.labeling.models.suggestions import Suggestion, with_waiting
from leadqual.labeling.prediction_log.writing import key_of
from leadqual.labeling.suggestions.selectors import suggestions_of
from leadqual.replies.intents.prediction_lookup import RecordedIntent, answers_of
from leadqual.replies.models import Reply, ReplyCorrection


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """All that is on record about one reply.

    Args:
        reply: the stored one.
        answers: what it is said to want and what was, the newest first.
        corrections: what people said, the first word first.
        suggestions: what people of Try it said of the same text.
    """

    reply: Reply
    answers: Sequence[RecordedIntent]
    corrections: Sequence[ReplyCorrection]
    suggestions: Sequence[Suggestion]


def records_of(
    workspace: Workspace, replies: Sequence[Reply], *, at: datetime | None = None, model: str = ""
) -> list[ReplyRecord]:
    """Return what is on record about replies; two queries.

    Args:
        workspace: whose replies.
        replies: some of `replies_about`.
        at: only what was in force then.
        model: only answers of this version.
    """
    suggested = _suggested(workspace, replies)
    return [
        ReplyRecord(
            reply=reply,
            answers=answers_of(reply, at=at, model=model),
            corrections=list(reply.corrections.all()),
            suggestions=[one for key in _keys(reply) for one in suggested[key]],
        )
        for reply in replies
    ]


def _suggested(workspace: Workspace, replies: Sequence[Reply]) -> Mapping[str, list[Suggestion]]:
    about: defaultdict[str, list[Suggestion]] = defaultdict(list)
    keys = {key for reply in replies for key in _keys(reply)}
    rows = suggestions_of(workspace).filter(kind=Suggestion.Kind.REPLY, key__in=keys)
    for one in with_waiting(rows):
        about[one.key].append(one)
    return about


def _keys(reply: Reply) -> list[str]:
    """Return the keys of what somebody may have pasted into Try it: with its subject or without."""
    texts = (reply.text, f"{reply.subject}\n{reply.text}", reply.written)
    return list(
        dict.fromkeys(key_of(Suggestion.Kind.REPLY, text) for text in texts if text.strip())
    )
