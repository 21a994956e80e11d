"""What is known of people for their score, as columns of equal length."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.lead_scores.factors import DECAYING, size_band
from leadqual.lead_scores.score_rules import ScoreRules

CHUNK_SIZE = 20_000
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


def facts_by_key(
    workspace_id: int, keys: Sequence[int], *, rules: ScoreRules, today: date
) -> PersonFacts:
    """Return the facts of some people, without deleted ones; five queries."""
    values = {"keys": list(keys), "most": len(keys)}
    rows = _read(_PEOPLE.format(some="c.id = ANY(%(keys)s)"), workspace_id, today, values)
    return _facts(workspace_id, rows, rules, today)


def facts_after(
    workspace_id: int, *, after: int, rules: ScoreRules, today: date, most: int = CHUNK_SIZE
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

    def read_by_key(query: str, wanted: Sequence[int]) -> dict[int, Sequence[Any]]:
        values = {"keys": list(set(wanted) - {0})}
        return {row[0]: row for row in _read(query, workspace_id, today, values)}

    of_title, of_company = read_by_key(_TITLES, titles), read_by_key(_COMPANIES, companies)
    verdicts = read_by_key(_VERDICTS, companies)
    positive, negative = _replies(workspace_id, keys, today)
    title_shares = {key: _title_shares(row, rules) for key, row in of_title.items()}
    company_shares = {key: _company_shares(row, rules) for key, row in of_company.items()}
    opinion = {key: (row[1] - row[2]) / (row[1] + row[2]) for key, row in verdicts.items()}
    last_verdict = {key: row[3] for key, row in verdicts.items()}
    company_countries = [of_company[key][3] if key in of_company else "" for key in companies]
    country_share: dict[str, float] = {}
    all_countries = [home or own for home, own in zip(company_countries, countries, strict=True)]
    for country in set(all_countries):
        country_share[country] = rules.share("country", country)
    values = {
        "campaign_score": _share_column(companies, company_shares, 0),
        "function": _share_column(titles, title_shares, 0),
        "level": _share_column(titles, title_shares, 1),
        "company_size": _share_column(companies, company_shares, 1),
        "country": _array(all_countries, country_share.__getitem__),
        "business_model": _share_column(companies, company_shares, 2),
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


def _share_column(
    keys: Sequence[int], shares: Mapping[int, tuple[float, ...]], place: int
) -> NDArray[np.float64]:
    zeros = (0.0, 0.0, 0.0)
    return _array(keys, lambda key: shares.get(key, zeros)[place])
