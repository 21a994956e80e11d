"""Shadow mode: a candidate also predicts a share of incoming records, without showing it.

It runs on records that the live model has already predicted, so it delays no request or job. It is
limited to a share of the records and to a share of the elapsed time. Differences stay in their
workspace.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db import transaction

from classifiers.core.errors import ClassifierError
from classifiers.evaluation.comparison import ModelOutput, Reader
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.registry.errors import NotACandidateError
from leadqual.registry.model_sources import IncomingItem, source_of
from leadqual.registry.models import ModelVersion, Shadow, ShadowDifference, ShadowPart
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.readers import reader_of

CHUNK = 100
MAX_DIFFERENCES = 500  # Kept of each workspace to be looked at; the counts go on.
MAX_TRANSITIONS = 200
MAX_SECONDS = 20.0  # Maximum of one slice, however long ago the last one ran.
_PARTS = 1_000
_SPREAD = 2_654_435_761  # Knuth's multiplier: spreads adjacent keys.


@transaction.atomic
def start(*, candidate: ModelVersion, author: User | None) -> Shadow:
    """Let a candidate answer in shadow for the hours of the settings; again changes nothing.

    Raises:
        NotACandidateError: it is live, was live, was withdrawn, or is a model of embeddings.
        NoModelError: there is no live model.
    """
    is_candidate = candidate.state == ModelVersion.State.CANDIDATE
    if candidate.kind == ModelVersion.Kind.ENCODER or not is_candidate:
        raise NotACandidateError(f"{candidate.version} is not a candidate. Nothing was started.")
    now = clock.now()
    shadow, is_new = Shadow.objects.get_or_create(
        candidate=candidate,
        ended_at=None,
        defaults={
            "live": active_model(candidate.kind),
            "author": author,
            "ends_at": now + timedelta(hours=settings.SHADOW_HOURS),
            "looked_at": now,
            "position": source_of(candidate.kind).newest(),
        },
    )
    if is_new:
        record_audit(
            workspace=None,
            actor=author,
            action="model.shadowed",
            subject=f"model:{candidate.version}",
            name=candidate.version,
            details={"hours": settings.SHADOW_HOURS},
        )
        enqueue(Job.ANSWER_IN_SHADOW)
    return shadow


def stop(*, candidate: ModelVersion) -> bool:
    """End the shadow of a candidate; False where it has none."""
    open_ones = Shadow.objects.filter(candidate=candidate, ended_at=None)
    return bool(open_ones.update(ended_at=clock.now()))


def open_shadows() -> list[int]:
    """Return the keys of the shadows that have not ended, the oldest first."""
    return list(Shadow.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True))


def answer(shadow_id: int) -> None:
    """Let a candidate in shadow answer for its share of the time since it last did."""
    rows = Shadow.objects.filter(pk=shadow_id, ended_at=None)
    shadow = rows.select_related("candidate", "live").first()
    if shadow is not None and not _is_over(shadow):
        _answer(shadow)


def give_up(shadow_id: int) -> None:
    """End a shadow whose candidate cannot answer; the log says why."""
    Shadow.objects.filter(pk=shadow_id, ended_at=None).update(ended_at=clock.now())


def _is_over(shadow: Shadow) -> bool:
    """End a shadow run that is over, or one of whose models has changed state."""
    is_candidate = shadow.candidate.state == ModelVersion.State.CANDIDATE
    is_over = clock.now() >= shadow.ends_at or not shadow.live.is_active or not is_candidate
    if is_over:
        Shadow.objects.filter(pk=shadow.pk).update(ended_at=clock.now())
    return is_over


def _answer(shadow: Shadow) -> None:
    now = clock.now()
    passed = (now - shadow.looked_at).total_seconds()
    left = min(settings.SHADOW_SHARE * passed, MAX_SECONDS)
    source = source_of(shadow.candidate.kind)
    while left > 0:
        incoming = source.read_predictions(
            shadow.position, version=shadow.live.version, limit=CHUNK
        )
        if not incoming:
            break
        taken = [item for item in incoming if is_taken(item.row, share=settings.SHADOW_SHARE)]
        begun = time.perf_counter()
        try:
            outputs = _predict(shadow.candidate, taken) if taken else []
        except ClassifierError:  # It can no longer be loaded, so there is nothing to compare.
            stop(candidate=shadow.candidate)
            return
        seconds = time.perf_counter() - begun
        left -= seconds
        _note(shadow, taken, outputs, position=incoming[-1].row, seconds=seconds)
    Shadow.objects.filter(pk=shadow.pk).update(looked_at=now)


def is_taken(row: int, *, share: float) -> bool:
    """Return whether something is among the share that is answered; always the same for a key."""
    return row * _SPREAD % 2**32 % _PARTS < share * _PARTS


def _predict(candidate: ModelVersion, taken: Sequence[IncomingItem]) -> list[ModelOutput]:
    return _reader(candidate.pk, candidate.checksum)([item.input for item in taken])


@lru_cache(maxsize=1)
def _reader(
    candidate_id: int,
    checksum: str,  # noqa: ARG001  # key of the cache
) -> Reader:
    return reader_of(ModelVersion.objects.get(pk=candidate_id))


@transaction.atomic
def _note(
    shadow: Shadow,
    taken: Sequence[IncomingItem],
    outputs: Sequence[ModelOutput],
    *,
    position: int,
    seconds: float,
) -> None:
    """Store the predictions of both; existing rows are unchanged."""
    locked = Shadow.objects.select_for_update().get(pk=shadow.pk)
    if locked.position != shadow.position:
        return  # Another process was here.
    by_workspace: defaultdict[int, list[tuple[IncomingItem, ModelOutput]]] = defaultdict(list)
    for item, answer_ in zip(taken, outputs, strict=True):
        by_workspace[item.workspace].append((item, answer_))
    for workspace, pairs in by_workspace.items():
        part, _ = ShadowPart.objects.get_or_create(shadow=locked, workspace_id=workspace)
        differing = [(pair, new) for pair, new in pairs if pair.labels != new.labels]
        part.n_read += len(pairs)
        part.n_differ += len(differing)
        for row, new in differing:
            transition = transition_key(row.labels, new.labels)
            if transition in part.turns or len(part.turns) < MAX_TRANSITIONS:
                part.turns[transition] = part.turns.get(transition, 0) + 1
        part.save()
        n_free = MAX_DIFFERENCES - part.differences.count()
        ShadowDifference.objects.bulk_create(
            [
                ShadowDifference(
                    part=part, row=row.row, live=sorted(row.labels), new=sorted(new.labels)
                )
                for row, new in differing[: max(n_free, 0)]
            ],
            ignore_conflicts=True,
        )
    locked.position, locked.seconds = position, locked.seconds + seconds
    locked.save(update_fields=["position", "seconds"])
    shadow.position, shadow.seconds = locked.position, locked.seconds


def transition_key(live: frozenset[str], new: frozenset[str]) -> str:
    """Return a difference as the labels that only one model gives: `lost|lost>won|won`."""
    return f"{'|'.join(sorted(live - new))}>{'|'.join(sorted(new - live))}"
