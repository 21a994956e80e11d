"""How many people would change their tier with other rules."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.lead_scores.scoring.calculation import points_of, scores_of, tiers_of
from leadqual.lead_scores.scoring.fact_reads import facts_by_key
from leadqual.lead_scores.scoring.score_rules import TIERS, ScoreRules
from leadqual.lead_scores.selectors import rules_of, today
from leadqual.leads.models import Contact

MAX_PEOPLE = 20_000
"""People that are compared; of more, a sample spread over all of them."""

_SAMPLE = """
    SELECT id FROM leads_contact WHERE workspace_id = %s AND id %% %s = 0 ORDER BY id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class TierPreview:
    """What other rules would change.

    Args:
        n_compared: people that were compared.
        n_people: people of the workspace.
        moves: (tier now, tier then) → compared people.
    """

    n_compared: int
    n_people: int
    moves: dict[tuple[str, str], int]

    @property
    def n_moved(self) -> int:
        """Return how many of the compared people would change their tier."""
        return sum(n for (now, then), n in self.moves.items() if now != then)

    @property
    def is_sample(self) -> bool:
        """Return whether only some people were compared."""
        return self.n_compared < self.n_people

    def rows(self) -> Iterator[tuple[str, list[int], int]]:
        """Yield each tier of now, how many would be in A, B and C, and their sum."""
        for now in TIERS:
            counts = [self.moves.get((now, then), 0) for then in TIERS]
            yield now, counts, sum(counts)


def preview_rules(workspace: Workspace, rules: ScoreRules) -> TierPreview:
    """Compare the tiers by the rules of now with those by other rules; both as of today."""
    n_people = Contact.objects.filter(workspace=workspace).count()
    step = max(-(-n_people // MAX_PEOPLE), 1)
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLE, [workspace.pk, step, MAX_PEOPLE])
        keys = [key for (key,) in cursor.fetchall()]
    now, then = (_tiers(workspace, keys, one) for one in (rules_of(workspace), rules))
    moves = Counter((tier, then[key]) for key, tier in now.items() if key in then)
    return TierPreview(sum(moves.values()), max(n_people, sum(moves.values())), dict(moves))


def _tiers(workspace: Workspace, keys: Sequence[int], rules: ScoreRules) -> dict[int, str]:
    facts = facts_by_key(workspace.pk, keys, rules=rules, today=today())
    tiers = tiers_of(scores_of(points_of(facts, rules)), rules)
    return dict(zip(facts.keys.tolist(), tiers.tolist(), strict=True))
