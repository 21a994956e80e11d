"""One row of text becomes clean values, or a refusal with column, value and reason."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.imports.columns.column_fields import fields
from leadqual.imports.files.reading import FileRow
from leadqual.imports.selectors import skipped_values
from leadqual.imports.validation.cell_readers import PLAIN_PATTERNS, READERS
from leadqual.imports.validation.validated_rows import ContactValues, RowValidator, ValidatedRows
from leadqual.imports.validation.values import Rejection, tidy
from tests.leadqual.imports.conftest import Import, planned


def contact(**cells: str) -> ContactValues:
    found = raw_contact(**cells)
    assert isinstance(found, ContactValues), found
    return found


def checked(kind: str, match_by: str = "any", **cells: str) -> ValidatedRows[Any]:
    header = [f"Col {code}" for code in cells]
    checker = RowValidator(kind, header, dict(zip(header, cells, strict=True)), match_by)
    return checker.check([FileRow(2, list(cells.values()))])


def raw_contact(**cells: str) -> ContactValues | Rejection:
    found = checked("contacts", **cells)
    return (found.good or found.rejected)[0][1]


def company(**cells: str) -> dict[str, object]:
    ((_, found),) = checked("companies", name="Acme GmbH", **cells).good
    return {**found.keys._asdict(), **found.fields}


def rejection(kind: str, **cells: str) -> Rejection:
    found = checked(kind, **cells)
    assert not found.good, found
    return found.rejected[0][1]


def bad_cell(kind: str, **cells: str) -> Rejection:
    found = checked(kind, **cells)
    assert found.good, found
    ((_, cell),) = found.cells
    return cell


def test_mail_addresses_come_in_one_spelling() -> None:
    for written in [
        "Ann.Lee@Acme.Example",
        " ann.lee@acme.example ",
        "Ann Lee <ann.lee@acme.example>",
        "mailto:ann.lee@acme.example",
    ]:
        assert contact(email=written).email == "ann.lee@acme.example"


def test_what_is_no_mail_address_is_refused() -> None:
    for written in [
        "j.weber(at)orlo.example",
        "ann@",
        "@acme.example",
        "ann@acme",
        "a..b@acme.example",
        "ann lee@a.example",
        "x" * 65 + "@a.example",
        "a@" + "b" * 250 + ".example",
    ]:
        found = rejection("contacts", email=written)

        assert (found.column, found.value) == ("Col email", written)
        assert "mail address" in found.reason


def test_nothing_that_identifies_is_refused_with_a_column() -> None:
    found = rejection("contacts", email="", full_name=" ", job_title="CEO")

    assert found.column == "Col email"
    assert "does not identify a person" in found.reason


def test_formulas_are_left_out() -> None:
    for cell in ['=HYPERLINK("x")', "=1+1", "=cmd|' /C calc'!A0", "=SUM(A1:A9)"]:
        assert "formula" in bad_cell("contacts", email="a@b.example", job_title=cell).reason.lower()


def test_what_only_looks_like_a_formula_goes_in() -> None:
    found = contact(email="a@b.example", phone='="0049123"', job_title="== CEO ==")

    assert (found.phone, found.title) == ("0049123", "== CEO ==")


def test_nuls_are_stripped() -> None:
    assert contact(email="a\x00@b.example", first_name="A\x00nn").first_name == "Ann"


def test_letters_that_cannot_be_read_are_left_out_with_their_column() -> None:
    found = bad_cell("contacts", email="a@b.example", first_name="M\udcfcller")

    assert (found.column, found.value) == ("Col first_name", "M\N{REPLACEMENT CHARACTER}ller")


def test_too_long_a_value_is_left_out_not_cut() -> None:
    found = bad_cell("contacts", email="a@b.example", city="x" * 151)

    assert "151 characters" in found.reason


def test_places_are_split() -> None:
    for place, split in [
        ("San Francisco, CA, USA", ("San Francisco", "CA", "United States")),
        ("Austin, TX", ("Austin", "TX", "United States")),
        ("Kampala, Uganda", ("Kampala", "", "Uganda")),
        ("Deutschland", ("", "", "Germany")),
        ("Köln", ("Cologne", "", "Germany")),
        ("Storgata 1, 0155 Oslo, Norway", ("Oslo", "", "Norway")),
        (
            "1600 Amphitheatre Pkwy, Mountain View, CA 94043",
            ("Mountain View", "CA", "United States"),
        ),
        ("Roma (RM)", ("Rome", "RM", "Italy")),
        ("Springfield", ("Springfield", "", "")),
        ("75009 PARIS CEDEX 09", ("Paris", "", "France")),
        ("Munich, Bavaria, Germany", ("Munich", "Bavaria", "Germany")),
        ("München, Bayern", ("Munich", "Bayern", "Germany")),
        ("Greater Paris Area", ("Paris", "", "France")),
        ("San Francisco Bay Area", ("San Francisco", "", "United States")),
        ("Grand Rapids, MI", ("Grand Rapids", "MI", "United States")),
        ("Toronto, ON", ("Toronto", "ON", "Canada")),
        ("Amsterdam, NL", ("Amsterdam", "", "Netherlands")),
        ("Paris, TX", ("Paris", "TX", "United States")),
        ("Berlin (Deutschland)", ("Berlin", "", "Germany")),
        ("75008 Paris, France", ("Paris", "", "France")),
        ("Reykjavik Area", ("Reykjavik Area", "", "")),
        ("Lima, Callao Region, Peru; Cusco, Peru", ("Lima", "Callao Region", "Peru")),
        ("Remote", ("", "", "")),
        ("Unknown", ("", "", "")),
        ("USA; Remote", ("", "", "United States")),
        ("Tbilisi, Georgia", ("Tbilisi", "", "Georgia")),
        ("東京, 日本", ("Tokyo", "", "Japan")),
    ]:
        found = contact(email="a@b.example", location=place)

        country = found.country or found.country_guess
        assert (found.city, found.state, country) == split


def test_columns_of_their_own_win_over_the_whole_place() -> None:
    found = contact(email="a@b.example", location="Berlin, Germany", city="Potsdam")

    assert (found.city, found.country) == ("Potsdam", "Germany")


def test_a_city_column_is_read_by_its_values() -> None:
    for city, split in [
        ("Paris, France", ("Paris", "", "France", "")),
        ("San Francisco, CA", ("San Francisco", "CA", "United States", "San Francisco, CA")),
        ("Köln", ("Cologne", "", "Germany", "Köln")),
        ("Colonia", ("Cologne", "", "Germany", "Colonia")),
        ("Kobenhavn", ("Copenhagen", "", "Denmark", "Kobenhavn")),
        ("Germany", ("", "", "Germany", "")),
        ("Singapore", ("Singapore", "", "Singapore", "")),
        ("Graz", ("Graz", "", "Austria", "")),
        ("Birmingham", ("Birmingham", "", "", "")),
        ("Cair Paravel, Narnia", ("Cair Paravel, Narnia", "", "", "")),
    ]:
        found = contact(email="a@b.example", city=city)

        country = found.country or found.country_guess
        assert (found.city, found.state, country, found.place) == split


def test_a_place_in_the_city_column_does_not_contradict_the_country_column() -> None:
    found = contact(email="a@b.example", city="Paris, TX", country="France")

    assert (found.city, found.state, found.country) == ("Paris", "", "France")


def test_places_of_companies_are_read_alike_and_kept_as_written() -> None:
    found = company(city="Köln, Deutschland")

    assert (found["city"], found["country"]) == ("Cologne", "Germany")
    assert found["headquarters"] == "Köln, Deutschland"


def test_countries_come_in_english() -> None:
    for text, name in [
        ("de", "Germany"),
        ("GBR", "United Kingdom"),
        ("Royaume-Uni", "United Kingdom"),
        ("USA", "United States"),
        ("Republic of Korea", "South Korea"),
        ("Berlin, Germany", "Germany"),
        ("n/a", ""),
    ]:
        assert contact(email="a@b.example", country=text).country == name


def test_linkedin_addresses_come_in_one_spelling() -> None:
    for written in [
        "https://de.linkedin.com/in/Ann-Lee/?trk=x",
        "linkedin.com/in/ann-lee",
        "www.linkedin.com/in/ann-lee/en",
    ]:
        assert contact(linkedin_url=written).linkedin_url == "https://www.linkedin.com/in/ann-lee"


def test_what_is_no_person_on_linkedin_is_refused() -> None:
    for written in ["https://facebook.com/ann", "linkedin.com/company/acme", "ann"]:
        assert "LinkedIn" in rejection("contacts", linkedin_url=written).reason


def test_websites_give_the_domain_that_is_the_companys_own() -> None:
    for website, domain, linkedin in [
        ("https://www.shop.acme.co.uk/x?y", "acme.co.uk", ""),
        ("ACME.example", "acme.example", ""),
        ("http://www.acme.example:8080", "acme.example", ""),
        ("https://acme.wixsite.com/site", "acme.wixsite.com", ""),
        ("https://facebook.com/acme", "", ""),
        ("https://linkedin.com/company/Acme-Inc/", "", "https://www.linkedin.com/company/acme-inc"),
        ("https://acme.example, https://other.example", "acme.example", ""),
        ("http://", "", ""),
        ("münchen.example", "xn--mnchen-3ya.example", ""),
    ]:
        found = company(website=website)

        assert (found["domain"], found["linkedin_url"]) == (domain, linkedin)


def test_codes_of_industries_are_written_as_words() -> None:
    for written, name in [
        ("COMPUTER_SOFTWARE", "Computer Software"),
        ("LOGISTICS_AND_SUPPLY_CHAIN", "Logistics and Supply Chain"),
        ("NON_PROFIT_ORGANIZATION_MANAGEMENT", "Non-Profit Organization Management"),
        ("ACCOUNTING", "Accounting"),
        ("SAAS", "SAAS"),
        ("Software as a Service", "Software as a Service"),
    ]:
        assert company(industry=written)["industry"] == name


def test_a_website_without_dot_is_refused() -> None:
    found = bad_cell("companies", name="Acme", website="see mail")

    assert (found.column, found.value) == ("Col website", "see mail")


def test_whole_numbers_are_read() -> None:
    for text, number in [
        ("58", 58),
        ("1,234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        ("58.0", 58),
        ("5000+", 5000),
        ("1.2k", 1200),
        ("10K", 10_000),
    ]:
        assert company(employees=text)["employees"] == number


def test_numbers_that_cannot_be_read_are_left_out() -> None:
    for code, text, words in [
        ("employees", "many", "whole number"),
        ("employees", "99999999999", "whole number"),
        ("followers", "-5", "whole number"),
        ("founded", "long ago", "year"),
        ("total_funding", "€5", "US dollars"),
        ("total_funding", "999999 billion", "too large"),
    ]:
        found = bad_cell("companies", **{"name": "Acme", code: text})

        assert (found.column, found.value) == (f"Col {code}", text)
        assert words in found.reason


def test_amounts_are_read() -> None:
    for text, amount in [
        ("19800000", "19800000"),
        ("$19.8M", "19800000"),
        ("USD 1,500,000.50", "1500000.50"),
        ("2 billion", "2000000000"),
        ("1.500.000", "1500000"),
    ]:
        assert company(total_funding=text)["total_funding"] == Decimal(amount)


def test_lists_are_split() -> None:
    for text, entries in [
        ("AWS; Stripe;AWS", ["AWS", "Stripe"]),
        ("AWS, Stripe", ["AWS", "Stripe"]),
        ('["AWS", "A, B"]', ["AWS", "A, B"]),
        ("['AWS', 'Stripe']", ["AWS", "Stripe"]),
    ]:
        assert company(technologies=text)["technologies"] == entries


def test_what_is_no_country_is_left_out_of_its_row() -> None:
    found = bad_cell("contacts", email="a@b.example", country="Narnia")

    assert (found.column, found.value) == ("Col country", "Narnia")
    assert found.reason.startswith("Not a country.")


def test_bands_are_sizes_in_whichever_column() -> None:
    for column in ["size", "employees"]:
        for written, band in [
            ("51-200", "51-200"),
            ("51–200 employees", "51-200"),
            ("1,001 – 5,000 employees", "1001-5000"),
            ("1.001 bis 5.000 Mitarbeiter", "1001-5000"),
            ("1k-5k", "1000-5000"),
            ("10.000+", "10001+"),
            ("10,001+", "10001+"),
            ("Self-employed", "1"),
        ]:
            found = company(**{column: written})

            assert found["size"] == band
            assert "employees" not in found


def test_a_company_without_name_is_refused() -> None:
    assert rejection("companies", name=" ", website="acme.example").column == "Col name"


def test_a_company_of_a_contact_is_named_by_its_domain_where_it_has_no_name() -> None:
    found = contact(email="a@b.example", company_website="https://www.acme.example").company

    assert found is not None
    assert (found.name, found.domain) == ("acme.example", "acme.example")


@given(st.dictionaries(st.sampled_from(sorted(fields("contacts"))), st.text(max_size=30)))
def test_any_row_of_a_contact_is_read_or_refused(cells: dict[str, str]) -> None:
    found = raw_contact(**cells)

    if isinstance(found, Rejection):
        assert found.reason
    else:
        assert found.email == found.email.lower()
        assert "\x00" not in "".join(filter(None, found[:10]))


@given(st.dictionaries(st.sampled_from(sorted(fields("companies"))), st.text(max_size=30)))
def test_any_row_of_a_company_is_read_or_refused(cells: dict[str, str]) -> None:
    found = checked("companies", **cells)

    assert all(rejection.reason for _, rejection in (*found.rejected, *found.cells))
    assert len(found.rejected) or found.good[0][1].keys.name_key


@given(st.data())
@pytest.mark.parametrize("field", sorted(PLAIN_PATTERNS["contacts"]))
def test_plain_cells_read_as_they_stand(field: str, data: st.DataObject) -> None:
    cell = data.draw(st.from_regex(PLAIN_PATTERNS["contacts"][field], fullmatch=True))

    assert tidy(cell) == cell
    assert READERS["contacts"][field](cell) == cell


def test_cells_that_need_a_look_are_not_plain() -> None:
    for field, cell in [
        ("email", "ann@localhost"),
        ("email", "ann@-acme.example"),
        ("email", "ann..lee@acme.example"),
        ("email", "Ann@acme.example"),
        ("email", f"{'a' * 65}@acme.example"),
        ("email", "no-reply@acme.example"),
        ("phone", "1" * 61),
        ("phone", "12 34"),
        ("phone", "none"),
        ("linkedin_url", "https://www.linkedin.com/company/acme"),
    ]:
        assert not PLAIN_PATTERNS["contacts"][field].fullmatch(cell)


@pytest.mark.django_db
def test_a_dry_run_says_how_many_companies_are_none(bring: Import) -> None:
    names = ["Freelance", "selbstständig", "Freelance", "Lee Ltd"]
    rows = [f"Ann {at},ann{at}@x.example,{name}\n" for at, name in enumerate(names)]

    batch = bring("".join(["Name,Email,Company\n", *rows]), is_dry=True)

    (skipped,) = skipped_values(batch)
    assert planned(batch) == (4, 0, 0, 0)
    assert (skipped.column, skipped.n_cells, skipped.values[0]) == ("Company", 3, ("Freelance", 2))
    assert skipped.reason == "Not the name of a company. The person is kept without one."
