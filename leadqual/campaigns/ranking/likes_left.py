"""How many likes are left: what the next cards and all others will probably be."""

from dataclasses import dataclass

import numpy as np

from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.ranking_context import RankingContext
from leadqual.campaigns.selectors import likes_and_dislikes
from recommender.ranking.like_chance import N_HISTORY, N_NEXT, like_chances

LOW = 0.15
"""Below this share of likes among the next cards, stopping is advised."""


@dataclass(frozen=True, slots=True)
class LikesLeft:
    """Likes that are to be expected; see `recommender.ranking.like_chance`.

    Args:
        n_next: of the open companies, those with the best scores.
        next_likes: of these, expected likes.
        n_open: all open companies; 0 where a large workspace has too many to score.
        open_likes: of these, expected likes.
    """

    n_next: int
    next_likes: float
    n_open: int = 0
    open_likes: float = 0.0

    @property
    def is_low(self) -> bool:
        return self.next_likes < LOW * self.n_next

    @property
    def words(self) -> str:
        """Say it: "About 12 of the next 20 are likely likes (1 in 8 of all 640)."."""
        n = round(self.next_likes)
        about = f"About {n}" if n else "None"
        likes = "is a likely like" if n == 1 else "are likely likes"
        return f"{about} of the next {self.n_next} {likes}{self._of_all}."

    @property
    def _of_all(self) -> str:
        if self.n_open <= self.n_next:
            return ""
        if self.open_likes < 1:
            return f" (fewer than 1 of all {self.n_open:,})"
        return f" (1 in {max(round(self.n_open / self.open_likes), 1):,} of all {self.n_open:,})"


def likes_left(scene: RankingContext, campaign: Campaign) -> LikesLeft | None:
    """Return the likes that are left in a campaign; None without scores. One query."""
    rows = np.flatnonzero(scene.is_open)
    if scene.ranking is None or not len(rows):
        return None
    found = likes_and_dislikes().filter(campaign=campaign, score__isnull=False, settles=False)
    judged = found.order_by("-pk").values_list("score", "value")[:N_HISTORY]
    scores = -np.sort(-scene.ranking.scores[rows])
    chances = like_chances(
        scores,
        [score for score, _ in judged if score is not None],
        [value == Verdict.Value.LIKE for _, value in judged],
    )
    coming = chances[:N_NEXT]
    if scene.large is not None:
        return LikesLeft(len(coming), float(coming.sum()))
    return LikesLeft(len(coming), float(coming.sum()), len(rows), float(chances.sum()))
