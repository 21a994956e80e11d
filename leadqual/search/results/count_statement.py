"""The statement that counts people beside every box at once, made from the table of facets.

Each facet is a bit: a person carries the bits of the facets that they fail, and counts in a facet
when they fail none or only this one. So the own ticks of a facet never change its counts.
"""

from collections.abc import Iterable, Mapping

from leadqual.search.facets.facet_table import (
    BESIDE_TREE,
    FACETS,
    MEMBERSHIPS,
    TREE,
    Facet,
    Kind,
    Source,
    from_source,
    value_of,
)

BITS: Mapping[str, int] = {
    param: 1 << place
    for place, param in enumerate((TREE, *(one.param for one in (*BESIDE_TREE, *MEMBERSHIPS))))
}
"""Facet, the tree as one → its bit."""

SUMS = ("total", "companies")
"""What the statement counts that is no facet."""

CONTACT_COLUMNS = (
    "job_title_id",
    "company_id",
    *(facet.column for facet in from_source(FACETS, Source.CONTACT)),
)
"""Columns that the statement reads of everybody, beside `failed`."""

# "Fails none but 8" is written (failed & ~8) < 1 and not failed IN (0, 8): Postgres knows nothing
# of the column, takes an equality for rare, and then looks up titles and companies one by one.
_FAILS_NONE_BUT = "(failed & ~{}) < 1"

# One pass over the people; all counts read its grouped rows.
_PEOPLE = """
WITH people AS MATERIALIZED (
    SELECT * FROM (:everyone) AS everyone WHERE (failed & (failed - 1)) < 1
),
titles AS MATERIALIZED (
    SELECT title.id, failed, n, {title_columns}classified_at IS NOT NULL AS is_read
    FROM (SELECT job_title_id, failed, count(*) AS n FROM people
          WHERE {of_titles} GROUP BY 1, 2) AS counted
    JOIN leads_jobtitle AS title ON title.id = counted.job_title_id
),
companies AS MATERIALIZED (
    SELECT {company_columns}failed, n
    FROM (SELECT company_id, failed, count(*) AS n FROM people
          WHERE {of_companies} GROUP BY 1, 2) AS counted
    JOIN leads_company AS company ON company.id = counted.company_id
),
labels AS MATERIALIZED (
    SELECT titles.id, n, function_id, score FROM titles
    JOIN leads_titlelabel AS label ON label.job_title_id = titles.id WHERE {of_tree}
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
SELECT 'unclassified', '1', coalesce(sum(n), 0)::bigint FROM titles
WHERE {of_tree} AND is_read
AND NOT EXISTS (SELECT FROM labels WHERE labels.id = titles.id)
"""
_BY_TITLE = """
SELECT '{param}', value.slug, sum(n)::bigint
FROM titles JOIN taxonomy_{column} AS value ON value.id = {column}_id
WHERE {fails_no_other} GROUP BY 2
"""
_BY_COLUMN = "SELECT '{param}', {value}, {n} FROM {table} WHERE {fails_no_other} GROUP BY 2"
_SEVERAL = (
    "companies CROSS JOIN LATERAL (SELECT DISTINCT unnest({column})) AS used (value)"  # once each
)


def count_statement() -> str:
    """Return the statement; `:everyone` stands for the people, its parameter is the confidence.

    It gives facet, value and number of people, and the `SUMS`.
    """
    titles = from_source(FACETS, Source.TITLE)
    companies = from_source(FACETS, Source.COMPANY)
    people = _PEOPLE.format(
        title_columns=_listed(f"{facet.column}_id" for facet in titles),
        company_columns=_listed(facet.column for facet in companies),
        of_titles=_fails_none_but(TREE, *(facet.param for facet in titles)),
        of_companies=_fails_none_but(*(facet.param for facet in companies)),
        of_tree=_fails_none_but(TREE),
    )
    return "UNION ALL\n".join((people, *(f"{_branch(facet)}\n" for facet in BESIDE_TREE)))


def _branch(facet: Facet) -> str:
    names = {"param": facet.param, "column": facet.column}
    names["fails_no_other"] = _fails_none_but(facet.param)
    if facet.source is Source.TITLE:
        return _BY_TITLE.format(**names)
    table, n = "people", "count(*)"
    if facet.source is Source.COMPANY:
        table, n = "companies", "sum(n)::bigint"
    value = value_of(facet)
    if facet.kind is Kind.TEXTS:
        value, table = "value", _SEVERAL.format(**names)
    return _BY_COLUMN.format(**names, value=value, n=n, table=table)


def _fails_none_but(*params: str) -> str:
    return _FAILS_NONE_BUT.format(sum(BITS[param] for param in params))


def _listed(columns: Iterable[str]) -> str:
    return "".join(f"{column}, " for column in dict.fromkeys(columns))
