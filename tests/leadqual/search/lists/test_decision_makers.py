"""Who the decision makers of companies are."""

import random

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.search.lists.decision_makers import choose
from leadqual.search.query.query import ContactQuery
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_title, stop

pytestmark = pytest.mark.django_db

SENIOR = ContactQuery(level=("c_level", "director", "owner", "vp"))


def titled(workspace: Workspace, words: str, level: str, *functions: str) -> JobTitle:
    return make_title(
        workspace,
        words,
        dict.fromkeys(functions, 0.9),
        level=Level.objects.get(slug=level),
        level_score=0.9,
    )


@pytest.fixture
def kelvia(workspace: Workspace) -> Company:
    """A company with four people: director, owner, manager, and an owner not to be contacted."""
    company = make_company(workspace, "Kelvia")
    people = {
        "Dora Director": titled(workspace, "Director of Sales", "director", "sales"),
        "Olga Owner": titled(workspace, "Founder", "owner"),
        "Mo Manager": titled(workspace, "Marketing Manager", "manager", "marketing"),
    }
    for name, title in people.items():
        make_contact(workspace, name, company=company, job_title=title)
    make_contact(
        workspace,
        "Nina Never",
        company=company,
        job_title=people["Olga Owner"],
        do_not_contact=True,
    )
    return company


def named(keys: list[int]) -> list[str]:
    by_key = Contact.objects.in_bulk(keys)
    return [by_key[key].first_name for key in keys]


def test_most_senior_come_first_and_who_must_not_be_contacted_is_counted_where_they_had_a_place(
    workspace: Workspace, kelvia: Company
) -> None:
    choice = choose(workspace, company_ids=[kelvia.pk], query=SENIOR, most=5)
    assert named(list(choice.contact_ids)) == ["Olga", "Dora"]
    assert (choice.n_companies, choice.n_with_people, choice.n_left_out) == (1, 1, 1)

    Contact.objects.filter(first_name="Olga").update(last_name="Zander")  # Nina stands before her.
    one = choose(workspace, company_ids=[kelvia.pk], query=SENIOR, most=1)
    assert named(list(one.contact_ids)) == ["Olga"]
    assert one.n_left_out == 1

    director = JobTitle.objects.get(title="Director of Sales")
    Contact.objects.filter(first_name="Nina").update(job_title=director)

    one = choose(workspace, company_ids=[kelvia.pk], query=SENIOR, most=1)

    assert named(list(one.contact_ids)) == ["Olga"]
    assert one.n_left_out == 0


def test_functions_departments_and_levels_narrow(workspace: Workspace, kelvia: Company) -> None:
    def found(query: ContactQuery) -> list[str]:
        choice = choose(workspace, company_ids=[kelvia.pk], query=query, most=5)
        return named(list(choice.contact_ids))

    assert found(ContactQuery(function=("sales",))) == ["Dora"]
    assert found(ContactQuery(department=("marketing",))) == ["Mo"]
    assert found(ContactQuery(department=("marketing",), level=("director",))) == []
    assert found(ContactQuery(level=("manager",))) == ["Mo"]
    assert found(ContactQuery()) == ["Olga", "Dora", "Mo"]


def test_companies_keep_their_order_and_those_without_people_count(
    workspace: Workspace, kelvia: Company
) -> None:
    empty = make_company(workspace, "Empty")
    other = make_company(workspace, "Aalto")
    owner = JobTitle.objects.get(title="Founder")
    make_contact(workspace, "Aino Aalto", company=other, job_title=owner)

    choice = choose(
        workspace, company_ids=[empty.pk, kelvia.pk, other.pk, kelvia.pk], query=SENIOR, most=1
    )

    assert named(list(choice.contact_ids)) == ["Olga", "Aino"]
    assert (choice.n_companies, choice.n_with_people) == (3, 2)


def test_companies_of_others_are_as_if_they_did_not_exist(
    workspace: Workspace, other_workspace: Workspace, kelvia: Company
) -> None:
    there = choose(other_workspace, company_ids=[kelvia.pk], query=ContactQuery(), most=5)
    nothing = choose(workspace, company_ids=[], query=ContactQuery(), most=5)

    for choice in (there, nothing):
        assert (list(choice.contact_ids), choice.n_companies) == ([], 0)


def test_corrected_title_counts_at_once(
    workspace: Workspace, kelvia: Company, qualifier: User
) -> None:
    title = JobTitle.objects.get(title="Marketing Manager")
    word = CorrectionInput(functions=("sales",), level="c_level", propagate=False)
    record_correction(job_title=title, correction_input=word, author=qualifier)

    query = ContactQuery(function=("sales",), level=SENIOR.ticked("level"))
    choice = choose(workspace, company_ids=[kelvia.pk], query=query, most=5)

    assert named(list(choice.contact_ids)) == ["Mo", "Dora"]


@pytest.mark.parametrize("most", [2, pytest.param(7, marks=pytest.mark.slow)])
def test_choice_is_that_of_a_plain_loop(workspace: Workspace, most: int) -> None:
    rnd = random.Random(most)
    companies = [make_company(workspace, f"C {at}") for at in range(6)]
    slugs = ["owner", "vp", "director", "manager"]
    titles = [titled(workspace, f"T {at}", slugs[at % 4]) for at in range(8)]
    people = Contact.objects.bulk_create(
        Contact(
            workspace=workspace,
            last_name=f"{at:03}",
            email=f"p{at}@x.example",
            company=rnd.choice(companies),
            job_title=rnd.choice([None, *titles]),
        )
        for at in range(50)
    )
    for person in rnd.sample(people, 15):
        stop(person)
    wanted, n_left_out = [], 0
    for company in companies:
        fitting = [
            (title.level.rank, person.last_name, person)
            for person in people
            if person.company_id == company.pk
            and (title := person.job_title)
            and title.level
            and title.level.slug in SENIOR.ticked("level")
        ]
        n_chosen = 0
        for _, _, person in sorted(fitting, key=lambda entry: entry[:2]):
            if n_chosen < most:
                n_left_out += person.do_not_contact
                if not person.do_not_contact:
                    wanted.append(person.pk)
                    n_chosen += 1

    keys = [company.pk for company in companies]
    choice = choose(workspace, company_ids=keys, query=SENIOR, most=most)

    assert list(choice.contact_ids) == wanted
    assert choice.n_left_out == n_left_out
