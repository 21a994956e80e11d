"""What other rules of the lead score would change, before they are saved."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.lead_scores.factors import FACTORS, Factor
from leadqual.lead_scores.person_facts import PersonFacts, facts_by_key
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.lead_scores.scoring import (
    MAX_SCORE,
    TIERS,
    points_of,
    scores_of,
    tiers_of,
    whole_points,
)
from leadqual.lead_scores.selectors import rules_of, today
from leadqual.leads.models import Contact

MAX_PEOPLE = 20_000
"""People that are compared; of more, a sample spread over all of them."""

N_SHOWN = 10
BIN_SIZE = 5
"""Points of one bar of the distribution."""

_N_REASONS = 3
_SAMPLE = """
    SELECT id FROM leads_contact WHERE workspace_id = %s AND id %% %s = 0 ORDER BY id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class ScoredPerson:
    """A person with the score now and by the other rules, and the factors that give most points."""

    contact: Contact
    now: int
    score: int
    tier: str
    reasons: Sequence[tuple[Factor, int]]


@dataclass(frozen=True, slots=True)
class FactorEffect:
    """What a factor does: the share of people it counts for, and their points on average."""

    factor: Factor
    share: float
    points: float


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What other rules would change.

    Args:
        n_compared: people that were compared.
        n_people: people of the workspace.
        moves: (tier now, tier then) → compared people.
        bars: how many of them score 0 to 4 points, 5 to 9 and so on by the other rules.
        effects: of each factor by the other rules.
        keys: people spread over the scores, the highest first, as (key, score now, score then).
        points: of those people, one row each, one column for each of `FACTORS`.
        rules: the other rules.
    """

    n_compared: int
    n_people: int
    moves: dict[tuple[str, str], int]
    bars: Sequence[int]
    effects: Sequence[FactorEffect]
    keys: Sequence[tuple[int, int, int]]
    points: NDArray[np.float64]
    rules: ScoreRules

    @property
    def n_moved(self) -> int:
        """Return how many of the compared people would change their tier."""
        return sum(n for (now, then), n in self.moves.items() if now != then)

    @property
    def is_sample(self) -> bool:
        """Return whether only some people were compared."""
        return self.n_compared < self.n_people

    def tiers(self) -> Iterator[tuple[str, int, int]]:
        """Yield each tier with the number of compared people now and then."""
        for tier in TIERS:
            now = sum(n for (former, _), n in self.moves.items() if former == tier)
            yield tier, now, sum(n for (_, new), n in self.moves.items() if new == tier)

    def people(self) -> list[ScoredPerson]:
        """Return some people over the whole range of scores; one query."""
        rows = Contact.objects.select_related("company").in_bulk([key for key, _, _ in self.keys])
        return [
            ScoredPerson(rows[key], now, score, self.rules.tier(score), _reasons(points))
            for (key, now, score), points in zip(self.keys, self.points, strict=True)
            if key in rows
        ]


def preview_rules(
    workspace: Workspace, rules: ScoreRules, *, most: int = MAX_PEOPLE
) -> RulePreview:
    """Compare scores and tiers by the rules of now with those by other rules; both as of today.

    Args:
        workspace: whose people.
        rules: the other rules.
        most: people to compare; of more, a sample spread over all of them.
    """
    n_people = Contact.objects.filter(workspace=workspace).count()
    step = max(-(-n_people // most), 1)
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLE, [workspace.pk, step, most])
        keys = [key for (key,) in cursor.fetchall()]
    stored = rules_of(workspace)
    facts = facts_by_key(workspace.pk, keys, rules=rules, today=today())
    points = points_of(facts, rules)
    scores = scores_of(points)
    now = _scores_now(workspace, facts, stored, rules)
    tiers = zip(tiers_of(now, stored).tolist(), tiers_of(scores, rules).tolist(), strict=True)
    spread = _spread(scores)
    return RulePreview(
        n_compared=len(facts),
        n_people=max(n_people, len(facts)),
        moves=dict(Counter(tiers)),
        bars=np.bincount(
            np.minimum(scores, MAX_SCORE - 1) // BIN_SIZE, minlength=MAX_SCORE // BIN_SIZE
        )
        .astype(int)
        .tolist(),
        effects=list(_effects(points)),
        keys=[(int(facts.keys[index]), int(now[index]), int(scores[index])) for index in spread],
        points=points[spread],
        rules=rules,
    )


def _scores_now(
    workspace: Workspace, facts: PersonFacts, stored: ScoreRules, rules: ScoreRules
) -> NDArray[np.int16]:
    """Return the scores of the same people by the stored rules; facts depend on the fits alone."""
    if rules.fits == stored.fits:
        return scores_of(points_of(facts, stored))
    former = facts_by_key(workspace.pk, facts.keys.tolist(), rules=stored, today=today())
    by_key = dict(
        zip(former.keys.tolist(), scores_of(points_of(former, stored)).tolist(), strict=True)
    )
    return np.array([by_key.get(key, 0) for key in facts.keys.tolist()], dtype=np.int16)


def _spread(scores: NDArray[np.int16]) -> list[int]:
    """Return the indexes of people spread over the range of scores, the highest first."""
    found: list[int] = []
    for wanted in np.linspace(scores.max(initial=0), scores.min(initial=MAX_SCORE), num=N_SHOWN):
        distances = np.abs(scores - wanted)
        distances[found] = np.inf
        if len(found) < len(scores):
            found.append(int(distances.argmin()))
    return sorted(found, key=lambda index: -int(scores[index]))


def _effects(points: NDArray[np.float64]) -> Iterator[FactorEffect]:
    for column, factor in enumerate(FACTORS):
        given = points[:, column]
        counts = np.abs(given) >= 0.5  # Points that are seen in a score.
        n = int(counts.sum())
        mean = float(given[counts].mean()) if n else 0.0
        yield FactorEffect(factor, n / len(given) if len(given) else 0.0, mean)


def _reasons(points: NDArray[np.float64]) -> list[tuple[Factor, int]]:
    whole, _ = whole_points(points)
    found = [(factor, given) for factor, given in zip(FACTORS, whole, strict=True) if given]
    return sorted(found, key=lambda pair: -abs(pair[1]))[:_N_REASONS]
