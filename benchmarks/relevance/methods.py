"""The ways to answer a query that are compared: the product, full-text search, and LIKE."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import connection

from benchmarks.relevance.measures import SHOWN
from leadqual.accounts.models import Workspace
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.close_matches import close_matches
from leadqual.search.results.result_pages import result_page
from leadqual.search.results.typo_correction import corrected_search

Method = Callable[[Workspace, str, str], Sequence[int]]
"""Workspace, `people` or `companies`, what was typed → keys of the rows, the best first."""

_TEXTS = """
    CREATE TEMPORARY TABLE searched_people AS
    SELECT contact.id, contact.workspace_id, lower(concat_ws(' ',
           first_name, last_name, title, company.name, email, contact.phone, company.domain,
           contact.city, contact.state, contact.country)) AS text
      FROM leads_contact contact LEFT JOIN leads_company company ON company.id = company_id;
    CREATE TEMPORARY TABLE searched_companies AS
    SELECT id, workspace_id, lower(concat_ws(' ', name, domain, industry,
           array_to_string(categories || specialties, ' '), city, state, country, headquarters,
           overview)) AS text
      FROM leads_company;
"""
_LEXEMES = """
    ALTER TABLE {table} ADD COLUMN simple tsvector, ADD COLUMN english tsvector;
    UPDATE {table} SET simple = to_tsvector('simple', text), english = to_tsvector('english', text);
"""
_FULL_TEXT = """
    SELECT id FROM {table}, websearch_to_tsquery(%s, %s) AS query
     WHERE workspace_id = %s AND {config} @@ query
     ORDER BY ts_rank_cd({config}, query) DESC, id LIMIT %s
"""
_LIKE = "SELECT id FROM {table} WHERE workspace_id = %s AND {words} ORDER BY id LIMIT %s"


def methods() -> Mapping[str, Method]:
    """Return every method by name; makes the temporary tables that two of them read."""
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS)
        for table in ("searched_people", "searched_companies"):
            cursor.execute(_LEXEMES.format(table=table))
    return {
        "product": product,
        "full-text search, simple": partial(_full_text, "simple"),
        "full-text search, english": partial(_full_text, "english"),
        "LIKE": _like,
    }


def product(workspace: Workspace, records: str, typed: str) -> Sequence[int]:
    """Ask as the pages do: unknown words corrected, few results followed by close matches."""
    if records == "people":
        query, _ = corrected_search(workspace, ContactQuery(q=typed, sort="relevance"))
        return _shown(workspace, query)
    asked, _ = corrected_search(workspace, CompanyQuery(q=typed, sort="relevance"))
    return _shown(workspace, asked)


def _shown(workspace: Workspace, query: ContactQuery | CompanyQuery) -> list[int]:
    page = result_page(workspace, query, size=SHOWN)
    close = close_matches(workspace, query, page)
    return [row.pk for row in (*page.rows, *close.rows)]


def _full_text(config: str, workspace: Workspace, records: str, typed: str) -> Sequence[int]:
    statement = _FULL_TEXT.format(table=f"searched_{records}", config=config)
    return _keys(statement, [config, typed, workspace.pk, SHOWN])


def _like(workspace: Workspace, records: str, typed: str) -> Sequence[int]:
    words = typed.lower().split()
    statement = _LIKE.format(
        table=f"searched_{records}", words=" AND ".join(["strpos(text, %s) > 0"] * len(words))
    )
    return _keys(statement, [workspace.pk, *words, SHOWN])


def _keys(statement: str, values: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]
