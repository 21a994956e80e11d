"""Answers about replies are looked up: what each was said to want, when, by whom."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from classifiers.replies.intents import INTENT_LABELS
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.models.suggestions import Suggestion, with_waiting
from leadqual.labeling.prediction_log.selectors import predictions_about
from leadqual.labeling.prediction_log.writing import key_of
from leadqual.labeling.suggestions.selectors import suggested_about, suggestions_of
from leadqual.prediction_lookup.kinds import LookupQuery, LookupResult, PredictionKind
from leadqual.registry.models import ModelVersion
from leadqual.replies.models import Reply, ReplyCorrection
from leadqual.replies.selectors import Folder, in_folder

_MAX_READ = 1_000


@dataclass(frozen=True, slots=True)
class RecordedIntent:
    """What a reply is said to want, or was.

    Args:
        intent: one of `INTENTS`.
        score: its probability, 0 to 1; None for a person's word, and where nothing could be read.
        source: rules or model; "" for a person's word.
        model: version; "" for a person's word.
        author: who said so; None for the model.
        why: what decided; empty for a person's word.
        since: when it was stored.
        ended_at: when something else was; None while it is active.
    """

    intent: str
    score: float | None
    source: str
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
    """Return replies that were read, the newest first, with what people said of them.

    Args:
        workspace: whose replies.
        text: words of sender, subject, reply or name of the contact; "" for all.
        at: only what was read by then.
        model: only those that this version read.
    """
    said = ReplyCorrection.objects.select_related("author").order_by("pk")
    rows = in_folder(workspace, Folder(text=text)).exclude(intent="", state=Reply.State.PENDING)
    if at is not None:
        rows = rows.filter(classified_at__lte=at)
    if model:
        rows = rows.filter(model_version=model)
    return rows.prefetch_related(Prefetch("corrections", said))


def answers_of(
    reply: Reply, *, at: datetime | None = None, model: str = ""
) -> list[RecordedIntent]:
    """Return what a reply is said to want and what was, the newest first.

    A reply is read once; after that people alone change what it is said to want, and the model's
    answer comes back when they undo their corrections.

    Args:
        reply: from `replies_about`; one query where it is not.
        at: only what was active then.
        model: only answers of this version.
    """
    found = _course(reply)
    if at is not None:
        found = [one for one in found if one.since <= at and not _is_over(one, at)]
    return [one for one in reversed(found) if model in {"", one.model}]


def _is_over(answer: RecordedIntent, at: datetime) -> bool:
    return answer.ended_at is not None and answer.ended_at <= at


def _course(reply: Reply) -> list[RecordedIntent]:
    """Return what was active one after the other: corrections over the answer of the model."""
    said = sorted(reply.corrections.all(), key=lambda word: word.pk)
    turns: list[tuple[datetime, ReplyCorrection | None]] = [
        (word.created_at, word) for word in said
    ]
    turns += [(word.undone_at, word) for word in said if word.undone_at]
    if reply.classified_at:
        turns.append((reply.classified_at, None))
    found: list[tuple[datetime, list[ReplyCorrection | None]]] = []
    standing: list[ReplyCorrection | None] = []
    for moment, word in sorted(turns, key=lambda turn: turn[0]):
        if word in standing:
            standing.remove(word)
        else:
            standing.insert(0 if word is None else len(standing), word)
        if not found or found[-1][1] != standing[-1:]:
            found.append((moment, standing[-1:]))
    ends = [*(since for since, _ in found[1:]), None]
    return [
        _turn(reply, said, word, since, ended_at)
        for (since, words), ended_at in zip(found, ends, strict=True)
        for word in words  # No one where a correction was undone before the model had read it.
    ]


def _turn(
    reply: Reply,
    said: Sequence[ReplyCorrection],
    word: ReplyCorrection | None,
    since: datetime,
    ended_at: datetime | None,
) -> RecordedIntent:
    if word is not None:
        return RecordedIntent(word.intent, None, "", "", word.author, (), since, ended_at)
    return RecordedIntent(
        intent=_intent_of_model(reply, said),
        score=reply.score,
        source=reply.source,
        model=reply.model_version,
        author=None,
        why=reply.why,
        since=since,
        ended_at=ended_at,
    )


def _intent_of_model(reply: Reply, said: Sequence[ReplyCorrection]) -> str:
    """Return what the model said: the first correction that is not undone replaced it."""
    active = [word for word in said if word.undone_at is None]
    return active[0].former_intent if active else reply.intent


def model_versions(workspace: Workspace) -> list[str]:
    """Return the versions that answers about replies are by: registered ones, and the last used."""
    registered = ModelVersion.objects.filter(kind=ModelVersion.Kind.REPLIES)
    replies = Reply.objects.filter(workspace=workspace).order_by("-pk")
    used = replies.values_list("model_version", flat=True)[:_MAX_READ]
    return sorted({*registered.values_list("version", flat=True), *used} - {""})


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
        at: only what was active then.
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


def _find(workspace: Workspace, query: LookupQuery) -> LookupResult:
    rows = replies_about(workspace, query.text, at=query.at, model=query.model)
    if not query.text:
        return LookupResult(rows=rows)
    kind, text = Suggestion.Kind.REPLY, query.text
    return LookupResult(
        shown=predictions_about(workspace, kind, text, at=query.at, model=query.model),
        suggestions=suggested_about(workspace, kind, text),
        rows=rows,
    )


def _read_rows(
    workspace: Workspace, replies: Sequence[Reply], query: LookupQuery
) -> list[ReplyRecord]:
    return records_of(workspace, replies, at=query.at, model=query.model)


REPLIES = PredictionKind(
    slug="replies",
    noun="reply",
    parameter="text",
    label="Reply",
    hint="Text in sender, subject or reply, or the full pasted text.",
    names=lambda: INTENT_LABELS,
    versions=model_versions,
    find=_find,
    page_size=20,
    read_rows=_read_rows,
)
