"""A dry run says what the real run does, and writes nothing."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import User, Workspace
from leadqual.imports import control
from leadqual.imports.import_events import COUNTS
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch, ImportChange, ImportRow
from leadqual.imports.options import Options
from leadqual.leads.models import Company, Contact, JobTitle
from tests.examples import examples
from tests.leadqual.imports.conftest import Import, counts, planned

pytestmark = pytest.mark.django_db

PEOPLE = """name,email,position,company,website
Ann Lee,ann@acme.example,Head of Sales,Acme Inc,https://www.acme.example
Bo Roe,BO@acme.example,CFO,ACME,
Cy Poe,cy(at)acme.example,CEO,Acme,
Di Doe,di@orlo.example,head of sales,Orlo,orlo.example
"""


def tables() -> list[list[tuple[object, ...]]]:
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Contact, Company, JobTitle)
    ]


def test_a_dry_run_counts_and_writes_nothing(bring: Import, manager: User) -> None:
    bring(PEOPLE)
    before = tables()

    batch = bring(
        "email,position\nann@acme.example,CRO\nbo@acme.example,CFO\nnew@acme.example,\nx,\n",
        is_dry=True,
    )

    assert (batch.status, planned(batch)) == ("checked", (1, 1, 1, 1))
    assert counts(batch) == (0, 0, 0, 0)
    assert tables() == before
    rows = batch.rows.order_by("number").values_list("number", "outcome")
    assert list(rows) == [(2, "updated"), (3, "unchanged"), (4, "created"), (5, "rejected")]
    change = ImportChange.objects.get(batch=batch)
    assert (change.before["title"], change.after["title"]) == ("Head of Sales", "CRO")

    control.start_checked(batch=batch, author=manager, is_queued=False)
    run_import(batch.pk)

    batch.refresh_from_db()
    assert (batch.status, counts(batch)) == ("done", (1, 1, 1, 1))
    assert ImportRow.objects.filter(batch=batch).count() == 4


def test_a_dry_run_knows_duplicates_of_other_chunks(bring: Import) -> None:
    text = "email,first_name\na@b.example,Ann\nc@d.example,Cy\nA@b.example,Anna\na@b.example,Anna\n"

    batch = bring(text, is_dry=True, chunk_rows=1)

    assert planned(batch) == (2, 1, 1, 0)


def test_later_rows_of_somebody_count_as_changes_only_where_they_change_the_record(
    bring: Import,
) -> None:
    bring("email,first_name,city,phone\na@b.example,Ann,Oslo,10001\nc@d.example,Cy,Rome,10002\n")

    batch = bring(
        "email,first_name,city,phone\n"
        "a@b.example,Ann,,\n"
        "a@b.example,,Oslo,\n"
        "c@d.example,Cy,,\n"
        "c@d.example,,Rome,\n"
        "c@d.example,,,10003\n",
        is_dry=True,
    )

    rows = batch.rows.order_by("number").values_list("outcome", flat=True)
    assert list(rows) == ["unchanged", "unchanged", "unchanged", "unchanged", "updated"]
    assert planned(batch) == (0, 1, 4, 0)


def test_a_dry_run_that_is_given_up_leaves_nothing(bring: Import, manager: User) -> None:
    batch = bring(PEOPLE, is_dry=True)

    control.change_columns(batch=batch, author=manager)

    batch.refresh_from_db()
    assert (batch.status, batch.plan, batch.rows.count()) == ("mapping", {}, 0)


few = st.sampled_from(["", "x", "y", "z"])
people = st.lists(st.tuples(few, few, few, few, few), max_size=6)
options = st.sampled_from(
    [
        Options(*one)
        for one in itertools.product(
            ("both", "create", "update"),
            ("any", "email", "external_id", "linkedin_url"),
            ("last", "first", "reject"),
        )
    ]
)


@pytest.mark.slow
@pytest.mark.quick_cases(1)
@settings(max_examples=examples(12), deadline=None)
@given(people, people, options, st.sampled_from([1, 2, 5_000]))
@pytest.mark.parametrize("kind", ["contacts", "companies"])
def test_what_a_dry_run_says_is_what_the_real_run_does(
    bring: Import,
    workspace: Workspace,
    manager: User,
    kind: str,
    stored: list[tuple[str, ...]],
    new: list[tuple[str, ...]],
    chosen: Options,
    chunk_rows: int,
) -> None:
    for model in (Contact, JobTitle, Company):
        model.objects.all().delete()
    if kind == "companies" and chosen.match_by == "email":
        chosen = chosen._replace(match_by="domain")
    bring(file_of(kind, stored), kind=kind)
    before = tables()

    batch = bring(
        file_of(kind, new),
        kind=kind,
        chunk_rows=chunk_rows,
        **chosen._replace(is_dry=True)._asdict(),
    )

    assert tables() == before
    said = dict(batch.rows.values_list("number", "outcome"))
    plan = {name: batch.plan[name] for name in COUNTS}
    control.start_checked(batch=batch, author=manager, is_queued=False)
    run_import(batch.pk, chunk_rows=chunk_rows)
    batch.refresh_from_db()
    assert {name: getattr(batch, name) for name in COUNTS} == plan
    assert dict(batch.rows.values_list("number", "outcome")) == said
    assert batch.n_rows == batch.rows.count()
    assert_mode_is_kept(batch, before)


def assert_mode_is_kept(batch: ImportBatch, before: list[list[tuple[object, ...]]]) -> None:
    if batch.mode == "create":
        known = {row[0] for row in before[0] if batch.kind == "contacts"}
        now = {row[0]: row for row in tables()[0]}
        assert [now[row[0]] for row in before[0] if row[0] in known] == [
            row for row in before[0] if row[0] in known
        ]
    if batch.mode == "update":
        assert batch.n_created == 0


def file_of(kind: str, cells: list[tuple[str, ...]]) -> str:
    """Write a small file in which keys meet often."""
    if kind == "contacts":
        lines = [
            f"{mail and mail + '@b.example'},{number},"
            f"{page and 'linkedin.com/in/' + page},{name},{title}"
            for mail, number, page, name, title in cells
        ]
        return "\n".join(["email,id,linkedin,first_name,title", "q@b.example,,,,", *lines])
    lines = [
        f"{domain and domain + '.example'},{number},"
        f"{page and 'linkedin.com/company/' + page},{name},{city}"
        for domain, number, page, name, city in cells
    ]
    return "\n".join(["domain,id,linkedin,name,city", "q.example,,,Q,", *lines])
