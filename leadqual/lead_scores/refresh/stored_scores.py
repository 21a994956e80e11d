"""Compute scores and store those that changed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from leadqual.lead_scores.models import LeadScoreChange
from leadqual.lead_scores.person_facts import CHUNK_SIZE, PersonFacts, facts_by_key
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.lead_scores.scoring import points_of, scores_of, tiers_of

# Neither `updated_at` nor anything else of the person changes. A row that somebody else writes now
# is left out, as waiting for it could lock two writers out for good; it is noted to be read again.
_STORE = """
    WITH free AS (
        SELECT id FROM leads_contact
         WHERE id = ANY(%(keys)s) AND workspace_id = %(workspace)s
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE leads_contact AS c SET lead_score = n.score, lead_tier = n.tier
      FROM unnest(%(keys)s::bigint[], %(scores)s::smallint[], %(tiers)s::text[])
           AS n (key, score, tier)
      JOIN free ON free.id = n.key
     WHERE c.id = n.key
    RETURNING c.id
"""


def store_scores(workspace_id: int, facts: PersonFacts, rules: ScoreRules) -> int:
    """Store the scores of people from their facts; return how many changed."""
    scores = scores_of(points_of(facts, rules))
    tiers = tiers_of(scores, rules)
    changed = np.flatnonzero((scores != facts.scores) | (tiers != facts.tiers))
    if not len(changed):
        return 0
    values: dict[str, Any] = {
        "workspace": workspace_id,
        "keys": facts.keys[changed].tolist(),
        "scores": scores[changed].tolist(),
        "tiers": tiers[changed].tolist(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)
        stored = {key for (key,) in cursor.fetchall()}
    if skipped := [key for key in values["keys"] if key not in stored]:
        LeadScoreChange.objects.create(
            workspace_id=workspace_id, kind=LeadScoreChange.Kind.CONTACT, keys=skipped
        )
    return len(stored)


def refresh_people(
    workspace_id: int, keys: Sequence[int], *, rules: ScoreRules, today: date
) -> int:
    """Recompute the scores of some people; return how many changed."""
    return sum(
        store_scores(
            workspace_id, facts_by_key(workspace_id, part, rules=rules, today=today), rules
        )
        for part in _chunks(sorted(set(keys)))
    )


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK_SIZE):
        yield keys[start : start + CHUNK_SIZE]
