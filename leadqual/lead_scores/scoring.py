"""The factors of the lead score, and the facts that make a person a good fit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

# Facts of people for their score, as columns of equal length.

SIZE_BANDS: tuple[tuple[str, int], ...] = (
    ("1-10", 1),
    ("11-50", 11),
    ("51-200", 51),
    ("201-500", 201),
    ("501-1000", 501),
    ("1001-5000", 1001),
    ("5001-10000", 5001),
    ("10001+", 10001),
)
"""Size band → its least number of employees."""

FACTS: Mapping[str, str] = {
    "department": "Departments",
    "level": "Levels",
    "company_size": "Company sizes",
    "business_model": "Business models",
    "country": "Countries",
}
"""Code → name of the facts whose fit a workspace sets."""

MAX_WEIGHT = 100
MAX_HALF_LIFE = 3650
TIER_A, TIER_B = 60, 40
"""Default minimum scores of tiers A and B."""

TIERS = ("A", "B", "C")
OTHERS = "*"
"""Used instead of a value: the fit of all others."""

MAX_SCORE = 100
PART = 20_000
"""Maximum number of people in memory."""

_PEOPLE = """
    SELECT c.id, coalesce(c.job_title_id, 0), coalesce(c.company_id, 0), c.country,
           %(today)s - (c.created_at AT TIME ZONE 'UTC')::date,
           %(today)s - (c.title_changed_at AT TIME ZONE 'UTC')::date,
           coalesce(c.lead_score, -1), c.lead_tier
      FROM leads_contact AS c
     WHERE c.workspace_id = %(workspace)s AND {some}
     ORDER BY c.id LIMIT %(most)s
"""
_TITLES = """
    SELECT t.id, coalesce(l.slug, ''),
           ARRAY(SELECT DISTINCT d.slug FROM leads_titlelabel AS label
                   JOIN taxonomy_function AS f ON f.id = label.function_id
                   JOIN taxonomy_department AS d ON d.id = f.department_id
                  WHERE label.job_title_id = t.id AND f.retired_at IS NULL)
      FROM leads_jobtitle AS t LEFT JOIN taxonomy_level AS l ON l.id = t.level_id
     WHERE t.id = ANY(%(keys)s) AND t.workspace_id = %(workspace)s
"""
_COMPANIES = """
    SELECT o.id, o.employees, o.size, o.country, o.business_model, coalesce(s.score, 0)
      FROM leads_company AS o
      LEFT JOIN lead_scores_companycampaignscore AS s ON s.company_id = o.id
     WHERE o.id = ANY(%(keys)s) AND o.workspace_id = %(workspace)s
"""
_VERDICTS = """
    SELECT company_id, count(*) FILTER (WHERE value = 'like'),
           count(*) FILTER (WHERE value = 'dislike'),
           %(today)s - (max(created_at) AT TIME ZONE 'UTC')::date
      FROM campaigns_verdict
     WHERE workspace_id = %(workspace)s AND company_id = ANY(%(keys)s)
       AND is_current AND value IN ('like', 'dislike')
     GROUP BY company_id
"""
_REPLIES = """
    SELECT contact_id, category = 'positive',
           %(today)s - (max(received_at) AT TIME ZONE 'UTC')::date
      FROM replies_reply
     WHERE workspace_id = %(workspace)s AND contact_id = ANY(%(keys)s)
       AND category IN ('positive', 'objection', 'unsubscribe')
     GROUP BY 1, 2
"""
_NEVER = -1.0
"""Age of what never happened."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonFacts:
    """Some people; each array has one entry for each of them.

    Args:
        keys: of the contacts, ascending.
        scores: stored scores; -1 where there is none.
        tiers: stored tiers.
        values: factor → share of its points before decay, -1 to 1.
        ages: factor that decays → days since; negative where it never happened.
    """

    keys: NDArray[np.int64]
    scores: NDArray[np.int16]
    tiers: NDArray[np.str_]
    values: dict[str, NDArray[np.float64]]
    ages: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.keys)


class Group(StrEnum):
    """What a factor is about."""

    FIT = "fit"
    ENGAGEMENT = "engagement"
    TIMING = "timing"


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of the score.

    Args:
        code: in settings and the API.
        label: on pages.
        group: under which it is shown.
        weight: default points at most; of `is_deduction`, points that it takes away at most.
        help: what earns the points, in one sentence.
        half_life: default days after which it counts half; 0 where it does not decay.
        is_deduction: it takes points away.
        fact: the fact whose fit earns the points; empty where another rule does.
    """

    code: str
    label: str
    group: Group
    weight: int
    help: str
    half_life: int = 0
    is_deduction: bool = False
    fact: str = ""


FACTORS = (
    Factor(
        "campaign_score",
        "Campaign score",
        Group.FIT,
        20,
        "Highest score of the company in an active campaign; scores below 0 earn nothing.",
    ),
    Factor(
        "function",
        "Function",
        Group.FIT,
        10,
        "Best fit among the departments of the title.",
        fact="department",
    ),
    Factor("level", "Level", Group.FIT, 15, "Fit of the level of the title.", fact="level"),
    Factor(
        "company_size",
        "Company size",
        Group.FIT,
        10,
        "Fit of the number of employees.",
        fact="company_size",
    ),
    Factor(
        "country",
        "Country",
        Group.FIT,
        5,
        "Fit of the country of the company or, if unknown, of the person.",
        fact="country",
    ),
    Factor(
        "business_model",
        "Business model",
        Group.FIT,
        5,
        "Fit of the business model of the company.",
        fact="business_model",
    ),
    Factor(
        "positive_reply",
        "Positive reply",
        Group.ENGAGEMENT,
        15,
        "The person replied positively; the last reply counts.",
        half_life=60,
    ),
    Factor(
        "negative_reply",
        "Negative reply",
        Group.ENGAGEMENT,
        20,
        "The person objected or unsubscribed; the last reply counts.",
        half_life=120,
        is_deduction=True,
    ),
    Factor(
        "verdicts",
        "Verdicts",
        Group.ENGAGEMENT,
        10,
        "Likes add points, dislikes subtract them; the age is that of the last verdict.",
        half_life=180,
    ),
    Factor(
        "new_in_role",
        "New in role",
        Group.TIMING,
        5,
        "The job title changed since the person was added.",
        half_life=60,
    ),
    Factor(
        "new_in_workspace",
        "New in workspace",
        Group.TIMING,
        5,
        "The person was added recently.",
        half_life=30,
    ),
)
"""All factors, in the order of pages and of the API."""

BY_CODE: Mapping[str, Factor] = {factor.code: factor for factor in FACTORS}
CODES = tuple(BY_CODE)
DECAYING = tuple(factor for factor in FACTORS if factor.half_life)
"""Factors that count less with time."""


class Fit(StrEnum):
    """How well a value fits."""

    IDEAL = "ideal"
    GOOD = "good"
    POOR = "poor"


SHARES: Mapping[str, float] = {Fit.IDEAL: 1.0, Fit.GOOD: 0.5, Fit.POOR: 0.0}
"""Fit → share of the points that it earns."""


DEFAULT_FITS: Mapping[str, Mapping[str, str]] = {
    "level": {
        "owner": Fit.IDEAL,
        "c_level": Fit.IDEAL,
        "vp": Fit.IDEAL,
        "director": Fit.IDEAL,
        "lead": Fit.POOR,
        "consultant": Fit.POOR,
        "specialist": Fit.POOR,
        "entry": Fit.POOR,
        "other": Fit.POOR,
    },
    "business_model": {"b2b": Fit.IDEAL, "both": Fit.IDEAL, "b2c": Fit.POOR, "public": Fit.POOR},
}
"""Fact → value → fit; whatever is not named here is a good fit."""


def size_band(employees: int | None, size: str) -> str:
    """Return the band of a company by its number of employees, else by its band as imported.

    Empty where neither is known.
    """
    least = employees if employees else _first_number(size)
    found = ""
    for band, start in SIZE_BANDS:
        if least >= start:
            found = band
    return found


def _first_number(size: str) -> int:
    """Return the first number of a text such as `1,001-5,000 employees`; 0 without one."""
    digits = ""
    for letter in size[:40]:
        if letter.isascii() and letter.isdigit():
            digits += letter
        elif digits and letter not in ",. '":
            break
    return int(digits or 0)


# The rules by which a workspace scores people, as plain values.


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """Weights, half-lives, fits and tiers.

    Args:
        weights: factor → points at most; missing ones are as by default.
        half_lives: factor → days; missing ones are as by default.
        fits: fact → value → fit; one that is not named has that of `OTHERS`, else a good one.
        tier_a: least score of tier A.
        tier_b: least score of tier B; below is tier C.
        version: of the stored rules; 0 for the defaults.
    """

    weights: Mapping[str, int] = field(default_factory=dict)
    half_lives: Mapping[str, int] = field(default_factory=dict)
    fits: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: DEFAULT_FITS)
    tier_a: int = TIER_A
    tier_b: int = TIER_B
    version: int = 0

    def weight(self, factor: str) -> int:
        """Return the points of a factor at most."""
        return int(self.weights.get(factor, BY_CODE[factor].weight))

    def half_life(self, factor: str) -> int:
        """Return the days after which a factor counts half; 0 where it does not decay."""
        return int(self.half_lives.get(factor, BY_CODE[factor].half_life))

    def fit(self, fact: str, value: str) -> str:
        """Return how well a value of a fact fits."""
        fits = self.fits.get(fact, {})
        return fits.get(value, fits.get(OTHERS, Fit.GOOD))

    def share(self, fact: str, value: str) -> float:
        """Return the share of the points that a value earns, 0 to 1; 0 where it is not known."""
        return SHARES[self.fit(fact, value)] if value else 0.0

    def tier(self, score: int) -> str:
        return "A" if score >= self.tier_a else "B" if score >= self.tier_b else "C"

    @property
    def most_points(self) -> int:
        return sum(self.weight(one.code) for one in FACTORS if not one.is_deduction)


# Facts of people → their scores, and the lines that add up to one of them.


def points_of(facts: PersonFacts, rules: ScoreRules) -> NDArray[np.float64]:
    """Return the points by factor: one row per person, one column for each of `FACTORS`."""
    points = np.zeros((len(facts), len(FACTORS)))
    for column, factor in enumerate(FACTORS):
        weight = rules.weight(factor.code) * (-1 if factor.is_deduction else 1)
        points[:, column] = weight * share_of(facts, rules, factor.code)
    return points


def share_of(facts: PersonFacts, rules: ScoreRules, factor: str) -> NDArray[np.float64]:
    """Return the share of the points of a factor, -1 to 1, faded by its age."""
    values = facts.values[factor]
    if factor not in facts.ages:
        return values
    ages = facts.ages[factor]
    faded = np.exp2(-np.maximum(ages, 0.0) / max(rules.half_life(factor), 1))
    return np.where(ages < 0, 0.0, values * faded)


def scores_of(points: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return the scores, 0 to 100, of people by their points."""
    return np.clip(_rounded(points.sum(axis=1)), 0, MAX_SCORE).astype(np.int16)


def tiers_of(scores: NDArray[np.int16], rules: ScoreRules) -> NDArray[np.str_]:
    """Return the tiers of scores."""
    first = np.where(scores >= rules.tier_b, 1, 2)
    return np.array(TIERS)[np.where(scores >= rules.tier_a, 0, first)]


def whole_points(points: NDArray[np.float64]) -> tuple[list[int], int]:
    """Round the points of one person to whole ones that add up to the score.

    The points that are missing after rounding down go to the factors that lost most.

    Returns:
        Points of each factor, and what keeps the score from 0 to 100: added to them, it gives the
        score.
    """
    total = int(_rounded(points.sum(keepdims=True))[0])
    whole = np.floor(points + 1e-9).astype(int)
    lost = points - whole
    by_loss = np.argsort(-lost, kind="stable")
    whole[by_loss[: max(total - int(whole.sum()), 0)]] += 1
    return whole.tolist(), min(max(total, 0), MAX_SCORE) - total


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to the nearest integer, halves up, tolerating float errors."""
    return np.floor(values + 0.5 + 1e-9)


# Reads what is known of people for their score: all of a workspace in parts, or some by key.


def facts_by_key(
    workspace_id: int, keys: Sequence[int], *, rules: ScoreRules, today: date
) -> PersonFacts:
    """Return the facts of some people, without deleted ones; five queries."""
    values = {"keys": list(keys), "most": len(keys)}
    rows = _read(_PEOPLE.format(some="c.id = ANY(%(keys)s)"), workspace_id, today, values)
    return _facts(workspace_id, rows, rules, today)


def facts_after(
    workspace_id: int, *, after: int, rules: ScoreRules, today: date, most: int = PART
) -> PersonFacts:
    """Return the facts of the next people after a key, in key order; five queries."""
    rows = _read(
        _PEOPLE.format(some="c.id > %(after)s"), workspace_id, today, {"after": after, "most": most}
    )
    return _facts(workspace_id, rows, rules, today)


def _facts(
    workspace_id: int, rows: Sequence[Sequence[Any]], rules: ScoreRules, today: date
) -> PersonFacts:
    keys, titles, companies, countries, added, changed, scores, tiers = _columns(rows, 8)

    def found(query: str, wanted: Sequence[int]) -> dict[int, Sequence[Any]]:
        values = {"keys": list(set(wanted) - {0})}
        return {row[0]: row for row in _read(query, workspace_id, today, values)}

    of_title, of_company = found(_TITLES, titles), found(_COMPANIES, companies)
    verdicts = found(_VERDICTS, companies)
    positive, negative = _replies(workspace_id, keys, today)
    title = {key: _title_shares(row, rules) for key, row in of_title.items()}
    company = {key: _company_shares(row, rules) for key, row in of_company.items()}
    opinion = {key: (row[1] - row[2]) / (row[1] + row[2]) for key, row in verdicts.items()}
    last_verdict = {key: row[3] for key, row in verdicts.items()}
    homes = [of_company[key][3] if key in of_company else "" for key in companies]
    country_share: dict[str, float] = {}
    places = [home or own for home, own in zip(homes, countries, strict=True)]
    for place in set(places):
        country_share[place] = rules.share("country", place)
    values = {
        "campaign_score": _taken(companies, company, 0),
        "function": _taken(titles, title, 0),
        "level": _taken(titles, title, 1),
        "company_size": _taken(companies, company, 1),
        "country": _array(places, country_share.__getitem__),
        "business_model": _taken(companies, company, 2),
        "verdicts": _array(companies, lambda key: opinion.get(key, 0.0)),
    }
    ages = {
        "positive_reply": _array(keys, lambda key: positive.get(key, _NEVER)),
        "negative_reply": _array(keys, lambda key: negative.get(key, _NEVER)),
        "verdicts": _array(companies, lambda key: last_verdict.get(key, _NEVER)),
        "new_in_role": _array(changed, lambda days: _NEVER if days is None else days),
        "new_in_workspace": _array(added, float),
    }
    for factor in DECAYING:
        # A date in the future, as some emails have, is today.
        ages[factor.code] = np.where(
            ages[factor.code] == _NEVER, _NEVER, np.maximum(ages[factor.code], 0.0)
        )
        values.setdefault(factor.code, np.ones(len(keys)))
    return PersonFacts(
        keys=np.array(keys, dtype=np.int64),
        scores=np.array(scores, dtype=np.int16),
        tiers=np.array(tiers, dtype=np.str_),
        values=values,
        ages=ages,
    )


def _title_shares(row: Sequence[Any], rules: ScoreRules) -> tuple[float, float]:
    shares = [rules.share("department", slug) for slug in row[2]]
    return max(shares, default=0.0), rules.share("level", row[1])


def _company_shares(row: Sequence[Any], rules: ScoreRules) -> tuple[float, float, float]:
    _, employees, size, _, business_model, score = row
    return (
        max(float(score), 0.0),
        rules.share("company_size", size_band(employees, size)),
        rules.share("business_model", "" if business_model == "unknown" else business_model),
    )


def _replies(
    workspace_id: int, keys: Sequence[int], today: date
) -> tuple[dict[int, float], dict[int, float]]:
    """Return contact → days since the last positive, and since the last negative reply."""
    sides: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for key, is_positive, days in _read(_REPLIES, workspace_id, today, {"keys": list(keys)}):
        sides[0 if is_positive else 1][key] = max(float(days), 0.0)
    return sides


def _read(
    query: str, workspace_id: int, today: date, values: Mapping[str, Any]
) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"workspace": workspace_id, "today": today, **values})
        rows: list[Sequence[Any]] = cursor.fetchall()
    return rows


def _columns(rows: Sequence[Sequence[Any]], n: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * n


def _array(entries: Sequence[Any], value_of: Callable[[Any], float]) -> NDArray[np.float64]:
    return np.array([value_of(entry) for entry in entries], dtype=np.float64)


def _taken(
    keys: Sequence[int], shares: Mapping[int, tuple[float, ...]], place: int
) -> NDArray[np.float64]:
    nothing = (0.0, 0.0, 0.0)
    return _array(keys, lambda key: shares.get(key, nothing)[place])
