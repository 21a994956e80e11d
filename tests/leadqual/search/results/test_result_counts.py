"""Counts and rows of a search, against the same search written in plain Python."""

import random
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, TitleLabel
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.record_rows import contacts_of
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_company_keys, result_page, result_queryset
from leadqual.search.results.typo_correction import corrected_search
from tests.leadqual.leads.people import (
    CITIES,
    COUNTRIES,
    INDUSTRIES,
    LEVELS,
    SIZES,
    TECHNOLOGIES,
    TREE,
    Person,
    make_company,
    make_contact,
    make_people,
    make_title,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

DEPARTMENT = {function: slug for slug, functions in TREE.items() for function in functions}
COLUMNS = ("level", "industry", "country", "city", "size", "company_industry", "business_model")
FACETS = ("tree", *COLUMNS, "technology", "do_not_contact")
LEFT_OUT = (
    *("function:sales", "department:finance", "unclassified:1", "level:manager", "city:Vienna"),
    *("technology:AWS", "business_model:unknown", "country:Germany", "do_not_contact:yes"),
)


def labels_of(person: Person, query: ContactQuery) -> set[str]:
    return {slug for slug, score in person.functions.items() if score >= query.confidence}


def lacks(person: Person, query: ContactQuery, facet: str) -> bool:
    """Say in plain Python whether a person has nothing of a facet that is left out."""
    if facet == "technology":
        return not person.technologies & set(query.refused("technology"))
    if facet != "tree":
        return getattr(person, facet) not in query.refused(facet)
    departments = {DEPARTMENT[slug] for slug in person.functions}
    return not (
        set(person.functions) & set(query.refused("function"))
        or departments & set(query.refused("department"))
        or (query.refused("unclassified") and person.is_other)
    )


def fits(person: Person, query: ContactQuery, facet: str) -> bool:
    """Say in plain Python whether a person passes one facet of a search."""
    if not lacks(person, query, facet):
        return False
    if facet == "tree":
        if not (query.function or query.department or query.unclassified):
            return bool(labels_of(person, query)) if query.confidence else True
        labels = labels_of(person, query)
        ticked = labels & set(query.function)
        whole = {DEPARTMENT[slug] for slug in labels} & set(query.department)
        return bool(ticked or whole or (query.unclassified and person.is_other))
    if facet == "technology":
        return not query.ticked(facet) or bool(person.technologies & set(query.ticked(facet)))
    ticks = query.ticked(facet)
    return not ticks or getattr(person, facet) in ticks


def in_scope(person: Person, query: ContactQuery) -> bool:
    texts = (person.title, *person.name.split(maxsplit=1), person.company_name)
    words = query.q.lower().split()
    has_words = all(any(word in text.lower() for text in texts) for word in words)
    at_company = not query.company or str(person.company) in query.company
    if person.pk <= query.since:
        return False
    return has_words and at_company and (not query.contact or str(person.pk) in query.contact)


def without(people: Iterable[Person], query: ContactQuery, facet: str) -> list[Person]:
    """Return who passes every facet but one."""
    others = [one for one in FACETS if one != facet]
    return [p for p in people if in_scope(p, query) and all(fits(p, query, f) for f in others)]


def left_out(people: list[Person], query: ContactQuery) -> dict[str, Counter[str]]:
    """Count who has what is left out of the facets of which a person may have several values."""
    in_tree, users = (without(people, query, facet) for facet in ("tree", "technology"))
    values = {
        "function": [slug for p in in_tree for slug in p.functions],
        "department": [one for p in in_tree for one in {DEPARTMENT[f] for f in p.functions}],
        "unclassified": ["1" for p in in_tree if p.is_other],
        "technology": [one for p in users for one in p.technologies],
    }
    return {
        facet: Counter(value for value in found if value in query.refused(facet))
        for facet, found in values.items()
    }


def expected_counts(people: list[Person], query: ContactQuery) -> dict[str, dict[str, int]]:
    in_tree = [p for p in without(people, query, "tree") if lacks(p, query, "tree")]
    values: dict[str, Callable[[Person], Iterable[str]]] = {
        "technology": lambda person: person.technologies,
        "do_not_contact": lambda person: [person.do_not_contact],
    }
    for column in COLUMNS:
        values[column] = lambda person, column=column: [getattr(person, column)]  # type: ignore[misc]
    counts = {
        facet: Counter(
            v
            for p in without(people, query, facet)
            if facet != "technology" or lacks(p, query, facet)
            for v in value(p)
            if v
        )
        for facet, value in values.items()
    }
    counts["function"] = Counter(slug for p in in_tree for slug in labels_of(p, query))
    counts["department"] = Counter(
        slug for p in in_tree for slug in {DEPARTMENT[slug] for slug in labels_of(p, query)}
    )
    counts["unclassified"] = Counter({"1": sum(p.is_other for p in in_tree)})
    for facet, found in left_out(people, query).items():
        counts[facet] |= found
    return {facet: {v: n for v, n in found.items() if n} for facet, found in counts.items()}


def random_query(rnd: random.Random, people: list[Person]) -> ContactQuery:
    """Tick a few random boxes; most facets stay free, so that something is found."""

    def some(values: Iterable[str], chance: float = 0.3) -> tuple[str, ...]:
        real = [value for value in values if value]
        if rnd.random() > chance:
            return ()
        return tuple(sorted(rnd.sample(real, rnd.randint(1, len(real)))))

    return ContactQuery(
        function=some(DEPARTMENT),
        department=some(TREE, 0.2),
        unclassified=some(["1"], 0.2),
        level=some(LEVELS),
        industry=some(INDUSTRIES, 0.1),
        country=some(COUNTRIES),
        city=some(CITIES, 0.2),
        size=some(SIZES, 0.2),
        company_industry=some(["Software", "Retail"], 0.2),
        business_model=some(["b2b", "b2c", "unknown"], 0.2),
        technology=some(TECHNOLOGIES, 0.2),
        do_not_contact=some(["yes", "no"], 0.2),
        exclude=some(LEFT_OUT, 0.3)[:2],
        company=some([str(p.company) for p in people[:5] if p.company], 0.1),
        contact=some([str(p.pk) for p in people[:30]], 0.1),
        confidence=rnd.choice([0.0, 0.0, 0.0, 0.5, 0.9]),
        since=rnd.choice([0, 0, 0, people[len(people) // 3].pk]),
        q=rnd.choice(["", "", "", "", "ada", "HEAD nord", "öz"]),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_rows_and_counts_are_those_of_plain_python(
    workspace: Workspace, other_workspace: Workspace, seed: int
) -> None:
    people = make_people(workspace, seed)
    make_people(other_workspace, seed + 100, n=20)
    rnd = random.Random(seed)
    for _ in range(15):
        query = random_query(rnd, people)

        counts = counts_of(workspace, query)
        found = {contact.pk for contact in result_queryset(workspace, query)}

        expected = {p.pk for p in without(people, query, "none")}
        assert found == expected, query
        assert counts.total == len(expected), query
        by_facet = {facet: v for facet, v in counts.by_facet.items() if v and facet != "score"}
        wanted = {facet: v for facet, v in expected_counts(people, query).items() if v}
        if expected:
            wanted["status"] = {"new": len(expected)}  # Nobody has another one.
            wanted["owner"] = {"none": len(expected)}
        assert by_facet == wanted, query
        companies = {p.company for p in people if p.pk in expected and p.company}
        assert counts.n_companies == len(companies)
        assert result_company_keys(workspace, query).tolist() == sorted(companies)


def test_department_counts_a_person_with_two_of_its_functions_once(workspace: Workspace) -> None:
    title = make_title(workspace, "Head of Sales", {"sales": 1.0, "revenue_operations": 0.8})
    make_contact(workspace, job_title=title)

    counts = counts_of(workspace, ContactQuery())

    assert counts.of("department", "sales") == 1
    assert counts.by_facet["function"] == {"sales": 1, "revenue_operations": 1}


def test_other_is_a_title_that_was_read_and_holds_nothing(workspace: Workspace) -> None:
    make_contact(workspace, "Read Nothing", job_title=make_title(workspace, "Queen of the World"))
    waiting = make_title(workspace, "Snr Mgr", classified_at=None)
    make_contact(workspace, "Not Read", job_title=waiting)
    make_contact(workspace, "No Title")

    rows = result_page(workspace, ContactQuery(unclassified=("1",))).rows

    assert [str(row) for row in rows] == ["Read Nothing"]
    assert counts_of(workspace, ContactQuery()).of("unclassified", "1") == 1


def test_confidence_hides_labels_below_it(workspace: Workspace) -> None:
    title = make_title(workspace, "Sales Ops", {"sales": 0.9, "marketing": 0.5})
    make_contact(workspace, job_title=title)

    counts = counts_of(workspace, ContactQuery(confidence=0.7))

    assert counts.by_facet["function"] == {"sales": 1}
    query = ContactQuery(function=("marketing",), confidence=0.7)
    assert counts_of(workspace, query).total == 0


def test_words_that_nobody_has_count_nobody(workspace: Workspace) -> None:
    make_contact(workspace, "Ann Lee", email="ann@acme.example")

    for q in ("nobody@example.com", "@", "*", "ann@", "555-0199", "https://none.example/"):
        counts = counts_of(workspace, ContactQuery(q=q))

        assert counts.total == len(result_queryset(workspace, ContactQuery(q=q)))
        assert counts_of(workspace, CompanyQuery(q=q)).total == 0


def test_search_takes_one_query_for_rows_and_counts_take_none(
    workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_people(workspace, seed=3, n=12)
    query = ContactQuery(function=("sales",), technology=("AWS",), q="nord")

    counts_of(workspace, query)  # The transaction builds its index.
    n_looks = 2  # What it wrote, and what changed.
    with django_assert_num_queries(n_looks):
        counts_of(workspace, query.without("q"))
    read, _ = corrected_search(workspace, query)
    with django_assert_num_queries(n_looks):  # The words were read already.
        counts_of(workspace, read)
    with django_assert_num_queries(n_looks + 1):
        rows = result_page(workspace, ContactQuery()).rows
        titles = [row.job_title for row in rows if row.job_title]
        found = [_shown(label) for title in titles for label in title.labels.all()]
    plain = contacts_of(workspace).in_bulk([row.pk for row in rows])
    titles = [title for row in rows if (title := plain[row.pk].job_title)]
    assert found == [_shown(label) for title in titles for label in title.labels.all()] != []


def _shown(label: TitleLabel) -> tuple[object, ...]:
    meant = label.function
    department = meant.department
    return label, label.source, label.score, meant, meant.slug, meant.name, department.slug


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("seed", range(3))
def test_companies_and_their_counts_are_those_of_plain_python(
    workspace: Workspace, other_workspace: Workspace, seed: int
) -> None:
    make_people(workspace, seed, n=5)
    make_company(other_workspace, "Nord 99", size="1-10")
    rows = list(Company.objects.filter(workspace=workspace))
    rnd = random.Random(seed)
    for _ in range(15):
        query = CompanyQuery(
            industry=tuple(rnd.sample(["Software", "Retail"], rnd.randrange(2))),
            size=tuple(rnd.sample(["1-10", "51-200"], rnd.randrange(2))),
            technology=tuple(rnd.sample(TECHNOLOGIES, rnd.randrange(3))),
            exclude=rnd.choice([(), ("technology:AWS",), ("size:1-10", "industry:Retail")]),
            q=rnd.choice(["", "nord"]),
        )

        counts = counts_of(workspace, query)

        expected = {row.pk for row in rows if _company_fits(row, query, "none")}
        assert {row.pk for row in result_queryset(workspace, query)} == expected
        assert counts.total == len(expected)
        in_size = [row.size for row in rows if _company_fits(row, query, "size") and row.size]
        assert counts.by_facet["size"] == Counter(in_size)
        users = [row for row in rows if _company_fits(row, query, "technology")]
        refused = {*query.refused("technology")}
        used = Counter(
            one
            for row in users
            for one in row.technologies
            if one in refused or not refused & {*row.technologies}
        )
        assert counts.by_facet["technology"] == used


def _company_fits(row: Company, query: CompanyQuery, but: str) -> bool:
    mine = {"industry": {row.industry}, "size": {row.size}, "technology": {*row.technologies}}
    checks = {
        facet: (not query.ticked(facet) or bool(values & {*query.ticked(facet)}))
        and not values & {*query.refused(facet)}
        for facet, values in mine.items()
    }
    checks["q"] = query.q in row.name.lower()
    return all(passes for facet, passes in checks.items() if facet != but)
