"""Rows are joined with a company only where nothing says that it is another one."""

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.imports.merging.import_job import run_import
from leadqual.leads.company_identity import CompanyFacts, are_one_by_domain
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import Company, Contact
from tests.leadqual.imports.conftest import Import, counts, planned

pytestmark = pytest.mark.django_db
HEADER = "name,website,city,country,employees\n"
BOTH_WAYS = pytest.mark.parametrize("chunk_rows", [1, 5_000])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smile Dental,,Austin,USA,5", "Smile Dental,,Seattle,USA,9"),
        ("Nordlicht GmbH,,Köln,,", "Nordlicht Ltd,,Leeds,,"),
        ("Nordlicht GmbH,,,,", "Nordlicht Limited,,,,"),
        ("Nordlicht,,,Germany,", "Nordlicht,,,Austria,"),
        ("Lincoln High School,district.example,Salem,,", "Adams High School,district.example,,,"),
        ("Smile,smile-austin.weebly.com,,,", "Smile,smile-seattle.weebly.com,,,"),
        ("Smile Austin,weebly.com/austin,,,", "Smile Seattle,weebly.com/seattle,,,"),
        ("Bäckerei Sonnenkorn,hub.example/a,,,", "Yoga Studio Luna,hub.example/b,,,"),
        ("Alpha Robotics,alpha.example,Ulm,,", "Zeta Pharma,alpha.example,Ulm,,"),
        ("Faculty of Law,law.uni.example,,,", "Faculty of Medicine,med.uni.example,,,"),
        ("Salon Anna,g.page/anna,,,", "Salon Berta,g.page/berta,,,"),
    ],
)
def test_two_companies_stay_two_and_are_found_again(
    bring: Import, one: str, other: str, chunk_rows: int
) -> None:
    text = f"{HEADER}{one}\n{other}\n"

    first = bring(text, kind="companies", chunk_rows=chunk_rows)
    second = bring(text, kind="companies", chunk_rows=chunk_rows)

    assert (counts(first), Company.objects.count()) == ((2, 0, 0, 0), 2)
    assert counts(second) == (0, 0, 2, 0)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smile Dental,,Austin,USA,5", "SMILE DENTAL,,austin,,9"),
        ("Nordlicht GmbH,,Köln,,", "Nordlicht,,,Germany,"),
        ("Nordlicht GmbH & Co. KG,,,,", "Nordlicht GmbH,,,,9"),
        ("Acme Inc,,,,", "Acme Corporation,,,,9"),
        ("Acme,acme.example,Oslo,,", "Acme Anvils,acme.example,Bergen,,9"),
        ("Acme,hub.example,,,", "Acme Germany GmbH,hub.example,,,"),
        ("Senai,senai.example,,,", "Serviço Nacional de Aprendizagem Industrial,senai.example,,,"),
        ("VW,hub.example,,,", "Volkswagen AG,hub.example,,,"),
        ("Brandt Logistik,hub.example,,,", "Spedition Brandt,hub.example,,,"),
        ("Toyota,hub.example,,,", "トヨタ自動車,hub.example,,,"),
        ("hub.example,hub.example,,,", "Zeta Pharma,hub.example,,,"),
    ],
)
def test_one_company_is_joined(bring: Import, one: str, other: str, chunk_rows: int) -> None:
    bring(f"{HEADER}{one}\n{other}\n", kind="companies", chunk_rows=chunk_rows)

    assert Company.objects.count() == 1


@pytest.mark.parametrize(
    ("stored", "row", "n"),
    [
        (("Köln", ""), "Cologne,Germany", 1),
        (("München", "Germany"), "Munich,Germany", 1),
        (("Wien", "Austria"), "Vienna,", 1),
        (("Praha", ""), "Prague,Czechia", 1),
        (("Köln", ""), "Munich,", 2),
        (("Vienna", "United States"), "Wien,Austria", 2),
    ],
)
def test_a_city_is_one_in_any_language(
    bring: Import, workspace: Workspace, stored: tuple[str, str], row: str, n: int
) -> None:
    city, country = stored
    Company.objects.create(
        workspace=workspace, name="Nordlicht", name_key="nordlicht", city=city, country=country
    )

    bring(f"{HEADER}Nordlicht,,{row},9\n", kind="companies")

    assert Company.objects.count() == n


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


@pytest.mark.parametrize("key", ["linkedin", "id"])
def test_a_former_name_beside_the_same_key_is_the_same_company(bring: Import, key: str) -> None:
    value = {"linkedin": "https://www.linkedin.com/company/caria", "id": "7"}[key]
    bring(
        f"name,website,{key}\nCaria,chorus.example,{value}\nZenith,chorus.example,{value}\n",
        kind="companies",
    )

    assert Company.objects.get().name == "Zenith"


def test_a_person_at_another_firm_of_the_host_does_not_come_to_the_first(bring: Import) -> None:
    bring(
        "email,company,company website\na@a.example,Garage Dupont,hub.example/a\n"
        "b@b.example,Yoga Studio Luna,hub.example/b\n"
    )

    people = Contact.objects.order_by("email").values_list("company__name", flat=True)
    assert list(people) == ["Garage Dupont", "Yoga Studio Luna"]


@BOTH_WAYS
@pytest.mark.parametrize(
    ("one", "other", "n_companies"),
    [
        ("Golden Corral,Portland,OR,", "Golden Corral,Portland,Maine,", 2),
        ("Smile,,TX,", "Smile,,WA,USA", 2),
        ("Smile,,TX,", "Smile,,Texas,USA", 1),
        ("Smile,,TX,", "Smile,,,USA", 1),
        ("Smile,,Bayern,Germany", "Smile,,BW,Germany", 2),
        ("Smile,,Bayern,Germany", "Smile,,Bavaria,Germany", 1),
        ("Smile,,England,UK", "Smile,,Kent,UK", 1),
    ],
)
def test_two_states_are_two_companies(
    bring: Import, one: str, other: str, n_companies: int, chunk_rows: int
) -> None:
    text = f"name,city,state,country\n{one}\n{other}\n"
    bring(text, kind="companies", chunk_rows=chunk_rows)
    again = bring(text, kind="companies", chunk_rows=chunk_rows)

    assert (Company.objects.count(), again.n_created) == (n_companies, 0)


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


def test_a_school_below_the_domain_of_a_district_goes_without_it(bring: Import) -> None:
    batch = bring(
        f"{HEADER}Lincoln High School,district.example,,,\nAdams High School,district.example,,,\n",
        kind="companies",
    )

    adams = Company.objects.get(name="Adams High School")
    assert (adams.domain, adams.website) == (None, "district.example")
    assert batch.rows.get(number=3).reason == (
        "Imported without its domain, which another company has: Lincoln High School"
    )


@BOTH_WAYS
def test_the_dry_run_names_the_line_that_is_joined(
    confirm: Import, manager_client: Client, chunk_rows: int
) -> None:
    text = f"{HEADER}Smile,,Springfield,,5\nNova,,,,\nSmile,,Springfield,USA,9\n"
    batch = confirm(text, kind="companies", is_dry=True)
    run_import(batch.pk, chunk_rows=chunk_rows)

    row = batch.rows.get(number=4)
    page = manager_client.get(
        reverse("imports:lines", args=[batch.pk]), {"outcome": "updated"}
    ).content.decode()

    assert (row.outcome, row.reason) == (
        "updated",
        "Same company as line 2. Changes: country, employees.",
    )
    assert row.reason in page


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


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (("Meta", "Menlo Park"), ("Facebook", "Menlo Park"), False),
        (("Facebook Inc", "Menlo Park"), ("Facebook", ""), True),
        (("Meta", "Menlo Park"), ("Facebook Ireland", "Dublin"), False),
        (("Acme GmbH", "Ulm"), ("Acme Inc", "Austin"), True),
    ],
)
def test_one_domain_is_one_company_unless_name_and_place_are_others(
    one: tuple[str, str], other: tuple[str, str], is_one: bool
) -> None:
    facts = [CompanyFacts(name, domain="facebook.com", city=city) for name, city in (one, other)]

    assert are_one_by_domain(*facts) is is_one


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
