"""Intents of replies on record: what each was, when, by whom."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from classifiers.replies.intents import INTENT_LABELS
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.models.suggestions import Suggestion, annotate_open
from leadqual.labeling.prediction_log import key_of
from leadqual.labeling.suggestions import suggestions_of
from leadqual.registry.models import ModelVersion
from leadqual.replies.models import Reply, ReplyCorrection
from leadqual.replies.selectors import Folder, in_folder

_MAX_READ = 1_000


@dataclass(frozen=True, slots=True)
class RecordedIntent:
    """An intent that is stored now, or was; of the model where there is no author."""

    intent: str
    score: float | None  # None of a person, and where nothing could be read.
    source: str  # Rules or model.
    model: str
    author: User | None
    why: Sequence[dict[str, Any]]
    since: datetime
    ended_at: datetime | None

    @property
    def name(self) -> str:
        """Return the intent in words."""
        return INTENT_LABELS.get(self.intent, "No intent proposed")


def replies_about(
    workspace: Workspace, text: str, *, at: datetime | None = None, model: str = ""
) -> QuerySet[Reply]:
    """Return classified replies with their corrections, newest first.

    Args:
        workspace: whose replies.
        text: words of sender, subject, reply or name of the contact; "" for all.
        at: only what was read by then.
        model: only those that this version read.
    """
    corrections = ReplyCorrection.objects.select_related("author").order_by("pk")
    rows = in_folder(workspace, Folder(text=text)).exclude(intent="", state=Reply.State.PENDING)
    if at is not None:
        rows = rows.filter(classified_at__lte=at)
    if model:
        rows = rows.filter(model_version=model)
    return rows.prefetch_related(Prefetch("corrections", corrections))


def answers_of(
    reply: Reply, *, at: datetime | None = None, model: str = ""
) -> list[RecordedIntent]:
    """Return the current and past intents of a reply, newest first.

    A reply is classified once; then only people change its intent, and the prediction returns when
    they undo their corrections.

    Args:
        reply: from `replies_about`; one query where it is not.
        at: only what was active then.
        model: only answers of this version.
    """
    found = _history(reply)
    if at is not None:
        found = [intent for intent in found if intent.since <= at and not _has_ended(intent, at)]
    return [intent for intent in reversed(found) if model in {"", intent.model}]


def _has_ended(answer: RecordedIntent, at: datetime) -> bool:
    return answer.ended_at is not None and answer.ended_at <= at


def _history(reply: Reply) -> list[RecordedIntent]:
    """Return what was active one after the other: corrections over the answer of the model."""
    corrections = sorted(reply.corrections.all(), key=lambda row: row.pk)
    events: list[tuple[datetime, ReplyCorrection | None]] = [
        (row.created_at, row) for row in corrections
    ]
    events += [(row.undone_at, row) for row in corrections if row.undone_at]
    if reply.classified_at:
        events.append((reply.classified_at, None))
    found: list[tuple[datetime, list[ReplyCorrection | None]]] = []
    active: list[ReplyCorrection | None] = []
    for time, row in sorted(events, key=lambda event: event[0]):
        if row in active:
            active.remove(row)
        else:
            active.insert(0 if row is None else len(active), row)
        if not found or found[-1][1] != active[-1:]:
            found.append((time, active[-1:]))
    ends = [*(since for since, _ in found[1:]), None]
    return [
        _recorded_intent(reply, corrections, row, since, ended_at)
        for (since, rows), ended_at in zip(found, ends, strict=True)
        for row in rows  # None where a correction was undone before the model had read it.
    ]


def _recorded_intent(
    reply: Reply,
    corrections: Sequence[ReplyCorrection],
    row: ReplyCorrection | None,
    since: datetime,
    ended_at: datetime | None,
) -> RecordedIntent:
    if row is not None:
        return RecordedIntent(row.intent, None, "", "", row.author, (), since, ended_at)
    active = [correction for correction in corrections if correction.undone_at is None]
    intent = active[0].former_intent if active else reply.intent  # The first replaced it.
    return RecordedIntent(
        intent, reply.score, reply.source, reply.model_version, None, reply.why, since, ended_at
    )


def model_versions(workspace: Workspace) -> list[str]:
    """Return the versions that answers about replies are by: registered ones, and the last used."""
    registered = ModelVersion.objects.filter(kind=ModelVersion.Kind.REPLIES)
    replies = Reply.objects.filter(workspace=workspace).order_by("-pk")
    used = replies.values_list("model_version", flat=True)[:_MAX_READ]
    return sorted({*registered.values_list("version", flat=True), *used} - {""})


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """All that is on record about one reply: intents newest first, corrections oldest first."""

    reply: Reply
    answers: Sequence[RecordedIntent]
    corrections: Sequence[ReplyCorrection]
    suggestions: Sequence[Suggestion]


def records_of(
    workspace: Workspace, replies: Sequence[Reply], *, at: datetime | None = None, model: str = ""
) -> list[ReplyRecord]:
    """Return the history of replies; two queries.

    Args:
        workspace: whose replies.
        replies: some of `replies_about`.
        at: only what was active then.
        model: only answers of this version.
    """
    suggestions_by_key = _suggestions_by_key(workspace, replies)
    return [
        ReplyRecord(
            reply=reply,
            answers=answers_of(reply, at=at, model=model),
            corrections=list(reply.corrections.all()),
            suggestions=[
                suggestion for key in _keys(reply) for suggestion in suggestions_by_key[key]
            ],
        )
        for reply in replies
    ]


def _suggestions_by_key(
    workspace: Workspace, replies: Sequence[Reply]
) -> Mapping[str, list[Suggestion]]:
    rows_by_key: defaultdict[str, list[Suggestion]] = defaultdict(list)
    keys = {key for reply in replies for key in _keys(reply)}
    rows = suggestions_of(workspace).filter(kind=Suggestion.Kind.REPLY, key__in=keys)
    for suggestion in annotate_open(rows):
        rows_by_key[suggestion.key].append(suggestion)
    return rows_by_key


def _keys(reply: Reply) -> list[str]:
    """Return the keys of the text as it may be pasted into Look up: with or without subject."""
    texts = (reply.text, f"{reply.subject}\n{reply.text}", reply.written)
    return list(
        dict.fromkeys(key_of(Suggestion.Kind.REPLY, text) for text in texts if text.strip())
    )
