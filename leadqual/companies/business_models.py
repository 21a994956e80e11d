"""Decide business models of stored companies by misclassification costs; corrections stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from classifiers.companies.business_model.error_costs import TIE_TOLERANCE, CostTable
from leadqual.accounts.models import Workspace
from leadqual.companies.business_model_writes import PERSON, store_params, store_statement
from leadqual.companies.readings import refresh_readings
from leadqual.leads.models import Company

MAX_COMPANIES_NAMED = 20

BUSINESS_MODEL_NAMES = {
    "b2b": "Sells to businesses (B2B)",
    "b2c": "Sells to consumers (B2C)",
    "both": "Both",
    "public": "Public",
    "unknown": "Unknown",
}
"""Value of `Company.business_model` → display name."""

_LABELS = tuple(Company.BusinessModel.values)
_LABEL_NUMBERS = range(1, len(_LABELS) + 1)

_MAX_KEY = 2**62  # Greater than every key.


def _join(text: str, separator: str = ", ") -> str:
    return separator.join(
        text.format(at=number, label=_LABELS[number - 1]) for number in _LABEL_NUMBERS
    )


def _expected_cost(predicted: int) -> str:
    n = len(_LABELS)
    terms = (
        f"p{true_label} * (%(costs)s::float8[])[{(true_label - 1) * n + predicted}]"
        for true_label in _LABEL_NUMBERS
    )
    return " + ".join(terms)


_EXPECTED_COSTS = ", ".join(f"{_expected_cost(n)} AS k{n}" for n in _LABEL_NUMBERS)
# `classifiers.companies.business_model.error_costs.decide` in SQL, term by term in the same order.
# OFFSET 0 keeps the database from inlining each sum wherever it is used.
_DECISIONS = f"""
    SELECT id, workspace_id, business_model, p,
           CASE WHEN GREATEST({_join("p{at}")}) = LEAST({_join("p{at}")}) THEN 'unknown'
                {_join("WHEN s{at} = GREATEST(" + _join("s{at}") + ") THEN '{label}'", " ")}
            END AS decided
      FROM (SELECT *, {_join("CASE WHEN k{at} <= least THEN p{at} ELSE -1 END AS s{at}")}
              FROM (SELECT *, LEAST({_join("k{at}")}) + {TIE_TOLERANCE} AS least
                      FROM (SELECT *, {_EXPECTED_COSTS}
                              FROM (SELECT id, workspace_id, business_model,
                                           business_model_probabilities AS p,
                                           {_join("business_model_probabilities[{at}] AS p{at}")}
                                      FROM leads_company
                                     WHERE business_model_probabilities IS NOT NULL
                                       AND business_model_version <> %(person)s
                                       AND id > %(after)s AND id <= %(until)s
                                    OFFSET 0) shares
                            OFFSET 0) costs
                    OFFSET 0) cheapest
            OFFSET 0) scores
"""  # noqa: S608  # only texts of this module
# One scan of all companies: counts in the rows without a key, then the names.
_MOVES = f"""
    WITH moved AS MATERIALIZED (
        SELECT id, workspace_id, business_model, decided
          FROM ({_DECISIONS}) d WHERE decided <> business_model
    ), named AS (
        SELECT id, business_model, decided FROM moved
         WHERE workspace_id = %(workspace)s ORDER BY id LIMIT %(most)s
    )
    SELECT NULL, NULL, business_model, decided, count(*),
           count(*) FILTER (WHERE workspace_id = %(workspace)s)
      FROM moved GROUP BY business_model, decided
     UNION ALL
    SELECT n.id, c.name, n.business_model, n.decided, 0, 0
      FROM named n JOIN leads_company c ON c.id = n.id
"""  # noqa: S608  # only texts of this module
_STORE = store_statement(f"""
    SELECT c.id, d.decided AS business_model, d.p AS probabilities,
           d.p[array_position(ARRAY[{_join("'{label}'")}], d.decided)] AS probability,
           c.business_model_why AS why, c.business_model_version AS version
      FROM ({_DECISIONS}) d JOIN leads_company c USING (id) WHERE d.decided <> d.business_model
""")  # noqa: S608  # only texts of this module


@dataclass(frozen=True, slots=True)
class ChangedCompany:
    """A company whose business model would change."""

    company_id: int
    name: str
    former: str
    new: str


@dataclass(frozen=True, slots=True)
class CostTableEffect:
    """What another cost table would change.

    Args:
        counts: (old, new) → number of companies in all workspaces.
        own: the same for one workspace.
        named: companies of that workspace, those with the lowest keys.
        n_decided: companies of all workspaces whose business model costs decide.
        n_corrected: companies with a correction, which never change.
        n_unread: companies without stored probabilities, unchanged until classified again.
    """

    counts: Mapping[tuple[str, str], int]
    own: Mapping[tuple[str, str], int]
    named: Sequence[ChangedCompany]
    n_decided: int
    n_corrected: int
    n_unread: int

    @property
    def n_companies(self) -> int:
        return sum(self.counts.values())

    @property
    def n_own(self) -> int:
        """Companies of the one workspace that would change."""
        return sum(self.own.values())


def cost_table_effect(table: CostTable, *, workspace: Workspace) -> CostTableEffect:
    """Return the effect of a cost table; two queries over all companies.

    Args:
        table: from `classifiers.companies.business_model.error_costs.as_table`.
        workspace: whose companies may be named.
    """
    values = _values(table) | {"workspace": workspace.pk, "most": MAX_COMPANIES_NAMED}
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, values)
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT count(*) FILTER (WHERE business_model_version = %(person)s),"
            " count(*) FILTER (WHERE business_model_version <> %(person)s"
            " AND business_model_probabilities IS NULL), count(*) FROM leads_company",
            {"person": PERSON},
        )
        n_corrected, n_unread, n_all = cursor.fetchone() or (0, 0, 0)
    named = sorted(
        (ChangedCompany(*row[:4]) for row in rows if row[0]), key=lambda row: row.company_id
    )
    counted = [row[2:] for row in rows if not row[0]]
    return CostTableEffect(
        counts={(former, new): n for former, new, n, _ in counted},
        own={(former, new): n_own for former, new, _, n_own in counted if n_own},
        named=named,
        n_decided=n_all - n_corrected - n_unread,
        n_corrected=n_corrected,
        n_unread=n_unread,
    )


def decide_chunk(table: CostTable, *, after: int, size: int) -> tuple[int | None, int]:
    """Decide again about the next companies of all workspaces, by key; call it in a transaction.

    Args:
        table: from `classifiers.companies.business_model.error_costs.as_table`.
        after: key of the last company of the previous call; 0 for the first.
        size: number of companies to check.

    Returns:
        The last key, None if no company was left; how many business models changed.
    """
    # All bulk writes lock in the same order, so that they never deadlock.
    # Read after locking, to see what a job stored in the meantime.
    locked = Company.objects.select_for_update().filter(pk__gt=after).order_by("pk")
    keys = list(locked.values_list("pk", flat=True)[:size])
    if not keys:
        return None, 0
    with connection.cursor() as cursor:
        cursor.execute(_STORE, _values(table) | {"after": keys[0] - 1, "until": keys[-1]})
        changed = [key for (key,) in cursor.fetchall()]
    refresh_readings(changed)
    return keys[-1], len(changed)


def _values(table: CostTable) -> dict[str, Any]:
    costs = table.ravel().tolist()
    return {"costs": costs, "person": PERSON, "after": 0, "until": _MAX_KEY, **store_params()}
