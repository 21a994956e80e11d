"""Values that the queue and the ranked list show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from django.db import connection
from django.db.models import TextChoices
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign, ChosenBecause, Seed, Verdict
from leadqual.campaigns.ranking.evidence import DESCRIPTION, fit_ranker
from leadqual.campaigns.ranking.ranking_context import RankingContext, without_verdict_on
from leadqual.campaigns.selectors import MIN_FOR_SHARE, likes_and_dislikes
from leadqual.campaigns.verdicts.leases import QueueState
from leadqual.core.formats import signed
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.models import Company
from recommender.ranking.ranker import Ranker
from recommender.ranking.scale import (
    LIKELY,
    N_HISTORY,
    N_NEXT,
    POSSIBLE,
    UNCERTAIN,
    like_chances,
    outlook,
)
from recommender.types import Explanation

# Building the statement from objects takes longer than running it.
_COMPANIES = """
    SELECT c.*, (SELECT count(*) FROM leads_contact p WHERE p.company_id = c.id) AS n_contacts
      FROM leads_company c
     WHERE c.id = ANY(%s) AND c.workspace_id = %s
       AND (%s OR EXISTS (
           SELECT FROM campaigns_campaigncompany m
            WHERE m.campaign_id = %s AND m.company_id = c.id))
"""
_NAMES = """
    SELECT c.id, c.name, s.origin, s.domain
      FROM leads_company c
      LEFT JOIN campaigns_seed s ON s.company_id = c.id AND s.campaign_id = %s
     WHERE c.id = ANY(%s)
"""

N_NEIGHBORS = 7
MAX_OPPOSING = 2
"""Neighbors against the score, among those named."""

MIN_NAMED = 3
"""Neighbors for the score that are named even if they contribute little."""

MIN_CONTRIBUTION = 0.01
"""A verdict that contributes less is not a neighbor; see `ScoreSide.n_others`."""

_MIN_VISIBLE = 0.005
"""Smaller values are shown as 0.00."""

LOW_LIKE_SHARE = 0.15
"""If the share of likes among the next cards is lower, stopping is advised."""


def likely_matches(
    scores: NDArray[np.floating], lacks_text: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which companies are likely matches, by their scores as shown, with two digits.

    Companies ranked last because they have no text are not, whatever their score.
    """
    return ~lacks_text & (np.asarray(scores, dtype=np.float64).round(2) >= LIKELY)


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A company with a verdict, or an example without one, and its contribution to a score.

    Args:
        company_id: None for the description.
        verdict: `like` or `dislike`; for examples `example`, `customer` or `description`.
        similarity: 0 to 1.
        contribution: part of the score.
        weight: 2 for a strong like or dislike.
    """

    company_id: int | None
    name: str
    verdict: str
    similarity: float
    contribution: float
    weight: int = 1


@dataclass(frozen=True, slots=True)
class ScoreSide:
    """The contribution of all likes, or all dislikes, to a score.

    Args:
        n: number of likes and examples, or of dislikes.
        total: part of the score.
    """

    n: int
    total: float
    n_others: int
    others: float


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """A score breakdown, by neighbor and by factor.

    Args:
        score: -1 to 1.
        evidence: `none`, `weak`, `good` or `strong`.
        neighbors: likes and examples first if the score is above 0, dislikes first if it is below;
            the most similar of each side first.
        dislikes: contribution of all dislikes; added to `likes` it is the score.
        n_verdicts: number of likes and dislikes compared.
        factors: factor → part of the score; they also add up to it.
        excluded: excluded neighbors, with what they would add; not part of the score.
        n_examples: number of seeds compared, and the description.
        is_described: the description is one of them.
        lacks_text: the company is ranked last because it has no text.
    """

    score: float
    evidence: str
    neighbors: tuple[Neighbor, ...]
    likes: ScoreSide
    dislikes: ScoreSide
    n_verdicts: int
    factors: Mapping[str, float]
    excluded: tuple[Neighbor, ...] = ()
    n_examples: int = 0
    is_described: bool = False
    lacks_text: bool = False

    @property
    def outlook(self) -> str:
        """Return the score in words: `likely match`, `uncertain`, `possibly not a match`."""
        return outlook(self.score if self.is_likely else min(self.score, POSSIBLE))

    @property
    def is_likely(self) -> bool:
        """Return whether it is a likely match; see `likely_matches`."""
        return bool(likely_matches(np.array(self.score), np.array(self.lacks_text)))

    @property
    def color(self) -> str:
        """Return `like`, `dislike`, or `muted` if the score is uncertain."""
        if self.outlook == UNCERTAIN:
            return "muted"
        return "like" if self.score > 0 else "dislike"

    @property
    def hint(self) -> str:
        """Return a note on the score: low evidence, or contradictory verdicts."""
        if self.evidence in ("none", "weak"):
            return "low evidence"
        is_even = self.evidence == "strong" and self.outlook == UNCERTAIN
        return "mixed verdicts nearby" if is_even else ""

    @property
    def others(self) -> float:
        """Return the contribution of all that are not neighbors; with these it is the score."""
        return self.likes.others + self.dislikes.others

    @property
    def n_others(self) -> int:
        return self.likes.n_others + self.dislikes.n_others

    @property
    def subtotals(self) -> str:
        """Return the sums of both sides, e.g. 47 likes and 18 dislikes; rounded to the score."""
        cents = round(self.score * 100)
        disliked = round(self.dislikes.total * 100)
        n_likes, n_named = self.likes.n - self.n_examples, self.n_examples - self.is_described
        parts = [format_count(n_likes, "like")] if n_likes else []
        parts += [format_count(n_named, "example")] if n_named else []
        parts += ["your description"] if self.is_described else []
        likes_words = " and ".join([", ".join(parts[:-1]), *parts[-1:]] if parts[1:] else parts)
        sides = (
            (likes_words, self.likes.n, cents - disliked),
            (format_count(self.dislikes.n, "dislike"), self.dislikes.n, disliked),
        )
        return ", ".join(f"{words} {signed(cent / 100)}" for words, n, cent in sides if n)

    @property
    def n_neighbors_judged(self) -> int:
        return sum(neighbor.verdict in ("like", "dislike") for neighbor in self.neighbors)


def score_explanations(
    context: RankingContext, rows: NDArray[np.intp]
) -> list[ScoreExplanation] | list[None]:
    """Explain the scores of rows of the pool; one query for names."""
    return explain_scores([(context, None, rows)])  # type: ignore[return-value]  # all or none of them


def explain_scores(
    parts: Sequence[tuple[RankingContext, Ranker | None, NDArray[np.intp]]],
) -> list[ScoreExplanation | None]:
    """Explain scores of rows in several contexts of a campaign; one query for names.

    Args:
        parts: context, ranker that explains its scores if not its own, and rows of its pool.
    """
    found = [
        (
            context,
            context.lacks_text[rows].tolist(),
            _explain_rows(context, rows, ranker),
            _explain_excluded(context, rows),
        )
        for context, ranker, rows in parts
    ]
    compared = {
        _company(context, contribution.verdict_index)
        for context, _, *lists in found
        for explanation in chain(*lists)
        if explanation is not None
        for contribution in explanation.contributions
    }
    campaign_id = parts[0][0].campaign_id if parts else 0
    names = _read_names(campaign_id, compared - {DESCRIPTION})
    return [
        None
        if explanation is None
        else _score_explanation(context, explanation, excluded, names, lacks_text=is_textless)
        for context, lacks_text, explanations, excluded_explanations in found
        for is_textless, explanation, excluded in zip(
            lacks_text, explanations, excluded_explanations, strict=True
        )
    ]


def _explain_rows(
    context: RankingContext, rows: NDArray[np.intp], ranker: Ranker | None
) -> Sequence[Explanation | None]:
    if context.ranking is None:
        return [None] * len(rows)
    if ranker is None:
        return context.ranking.explain_all(rows, most=N_NEIGHBORS)
    return ranker.explain_all(context.pool.features.take(rows), most=N_NEIGHBORS)


def _company(context: RankingContext, index: int) -> int:
    """Return the company of a verdict or example; `DESCRIPTION` for the description."""
    if index < len(context.judged):
        return int(context.judged[index])
    assert context.example_set is not None  # noqa: S101  # what comes behind the verdicts
    return context.example_set.company_ids[index - len(context.judged)]


def _explain_excluded(context: RankingContext, rows: NDArray[np.intp]) -> list[Explanation | None]:
    """Return what the excluded verdicts would contribute to the scores of some rows."""
    if context.ranking is None or not context.is_excluded.any():
        return [None] * len(rows)
    judged = context.pool.features.take(context.pool.rows_of(context.judged.tolist()))
    ranker = fit_ranker(
        judged,
        context.signs,
        left_out=~context.is_excluded,
        example_set=context.example_set,
        weights=context.weights,
        has_examples_out=True,
    )
    return [*ranker.explain_all(context.pool.features.take(rows), most=N_NEIGHBORS)]


def _all_neighbors(
    context: RankingContext,
    explanation: Explanation | None,
    names: Mapping[int, tuple[str, str, str]],
) -> list[Neighbor]:
    """Return who contributed to a score; themes of the description, unknown to users, as one."""
    neighbors: list[Neighbor] = []
    for found in explanation.contributions if explanation else ():
        company = _company(context, found.verdict_index)
        name, origin, domain = names.get(company, ("", "", ""))
        weight, key = 1, company if name else None
        if found.verdict_index < len(context.judged):
            sign = int(context.signs[found.verdict_index])
            verdict, weight = "like" if sign > 0 else "dislike", abs(sign)
            name, key = name or "a deleted company", company
        elif company == DESCRIPTION:
            name, verdict, key = "Your description", "description", None
        elif not origin:
            name, verdict, key = "a removed example", "example", None
        elif origin == Seed.Origin.DOMAINS:
            name, verdict = domain or name, "example"
        else:
            verdict = "customer"
        neighbors.append(Neighbor(key, name, verdict, found.similarity, found.contribution, weight))
    themes = [neighbor for neighbor in neighbors if neighbor.verdict == "description"]
    if len(themes) > 1:
        whole = replace(
            themes[0],
            similarity=max(theme.similarity for theme in themes),
            contribution=sum(theme.contribution for theme in themes),
        )
        first = neighbors.index(themes[0])
        neighbors = [neighbor for neighbor in neighbors if neighbor.verdict != "description"]
        neighbors.insert(first, whole)
    return neighbors


def _shown_neighbors(
    context: RankingContext, explanation: Explanation, names: Mapping[int, tuple[str, str, str]]
) -> tuple[Neighbor, ...]:
    """Return the named neighbors: most are on the side of the score, and come first."""
    sides: tuple[list[Neighbor], list[Neighbor]] = ([], [])
    for neighbor in _all_neighbors(context, explanation, names):
        sides[(neighbor.contribution > 0) != (explanation.score >= 0)].append(neighbor)
    own, against = sides
    is_far = explanation.evidence_label == "none" and context.n_verdicts
    named = [
        neighbor
        for neighbor in own[:MIN_NAMED]
        if abs(neighbor.contribution) >= (_MIN_VISIBLE if is_far else 0)
    ]
    named += [
        neighbor for neighbor in own[MIN_NAMED:] if abs(neighbor.contribution) >= MIN_CONTRIBUTION
    ]
    against = [neighbor for neighbor in against if abs(neighbor.contribution) >= MIN_CONTRIBUTION][
        :MAX_OPPOSING
    ]
    return (*named[: N_NEIGHBORS - len(against)], *against) if named else ()


def _score_explanation(
    context: RankingContext,
    explanation: Explanation,
    excluded: Explanation | None,
    names: Mapping[int, tuple[str, str, str]],
    *,
    lacks_text: bool,
) -> ScoreExplanation:
    neighbors = _shown_neighbors(context, explanation, names)
    label = explanation.evidence_label
    example_set = context.example_set
    n_examples = 0 if example_set is None else len(set(example_set.company_ids))
    n_likes = int(np.count_nonzero((context.signs > 0) & ~context.is_excluded))
    return ScoreExplanation(
        score=explanation.score,
        # Weak where neighbors are visible in the score.
        evidence="weak" if label == "none" and neighbors else label,
        neighbors=neighbors,
        likes=_score_side(explanation, neighbors, 1, n=n_likes + n_examples),
        dislikes=_score_side(explanation, neighbors, -1, n=context.n_verdicts - n_likes),
        n_verdicts=context.n_verdicts,
        factors=dict(explanation.by_factor),
        excluded=tuple(
            neighbor
            for neighbor in _all_neighbors(context, excluded, names)
            if abs(neighbor.contribution) >= MIN_CONTRIBUTION
        ),
        n_examples=n_examples,
        is_described=example_set is not None and example_set.is_described,
        lacks_text=lacks_text,
    )


def _score_side(
    explanation: Explanation, neighbors: Sequence[Neighbor], sign: int, *, n: int
) -> ScoreSide:
    named = [neighbor.contribution for neighbor in neighbors if neighbor.contribution * sign > 0]
    total = explanation.by_side[sign]
    return ScoreSide(n, total, n - len(named), total - sum(named))


@dataclass(frozen=True, slots=True)
class ExpectedLikes:
    """Expected likes; see `recommender.ranking.scale.like_chances`.

    Args:
        n_next: number of open companies that come first.
        next_likes: expected likes among them.
        n_open: number of open companies; 0 if a large workspace has too many to score.
        open_likes: expected likes among them.
    """

    n_next: int
    next_likes: float
    n_open: int = 0
    open_likes: float = 0.0

    @property
    def is_low(self) -> bool:
        return self.next_likes < LOW_LIKE_SHARE * self.n_next

    @property
    def words(self) -> str:
        """Return a sentence: "Expect about 12 likes in the next 20 (1 in 8 of all left)."."""
        n = round(self.next_likes)
        about = f"about {format_count(n, 'like')}" if n else "no likes"
        return f"Expect {about} in the next {self.n_next}{self._share_of_all}."

    @property
    def _share_of_all(self) -> str:
        if self.n_open <= self.n_next:
            return ""
        if self.open_likes < 1:
            return " (fewer than 1 of all left)"
        return f" (1 in {max(round(self.n_open / self.open_likes), 1):,} of all left)"


def expected_likes(context: RankingContext, campaign: Campaign) -> ExpectedLikes | None:
    """Return the expected likes of a campaign; None without scores. One query."""
    rows = np.flatnonzero(context.is_eligible)
    if context.ranking is None or not len(rows):
        return None
    found = likes_and_dislikes().filter(
        campaign=campaign, score__isnull=False, is_final_decision=False
    )
    judged = found.order_by("-pk").values_list("score", "value")[:N_HISTORY]
    scores = context.ranking.scores
    scores = scores[rows[np.lexsort((-scores[rows], context.lacks_text[rows]))]]
    chances = like_chances(
        scores,
        [score for score, _ in judged if score is not None],
        [value == Verdict.Value.LIKE for _, value in judged],
    )
    upcoming = chances[:N_NEXT]
    if context.large is not None:
        return ExpectedLikes(len(upcoming), float(upcoming.sum()))
    return ExpectedLikes(len(upcoming), float(upcoming.sum()), len(rows), float(chances.sum()))


@dataclass(frozen=True, slots=True)
class QueueProgress:
    """What is left for a person in the queue, with its filters.

    Args:
        n_left: open companies that the person has not skipped.
        n_likely: likely matches among them; None without scores, or if a large workspace has too
            many companies to score.
        n_done: companies with a verdict.
    """

    n_left: int = 0
    n_likely: int | None = None
    n_done: int = 0

    @property
    def n_all(self) -> int:
        return self.n_left + self.n_done


class NoCard(TextChoices):
    """Why there is no card."""

    ARCHIVED = "archived", "The campaign is archived."
    NO_COMPANIES = "no_companies", "The campaign has no companies."
    NOT_EMBEDDED = "not_embedded", "The companies are being analyzed; ask again in a few seconds."
    DESCRIPTION_UNREAD = (
        "description_unread",
        "The description of the campaign is being analyzed; ask again in a second.",
    )
    ALL_JUDGED = "all_judged", "Every company has a verdict."
    SECOND_WANTED = "second_wanted", "The remaining companies need a verdict of a second person."
    ALL_SKIPPED = "all_skipped", "You skipped every open company."
    NO_MATCHES = "no_matches", "No open company matches the filters."
    ALL_LEASED = "all_leased", "Other people review the open companies; ask again in a minute."


@dataclass(frozen=True, slots=True)
class Card:
    """A company to review.

    Args:
        why: None before the first like or dislike of the campaign, because there is no score.
        description_similarity: cosine with the description of the campaign, if that is the order.
        chosen_because: why it is next, a `ChosenBecause`; "" if unknown.
        expected_likes: if `is_below_likely`.
        is_second: somebody else reviewed it before; that verdict is in no part of the card.
    """

    company: Company
    why: ScoreExplanation | None
    description_similarity: float | None = None
    chosen_because: str = ""
    expected_likes: ExpectedLikes | None = None
    n_contacts: int = 0
    is_second: bool = False

    @property
    def is_counted_likely(self) -> bool:
        """Return whether `QueueProgress.n_likely` counts it."""
        return self.why is not None and self.why.is_likely and not self.is_second

    @property
    def is_below_likely(self) -> bool:
        """Return whether the best card left is not a likely match, after enough verdicts."""
        is_best = self.chosen_because == ChosenBecause.LIKELY
        if not is_best or self.why is None:
            return False
        return not self.why.is_likely and self.why.n_verdicts >= MIN_FOR_SHARE

    @property
    def expects_few_likes(self) -> bool:
        """Return whether so few likes are expected that stopping is advised."""
        return self.expected_likes is not None and self.expected_likes.is_low

    @property
    def chosen_words(self) -> str:
        """Return why it is next; "" if unknown."""
        if self.expects_few_likes:
            return "No strong matches left"
        return str(ChosenBecause(self.chosen_because).label) if self.chosen_because else ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A row of the ranked list; `why` is None before the first like or dislike."""

    rank: int
    company: Company
    why: ScoreExplanation | None
    description_similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendations:
    """A part of the ranked list of all companies without a verdict.

    Args:
        rows: best first.
        total: length of the whole list.
        n_verdicts: number of likes and dislikes used.
        is_by_description: no verdict yet; the order follows the campaign's description.
        n_examples: number of seeds that count as likes, and the description if it counts.
    """

    rows: tuple[Recommendation, ...]
    total: int
    n_verdicts: int
    is_by_description: bool
    n_examples: int = 0


def _read_names(campaign_id: int, company_ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Return company → its name, and its origin and domain as an example; at most one query."""
    if not company_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [campaign_id, list(company_ids)])
        return {
            company: (name, origin or "", domain or "") for company, name, origin, domain in cursor
        }


def cards_of(
    context: RankingContext,
    campaign: Campaign,
    because: Mapping[int, str],
    *,
    hides_verdict: bool = True,
) -> list[Card]:
    """Return cards of companies, with why each is next; at most three queries.

    Earlier verdicts of others are hidden. If one is not a likely match, it has the number of
    expected likes.
    """
    is_selected = campaign.scope == Campaign.Scope.SELECTED
    values = [list(because), campaign.workspace_id, not is_selected, campaign.pk]
    companies = {company.pk: company for company in Company.objects.raw(_COMPANIES, values)}
    judged = set(context.judged.tolist()) if hides_verdict else set[int]()
    hidden = [key for key in companies if key in judged]
    visible = [key for key in companies if key not in judged]
    parts: list[tuple[RankingContext, Ranker | None, NDArray[np.intp]]] = []
    if visible:
        parts.append((context, None, context.pool.rows_of(visible)))
    parts += [(*without_verdict_on(context, key), context.pool.rows_of([key])) for key in hidden]
    why = dict(zip([*visible, *hidden], explain_scores(parts), strict=True))
    description_similarity: dict[int, float] = {}
    if context.description_similarity is not None:
        rows = context.pool.rows_of([*companies])
        description_similarity = dict(
            zip(companies, context.description_similarity[rows].tolist(), strict=True)
        )
    cards = {
        key: Card(
            company,
            why[key],
            description_similarity.get(key),
            because[key],
            n_contacts=company.n_contacts,  # type: ignore[attr-defined]  # of the query
            is_second=key in judged,
        )
        for key, company in companies.items()
    }
    likes_left = None
    if any(card.is_below_likely for card in cards.values()):
        likes_left = expected_likes(context, campaign)
    return [
        replace(cards[key], expected_likes=likes_left) if cards[key].is_below_likely else cards[key]
        for key in because
        if key in cards
    ]


def count_progress(
    context: RankingContext,
    queue: QueueState,
    matching_ids: NDArray[np.int64] | None,
    *,
    n_second: int,
) -> QueueProgress:
    """Count what is left for a person.

    Args:
        context: the current ranking context.
        queue: of the person.
        matching_ids: companies that match the filters; None without filters.
        n_second: companies that need the person's second verdict.
    """
    judged = np.fromiter({*context.evidence.signals, *context.evidence.excluded}, np.int64)
    n_done = (
        len(judged)
        if matching_ids is None
        else int(np.count_nonzero(np.isin(judged, matching_ids)))
    )
    n_done = max(n_done - n_second, 0)
    if context.large is not None:
        skipped = np.fromiter(queue.skipped - context.evidence.decided_ids, np.int64)
        n_skipped = len(
            skipped if matching_ids is None else skipped[np.isin(skipped, matching_ids)]
        )
        return QueueProgress(max(context.n_open - n_skipped, 0) + n_second, None, n_done)
    rows = np.flatnonzero(context.is_eligible & ~context.pool.contains(queue.skipped))
    n_likely = None
    if context.ranking is not None:
        likely = likely_matches(context.ranking.scores[rows], context.lacks_text[rows])
        n_likely = int(np.count_nonzero(likely))
    return QueueProgress(len(rows) + n_second, n_likely, n_done)
