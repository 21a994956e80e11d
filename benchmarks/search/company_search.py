"""The search for companies over a million of them: counts, pages, words, changes.

Starts a Postgres and a Redis of its own and fills a workspace as `leadqual demo-data` does, with an
overview for each company. `search` measures the same beside its ten million contacts.

Imported once the settings can be read.
"""

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from benchmarks.search.search_shared import milliseconds, pages, timed
from benchmarks.workspace import Say, begin
from leadqual.accounts.models import User, Workspace
from leadqual.demo.large_data import create_records
from leadqual.demo.people_names import read_companies
from leadqual.leads.models import Company
from leadqual.search.facet_types import by_param
from leadqual.search.facets import COMPANY_FACETS
from leadqual.search.index.index_file_job import build_files
from leadqual.search.query.query import COMPANY_SORTS, CompanyQuery
from leadqual.search.results.consistency_check import find_differences
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_page

N_SEARCHES, N_WORDS, N_PAGES, N_CHECKED = 300, 60, 100, 3
CONTACTS_FOR_EACH = 0.1
_LETTERS = 300
_WORDS = (
    *("logistics", "software", "sales teams", "clinics in", "oven", "bank", "accounts", "aalto"),
    *("hospital", "machine", "data", "north america", ".example", "zoo", "energy", "qqq"),
)
_OVERVIEWS = """
    UPDATE leads_company SET overview = left(
        (%(texts)s::text[])[1 + abs(hashint8(id)) %% %(n)s] || ' '
        || (%(texts)s::text[])[1 + abs(hashint8(id + 1)) %% %(n)s], %(letters)s)
     WHERE workspace_id = %(workspace)s
"""


def measure(n_companies: int, *, say: Say) -> dict[str, object]:
    """Fill a workspace and measure the search for companies in it."""
    workspace, person = begin(say)
    seconds: dict[str, float] = {}
    say(f"{n_companies:,} companies")
    n_contacts = int(n_companies * CONTACTS_FOR_EACH)
    timed(
        seconds,
        "filling the tables",
        lambda: create_records(workspace, n_contacts, n_companies=n_companies),
    )
    timed(seconds, "writing the overviews", lambda: write_overviews(workspace))
    say("index files")
    timed(seconds, "making the index files", lambda: build_files(workspace.pk))
    say("agreement with the tables")
    unlike = [
        one for some in find_differences(workspace, n_searches=N_CHECKED, seed=1) for one in some
    ]
    return {
        "n_companies": n_companies,
        "n_contacts": n_contacts,
        "seconds": seconds,
        **companies(workspace, person, say=say),
        "numbers that differ from the tables": len(unlike),
    }


def write_overviews(workspace: Workspace) -> None:
    """Give each company a text of itself: the beginning of two texts of the demo."""
    texts = [str(row.get("overview") or "")[:_LETTERS] for row in read_companies()]
    values: dict[str, Any] = {
        "texts": texts,
        "n": len(texts),
        "letters": _LETTERS + 200,
        "workspace": workspace.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OVERVIEWS, values)


def companies(workspace: Workspace, person: User, *, say: Say) -> dict[str, object]:
    """Measure the search for companies in a workspace that has its index."""
    say("searches for companies")
    rnd = random.Random(0)  # searches, no secret
    every = counts_of(workspace, CompanyQuery(), most=200).by_facet
    searches = [_some_search(rnd, every) for _ in range(N_SEARCHES)]
    words = [CompanyQuery(q=rnd.choice(_WORDS)) for _ in range(N_WORDS)]
    return {
        "company_counts_ms": milliseconds(lambda one: counts_of(workspace, one, most=13), searches),
        "company_counts_and_rows_ms": milliseconds(lambda one: _search(workspace, one), searches),
        "company_words_with_counts_and_rows_ms": milliseconds(
            lambda one: _search(workspace, one), words
        ),
        "whole_company_page_ms": pages(person, "/companies/", searches[:N_PAGES]),
        "after a change of a company": _change(workspace),
    }


def _some_search(rnd: random.Random, every: Mapping[str, Mapping[str, int]]) -> CompanyQuery:
    """Tick some facets at random; values that many companies have are ticked more often."""
    there = [facet for facet in by_param(COMPANY_FACETS) if every.get(facet)]
    ticks: dict[str, Sequence[str]] = {}
    for facet in rnd.sample(there, rnd.randint(0, len(there))):
        values = sorted(every[facet], key=lambda value: -every[facet][value])
        chosen = {values[int(len(values) * rnd.random() ** 2)] for _ in range(rnd.randint(1, 4))}
        ticks[facet] = tuple(sorted(chosen))
    no = (f"size:{rnd.choice(sorted(every['size']))}",) if rnd.random() < 0.2 else ()
    return CompanyQuery().changed(**ticks, exclude=no, sort=rnd.choice(COMPANY_SORTS))


def _search(workspace: Workspace, query: CompanyQuery) -> None:
    counts_of(workspace, query, most=13)
    result_page(workspace, query)


def _change(workspace: Workspace) -> dict[str, float]:
    """Move a company to another country, and ask for the counts."""
    row = Company.objects.filter(workspace=workspace).order_by("pk")[0]
    row.country = "Atlantis"
    row.save()
    started = time.perf_counter()
    n = counts_of(workspace, CompanyQuery()).of("country", "Atlantis")
    if n != 1:
        raise SystemExit(f"{n} companies are in Atlantis, not 1.")
    return {"counts_right_after_s": round(time.perf_counter() - started, 3)}
