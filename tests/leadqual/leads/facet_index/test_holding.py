"""The facet index after every kind of change, however it is made, next to one built anew."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Mod
from django.test import Client

from facet_index.index import FacetIndex
from facet_index.types import Counts
from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact, JobTitle, TitleLabel
from leadqual.leads.services import set_do_not_contact
from leadqual.search.cursors import Page
from leadqual.search.index import open_index, open_indexes
from leadqual.search.index.index_file_job import build_files
from leadqual.search.index.index_queries import (
    company_keys,
    count_found,
    count_values_of,
    ordered_keys,
    people_of_companies,
)
from leadqual.search.index.open_index import build_index
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.results import consistency_check
from leadqual.search.results.consistency_check import find_differences
from leadqual.search.results.result_counts import (
    counts_of,
    value_counts,
)
from leadqual.search.results.result_pages import (
    n_found,
    result_company_keys,
    result_page,
    result_queryset,
)
from leadqual.taxonomy.models import Function, Level, TaxonomyVersion
from tests.leadqual.leads.people import (
    COUNTRIES,
    make_company,
    make_contact,
    make_people,
    make_title,
)
from tests.leadqual.search.results.test_result_counts import random_query

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


def alike(workspace: Workspace, query: ContactQuery) -> None:
    """Compare what the index says of a search with one that is built from the tables now."""
    description = build_index(workspace.pk)
    counted = counts_of(workspace, query)
    assert counted == count_found(workspace.pk, description, query, most=None)
    for param in ("country", "city", "technology"):
        values = count_values_of(workspace.pk, description, query, param)
        assert value_counts(workspace, query, param) == values
    assert n_found(workspace, query) == counted.total
    behind = company_keys(workspace.pk, description, query).tolist()
    assert result_company_keys(workspace, query).tolist() == behind
    keys = ordered_keys(workspace.pk, description, query).tolist()
    assert sorted(result_queryset(workspace, query).values_list("pk", flat=True)) == sorted(keys)
    in_pages(partial(result_page, workspace, size=7), query, keys)


def companies_alike(workspace: Workspace, query: CompanyQuery) -> None:
    """Compare what the index says of a search for companies with one that is built now."""
    description = build_index(workspace.pk)
    counted = counts_of(workspace, query)
    assert counted == count_found(workspace.pk, description, query, most=None)
    for param in ("industry", "technology"):
        values = count_values_of(workspace.pk, description, query, param)
        assert value_counts(workspace, query, param) == values
    assert n_found(workspace, query) == counted.total
    keys = ordered_keys(workspace.pk, description, query).tolist()
    assert [
        row.n_contacts for row in in_pages(partial(result_page, workspace, size=2), query, keys)
    ] == people_of_companies(description, keys)


def in_pages(read: Callable[[Any], Page[Any]], query: Search, keys: Sequence[int]) -> list[Any]:
    """Read all pages of a search onward and back; they hold these records in this order."""
    page = read(query)
    pages = [page]
    while page.after:
        page = read(query.changed(after=page.after))
        pages.append(page)
    rows = [row for one in pages for row in one.rows]
    assert [row.pk for row in rows] == list(keys)
    for former, later in pairwise(pages):
        back = read(query.changed(before=later.before))
        assert [row.pk for row in back.rows] == [row.pk for row in former.rows]
    return rows


def random_companies(rnd: random.Random) -> CompanyQuery:
    """A search for companies of which most find some."""
    choices = {
        "industry": ["Software", "Retail"],
        "size": ["1-10", "51-200"],
        "country": ["Chile", "Norway", "nowhere"],
        "business_model": ["b2b", "b2c", "unknown"],
        "technology": ["AWS", "HubSpot", "React", "Rust"],
    }
    ticks = {
        facet: tuple(sorted(rnd.sample(values, rnd.randint(1, 2))))
        for facet, values in choices.items()
        if rnd.random() < 0.25
    }
    refused = rnd.choice(sorted(choices))
    no = (f"{refused}:{rnd.choice(choices[refused])}",) if rnd.random() < 0.3 else ()
    q = rnd.choice(["", "", "", "nord", "ÜD", "oven", "kiln.ex", "ovens a"])
    return CompanyQuery().changed(**ticks, exclude=no, q=q, sort=rnd.choice(["name", "people"]))


def some_change(workspace: Workspace, rnd: random.Random) -> None:
    """Change one thing in a way that the product, its jobs or a person at the database might."""
    contacts = Contact.objects.filter(workspace=workspace)
    titles = list(JobTitle.objects.filter(workspace=workspace))
    companies = list(Company.objects.filter(workspace=workspace))
    some = rnd.sample(list(contacts), 3)
    changes: list[Callable[[], object]] = [
        lambda: contacts.filter(pk__in=[one.pk for one in some]).update(
            country=rnd.choice(COUNTRIES), last_name=rnd.choice(["Abel", "Zorn", ""])
        ),
        lambda: contacts.filter(pk=some[0].pk).update(job_title=rnd.choice([None, *titles])),
        lambda: contacts.filter(pk=some[0].pk).update(company=rnd.choice([None, *companies])),
        some[1].delete,
        lambda: Contact.objects.create(
            workspace=workspace,
            first_name="Neu",
            last_name=rnd.choice(["Abel", "Mohr"]),
            title="Head of new things",
            job_title=make_title(workspace, f"New {rnd.random()}", {"sales": 0.9}),
            company=make_company(workspace, f"New {rnd.random()}", size="1-10"),
        ),
        lambda: Company.objects.filter(pk=rnd.choice(companies).pk).update(
            name=rnd.choice(["Alpha", "Omega"]), technologies=rnd.sample(["AWS", "Rust"], 1)
        ),
        lambda: Company.objects.filter(pk=rnd.choice(companies).pk).update(
            country=rnd.choice(["Chile", "Norway", ""])
        ),
        lambda: Company.objects.filter(pk=rnd.choice(companies).pk).update(
            overview=rnd.choice(["Sells ovens and\nkilns.", "OVENS", ""])
        ),
        lambda: Company.objects.filter(pk=rnd.choice(companies).pk).update(
            domain=rnd.choice([None, f"kiln.example{rnd.random()}"])
        ),
        lambda: JobTitle.objects.filter(pk=rnd.choice(titles).pk).update(
            level=rnd.choice([None, *Level.objects.all()])
        ),
        lambda: TitleLabel.objects.filter(job_title=rnd.choice(titles)).delete(),
        lambda: TitleLabel.objects.update_or_create(
            job_title=rnd.choice(titles),
            function=Function.objects.get(slug="accounting"),
            defaults={"score": rnd.choice([0.4, 0.8]), "source": "model"},
        ),
        lambda: rnd.choice(companies).delete(),
    ]
    rnd.choice(changes)()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_index_says_what_the_tables_say_after_any_changes(workspace: Workspace, seed: int) -> None:
    rnd = random.Random(seed)
    people = make_people(workspace, seed)
    build_files(workspace.pk)
    for step in range(60):
        some_change(workspace, rnd)
        if step % 5 == 0:
            query = random_query(rnd, people)
            alike(workspace, query.changed(sort=rnd.choice(["name", "company", "level"])))
            companies_alike(workspace, random_companies(rnd))
        if step == 30:
            build_files(workspace.pk)
    alike(workspace, ContactQuery())
    companies_alike(workspace, CompanyQuery(sort="people"))
    assert not any(
        some for one in find_differences(workspace, n_searches=5, seed=seed) for some in one
    )


def test_what_is_written_while_index_and_tables_are_compared_is_no_difference(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_contact(workspace, "Ann Lee")
    build_files(workspace.pk)
    cities = iter(["Graz", "Linz"])

    def read_then_written(*given: Any, **named: Any) -> Counts:
        counts = count_found(*given, **named)
        if city := next(cities, None):
            Contact.objects.filter(pk=person.pk).update(city=city)
        return counts

    monkeypatch.setattr(consistency_check, "count_found", read_then_written)

    assert list(find_differences(workspace, n_searches=1, seed=0)) == [[]]
    assert next(cities, None) is None


def test_companies_without_people_have_an_index_as_well(workspace: Workspace) -> None:
    for number in range(5):
        make_company(workspace, f"Mill {number}", country="Chile", overview="Grinds corn")
    build_files(workspace.pk)

    companies_alike(workspace, CompanyQuery(country=("Chile",), q="corn mill"))
    make_company(workspace, "Late Mill", domain="late.example")
    companies_alike(workspace, CompanyQuery(q="late.ex"))
    alike(workspace, ContactQuery())


@pytest.mark.parametrize("has_files", [False, True])
def test_what_is_not_committed_is_seen_by_its_own_transaction_alone(
    workspace: Workspace, *, has_files: bool
) -> None:
    person = make_contact(workspace, "Ann Lee")
    everyone = Contact.objects.filter(workspace=workspace)
    if has_files:
        build_files(workspace.pk)

    def n_in(country: str) -> int:
        return counts_of(workspace, ContactQuery()).of("country", country)

    before = n_in("Norway")
    with transaction.atomic():
        everyone.update(country="Norway")
        inside = n_in("Norway")
        with index_of(workspace.pk) as own:
            pass
        with transaction.atomic():
            everyone.update(country="Chile")
            deeper = n_in("Chile")
            transaction.set_rollback(True)
        outer = n_in("Norway"), n_in("Chile")
        transaction.set_rollback(True)

    assert (before, inside, deeper, outer) == (0, 1, 1, (1, 0))
    assert n_in("Norway") == 0
    with index_of(workspace.pk) as index:
        assert index is not own
    person.delete()
    assert counts_of(workspace, ContactQuery()).total == 0


@pytest.mark.slow
def test_what_commits_late_is_seen_as_well(workspace: Workspace) -> None:
    """A transaction that began before others and ends after them is not passed over."""
    make_people(workspace, seed=2)
    late = connection.copy()
    late.set_autocommit(False)
    try:
        with late.cursor() as cursor:
            cursor.execute(
                "UPDATE leads_contact SET country = 'Norway' WHERE workspace_id = %s"
                " AND mod(id, 2) = 0",
                [workspace.pk],
            )
        build_files(workspace.pk)
        odd = Contact.objects.alias(half=Mod("pk", 2)).filter(workspace=workspace, half=1)
        odd.update(country="Chile")
        alike(workspace, ContactQuery())
        late.commit()
    finally:
        late.close()

    assert counts_of(workspace, ContactQuery()).of("country", "Norway") == 30
    alike(workspace, ContactQuery(country=("Norway",)))


def test_person_who_must_not_be_contacted_counts_at_once(
    workspace: Workspace, manager: User
) -> None:
    make_people(workspace, seed=3)
    build_files(workspace.pk)
    before = counts_of(workspace, ContactQuery()).of("do_not_contact", "yes")
    free = Contact.objects.filter(workspace=workspace, do_not_contact=False).first()
    assert free is not None

    set_do_not_contact(
        workspace=workspace, email=free.email or "", reason="manual", origin="", author=manager
    )

    assert counts_of(workspace, ContactQuery()).of("do_not_contact", "yes") == before + 1


def test_indexes_in_memory_are_few_and_built_again_after_a_while(
    workspace: Workspace, other_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(place: Workspace) -> FacetIndex:
        with index_of(place.pk) as index:
            return index

    first = asked(workspace)
    assert asked(workspace) is first

    monkeypatch.setattr(open_indexes, "MAX_CACHED", 1)
    asked(other_workspace)
    second = asked(workspace)
    assert second is not first

    monkeypatch.setattr(open_indexes, "MAX_AGE_SECONDS", -1.0)
    asked(workspace)  # It is answered for the last time, and dropped.
    assert asked(workspace) is not second


def test_another_taxonomy_has_another_index_at_once(workspace: Workspace) -> None:
    make_people(workspace, seed=4, n=20)
    build_files(workspace.pk)
    function = Function.objects.exclude(slug="sales").filter(retired_at=None)[0]
    Function.objects.filter(slug="sales").update(department=function.department)
    TaxonomyVersion.objects.create()

    alike(workspace, ContactQuery(function=("sales",)))


@pytest.mark.slow
def test_very_many_changes_wait_for_new_files_and_the_page_says_so(
    workspace: Workspace, manager_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    before = counts_of(workspace, ContactQuery())
    monkeypatch.setattr(open_index, "MAX_AT_ONCE", 5)
    for number in range(6):
        Contact.objects.create(workspace=workspace, last_name=f"Late {number}")

    waiting = counts_of(workspace, ContactQuery())
    page = manager_client.get("/people/").content.decode()

    assert (waiting.total, waiting.n_waiting) == (before.total, 6)
    assert waiting.by_facet == before.by_facet
    assert "6 changes are being processed" in page
    with pytest.raises(LookupError, match="6 changed rows"):
        next(find_differences(workspace, n_searches=1, seed=0))

    build_files(workspace.pk)

    counted = counts_of(workspace, ContactQuery())
    assert (counted.total, counted.n_waiting) == (before.total + 6, 0)
    assert "being processed" not in manager_client.get("/people/").content.decode()


@pytest.mark.costs("builds an index of many people")
def test_a_small_change_is_seen_while_a_large_one_waits(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    everyone = Contact.objects.filter(workspace=workspace)
    n_contacts, before = everyone.count(), counts_of(workspace, ContactQuery())
    monkeypatch.setattr(open_index, "MAX_BATCH_ROWS", 5)
    monkeypatch.setattr(open_index, "MAX_SECONDS", 0.0)

    everyone.update(city="Graz")
    waiting = counts_of(workspace, ContactQuery())
    person = everyone.earliest("pk")
    Contact.objects.filter(pk=person.pk).update(country="Iceland")
    counted = counts_of(workspace, ContactQuery())

    assert (waiting.by_facet, waiting.n_waiting) == (before.by_facet, n_contacts)
    assert (counted.of("country", "Iceland"), counted.of("city", "Graz")) == (1, 1)
    monkeypatch.setattr(open_index, "MAX_SECONDS", 60.0)
    alike(workspace, ContactQuery())
    assert counts_of(workspace, ContactQuery()).n_waiting == 0


@pytest.mark.slow
def test_someone_whose_title_still_waits_counts_with_it_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    counts_of(workspace, ContactQuery())
    monkeypatch.setattr(open_index, "MAX_BATCH_ROWS", 5)
    monkeypatch.setattr(open_index, "MAX_SECONDS", 0.0)
    with transaction.atomic():
        titles = [make_title(workspace, f"Late {n}", {"sales": 0.9}) for n in range(6)]
    counts_of(workspace, ContactQuery())
    Contact.objects.create(workspace=workspace, last_name="Late", job_title=titles[0])
    counts_of(workspace, ContactQuery())

    monkeypatch.setattr(open_index, "MAX_SECONDS", 60.0)

    alike(workspace, ContactQuery())
    alike(workspace, ContactQuery(function=("sales",)))


@pytest.mark.slow
def test_what_did_not_change_of_a_row_is_not_put_in_again(workspace: Workspace) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    with index_of(workspace.pk) as index:
        n_texts = {kind: len(searched.texts) for kind, searched in index.texts_by_kind.items()}

    Contact.objects.filter(workspace=workspace).update(city="Graz")

    with index_of(workspace.pk) as index:
        assert {kind: len(one.texts) for kind, one in index.texts_by_kind.items()} == n_texts
        assert not any(order._moved for order in index.orders.values())
    alike(workspace, ContactQuery(city=("Graz",)))


def test_many_changes_of_a_smaller_workspace_are_read_at_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1, n=10)
    build_files(workspace.pk)
    n_contacts = Contact.objects.filter(workspace=workspace).count()
    monkeypatch.setattr(open_index, "MAX_AT_ONCE", n_contacts + 1)
    Contact.objects.bulk_create(
        Contact(workspace=workspace, last_name=f"Late {number}") for number in range(n_contacts + 2)
    )

    counted = counts_of(workspace, ContactQuery())

    assert (counted.total, counted.n_waiting) == (2 * n_contacts + 2, 0)
