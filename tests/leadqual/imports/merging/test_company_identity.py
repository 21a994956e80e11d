"""Rows are joined with a company only where nothing says that it is another one."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.imports.merging.import_job import run_import
from leadqual.leads.company_identity import CompanyFacts, are_same_company
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import Company, Contact
from tests.leadqual.imports.conftest import Import, counts, planned

pytestmark = pytest.mark.django_db
HEADER = "name,website,city,country,employees\n"
BOTH_WAYS = pytest.mark.parametrize("chunk_rows", [5_000, pytest.param(1, marks=pytest.mark.slow)])


@BOTH_WAYS
def test_two_companies_stay_two_and_are_found_again(bring: Import, chunk_rows: int) -> None:
    text = HEADER + "\n".join(
        [
            *("Smile Dental,,Austin,USA,5", "Smile Dental,,Seattle,USA,9"),
            *("Nordlicht GmbH,,Köln,,", "Nordlicht Ltd,,Leeds,,"),
            *("Kelvia GmbH,,,,", "Kelvia Limited,,,,"),
            *("Orlo,,,Germany,", "Orlo,,,Austria,"),
            *(
                "Lincoln High School,district.example,Salem,,",
                "Adams High School,district.example,,,",
            ),
            *("Bloom,smile-austin.weebly.com,,,", "Bloom,smile-seattle.weebly.com,,,"),
            *("Zoo Austin,weebly.com/austin,,,", "Zoo Seattle,weebly.com/seattle,,,"),
            *("Bäckerei Sonnenkorn,hub.example/a,,,", "Yoga Studio Luna,hub.example/b,,,"),
            *("Alpha Robotics,alpha.example,Ulm,,", "Zeta Pharma,alpha.example,Ulm,,"),
            *("Faculty of Law,law.uni.example,,,", "Faculty of Medicine,med.uni.example,,,"),
            *("Salon Anna,g.page/anna,,,", "Salon Berta,g.page/berta,,,"),
        ]
    )

    first = bring(text, kind="companies", chunk_rows=chunk_rows)
    second = bring(text, kind="companies", chunk_rows=chunk_rows)

    joined = first.rows.exclude(outcome="created").values_list("number", "reason")
    assert list(joined) == []
    assert (counts(first), counts(second)) == ((22, 0, 0, 0), (0, 0, 22, 0))


@BOTH_WAYS
def test_one_company_is_joined(bring: Import, chunk_rows: int) -> None:
    pairs = [
        ("Smile Dental,,Austin,USA,5", "SMILE DENTAL,,austin,,9"),
        ("Nordlicht GmbH,,Köln,,", "Nordlicht,,,Germany,"),
        ("Kelvia GmbH & Co. KG,,,,", "Kelvia GmbH,,,,9"),
        ("Orlo Inc,,,,", "Orlo Corporation,,,,9"),
        ("Acme,acme.example,Oslo,,", "Acme Anvils,acme.example,Bergen,,9"),
        ("Bloom,bloom.example,,,", "Bloom Germany GmbH,bloom.example,,,"),
        ("Senai,senai.example,,,", "Serviço Nacional de Aprendizagem Industrial,senai.example,,,"),
        ("VW,vw.example,,,", "Volkswagen AG,vw.example,,,"),
        ("Brandt Logistik,haul.example,,,", "Spedition Brandt,haul.example,,,"),
        ("Toyota,cars.example,,,", "トヨタ自動車,cars.example,,,"),
        ("hub.example,hub.example,,,", "Zeta Pharma,hub.example,,,"),
    ]
    lines = [line for pair in pairs for line in pair]

    batch = bring(HEADER + "\n".join(lines), kind="companies", chunk_rows=chunk_rows)

    created = batch.rows.filter(outcome="created").order_by("number")
    assert list(created.values_list("number", flat=True)) == list(range(2, 24, 2))
    assert Company.objects.count() == 11


def test_a_city_is_one_in_any_language(bring: Import, workspace: Workspace) -> None:
    stored = {
        "Nordlicht": ("Köln", ""),
        "Kelvia": ("München", "Germany"),
        "Orlo": ("Wien", "Austria"),
        "Acme": ("Praha", ""),
        "Bloom": ("Köln", ""),
        "Zeta": ("Vienna", "United States"),
    }
    Company.objects.bulk_create(
        Company(workspace=workspace, name=name, name_key=name.lower(), city=city, country=country)
        for name, (city, country) in stored.items()
    )

    batch = bring(
        f"{HEADER}Nordlicht,,Cologne,Germany,9\nKelvia,,Munich,Germany,9\nOrlo,,Vienna,,9\n"
        "Acme,,Prague,Czechia,9\nBloom,,Munich,,9\nZeta,,Wien,Austria,9\n",
        kind="companies",
    )

    outcomes = batch.rows.order_by("number").values_list("outcome", flat=True)
    assert list(outcomes) == [*["updated"] * 4, *["created"] * 2]


@BOTH_WAYS
def test_many_firms_of_one_host_stay_many_and_the_dry_run_says_it(
    bring: Import, chunk_rows: int
) -> None:
    names = ("Bäckerei Sonnenkorn", "Yoga Studio Luna", "Garage Dupont", "Nails by Tina")
    text = HEADER + "".join(
        f"{name},https://hub.example/{at},,,\n" for at, name in enumerate(names)
    )

    plan = bring(text, kind="companies", chunk_rows=chunk_rows, is_dry=True)
    bring(text, kind="companies", chunk_rows=chunk_rows)

    reasons = dict(plan.rows.values_list("number", "reason"))
    of_another = "Imported without its domain, which another company has: Bäckerei Sonnenkorn"
    assert (planned(plan), reasons) == (
        (4, 0, 0, 0),
        {2: "", **dict.fromkeys((3, 4, 5), of_another)},
    )
    assert sorted(Company.objects.values_list("name", flat=True)) == sorted(names)


def test_a_former_name_beside_the_same_key_is_the_same_company(bring: Import) -> None:
    page = "linkedin.com/company/caria"
    bring(
        "name,website,linkedin,id\n"
        f"Caria,chorus.example,{page},\nZenith,chorus.example,{page},\n"
        "Orlo,orlo.example,,7\nNova,orlo.example,,7\n",
        kind="companies",
    )

    names = Company.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Zenith", "Nova"]


def test_a_person_at_another_firm_of_the_host_does_not_come_to_the_first(bring: Import) -> None:
    bring(
        "email,company,company website\na@a.example,Garage Dupont,hub.example/a\n"
        "b@b.example,Yoga Studio Luna,hub.example/b\n"
    )

    people = Contact.objects.order_by("email").values_list("company__name", flat=True)
    assert list(people) == ["Garage Dupont", "Yoga Studio Luna"]


@BOTH_WAYS
def test_two_states_are_two_companies(bring: Import, chunk_rows: int) -> None:
    two = (
        "Corral,Portland,OR,\nCorral,Portland,Maine,\nSmile,,TX,\nSmile,,WA,USA\n"
        "Orlo,,Bayern,Germany\nOrlo,,BW,Germany\n"
    )
    one = (
        "Nova,,TX,\nNova,,Texas,USA\nBloom,,TX,\nBloom,,,USA\n"
        "Acme,,Bayern,Germany\nAcme,,Bavaria,Germany\nZeta,,England,UK\nZeta,,Kent,UK\n"
    )
    text = f"name,city,state,country\n{two}{one}"

    bring(text, kind="companies", chunk_rows=chunk_rows)
    again = bring(text, kind="companies", chunk_rows=chunk_rows)

    names = Company.objects.values_list("name", flat=True)
    found = {name: list(names).count(name) for name in set(names)}
    assert found == {
        **dict.fromkeys(("Corral", "Smile", "Orlo"), 2),
        **dict.fromkeys(("Nova", "Bloom", "Acme", "Zeta"), 1),
    }
    assert again.n_created == 0


def test_a_former_name_does_not_find_the_kept_company_in_another_state(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    bring("name,state\nKelvia,TX\nNordport,TX\n", kind="companies")
    kept, other = Company.objects.order_by("pk")
    request = MergeRequest("company", kept.pk, other.pk)
    merge_records(workspace=workspace, request=request, author=manager)

    batch = bring("name,state,employees\nNordport,TX,9\nNordport,OR,5\n", kind="companies")

    kept.refresh_from_db()
    assert (counts(batch), kept.employees) == ((1, 1, 0, 0), 9)


def test_a_row_without_a_city_is_not_one_of_two_cities(bring: Import) -> None:
    text = f"{HEADER}Smile,,Austin,,\nSmile,,Seattle,,\nSmile,,,,7\n"

    first, second = bring(text, kind="companies"), bring(text, kind="companies")

    assert (counts(first), counts(second)) == ((3, 0, 0, 0), (0, 0, 3, 0))


def test_people_of_two_companies_of_one_name_come_to_their_own(bring: Import) -> None:
    bring(
        "email,company,company city\na@a.example,Smile,Austin\nb@b.example,Smile,Seattle\n"
        "c@a.example,Smile,Austin\n"
    )

    assert sorted(Company.objects.values_list("city", flat=True)) == ["Austin", "Seattle"]
    people = Contact.objects.filter(company__city="Austin").order_by("email")
    assert [person.email for person in people] == ["a@a.example", "c@a.example"]


@BOTH_WAYS
def test_the_dry_run_names_the_line_that_is_joined(bring: Import, chunk_rows: int) -> None:
    text = f"{HEADER}Smile,,Springfield,,5\nNova,,,,\nSmile,,Springfield,USA,9\n"

    batch = bring(text, kind="companies", is_dry=True, chunk_rows=chunk_rows)

    row = batch.rows.get(number=4)
    assert row.outcome == "updated"
    assert row.reason == "Same company as line 2. Changes: country, employees."


@BOTH_WAYS
def test_the_dry_run_names_the_line_of_the_same_person(confirm: Import, chunk_rows: int) -> None:
    text = "email,position,city\na@a.example,CFO,Ulm\nb@a.example,,\nA@a.example,CEO,Bonn\n"
    batch = confirm(text, is_dry=True)
    run_import(batch.pk, chunk_rows=chunk_rows)

    row = batch.rows.get(number=4)

    assert (row.outcome, row.reason) == ("updated", "Same person as line 2. Changes: city, title.")


def test_the_real_run_names_it_too_and_a_record_that_was_there_is_linked(bring: Import) -> None:
    bring(f"{HEADER}Nova,,,,\n", kind="companies")

    batch = bring(f"{HEADER}Smile,,,,\nSmile,,,,\nNova,,,,3\n", kind="companies")

    rows = dict(batch.rows.values_list("number", "reason"))
    assert rows == {2: "", 3: "Same company as line 2.", 4: ""}


def test_one_domain_is_one_company_unless_name_and_place_are_others() -> None:
    for one, other, is_one in [
        (("Meta", "Menlo Park"), ("Facebook", "Menlo Park"), False),
        (("Facebook Inc", "Menlo Park"), ("Facebook", ""), True),
        (("Meta", "Menlo Park"), ("Facebook Ireland", "Dublin"), False),
        (("Acme GmbH", "Ulm"), ("Acme Inc", "Austin"), True),
    ]:
        facts = [
            CompanyFacts(name, domain="facebook.com", city=city) for name, city in (one, other)
        ]

        assert are_same_company(*facts) is is_one


def test_the_api_joins_by_the_same_rule(workspace: Workspace, manager_client: Client) -> None:
    for city in ("Austin", "Seattle", "Austin"):
        manager_client.post(
            "/api/v1/companies",
            {"name": "Smile Dental", "city": city},
            content_type="application/json",
        )

    companies = Company.objects.filter(workspace=workspace).order_by("pk")
    assert [company.city for company in companies] == ["Austin", "Seattle"]


@BOTH_WAYS
def test_rows_that_match_one_company_by_different_keys_both_change_it(
    bring: Import, chunk_rows: int
) -> None:
    bring(
        "domain,id,name,city,industry\n"
        "alpha.example,1,Alpha,,\n"
        "zeta.example,,Zeta,Ulm,\n"
        ",1,Zeta,Bonn,\n"  # The first by its ID; its name is still Alpha.
        "zeta.example,,Alpha,,Banking\n",  # Not Zeta; by its name, Alpha again or a new one.
        kind="companies",
        chunk_rows=chunk_rows,
    )

    assert Company.objects.get(domain="alpha.example").city == "Bonn"
    assert Company.objects.get(domain="zeta.example").city == "Ulm"
    assert Company.objects.filter(industry="Banking").count() == 1
