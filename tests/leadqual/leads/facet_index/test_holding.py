"""The facet index beside the tables, after every kind of change, however it is made."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Mod
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact, JobTitle, TitleLabel
from leadqual.leads.services import set_do_not_contact
from leadqual.search.index import open_indexes
from leadqual.search.index.index_build import build_files
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results import consistency_check
from leadqual.search.results.consistency_check import differences
from leadqual.search.results.result_counts import (
    Counts,
    company_counts,
    company_counts_of_tables,
    company_values,
    contact_counts,
    contact_counts_of_tables,
    contact_values,
)
from leadqual.search.results.selectors import (
    company_page,
    company_page_of_tables,
    contact_page,
    found_company_ids,
    found_company_keys,
    found_contacts,
    n_found,
    n_found_companies,
    page_of,
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
    """Compare what the index says of a search with what the tables say."""
    with index_of(workspace.pk) as index:
        assert index is not None
    counted, told = contact_counts(workspace, query), contact_counts_of_tables(workspace, query)
    assert (counted.total, counted.n_companies) == (told.total, told.n_companies)
    assert {f: v for f, v in counted.by_facet.items() if v} == told.by_facet
    for param in ("country", "city", "technology"):
        assert contact_values(workspace, query, param) == told.by_facet.get(param, {})
    assert n_found(workspace, query) == told.total
    behind = sorted(found_company_ids(workspace, query))
    assert found_company_keys(workspace, query).tolist() == behind
    page = contact_page(workspace, query, size=7)
    rows = page_of(found_contacts(workspace, query), workspace, query, size=7)
    assert [row.pk for row in page.rows] == [row.pk for row in rows.rows]
    assert (page.first, page.last, page.after) == (rows.first, rows.last, rows.after)
    if page.after:
        onward = query.changed(after=page.after)
        second = contact_page(workspace, onward, size=7)
        back = contact_page(workspace, query.changed(before=second.before), size=7)
        expected = page_of(found_contacts(workspace, query), workspace, onward, size=7)
        assert [row.pk for row in second.rows] == [row.pk for row in expected.rows]
        assert [row.pk for row in back.rows] == [row.pk for row in page.rows]


def companies_alike(workspace: Workspace, query: CompanyQuery) -> None:
    """Compare what the index says of a search for companies with what the tables say."""
    with index_of(workspace.pk) as index:
        assert index is not None
    counted, told = company_counts(workspace, query), company_counts_of_tables(workspace, query)
    assert (counted.total, counted.by_facet) == (told.total, told.by_facet)
    for param in ("industry", "technology"):
        assert company_values(workspace, query, param) == told.by_facet[param]
    assert n_found_companies(workspace, query) == told.total
    page = company_page(workspace, query, size=2)
    rows = company_page_of_tables(workspace, query, size=2)
    assert [shown(row) for row in page.rows] == [shown(row) for row in rows.rows]
    assert (page.first, page.last, page.after) == (rows.first, rows.last, rows.after)
    if page.after:
        onward = query.changed(after=page.after)
        second = company_page(workspace, onward, size=2)
        expected = company_page_of_tables(workspace, onward, size=2)
        assert [row.pk for row in second.rows] == [row.pk for row in expected.rows]
        back = company_page(workspace, query.changed(before=second.before), size=2)
        assert [row.pk for row in back.rows] == [row.pk for row in page.rows]


def shown(row: Company) -> tuple[int, int]:
    """What the page shows of a company: who it is, and its number of contacts."""
    n_contacts: int = row.n_contacts  # type: ignore[attr-defined]  # the reads put it on each
    return row.pk, n_contacts


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
@pytest.mark.parametrize("seed", range(3))
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
    assert not any(some for one in differences(workspace, n_searches=5, seed=seed) for some in one)


def test_what_is_written_while_index_and_tables_are_compared_is_no_difference(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_contact(workspace, "Ann Lee")
    build_files(workspace.pk)
    cities = iter(["Graz", "Linz"])

    def read_then_written(*given: Any) -> Counts:
        counts = contact_counts(*given)
        if city := next(cities, None):
            Contact.objects.filter(pk=person.pk).update(city=city)
        return counts

    monkeypatch.setattr(consistency_check, "contact_counts", read_then_written)

    assert list(differences(workspace, n_searches=1, seed=0)) == [[]]
    assert next(cities, None) is None


def test_companies_without_people_have_an_index_as_well(workspace: Workspace) -> None:
    for number in range(5):
        make_company(workspace, f"Mill {number}", country="Chile", overview="Grinds corn")
    build_files(workspace.pk)

    companies_alike(workspace, CompanyQuery(country=("Chile",), q="corn mill"))
    make_company(workspace, "Late Mill", domain="late.example")
    companies_alike(workspace, CompanyQuery(q="late.ex"))
    alike(workspace, ContactQuery())


@pytest.mark.slow
def test_what_is_not_committed_is_asked_from_the_tables(workspace: Workspace) -> None:
    make_people(workspace, seed=1)
    build_files(workspace.pk)

    with transaction.atomic():
        Contact.objects.filter(workspace=workspace).update(country="Norway")
        with index_of(workspace.pk) as index:
            assert index is None
        inside = contact_counts(workspace, ContactQuery()).of("country", "Norway")
        transaction.set_rollback(True)

    assert inside == 60
    assert contact_counts(workspace, ContactQuery()).of("country", "Norway") == 0
    alike(workspace, ContactQuery())


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

    assert contact_counts(workspace, ContactQuery()).of("country", "Norway") == 30
    alike(workspace, ContactQuery(country=("Norway",)))


def test_person_who_must_not_be_contacted_counts_at_once(
    workspace: Workspace, manager: User
) -> None:
    make_people(workspace, seed=3)
    build_files(workspace.pk)
    before = contact_counts(workspace, ContactQuery()).of("do_not_contact", "yes")
    free = Contact.objects.filter(workspace=workspace, do_not_contact=False).first()
    assert free is not None

    set_do_not_contact(
        workspace=workspace, email=free.email or "", reason="manual", origin="", author=manager
    )

    assert contact_counts(workspace, ContactQuery()).of("do_not_contact", "yes") == before + 1


def test_other_taxonomy_is_asked_from_the_tables_until_there_are_files_for_it(
    workspace: Workspace,
) -> None:
    make_people(workspace, seed=4)
    build_files(workspace.pk)
    TaxonomyVersion.objects.create()

    with index_of(workspace.pk) as index:
        assert index is None
    build_files(workspace.pk)
    alike(workspace, ContactQuery())


@pytest.mark.slow
def test_very_many_changes_wait_for_new_files_and_the_page_says_so(
    workspace: Workspace, manager_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    before = contact_counts(workspace, ContactQuery())
    monkeypatch.setattr(open_indexes, "MAX_AT_ONCE", 5)
    for number in range(6):
        Contact.objects.create(workspace=workspace, last_name=f"Late {number}")

    waiting = contact_counts(workspace, ContactQuery())
    page = manager_client.get("/people/").content.decode()

    assert (waiting.total, waiting.n_waiting) == (before.total, 6)
    assert waiting.by_facet == before.by_facet
    assert "6 changes are being processed" in page
    with pytest.raises(LookupError, match="6 changed rows"):
        next(differences(workspace, n_searches=1, seed=0))

    build_files(workspace.pk)

    counted = contact_counts(workspace, ContactQuery())
    assert (counted.total, counted.n_waiting) == (before.total + 6, 0)
    assert "being processed" not in manager_client.get("/people/").content.decode()


@pytest.mark.costs("builds an index of many people")
def test_a_small_change_is_seen_while_a_large_one_waits(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    everyone = Contact.objects.filter(workspace=workspace)
    n_contacts, before = everyone.count(), contact_counts(workspace, ContactQuery())
    monkeypatch.setattr(open_indexes, "N_AT_ONCE", 5)
    monkeypatch.setattr(open_indexes, "MAX_SECONDS", 0.0)

    everyone.update(city="Graz")
    waiting = contact_counts(workspace, ContactQuery())
    person = everyone.earliest("pk")
    Contact.objects.filter(pk=person.pk).update(country="Iceland")
    counted = contact_counts(workspace, ContactQuery())

    assert (waiting.by_facet, waiting.n_waiting) == (before.by_facet, n_contacts)
    assert (counted.of("country", "Iceland"), counted.of("city", "Graz")) == (1, 1)
    monkeypatch.setattr(open_indexes, "MAX_SECONDS", 60.0)
    alike(workspace, ContactQuery())
    assert contact_counts(workspace, ContactQuery()).n_waiting == 0


@pytest.mark.slow
def test_someone_whose_title_still_waits_counts_with_it_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    contact_counts(workspace, ContactQuery())
    monkeypatch.setattr(open_indexes, "N_AT_ONCE", 5)
    monkeypatch.setattr(open_indexes, "MAX_SECONDS", 0.0)
    with transaction.atomic():
        titles = [make_title(workspace, f"Late {n}", {"sales": 0.9}) for n in range(6)]
    contact_counts(workspace, ContactQuery())
    Contact.objects.create(workspace=workspace, last_name="Late", job_title=titles[0])
    contact_counts(workspace, ContactQuery())

    monkeypatch.setattr(open_indexes, "MAX_SECONDS", 60.0)

    alike(workspace, ContactQuery())
    alike(workspace, ContactQuery(function=("sales",)))


@pytest.mark.slow
def test_what_did_not_change_of_a_row_is_not_put_in_again(workspace: Workspace) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    with index_of(workspace.pk) as index:
        assert index is not None
        n_texts = {kind: len(searched.texts) for kind, searched in index.searched.items()}

    Contact.objects.filter(workspace=workspace).update(city="Graz")

    with index_of(workspace.pk) as index:
        assert index is not None
        assert {kind: len(one.texts) for kind, one in index.searched.items()} == n_texts
        assert not any(order._moved for order in index.orders.values())
    alike(workspace, ContactQuery(city=("Graz",)))


def test_many_changes_of_a_smaller_workspace_are_asked_from_the_tables(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(workspace, 1)
    build_files(workspace.pk)
    n_contacts = Contact.objects.filter(workspace=workspace).count()
    monkeypatch.setattr(open_indexes, "MAX_AT_ONCE", n_contacts + 1)
    Contact.objects.bulk_create(
        Contact(workspace=workspace, last_name=f"Late {number}") for number in range(n_contacts + 2)
    )

    counted = contact_counts(workspace, ContactQuery())

    assert (counted.total, counted.n_waiting) == (2 * n_contacts + 2, 0)
