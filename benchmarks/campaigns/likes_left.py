"""How many of the next cards are likes, and what was expected: simulated qualifiers on the demo.

A qualifier looks for one kind of the 750 sample companies, knows three of it and three others,
gets the best card each time, and judges one card in twenty against the rule. Every five cards the
likes among the next twenty, and among all open companies, are expected as the queue does it, and
compared with what they turned out to be.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.campaigns.strategies import features_of
from classifiers.companies.company_rows import record_from_row
from classifiers.companies.company_text import company_text
from recommender.ranking.scale import N_HISTORY, N_NEXT, like_chances
from recommender.ranking.verdict_sums import VerdictSums
from recommender.types import Features

COMPANIES = Path(__file__).parents[2] / "leadqual/demo/data/companies.jsonl"
KINDS: Mapping[str, tuple[str, ...]] = {
    "software": ("software", "developer tools", "security", "fintech", "telehealth", "internet"),
    "makers": ("manufactur", "machinery", "equipment", "materials", "medical devices", "furniture"),
    "food": ("food", "beverage", "restaurant", "farming"),
    "health": ("health", "medical", "pharma", "hospital"),
    "transport": ("logistic", "freight", "transport", "warehous", "airline", "maritime"),
}
"""Kind → words of its industries."""

N_QUALIFIERS = 3
N_CARDS = 400
SLIP = 0.05
EVERY = 5
EDGES = (0, 1, 3, 6, 9, 12, 15, N_NEXT)


def run(_folder: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Simulate all qualifiers; the same figures every time."""
    rows = [json.loads(line) for line in COMPANIES.read_text(encoding="utf-8").splitlines()]
    say("embedding")
    features = features_of([company_text(record_from_row(row)) for row in rows])
    found: list[tuple[float, float, float, float]] = []
    for kind, words in KINDS.items():
        say(kind)
        industries = [str(row.get("industry") or "").lower() for row in rows]
        wanted = np.array([any(word in industry for word in words) for industry in industries])
        for seed in range(N_QUALIFIERS):
            found.extend(_compared(features, wanted, np.random.default_rng([seed, len(kind)])))
    expected, actual, expected_share, actual_share = np.array(found).T
    return {
        "n_companies": len(rows),
        "n_compared": len(found),
        "likes_of_next_20": {
            "expected": round(float(expected.mean()), 2),
            "actual": round(float(actual.mean()), 2),
            "mean_difference": round(float(np.abs(expected - actual).mean()), 2),
        },
        "share_of_all_open": {
            "expected": round(float(expected_share.mean()), 3),
            "actual": round(float(actual_share.mean()), 3),
            "mean_difference": round(float(np.abs(expected_share - actual_share).mean()), 3),
        },
        "actual_by_expected_of_20": {
            f"{least} to {most}": {
                "n": int(there.sum()),
                "expected": round(float(expected[there].mean()), 1),
                "actual": round(float(actual[there].mean()), 1),
            }
            for least, most in pairwise(EDGES)
            if (there := (expected >= least) & (expected < most)).any()
        },
    }


def _compared(
    features: Features, wanted: NDArray[np.bool_], rng: np.random.Generator
) -> Iterator[tuple[float, float, float, float]]:
    """Yield expected and actual likes of the next cards, and shares of likes among all open."""
    is_liked = wanted ^ (rng.random(len(wanted)) < SLIP)
    known = [rng.choice(np.flatnonzero(wanted == side), 3, replace=False) for side in (True, False)]
    verdicts = {int(row): 1.0 if wanted[row] else -1.0 for row in np.concatenate(known)}
    sums, scores_then, liked = VerdictSums(features), list[float](), list[bool]()
    expected: list[tuple[float, float, float]] = []
    for n in range(N_CARDS):
        scores = sums.rank(verdicts).scores
        open_ = np.setdiff1d(np.arange(len(wanted)), list(verdicts))
        order = open_[np.argsort(-scores[open_], kind="stable")]
        if n % EVERY == 0 and n + N_NEXT <= N_CARDS:
            history = slice(max(0, n - N_HISTORY), n)
            chances = like_chances(scores[order], scores_then[history], liked[history])
            likes = float(chances[:N_NEXT].sum())
            expected.append((likes, float(chances.mean()), float(is_liked[order].mean())))
        row = int(order[0])
        scores_then.append(float(scores[row]))
        liked.append(bool(is_liked[row]))
        verdicts[row] = 1.0 if is_liked[row] else -1.0
    for place, (likes, share, actual_share) in enumerate(expected):
        start = place * EVERY
        yield likes, float(sum(liked[start : start + N_NEXT])), share, actual_share
