"""The search over ten million contacts: counts, pages, words, changes; beside it three peers.

Starts a Postgres and a Redis of its own, fills a workspace as `leadqual demo-data` does, lets the
jobs classify its titles and write the index, and measures what a person meets: numbers and rows by
the functions that the page calls, and the page itself by Django's test client. The same numbers are
then asked of Postgres, DuckDB and ClickHouse by SQL. Nothing is left behind. `--size 1000000`
takes a tenth of the time.

Imported once the settings can be read.
"""

import gc
import os
import random
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.search.company_search import companies, write_overviews
from benchmarks.search.search_peers import peers
from benchmarks.search.search_shared import milliseconds, pages, timed
from benchmarks.search.whole_memory import memory
from benchmarks.workspace import Say, begin
from leadqual.accounts.models import Workspace
from leadqual.demo.large_data import create_records
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Contact, JobTitle, TitleLabel
from leadqual.search.facet_types import by_param
from leadqual.search.facets import FACETS
from leadqual.search.index.index_file_job import build_files
from leadqual.search.index.index_files import index_folder
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.consistency_check import find_differences
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_page
from leadqual.taxonomy.models import Function

N_SEARCHES, N_WORDS, N_PAGES, N_CHECKED = 300, 60, 100, 5
N_TYPED = 20
N_IMPORTED = 10_000
_MAX_FACETS, _MAX_TICKS = 5, 4
_WORDS = (
    *("manager", "director", "sales", "head of", "engineer", "accountant", "logistics", "software"),
    *("aalto", "emea", "retail", "nurse", "zoo", "vice president", "foods", "dach", "abdi clinics"),
)
_OPERATORS = (
    *('"head of sales" -emea', "sales OR marketing", "nurse -retail -zoo", '"vice president"'),
    *("accountant OR controller -energy", "director -sales -marketing", '"key accounts" manager'),
)
_QUESTIONS = (
    *("vp sales", "cto", "hr", "head of it in germany", "vertriebsleiter", "cfo in france"),
    "heads of IT in DACH at companies with 50 to 500 people",
    "marketing managers in the nordics",
)


def measure(n_contacts: int, *, say: Say) -> dict[str, object]:
    """Fill a workspace and measure everything in it."""
    gc.freeze()  # As in the web server.
    workspace, person = begin(say)
    seconds: dict[str, float] = {}
    say(f"{n_contacts:,} contacts")
    timed(seconds, "filling the tables", lambda: create_records(workspace, n_contacts))
    timed(seconds, "writing the overviews", lambda: write_overviews(workspace))
    say("titles")
    timed(seconds, "classifying the titles", _classify_all)
    timed(seconds, "cleaning up behind the filling", _vacuum)
    say("index files")
    timed(seconds, "making the index files", lambda: build_files(workspace.pk))
    folder = index_folder(workspace.pk)
    megabytes = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20
    load = os.getloadavg()[0]
    timed(seconds, "opening them", lambda: counts_of(workspace, ContactQuery()))
    say("searches")
    rnd = random.Random(0)  # searches, no secret
    searches = [some_search(rnd, workspace) for _ in range(N_SEARCHES)]
    words = [ContactQuery(q=rnd.choice(_WORDS)) for _ in range(N_WORDS)]
    typed_by_kind = typed_words(rnd, workspace)
    typed = [query for queries in typed_by_kind.values() for query in queries]
    figures: dict[str, object] = {
        "n_contacts": n_contacts,
        "n_titles": JobTitle.objects.count(),
        "load_average_before": round(load, 1),
        "seconds": seconds,
        "index_files_mb": round(megabytes),
        "database_mb": round(_database_bytes() / 2**20),
        "counts_ms": milliseconds(lambda one: counts_of(workspace, one, most=13), searches),
        "counts_and_rows_ms": milliseconds(lambda one: _search(workspace, one), searches),
        "words_with_counts_ms": milliseconds(lambda one: counts_of(workspace, one, most=13), words),
        "typed_words_with_counts_ms": milliseconds(
            lambda one: counts_of(workspace, one, most=13), typed
        ),
        "typed_words_with_counts_by_kind_ms": {
            kind: milliseconds(lambda one: counts_of(workspace, one, most=13), queries)
            for kind, queries in typed_by_kind.items()
        },
        "typed_words_with_counts_and_rows_ms": milliseconds(
            lambda one: _search(workspace, one), typed
        ),
        "whole_page_ms": pages(person, "/people/", searches[:N_PAGES]),
    }
    say(f"{figures}")
    figures |= companies(workspace, person, say=say)
    say("changes")
    figures["after a correction"] = _correct(workspace)
    figures["after an import"] = _import(workspace)
    say(f"{figures}")
    say("the whole installation")
    figures["memory"] = memory(person, _addresses(searches))
    say(f"{figures}")  # What follows takes as long again.
    say("agreement with the tables")
    unlike = [
        one for some in find_differences(workspace, n_searches=N_CHECKED, seed=1) for one in some
    ]
    figures["numbers that differ from the tables"] = len(unlike)
    say("peers")
    figures["peers"] = peers(workspace, searches[:N_CHECKED], folder=Path(settings.STATE_DIR))
    return figures


def _vacuum() -> None:
    """Have done what Postgres would else do beside the first searches."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _classify_all() -> None:
    while classify_batch():
        pass


def some_search(rnd: random.Random, workspace: Workspace) -> ContactQuery:
    """Tick up to five facets at random; values that many people have are ticked more often."""
    counts = counts_of(workspace, ContactQuery(), most=200).by_facet
    facets = rnd.sample(
        [one for one in by_param(FACETS) if counts.get(one)], rnd.randint(0, _MAX_FACETS)
    )
    ticks: dict[str, Sequence[str]] = {}
    for facet in facets:
        values = sorted(counts[facet], key=lambda value: -counts[facet][value])
        chosen = {values[int(len(values) * rnd.random() ** 2)] for _ in range(rnd.randint(1, 4))}
        ticks[facet] = tuple(sorted(chosen))
    no = (f"level:{rnd.choice(sorted(counts['level']))}",) if rnd.random() < 0.2 else ()
    return ContactQuery().changed(
        **ticks,
        exclude=no,
        confidence=rnd.choice((0.0, 0.0, 0.0, 0.0, 0.5, 0.8)),
        sort=rnd.choice(("name", "company", "level")),
    )


def typed_words(rnd: random.Random, workspace: Workspace) -> dict[str, list[ContactQuery]]:
    """Return words by kind as people type them, of contacts and companies taken at random."""
    last = Contact.objects.order_by("-pk").values_list("pk", flat=True)[0]
    found = Contact.objects.filter(pk__in=rnd.sample(range(last // 2, last), 8 * N_TYPED))
    with_email = found.filter(workspace=workspace, email__gt="", company__isnull=False)
    people = list(with_email.select_related("company")[:N_TYPED])
    emails = [one.email or "" for one in people]
    words = {
        "name": [f"{one.first_name} {one.last_name}" for one in people],
        "email": emails,
        "beginning of an email": [email[: email.index("@") + 4] for email in emails],
        "domain": [email[email.index("@") + 1 :] for email in emails],
        "phone": [one.phone for one in people if one.phone],
        "company": [one.company.name for one in people if one.company],
        "city": [one.city for one in people if one.city],
        "title": [one.title for one in people],
        "misspelled name": [one.last_name[:1] + one.last_name[2:] for one in people],
        "operators": list(_OPERATORS),
        "job or question": list(_QUESTIONS),
    }
    return {
        kind: [ContactQuery(q=text) for text in texts] for kind, texts in words.items() if texts
    }


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _search(workspace: Workspace, query: ContactQuery) -> None:
    counts_of(workspace, query, most=13)
    result_page(workspace, query)


def _addresses(searches: Sequence[ContactQuery]) -> list[str]:
    """Return addresses of whole pages: three of people, then one of companies, and so on."""
    people = [f"/people/?{query.to_query()}" for query in searches[:45]]
    words = [CompanyQuery(q=word, sort="people") for word in _WORDS]
    of_companies = [f"/companies/?{query.to_query()}" for query in words]
    parts = zip(people[::3], people[1::3], people[2::3], of_companies, strict=False)
    return [address for part in parts for address in part]


def _correct(workspace: Workspace) -> dict[str, float]:
    """Give another label to a title that many carry, and ask for the counts."""
    title = JobTitle.objects.filter(workspace=workspace).order_by("-n_contacts")[0]
    wanted = Function.objects.exclude(title_labels__job_title=title).order_by("pk")[0]
    before = counts_of(workspace, ContactQuery()).of("function", wanted.slug)
    TitleLabel.objects.create(job_title=title, function=wanted, score=1, source="correction")
    started = time.perf_counter()
    after = counts_of(workspace, ContactQuery(), most=13).of("function", wanted.slug)
    seconds = time.perf_counter() - started
    carriers = Contact.objects.filter(job_title=title).count()
    if after - before != carriers:
        raise SystemExit(f"{after - before} people more hold the function, not {carriers}.")
    return {"people": carriers, "counts_right_after_s": round(seconds, 3)}


def _import(workspace: Workspace) -> dict[str, float]:
    """Add people as an import does, in chunks of a transaction each, and ask for the counts."""
    before = counts_of(workspace, ContactQuery(), most=13).total
    title = JobTitle.objects.filter(workspace=workspace)[0]
    new = [
        Contact(
            workspace=workspace,
            job_title=title,
            first_name="Neu",
            last_name=f"Person {number}",
            email=f"{uuid.uuid4().hex}@new.example",
            country="Norway",
        )
        for number in range(N_IMPORTED)
    ]
    for start in range(0, N_IMPORTED, 1_000):
        Contact.objects.bulk_create(new[start : start + 1_000])
    started = time.perf_counter()
    after = counts_of(workspace, ContactQuery(), most=13).total
    seconds = time.perf_counter() - started
    if after - before != N_IMPORTED:
        raise SystemExit(f"{after - before} people more are found, not {N_IMPORTED}.")
    return {"people": N_IMPORTED, "counts_right_after_s": round(seconds, 3)}
