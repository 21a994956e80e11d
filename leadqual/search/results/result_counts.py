"""Numbers beside the search: what would be there if a box were ticked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search.index.index_queries import (
    Shown,
    count_companies,
    count_company_values,
    count_contact_values,
    count_contacts,
)
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import COMPANY_FACETS, CompanyQuery, ContactQuery
from leadqual.search.query.sql_conditions import (
    MANY_VALUED,
    company_excludes,
    company_facets,
    company_having,
    company_scope,
    contact_excludes,
    contact_scope,
    contact_ticks,
    joined,
)
from leadqual.search.results.single_counts import excluded_counts, member_counts

# Each facet is a bit: a person carries the bits of the facets that they fail, and counts in a
# facet when they fail none or only this one. So the own ticks of a facet never change its counts.
_BITS = {
    "function": 1,
    "level": 2,
    "industry": 4,
    "country": 8,
    "city": 16,
    "size": 32,
    "company_industry": 64,
    "business_model": 128,
    "technology": 256,
    "dnc": 512,
    "list": 1024,
    "campaign": 2048,
}

_SUMS = ("total", "companies")

MAX_READ = 100_000
"""Rows that are read while somebody types; above, values wait for the index."""

# One pass over the people; all counts read its grouped rows. The numbers are the bits above.
# "Fails none but 8" is written (failed & ~8) < 1 and not failed IN (0, 8): Postgres knows nothing
# of the column, takes an equality for rare, and then looks up titles and companies one by one.
_COUNTS = """
WITH people AS MATERIALIZED (
    SELECT * FROM (:everyone) AS everyone WHERE (failed & (failed - 1)) < 1
),
titles AS MATERIALIZED (
    SELECT title.id, failed, n, level_id, industry_id, classified_at IS NOT NULL AS is_read
    FROM (SELECT job_title_id, failed, count(*) AS n FROM people
          WHERE (failed & ~7) < 1 GROUP BY 1, 2) AS counted
    JOIN leads_jobtitle AS title ON title.id = counted.job_title_id
),
companies AS MATERIALIZED (
    SELECT failed, n, size, industry, business_model, technologies
    FROM (SELECT company_id, failed, count(*) AS n FROM people
          WHERE (failed & ~480) < 1 GROUP BY 1, 2) AS counted
    JOIN leads_company AS company ON company.id = counted.company_id
),
labels AS MATERIALIZED (
    SELECT titles.id, n, function_id, score FROM titles
    JOIN leads_titlelabel AS label ON label.job_title_id = titles.id WHERE (failed & ~1) < 1
),
in_tree AS MATERIALIZED (
    SELECT labels.id, n, function.slug, function.department_id
    FROM labels JOIN taxonomy_function AS function ON function.id = function_id
    WHERE score >= %s AND retired_at IS NULL
)
SELECT 'total', '', count(*) FROM people WHERE failed < 1
UNION ALL
SELECT 'companies', '', count(*) FROM companies WHERE failed < 1
UNION ALL
SELECT 'function', slug, sum(n)::bigint FROM in_tree GROUP BY 2
UNION ALL
SELECT 'department', department.slug, sum(n)::bigint
FROM (SELECT DISTINCT id, department_id, n FROM in_tree) AS once
JOIN taxonomy_department AS department ON department.id = department_id GROUP BY 2
UNION ALL
SELECT 'score', least(floor(best * 20), 19)::int::text, sum(n)::bigint
FROM (SELECT id, n, max(score) AS best FROM labels GROUP BY 1, 2) AS sure GROUP BY 2
UNION ALL
SELECT 'other', '1', coalesce(sum(n), 0)::bigint FROM titles
WHERE (failed & ~1) < 1 AND is_read
AND NOT EXISTS (SELECT FROM labels WHERE labels.id = titles.id)
UNION ALL
SELECT 'level', level.slug, sum(n)::bigint
FROM titles JOIN taxonomy_level AS level ON level.id = level_id
WHERE (failed & ~2) < 1 GROUP BY 2
UNION ALL
SELECT 'industry', industry.slug, sum(n)::bigint
FROM titles JOIN taxonomy_industry AS industry ON industry.id = industry_id
WHERE (failed & ~4) < 1 GROUP BY 2
UNION ALL
SELECT 'country', country, count(*) FROM people WHERE (failed & ~8) < 1 GROUP BY 2
UNION ALL
SELECT 'city', city, count(*) FROM people WHERE (failed & ~16) < 1 GROUP BY 2
UNION ALL
SELECT 'size', size, sum(n)::bigint FROM companies WHERE (failed & ~32) < 1 GROUP BY 2
UNION ALL
SELECT 'company_industry', industry, sum(n)::bigint FROM companies
WHERE (failed & ~64) < 1 GROUP BY 2
UNION ALL
SELECT 'business_model', business_model, sum(n)::bigint FROM companies
WHERE (failed & ~128) < 1 GROUP BY 2
UNION ALL
SELECT 'technology', technology, sum(n)::bigint
FROM companies
CROSS JOIN LATERAL (SELECT DISTINCT unnest(technologies)) AS used (technology)
WHERE (failed & ~256) < 1 GROUP BY 2
UNION ALL
SELECT 'dnc', CASE WHEN do_not_contact THEN 'yes' ELSE 'no' END, count(*) FROM people
WHERE (failed & ~512) < 1 GROUP BY 2
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a search finds, and what each box would find.

    Args:
        total: rows of the search itself.
        n_companies: companies behind them.
        by_facet: parameter → value → number, at least 1; a value that is missing counts 0.
        n_waiting: changed rows that are not counted yet; new files of the index are being made.
    """

    total: int
    n_companies: int
    by_facet: Mapping[str, Mapping[str, int]]
    n_waiting: int = 0

    def of(self, param: str, value: str) -> int:
        """Return the number beside one box."""
        return self.by_facet.get(param, {}).get(value, 0)


def contact_counts(
    workspace: Workspace,
    query: ContactQuery,
    *,
    most: int | None = None,
    shown: Shown | None = None,
) -> Counts:
    """Count the people of a search and of each box beside it.

    A person whose title holds functions of two departments counts once under each, and once in a
    department however many of its functions the title holds.

    Args:
        workspace: whose people.
        query: the search.
        most: of a facet of many values, those that most people have are enough; None for all.
        shown: lists and campaigns that are counted as well; of those of very many people none is.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            counted = count_contacts(workspace.pk, index, query, most=most, shown=shown)
            return Counts(counted.total, counted.n_companies, counted.by_facet, counted.n_waiting)
    return contact_counts_of_tables(workspace, query, shown=shown)


def contact_counts_of_tables(
    workspace: Workspace, query: ContactQuery, *, shown: Shown | None = None
) -> Counts:
    """Count as `contact_counts` does, from the tables; one query, which reads every contact.

    Up to three more for the lists and campaigns that are shown, and one for each value left out of
    the tree and of technologies.
    """
    lacks = contact_excludes(workspace, query)
    several = [lacks.pop(facet) for facet in MANY_VALUED & lacks.keys()]
    everyone: QuerySet[Contact, Any] = (
        Contact.objects.filter(workspace=workspace)
        .filter(contact_scope(query), *several)
        .annotate(failed=_failed(joined(contact_ticks(workspace, query), lacks)))
        .values("job_title_id", "company_id", "country", "city", "do_not_contact", "failed")
    )
    inner, params = everyone.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.replace(":everyone", inner), [*params, query.confidence])
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    by_facet: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, n in rows:
        if n and (value or facet in _SUMS):
            by_facet[facet][value] = n
    total, n_companies = (by_facet.pop(name, {}).get("", 0) for name in _SUMS)
    for param, value, n in excluded_counts(workspace, query):
        by_facet[param][value] = n
    for param, keys in (shown or {}).items():
        if keys:
            by_facet[param] = member_counts(workspace, query, param, keys)
    return Counts(total, n_companies, dict(by_facet))


def company_counts(workspace: Workspace, query: CompanyQuery, *, most: int | None = None) -> Counts:
    """Count the companies of a search and of each box beside it.

    Args:
        workspace: whose companies.
        query: the search.
        most: of a facet of many values, those that most companies have are enough; None for all.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            counted = count_companies(index, query, most=most)
            return Counts(counted.total, counted.n_companies, counted.by_facet, counted.n_waiting)
    return company_counts_of_tables(workspace, query)


def company_counts_of_tables(workspace: Workspace, query: CompanyQuery) -> Counts:
    """Count as `company_counts` does, from the tables; six queries, which read every company.

    One more for each technology that is left out.
    """
    conditions, lacks = company_facets(query), company_excludes(query)
    scope = Company.objects.filter(workspace=workspace).filter(company_scope(query))
    by_facet: dict[str, dict[str, int]] = {}
    for param in COMPANY_FACETS:
        rest = scope.filter(*(c for other, c in conditions.items() if other != param))
        refused = query.refused(param) if param in MANY_VALUED else ()
        by_facet[param] = _column_counts(rest.filter(lacks[param]) if refused else rest, param)
        for value in refused:
            if n := rest.filter(company_having(param, (value,))).count():
                by_facet[param][value] = n
    total = scope.filter(*conditions.values()).count()
    return Counts(total, total, by_facet)


def contact_values(
    workspace: Workspace, query: ContactQuery, param: str
) -> Mapping[str, int] | None:
    """Return all values of one facet of people → what the search would find with each of them.

    None in a large workspace whose index is being made: to read all its tables for each key that
    somebody types would hold up everybody else.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            return count_contact_values(workspace.pk, index, query, param)
    if _is_large(Contact.objects.filter(workspace=workspace)):
        return None
    return contact_counts_of_tables(workspace, query).by_facet.get(param, {})


def company_values(
    workspace: Workspace, query: CompanyQuery, param: str
) -> Mapping[str, int] | None:
    """Return all values of one facet of companies → what the search would find with each.

    None as in `contact_values`.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            return count_company_values(index, query, param)
    if _is_large(Company.objects.filter(workspace=workspace)):
        return None
    return company_counts_of_tables(workspace, query).by_facet.get(param, {})


def _is_large(rows: QuerySet[Any]) -> bool:
    return rows.order_by()[: MAX_READ + 1].count() > MAX_READ


def _column_counts(companies: QuerySet[Company], param: str) -> dict[str, int]:
    column = Func("technologies", function="unnest") if param == "technology" else F(param)
    # A company that names a technology twice counts once.
    counted: QuerySet[Company, Any] = (
        companies.annotate(value=column).values_list("value").annotate(n=Count("pk", distinct=True))
    )
    return {text: n for text, n in counted.order_by() if text}


def _failed(conditions: Mapping[str, Q]) -> Combinable:
    failed: Combinable = Value(0)
    for facet, condition in conditions.items():
        # An unknown value (no company, no title) fails: it lands in the default, too.
        failed = failed + Case(
            When(condition, then=0), default=_BITS[facet], output_field=IntegerField()
        )
    return failed
