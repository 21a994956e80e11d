"""The live cascade of a workspace, kept in the process and updated by revision."""

import json
import logging
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from django.db import connection

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Entry
from classifiers.titles.model.learned_functions import LearnedHead, LearnedHeads
from classifiers.titles.propagation import CorrectionMemory, StoredCorrection
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.models import Workspace
from leadqual.core.prepared_query import PreparedQuery
from leadqual.labeling.models.corrections import Revision
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.selectors import current_version

logger = logging.getLogger(__name__)
MAX_WORKSPACES = 32
_SAYINGS = """
SELECT c.id, t.normalised, c.signature, c.overruled::text, c.is_current, level.slug,
       COALESCE(industry.slug, ''),
       ARRAY(SELECT f.slug FROM labeling_correction_functions m
             JOIN taxonomy_function f ON f.id = m.function_id
             WHERE m.correction_id = c.id ORDER BY m.id)
FROM labeling_correction c
JOIN leads_jobtitle t ON t.id = c.job_title_id
JOIN taxonomy_level level ON level.id = c.level_id
LEFT JOIN taxonomy_industry industry ON industry.id = c.industry_id
WHERE c.workspace_id = %s AND
"""
_lock = Lock()
_kept: OrderedDict[int, "WorkspaceLearning"] = OrderedDict()
_REVISION = PreparedQuery(
    lambda workspace_id: Revision.objects.filter(pk=workspace_id), {"workspace_id": 2_000_000_001}
)


@dataclass(frozen=True, slots=True)
class WorkspaceLearning:
    """Corrections and learned functions of a workspace.

    Args:
        revision: the state of the tables that this is.
        model: version of the model that the heads belong to.
        taxonomy: whose slugs the memory and the heads have.
        memory: the corrections of the workspace.
    """

    revision: int
    model: str
    taxonomy: Taxonomy
    memory: CorrectionMemory
    heads: LearnedHeads


def load_online(
    workspace: Workspace, *, is_exact: bool = False, revision: int | None = None
) -> WorkspaceCascade:
    """Return the live cascade with what a workspace taught it; three small queries if unchanged.

    The revision is read at every call, so what was committed before the call is in the answer,
    whichever process it was said to.

    Args:
        workspace: whose they are.
        is_exact: whether a title has the same scores in any batch; see `TitleModel`.
        revision: the present one, of who has locked it.
    """
    cascade = load_titles(is_exact=is_exact)
    learning = load_learning(workspace.pk, cascade, revision)
    return WorkspaceCascade(cascade, learning.memory, learning.heads)


def load_learning(
    workspace_id: int, cascade: TitleCascade, revision: int | None = None
) -> WorkspaceLearning:
    """Return corrections and learned functions as they are now; one small query if nothing changed.

    Args:
        workspace_id: key of the workspace.
        cascade: the live one; its model is what the heads belong to.
        revision: as of `load_online`.
    """
    if revision is None:
        revision = current_revision(workspace_id)
    model, taxonomy = cascade.version, cascade.taxonomy
    with _lock:
        known = _kept.get(workspace_id)
    if known is not None and not _have_same_slugs(known.taxonomy, taxonomy):
        known = None  # A function that was renamed would count as retired.
    if known is not None and (known.revision, known.model) == (revision, model):
        return known
    memory = _load_memory(workspace_id, revision, known)
    learning = WorkspaceLearning(revision, model, taxonomy, memory, _heads(workspace_id, model))
    if not connection.in_atomic_block:  # What is not committed may never be.
        _cache(workspace_id, learning)
    return learning


def state_of(workspace_id: int) -> tuple[str | int, ...]:
    """Return what answers depend on now, as plain values; three small queries.

    Where it is the same before and after, all answers in between were of one mind: no part of it
    ever comes back to a former value.

    Raises:
        NoModelError: no model of titles is live.
    """
    live = active_model(ModelVersion.Kind.TITLES)
    promoted = live.promoted_at.isoformat() if live.promoted_at else ""
    revision = current_revision(workspace_id)
    return (workspace_id, live.version, live.checksum, promoted, current_version(), revision)


def current_revision(workspace_id: int) -> int:
    """Return how often corrections were recorded or undone; one query."""
    found = _REVISION.first(workspace_id=workspace_id)
    return found.number if found else 0


def _cache(workspace_id: int, learning: WorkspaceLearning) -> None:
    with _lock:
        newer = _kept.get(workspace_id)
        if newer is None or newer.revision <= learning.revision:
            _kept[workspace_id] = learning
        _kept.move_to_end(workspace_id)
        while len(_kept) > MAX_WORKSPACES:
            _kept.popitem(last=False)


def _have_same_slugs(one: Taxonomy, other: Taxonomy) -> bool:
    if one is other:
        return True
    return one.by_slug.keys() == other.by_slug.keys() and one.former == other.former


def _load_memory(
    workspace_id: int, revision: int, known: WorkspaceLearning | None
) -> CorrectionMemory:
    if known is None or known.revision > revision:
        return CorrectionMemory(
            correction for correction, _ in _read_corrections(workspace_id, since=None)
        )
    if known.revision == revision:  # Another model went live.
        return known.memory
    changes = _read_corrections(workspace_id, since=known.revision)
    return known.memory.changed(
        added=[correction for correction, is_current in changes if is_current],
        removed=[correction.number for correction, is_current in changes if not is_current],
    )


def _read_corrections(
    workspace_id: int, *, since: int | None
) -> list[tuple[StoredCorrection, bool]]:
    """Read corrections and whether each is active; all of them where `since` is None."""
    condition = "c.is_current" if since is None else "c.revision > %s"
    parameters = [workspace_id] if since is None else [workspace_id, since]
    with connection.cursor() as cursor:
        cursor.execute(f"{_SAYINGS} {condition} ORDER BY c.id", parameters)
        return [(_stored_correction(row), row[4]) for row in cursor.fetchall()]


def _stored_correction(row: tuple[Any, ...]) -> StoredCorrection:
    number, key, signature, overruled, _, level, industry, functions = row
    return StoredCorrection(
        number=number,
        key=key,
        signature=signature,
        entry=Entry(tuple(functions), level, industry),
        overruled=frozenset(json.loads(overruled)) if overruled not in {None, "null"} else None,
    )


def _heads(workspace_id: int, model: str) -> LearnedHeads:
    rows = LearnedFunction.objects.filter(
        workspace=workspace_id,
        model_version=model,
        state=LearnedFunction.State.ACTIVE,
        function__retired_at=None,
    ).select_related("function")
    return LearnedHeads([head_of(row) for row in rows])


def head_of(row: LearnedFunction) -> LearnedHead:
    """Return a stored head as the value that the pure package works with."""
    return LearnedHead(
        function=row.function.slug,
        model=row.model_version,
        vector=np.array(row.vector, dtype=np.float32),
        words=row.words,
        bias=row.bias,
        threshold=row.threshold,
        displaces=tuple(row.displaces),
        n_titles=row.n_titles,
        recall=row.recall,
    )
