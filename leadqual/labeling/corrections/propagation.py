"""Titles follow the correction of a like title, and go back; by statements on whole sets."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from classifiers.core.types import OTHER, TitlePrediction
from classifiers.titles.propagation import (
    CloseVariant,
    CorrectionMemory,
    StoredCorrection,
    same_spelling,
)
from classifiers.titles.text.signature import signature
from classifiers.titles.workspace_cascade import (
    NEIGHBOR,
    NEIGHBOR_SCORE,
    WorkspaceCascade,
    dictionary_functions,
    variant_of,
)
from leadqual.labeling.label_writes import store_predictions
from leadqual.labeling.models.corrections import PropagatedLabel
from leadqual.labeling.prediction_log import StoredAnswer, keep_former
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.models import Function, Industry, Level
from leadqual.taxonomy.selectors import current_version

# Titles are found by an index on signatures; a title with a word of its own is left out.
_NEIGHBORS = """
SELECT t.id, t.title, t.normalised, t.signature, t.n_contacts, t.source,
       ARRAY(SELECT f.slug FROM leads_titlelabel l JOIN taxonomy_function f ON f.id = l.function_id
             WHERE l.job_title_id = t.id ORDER BY l.score DESC, f.slug),
       level.slug, m.id, m.correction_id, m.source,
       ARRAY(SELECT label ->> 0 FROM jsonb_array_elements(m.labels) AS label)
FROM leads_jobtitle t
LEFT JOIN labeling_move m ON m.job_title_id = t.id AND m.is_in_force
LEFT JOIN taxonomy_level level ON level.id = t.level_id
WHERE t.workspace_id = %s AND t.signature = ANY(%s) AND t.id <> ALL(%s)
  AND NOT EXISTS (SELECT FROM labeling_correction c WHERE c.job_title_id = t.id AND c.is_current)
ORDER BY t.n_contacts DESC, t.id
"""

# What a title was before it followed anything stays with it from move to move.
_END_PROPAGATED = """
UPDATE labeling_move SET is_in_force = false, ended_at = clock_timestamp()
WHERE id = ANY(%s) RETURNING job_title_id, labels, source, why, model_version, taxonomy_version
"""
_MOVE_PROPAGATED = f"""
WITH former AS ({_END_PROPAGATED})
INSERT INTO labeling_move (correction_id, job_title_id, labels, source, why, model_version,
                            taxonomy_version, is_in_force)
SELECT %s, job_title_id, labels, source, why, model_version, taxonomy_version, false FROM former
RETURNING id
"""  # noqa: S608  # only texts of this module
_INSERT_PROPAGATED = """
INSERT INTO labeling_move (correction_id, job_title_id, labels, source, why, model_version,
                            taxonomy_version, is_in_force)
SELECT %s, t.id,
       COALESCE((SELECT jsonb_agg(jsonb_build_array(f.slug, l.source, l.score)
                                  ORDER BY l.score DESC)
                 FROM leads_titlelabel l JOIN taxonomy_function f ON f.id = l.function_id
                 WHERE l.job_title_id = t.id), '[]'),
       t.source, t.why, t.model_version, %s, true
FROM leads_jobtitle t WHERE t.id = ANY(%s)
"""
_SHOW = "UPDATE leads_jobtitle SET source = %s, why = %s::jsonb, surest = %s WHERE id = ANY(%s)"
_LABEL = """
INSERT INTO leads_titlelabel (job_title_id, function_id, source, score)
SELECT title, function, %s, %s
FROM unnest(%s::bigint[]) AS title CROSS JOIN unnest(%s::bigint[]) AS function
"""
_RESTORE_LABELS = f"""
WITH ended AS ({_END_PROPAGATED}), shown AS (
    UPDATE leads_jobtitle t SET source = ended.source, why = ended.why,
        surest = COALESCE((SELECT max((label ->> 2)::float8)
                           FROM jsonb_array_elements(ended.labels) AS label), 0),
        classified_at = CASE WHEN ended.model_version = %s AND ended.taxonomy_version = %s
                             THEN t.classified_at END
    FROM ended WHERE t.id = ended.job_title_id
)
INSERT INTO leads_titlelabel (job_title_id, function_id, source, score)
SELECT ended.job_title_id, f.id, label ->> 1, (label ->> 2)::float8
FROM ended CROSS JOIN jsonb_array_elements(ended.labels) AS label
JOIN taxonomy_function f ON f.slug = label ->> 0
"""  # noqa: S608  # only texts of this module


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A stored title that nobody corrected, a close variant of one that somebody did.

    Args:
        title: as it was first written.
        n_contacts: how many people carry it.
        source: of its labels now.
        functions: slugs now, best first.
        level: slug now; "" while it waits.
        move: key of the move by which it follows another title; None where it follows none.
        follows: key of the correction that it follows.
        settled: what the dictionary says of it; None where it does not know it.
    """

    pk: int
    title: str
    key: str
    signature: str
    n_contacts: int
    source: str
    functions: tuple[str, ...]
    level: str
    move: int | None
    follows: int | None
    settled: frozenset[str] | None

    @property
    def variant(self) -> CloseVariant:
        """Return the title for the rule of propagation."""
        return CloseVariant(self.key, self.signature, self.level, self.settled)


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A title and what it would follow.

    Args:
        correction: what it would follow; None where it would go back to what it was.
    """

    neighbor: Neighbor
    correction: StoredCorrection | None

    @property
    def changes(self) -> bool:
        return self.correction is None or set(self.correction.entry.functions) != set(
            self.neighbor.functions
        )


def neighbors(
    workspace_id: int,
    signatures: Sequence[str],
    *,
    but: Sequence[int] = (),
    locked: bool = False,
) -> list[Neighbor]:
    """Return titles of some signatures or one typo away, the most frequent first; one query.

    Args:
        workspace_id: whose titles.
        signatures: of the corrected titles; "" has none.
        but: keys of titles that are left out.
        locked: keep them for the transaction; those that somebody else is writing are left out.
    """
    known = [signature for signature in signatures if signature]
    if not known:
        return []
    asked = list({*known, *(other for signature in known for other in same_spelling(signature))})
    with connection.cursor() as cursor:
        query = f"{_NEIGHBORS} FOR UPDATE OF t SKIP LOCKED" if locked else _NEIGHBORS
        cursor.execute(query, [workspace_id, asked, list(but)])
        return [_neighbor(row) for row in cursor.fetchall()]


def steps(found: Sequence[Neighbor], memory: CorrectionMemory) -> list[LabelChange]:
    """Return what would have to happen so that these titles are as the corrections say."""
    needed = []
    for neighbor in found:
        correction = memory.neighbor(neighbor.variant)
        step = LabelChange(neighbor, correction)
        if correction is None:
            if neighbor.move is not None or neighbor.source == "correction":
                needed.append(step)
        elif neighbor.follows != correction.number or step.changes:
            needed.append(step)
    return needed


def _neighbor(row: tuple[Any, ...]) -> Neighbor:
    pk, title, key, signature, n_contacts, source, functions, level, *moved = row
    move, follows, source_before, functions_before = moved
    if move is not None:
        settled = frozenset(functions_before) if source_before == "dictionary" else None
    else:
        settled = frozenset(functions) if source == "dictionary" else None
    return Neighbor(
        pk=pk,
        title=title,
        key=key,
        signature=signature,
        n_contacts=n_contacts,
        source=source,
        functions=tuple(functions),
        level=level or "",
        move=move,
        follows=follows,
        settled=settled,
    )


def store_answers(
    titles: Sequence[JobTitle], answers: Sequence[TitlePrediction], *, online: WorkspaceCascade
) -> None:
    """Write what locked titles are, those first that are next to no corrected title.

    What a title would be by itself stays on record with its move, so that undo gives it back and
    everybody sees whom it follows.

    Args:
        titles: of one workspace; nobody corrects them now.
        answers: of the cascade alone, in the same order.
        online: the cascade with what the workspace corrected and learned.
    """
    alone = WorkspaceCascade(online.cascade, CorrectionMemory(()), online.heads).corrected(answers)
    steps = []
    for title, answer in zip(titles, answers, strict=True):
        text = signature(title.normalised)
        if not online.memory.has_candidates(text):
            continue
        correction = online.memory.neighbor(variant_of(answer, text))
        if correction is not None:
            steps.append(LabelChange(_neighbor_of(title, text, answer), correction))
    kept = _keep_followers(steps, dict(zip((title.pk for title in titles), alone, strict=True)))
    store_predictions(titles, alone, kept=kept)
    apply_steps(steps, online=online, is_kept=True)


def _keep_followers(
    steps: Sequence[LabelChange], alone: Mapping[int, TitlePrediction]
) -> frozenset[int]:
    """Put on record what titles that follow are now, where they will be something else.

    What they would be by themselves is stored in between and seen by nobody.

    Returns:
        Keys of the titles.
    """
    if not steps:
        return frozenset()
    functions = dict(Function.objects.filter(retired_at=None).values_list("slug", "pk"))
    levels = dict(Level.objects.values_list("slug", "pk"))
    industries = dict(Industry.objects.values_list("slug", "pk"))
    source = TitleLabel.Source.CORRECTION.value
    new: dict[int, StoredAnswer | None] = {}
    for step in steps:
        found = alone[step.neighbor.pk]
        slugs = step.correction.entry.functions if step.correction else ()
        new[step.neighbor.pk] = StoredAnswer(
            functions=[(functions[s], source, NEIGHBOR_SCORE) for s in slugs if s in functions],
            level=levels[found.level.slug],
            industry=industries[found.industry.slug] if found.industry else None,
            source=source,
            model=found.model,
        )
    keep_former(new)
    return frozenset(new)


def _neighbor_of(title: JobTitle, text: str, answer: TitlePrediction) -> Neighbor:
    return Neighbor(
        pk=title.pk,
        title=title.title,
        key=title.normalised,
        signature=text,
        n_contacts=title.n_contacts,
        source=answer.source,
        functions=tuple(label.slug for label in answer.functions),
        level=answer.level.slug,
        move=None,
        follows=None,
        settled=dictionary_functions(answer),
    )


def apply_steps(
    steps: Sequence[LabelChange], *, online: WorkspaceCascade, is_kept: bool = False
) -> None:
    """Let titles follow or go back, in the transaction that is open.

    A title goes back to exactly what it was; where model or taxonomy have changed since then, it
    also waits to be read again.

    Args:
        steps: of titles of one workspace.
        online: how its titles are read once all steps are done.
        is_kept: what titles that follow were before is on record already.
    """
    if not is_kept:
        keep_former(
            {step.neighbor.pk: None for step in steps if step.correction or step.neighbor.move}
        )
    by_correction: defaultdict[StoredCorrection, list[LabelChange]] = defaultdict(list)
    back = []
    for step in steps:
        if step.correction is None:
            back.append(step)
        else:
            by_correction[step.correction].append(step)
    for correction, following in by_correction.items():
        _propagate(correction, following)
    _go_back([step.neighbor.move for step in back if step.neighbor.move], online)
    _read_again([step.neighbor.pk for step in back if not step.neighbor.move], online)


def _propagate(correction: StoredCorrection, steps: Sequence[LabelChange]) -> None:
    titles = [step.neighbor.pk for step in steps]
    moved = [step.neighbor.move for step in steps if step.neighbor.move]
    new = [step.neighbor.pk for step in steps if not step.neighbor.move]
    functions = dict(
        Function.objects.filter(slug__in=correction.entry.functions, retired_at=None).values_list(
            "slug", "pk"
        )
    )
    why = [
        {"label": slug, "because": NEIGHBOR, "text": correction.key, "score": None}
        for slug in [slug for slug in correction.entry.functions if slug in functions] or [OTHER]
    ]
    source = TitleLabel.Source.CORRECTION
    with connection.cursor() as cursor:
        if moved:
            cursor.execute(_MOVE_PROPAGATED, [moved, correction.number])
            again = [key for (key,) in cursor.fetchall()]
            PropagatedLabel.objects.filter(pk__in=again).update(is_in_force=True)
        if new:
            cursor.execute(_INSERT_PROPAGATED, [correction.number, current_version(), new])
        surest = NEIGHBOR_SCORE if functions else 0.0
        cursor.execute(_SHOW, [source, json.dumps(why), surest, titles])
        _without_labels(titles)
        cursor.execute(_LABEL, [source, NEIGHBOR_SCORE, titles, list(functions.values())])


def _go_back(moves: Sequence[int], online: WorkspaceCascade) -> None:
    if not moves:
        return
    _without_labels(
        list(PropagatedLabel.objects.filter(pk__in=moves).values_list("job_title_id", flat=True))
    )
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE_LABELS, [list(moves), online.cascade.version, current_version()])


def _read_again(titles: Sequence[int], online: WorkspaceCascade) -> None:
    """Read titles of which nothing is on record before."""
    if not titles:
        return
    rows = list(JobTitle.objects.filter(pk__in=titles).order_by("pk"))
    answers = online.cascade.predict([row.title for row in rows])
    store_answers(rows, answers, online=online)


def _without_labels(titles: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leads_titlelabel WHERE job_title_id = ANY(%s)", [list(titles)])
