"""What people taught in a workspace, kept in the process and brought up to date by revision."""

import gc
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

import numpy as np
from django.db import DatabaseError, InterfaceError, connection

from classifiers.core.errors import ClassifierError
from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import OTHER, Evidence, TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup import Entry
from classifiers.titles.model.learned_functions import LearnedHead, LearnedHeads
from classifiers.titles.propagation import CorrectionMemory, StoredCorrection
from classifiers.titles.text.signature import signature
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.prepared_query import PreparedQuery
from leadqual.labeling import quality_gate
from leadqual.labeling.models.corrections import (
    Correction,
    LearnedFunction,
    PropagatedLabel,
    Revision,
)
from leadqual.labeling.prediction_log import StoredAnswer, keep_former
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import NoModelError, active_model
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function, Industry, Level
from leadqual.taxonomy.selectors import current_version

# What titles are is written to their rows: from the cascade, from a person, from like titles.

BATCH = 4_000
FOLLOWING = {"correction", "neighbour"}  # Kinds of evidence that are a person's word.
_SEPARATOR = chr(31)  # In no text of these: titles are normalized, and JSON escapes it.
_COLUMN = "string_to_array(%s, chr(31))"
# One statement for a whole batch: the ORM's bulk_update writes a CASE for each row and field. Each
# column goes as one text, which is quicker to make and to read than JSON or an array.
_UPDATE = f"""
UPDATE leads_jobtitle AS title
SET level_id = new.level_id::bigint, level_score = new.level_score::float8,
    industry_id = NULLIF(new.industry_id, '')::bigint,
    industry_score = NULLIF(new.industry_score, '')::float8,
    source = COALESCE(new.source, ''), model_version = COALESCE(new.model_version, ''),
    signature = COALESCE(new.signature, ''), surest = new.surest::float8,
    why = new.why::jsonb, level_why = new.level_why::jsonb, classified_at = %s
FROM unnest({", ".join([_COLUMN] * 11)})
  AS new(id, level_id, level_score, industry_id, industry_score, source, model_version, signature,
         surest, why, level_why)
WHERE title.id = new.id::bigint
"""  # noqa: S608  # only texts of this module
_NEW_LABELS = f"""
SELECT job_title_id::bigint, function_id::bigint, source, score::float8, place
FROM unnest({", ".join([_COLUMN] * 4)})
  WITH ORDINALITY AS new(job_title_id, function_id, source, score, place)
"""  # noqa: S608  # only texts of this module
# Titles that keep their functions, as most do when another model reads them, keep the rows, too.
_RELABEL = f"""
WITH new AS MATERIALIZED ({_NEW_LABELS}), same AS MATERIALIZED (
    SELECT job_title_id
    FROM (SELECT job_title_id, array_agg(function_id ORDER BY id) AS functions
          FROM leads_titlelabel WHERE job_title_id = ANY(%s::bigint[]) GROUP BY job_title_id) AS old
    JOIN (SELECT job_title_id, array_agg(function_id ORDER BY place) AS functions
          FROM new GROUP BY job_title_id) AS told USING (job_title_id, functions)
), gone AS (
    DELETE FROM leads_titlelabel
    WHERE job_title_id = ANY(%s::bigint[]) AND job_title_id NOT IN (SELECT job_title_id FROM same)
)
UPDATE leads_titlelabel AS label SET source = new.source, score = new.score
FROM new JOIN same USING (job_title_id)
WHERE label.job_title_id = new.job_title_id AND label.function_id = new.function_id
  AND (label.source, label.score) IS DISTINCT FROM (new.source, new.score)
"""  # noqa: S608  # only texts of this module
_LABEL = f"""
WITH new AS MATERIALIZED ({_NEW_LABELS})
INSERT INTO leads_titlelabel (job_title_id, function_id, source, score)
SELECT job_title_id, function_id, source, score FROM new
WHERE job_title_id NOT IN (
    SELECT job_title_id FROM leads_titlelabel WHERE job_title_id = ANY(%s::bigint[])
)
ORDER BY place
"""  # noqa: S608  # only texts of this module

OBJECTS_BETWEEN_COLLECTIONS = 20_000  # A batch of 1,000 titles makes ten times as many.
BETWEEN = 5.0  # Seconds between two looks whether the taxonomy or the live model is another one.
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
_REVISION = PreparedQuery(
    lambda workspace_id: Revision.objects.filter(pk=workspace_id), {"workspace_id": 2_000_000_001}
)


def store_predictions(
    titles: Sequence[JobTitle],
    predictions: Sequence[TitlePrediction],
    *,
    kept: Collection[int] = (),
) -> None:
    """Write what the cascade said of locked titles; eight queries whatever their number.

    What was stored before and is another answer stays on record.

    Args:
        titles: each once.
        predictions: of the titles, in the same order.
        kept: keys of titles of which that is on record already.
    """
    if not titles:
        return
    functions = dict(Function.objects.values_list("slug", "pk"))
    levels = dict(Level.objects.values_list("slug", "pk"))
    industries = dict(Industry.objects.values_list("slug", "pk"))
    labels = [
        [
            (functions[label.slug], _source(label.slug, found.why).value, label.score)
            for label in found.functions
        ]
        for found in predictions
    ]
    rows = [
        (
            title.pk,
            levels[found.level.slug],
            found.level.score,
            industries[found.industry.slug] if found.industry else None,
            found.industry.score if found.industry else None,
            found.source,
            found.model,
            signature(title.normalised),
            max((label.score for label in found.functions), default=0.0),
            _as_json(found.why),
            _as_json(found.level_why),
        )
        for title, found in zip(titles, predictions, strict=True)
    ]
    keep_former(
        {
            title.pk: StoredAnswer(
                functions=given,
                level=levels[found.level.slug],
                industry=industries[found.industry.slug] if found.industry else None,
                source=found.source,
                model=found.model,
            )
            for title, found, given in zip(titles, predictions, labels, strict=True)
            if title.level_id is not None and title.pk not in kept  # Never read: nothing to keep.
        }
    )
    _write(rows, labels)
    end_moves(
        [
            title.pk
            for title, found in zip(titles, predictions, strict=True)
            if found.source != "correction"
        ]
    )


def store_corrections(
    titles: Sequence[JobTitle],
    corrections: Sequence[Correction],
    functions: Sequence[Sequence[Function]],
) -> None:
    """Write a person's word on locked titles; five queries, whatever their number.

    Args:
        titles: each once.
        corrections: of the titles, in the same order.
        functions: what each of them says, without those that were retired.
    """
    if not titles:
        return
    keep_former(
        {
            title.pk: StoredAnswer(
                functions=[(each.pk, TitleLabel.Source.CORRECTION.value, 1.0) for each in given],
                level=correction.level_id,
                industry=correction.industry_id,
                source=TitleLabel.Source.CORRECTION.value,
                model=title.model_version,
            )
            for title, correction, given in zip(titles, corrections, functions, strict=True)
        }
    )
    for title, correction, given in zip(titles, corrections, functions, strict=True):
        title.level, title.industry = correction.level, correction.industry
        title.level_score, title.industry_score = 1.0, 1.0 if correction.industry else None
        title.source = TitleLabel.Source.CORRECTION
        title.surest = 1.0 if given else 0.0
        title.signature = title.signature or signature(title.normalised)
        title.why = [
            _said(function.slug if function else OTHER, title) for function in given or (None,)
        ]
        title.level_why = [_said(correction.level.slug, title)]
        title.classified_at = clock.now()
    names = (
        *("id", "level_id", "level_score", "industry_id", "industry_score", "source"),
        *("model_version", "signature", "surest"),
    )
    source = TitleLabel.Source.CORRECTION.value
    _write(
        [
            (
                *(getattr(title, name) for name in names),
                json.dumps(title.why),
                json.dumps(title.level_why),
            )
            for title in titles
        ],
        [[(function.pk, source, 1.0) for function in given] for given in functions],
    )
    end_moves([title.pk for title in titles])


def _write(
    rows: Sequence[tuple[Any, ...]], labels: Sequence[Sequence[tuple[int, str, float]]]
) -> None:
    """Write what titles are; three statements whatever their number.

    Args:
        rows: values in the order of the statement, the key first; reasons as JSON.
        labels: function, source and score of the labels of each row, in the order of the rows.
    """
    keys = [row[0] for row in rows]
    array = f"{{{','.join(map(str, keys))}}}"
    columns = [
        _SEPARATOR.join(["" if one is None else str(one) for one in column])
        for column in zip(*rows, strict=True)
    ]
    flat = [(key, *label) for key, given in zip(keys, labels, strict=True) for label in given]
    new = [_SEPARATOR.join(map(str, column)) for column in zip(*flat, strict=True)] or [""] * 4
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [clock.now(), *columns])
        cursor.execute(_RELABEL, [*new, array, array])
        if flat:
            cursor.execute(_LABEL, [*new, array])


def end_moves(title_ids: Sequence[int]) -> None:
    """Note that titles follow no other title anymore."""
    moves = PropagatedLabel.objects.filter(job_title__any=title_ids, is_in_force=True)
    moves.update(is_in_force=False, ended_at=clock.now())


def _said(slug: str, title: JobTitle) -> dict[str, object]:
    """Return the evidence of a label that a person gave a title, as it is stored."""
    return _stored(Evidence(slug, "correction", title.normalised))


def _as_json(why: Sequence[Evidence]) -> str:
    return json.dumps(list(map(_stored, why))) if why else "[]"


def _stored(reason: Evidence) -> dict[str, object]:
    """Return evidence as it is stored; `asdict` takes ten times as long."""
    return {
        "label": reason.label,
        "because": reason.because,
        "text": reason.text,
        "score": reason.score,
    }


def _source(slug: str, why: Sequence[Evidence]) -> TitleLabel.Source:
    because = next((reason.because for reason in why if reason.label == slug), "")
    if because in FOLLOWING:
        return TitleLabel.Source.CORRECTION
    by_reason = {"dictionary": TitleLabel.Source.DICTIONARY, "rule": TitleLabel.Source.RULES}
    return by_reason.get(because, TitleLabel.Source.MODEL)


# The first correction of a process is as quick as the others: what it needs is read before.


def preload() -> bool:
    """Load the live model and read the frozen test set; two small queries where that is done.

    Returns:
        False where no model is live yet.
    """
    try:
        quality_gate.preload(load_titles())
    except NoModelError:
        return False
    return True


def keep_preloaded() -> None:
    """Do so now and after each change, next to the requests of this process, until it ends."""
    Thread(target=_look_again_and_again, name="keep-warm", daemon=True).start()


def _look_again_and_again() -> None:
    is_kept = False
    while True:
        try:
            if preload() and not is_kept:
                _keep_for_good()
                is_kept = True
        except (DatabaseError, InterfaceError, LeadqualError, ClassifierError) as error:
            logger.info("not loaded yet", extra={"error": type(error).__name__})
        finally:
            connection.close()  # Back into the pool.
        time.sleep(BETWEEN)


def _keep_for_good() -> None:
    """Keep the collector of cycles from what is loaded: it took an eighth of a batch of titles."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


@dataclass(frozen=True, slots=True)
class WorkspaceLearning:
    """What a workspace taught.

    Args:
        revision: the state of the tables that this is.
        model: version of the model that the heads belong to.
        taxonomy: whose slugs the book and the heads have.
        book: what people said.
    """

    revision: int
    model: str
    taxonomy: Taxonomy
    book: CorrectionMemory
    heads: LearnedHeads


_kept: OrderedDict[int, WorkspaceLearning] = OrderedDict()


def load_online(
    workspace: Workspace, *, is_exact: bool = False, revision: int | None = None
) -> WorkspaceCascade:
    """Return the live cascade with all that a workspace taught; three small queries if unchanged.

    The revision is read at every call, so what was committed before the call is in the answer,
    whichever process it was said to.

    Args:
        workspace: who taught it.
        is_exact: whether a title has the same scores in any batch; see `TitleModel`.
        revision: the present one, of who has locked it.
    """
    cascade = load_titles(is_exact=is_exact)
    learning = load_learning(workspace.pk, cascade, revision)
    return WorkspaceCascade(cascade, learning.book, learning.heads)


def load_learning(
    workspace_id: int, cascade: TitleCascade, revision: int | None = None
) -> WorkspaceLearning:
    """Return what a workspace taught as it is now; one small query if nothing changed.

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
    book = _book(workspace_id, revision, known)
    learning = WorkspaceLearning(revision, model, taxonomy, book, _heads(workspace_id, model))
    if not connection.in_atomic_block:  # What is not committed may never be.
        _keep(workspace_id, learning)
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


def _keep(workspace_id: int, learning: WorkspaceLearning) -> None:
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


def _book(workspace_id: int, revision: int, known: WorkspaceLearning | None) -> CorrectionMemory:
    if known is None or known.revision > revision:
        return CorrectionMemory(saying for saying, _ in _sayings(workspace_id, since=None))
    if known.revision == revision:  # Another model went live.
        return known.book
    changes = _sayings(workspace_id, since=known.revision)
    return known.book.changed(
        added=[saying for saying, is_current in changes if is_current],
        removed=[saying.number for saying, is_current in changes if not is_current],
    )


def _sayings(workspace_id: int, *, since: int | None) -> list[tuple[StoredCorrection, bool]]:
    """Read corrections and whether each is active; all of them where `since` is None."""
    condition = "c.is_current" if since is None else "c.revision > %s"
    parameters = [workspace_id] if since is None else [workspace_id, since]
    with connection.cursor() as cursor:
        cursor.execute(f"{_SAYINGS} {condition} ORDER BY c.id", parameters)
        return [(_saying(row), row[4]) for row in cursor.fetchall()]


def _saying(row: tuple[Any, ...]) -> StoredCorrection:
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
