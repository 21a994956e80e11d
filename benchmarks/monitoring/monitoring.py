"""How often a quiet month raises an alarm of drift, and how soon a real change does.

Months are drawn from titles, companies and replies that were written for the product: weekdays of
different size, thin weekends, days on which hardly anything comes, one import fifty times as large
as a day, and a mix that is never quite the same twice. After four weeks each day is judged as the
product judges it. Then, on one day, a part of what comes in is of a kind that never came before.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.core.artifacts import pretrained
from classifiers.core.languages import NAMES, language_of
from classifiers.core.text import DATA
from classifiers.monitoring.drift_days import DailySignal, DriftThresholds, judge_day
from classifiers.titles.model.network import load_model
from classifiers.titles.text.normalize import normalize

COMPANIES = Path(__file__).resolve().parents[2] / "leadqual" / "demo" / "data"
LANGUAGE, WORDS, LENGTH = "titles_language", "titles_words", "titles_length"
LEVEL, OTHER = "titles_level", "titles_other"
INDUSTRY, COUNTRY = "companies_industry", "companies_country"
REPLY_LANGUAGE, INTENT = "replies_language", "replies_intent"
ORDERED = frozenset({LENGTH})
MIX = {"en": 0.62, "de": 0.12, "fr": 0.08, "es": 0.06, "nl": 0.05, "it": 0.04, "pl": 0.03}
"""Languages of titles in an ordinary month; none of the others."""

NEW_LANGUAGE = "tr"
MAX_TITLES = 2_000
N_REFERENCE, N_QUIET = 28, 30
SHARES = (0.03, 0.05, 0.1, 0.2, 0.3)
FIRST = date(2026, 1, 5)  # a Monday
_SATURDAY = 5
Draw = NDArray[np.int64]
Profile = dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Things that may come in: the group that each is of, and its value by each signal."""

    groups: NDArray[np.str_]
    values: Mapping[str, NDArray[np.str_]]

    def of(self, group: str) -> Draw:
        """Return the places of the things of a group."""
        return np.flatnonzero(self.groups == group)


@dataclass(frozen=True, slots=True)
class Change:
    """A part of what comes in that is of a kind that never came.

    Args:
        kind: titles, companies or replies.
        group: the new one.
        share: of a day, 0 to 1.
    """

    kind: str
    group: str
    share: float


def run(*, say: Callable[[str], None]) -> dict[str, object]:
    """Draw quiet months and months with a change.

    Args:
        say: told what is done next.
    """
    n_quiet, n_changed = 100, 20
    say(f"{n_quiet} quiet months")
    alarms = Counter[str]()
    n_months = 0
    for seed in range(n_quiet):
        found = month(seed)
        alarms.update(name for day in found for name in day)
        n_months += any(found)
    looks = n_quiet * N_QUIET
    figures: dict[str, object] = {
        "quiet": {
            "months": n_quiet,
            "days": looks,
            "months with a false alarm": n_months,
            "false alarms by signal": dict(alarms),
        }
    }
    changes = (("titles", NEW_LANGUAGE), ("companies", new_industry()), ("replies", "unsubscribe"))
    for kind, group in changes:
        say(f"{kind}: {group} comes in")
        figures[f"{kind}: {group}"] = {
            f"{share:.0%}": _found_at_once(kind, group, share, n_changed) for share in SHARES
        }
    return figures


def _found_at_once(kind: str, group: str, share: float, n: int) -> float:
    change = Change(kind, group, share)
    return sum(any(month(seed, change=change, n_days=1)) for seed in range(n)) / n


def month(
    seed: int,
    *,
    change: Change | None = None,
    n_days: int = N_QUIET,
    limits: DriftThresholds | None = None,
) -> list[set[str]]:
    """Draw four weeks and the days after them, and return the signals that drift on each of these.

    Args:
        seed: of all that is drawn.
        change: what comes in from the first judged day on.
        n_days: that are judged.
        limits: those of the product where None.
    """
    chance = np.random.default_rng(seed)
    history: dict[str, list[DailySignal]] = {}
    alarms = []
    large = int(chance.integers(2, n_days)) if n_days > 2 else -1  # no change, no import
    for number in range(N_REFERENCE + n_days):
        day = FIRST + timedelta(days=number)
        is_judged = number >= N_REFERENCE
        times = 50.0 if number - N_REFERENCE == large else _size(chance, day)
        if change is not None and is_judged:
            times = 1.0
        profile = _profile(chance, times, change if is_judged else None)
        found = judge_day(
            history, profile, day=day, limits=limits or DriftThresholds(), ordered=ORDERED
        )
        drifting = {name for name, judged in found.items() if judged.is_drift}
        if is_judged:
            alarms.append(drifting)
        for name, counts in profile.items():
            is_drift = name in drifting if name in found else None
            history.setdefault(name, []).append(DailySignal(day, counts, is_drift))
    return alarms


def _size(chance: np.random.Generator, day: date) -> float:
    """Return how much comes on a day, 1 on the mean of weekdays."""
    if day.weekday() >= _SATURDAY:
        return float(chance.uniform(0.02, 0.15))
    # One day of twenty has next to nothing.
    return 0.01 if chance.random() < 0.05 else float(chance.lognormal(0.0, 0.4))


def _profile(chance: np.random.Generator, times: float, change: Change | None) -> Profile:
    profile: Profile = {}
    for kind, usual in (("titles", 400), ("companies", 150), ("replies", 120)):
        n = min(int(chance.poisson(usual * times)), MAX_TITLES)
        pool = pools()[kind]
        share = change.share if change is not None and change.kind == kind else 0.0
        n_new = int(chance.binomial(n, share))
        drawn = _ordinary(chance, kind, pool, n - n_new)
        if change is not None and n_new:
            drawn = np.concatenate([drawn, chance.choice(pool.of(change.group), n_new)])
        if len(drawn):
            for name, values in pool.values.items():
                profile[name] = Counter(values[drawn].tolist())
    return profile


def _ordinary(chance: np.random.Generator, kind: str, pool: Pool, n: int) -> Draw:
    """Draw things of the usual groups, whose mix is a little another one each day."""
    mix = usual_mix(kind)
    weights = np.array(list(mix.values())) * chance.lognormal(0.0, 0.15, len(mix))
    sizes = chance.multinomial(n, weights / weights.sum())
    parts = [chance.choice(pool.of(group), size) for group, size in zip(mix, sizes, strict=True)]
    return np.concatenate(parts)


@cache
def usual_mix(kind: str) -> Mapping[str, float]:
    """Return group → share on an ordinary day, without the group that comes in later."""
    if kind == "titles":
        return MIX
    left_out = new_industry() if kind == "companies" else "unsubscribe"
    counts = Counter(pools()[kind].groups.tolist())
    return {group: float(n) for group, n in sorted(counts.items()) if group != left_out}


@cache
def new_industry() -> str:
    """Return the most frequent industry of the written companies: it has most to draw from."""
    named = Counter(str(group) for group in pools()["companies"].groups if group)
    return named.most_common(1)[0][0]


@cache
def pools() -> Mapping[str, Pool]:
    """Read the titles, companies and replies that come with the product."""
    model = load_model(pretrained("titles"))
    titles = [row for row in _rows(DATA / "titles/written.tsv") if row["language"] in {*MIX, "tr"}]
    companies = _lines(COMPANIES / "companies.jsonl")
    replies = _lines(DATA / "replies/written.jsonl")[::4]
    folded = [normalize(row["title"]) for row in titles]
    return {
        "titles": _pool(
            [row["language"] for row in titles],
            {
                LANGUAGE: [NAMES[language_of(row["title"])] for row in titles],
                WORDS: [model.familiarity(text) for text in folded],
                LENGTH: [str(min(len(text), 100)) for text in folded],
                LEVEL: [row["level"] for row in titles],
                OTHER: [str(bool(row["functions"])) for row in titles],
            },
        ),
        "companies": _pool(
            [str(row.get("industry") or "") for row in companies],
            {
                INDUSTRY: [str(row.get("industry") or "").casefold() for row in companies],
                COUNTRY: [str(row.get("country") or "") for row in companies],
            },
        ),
        "replies": _pool(
            [str(row["label"]) for row in replies],
            {
                REPLY_LANGUAGE: [NAMES[language_of(str(row["text"]))] for row in replies],
                INTENT: [str(row["label"]) for row in replies],
            },
        ),
    }


def _pool(groups: Sequence[str], values: Mapping[str, Sequence[str]]) -> Pool:
    return Pool(np.array(groups), {name: np.array(each) for name, each in values.items()})


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((x for x in file if not x.startswith("#")), delimiter="\t"))


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
