"""The trigger derives what companies are compared by, as the Python lists say."""

from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.leads import migrations
from leadqual.leads.firmographics.derivation import derive_again, fingerprint
from leadqual.leads.firmographics.industries import (
    industries,
    industry_key,
    sector_of,
    standard_industry,
)
from leadqual.leads.firmographics.sales_regions import regions, regions_of
from leadqual.leads.models import Company

_ODD = (
    *("B2B", "Software, SaaS, B2B", "B2B / Banken", "n/a", "  Zorbing   parks ", "O'Neill & Sons"),
    *("İNŞAAT", "Straßenbau", "БАНКИ", "、", "Œuvre 2; Verlag", "Kaffee\nTee", "%", "''"),
)


def _ask(function: str, texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT leads_{function}(one) FROM unnest(%s::text[]) WITH ORDINALITY AS t(one, n) "
            "ORDER BY n",
            [texts],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.slow
@pytest.mark.django_db
def test_database_and_library_name_the_same_industry() -> None:
    names = [name for one in industries() for some in one.names.values() for name in some]
    raw = [*names, *(name.upper() for name in names), *_ODD]

    assert _ask("industry_key", raw) == [industry_key(one) for one in raw]
    assert _ask("standard_industry", raw) == [standard_industry(one) for one in raw]
    assert _ask("sector", list(sector_of())) == list(sector_of().values())


@pytest.mark.django_db
def test_a_new_company_and_a_changed_one_have_derived_columns(workspace: Workspace) -> None:
    company = Company.objects.create(
        workspace=workspace,
        name="Nord",
        name_key="nord",
        industry="Logiciel",
        employees=120,
        founded=1999,
        country="Germany",
        total_funding=Decimal(2_500_000),
    )
    company.refresh_from_db()
    first = (company.standard_industry, company.sector, company.size_band, company.founded_band)
    assert first == ("Software", "Technology", "51-200", "1990-1999")
    assert (company.funding_band, company.regions) == ("1m-10m", list(regions_of("Germany")))

    company.industry, company.country, company.size = "Zorbing", "", "11-50"
    company.employees = company.founded = company.total_funding = None
    company.save()
    company.refresh_from_db()

    assert (company.standard_industry, company.sector, company.size_band) == (
        "Zorbing",
        "",
        "11-50",
    )
    assert (company.founded_band, company.funding_band, company.regions) == ("", "", [])


@pytest.mark.django_db
def test_who_saves_an_old_copy_does_not_lose_what_was_derived(workspace: Workspace) -> None:
    company = Company.objects.create(
        workspace=workspace, name="Nord", name_key="nord", industry="Banken"
    )

    company.name = "Nord AG"  # its sector is still empty here
    company.save()

    assert Company.objects.get(pk=company.pk).sector == "Financial Services"


@pytest.mark.django_db
def test_each_region_finds_its_countries(workspace: Workspace) -> None:
    countries = {one for some in regions().values() for one in some}
    Company.objects.bulk_create(
        Company(workspace=workspace, name=one, name_key=one, country=one) for one in countries
    )

    for region, inside in regions().items():
        found = Company.objects.filter(regions__contains=[region])
        assert set(found.values_list("country", flat=True)) == set(inside)


@pytest.mark.django_db
def test_companies_from_before_are_derived_again(workspace: Workspace) -> None:
    company = Company.objects.create(
        workspace=workspace, name="Nord", name_key="nord", industry="Banken"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE leads_company DISABLE TRIGGER leads_company_firmographics")
        cursor.execute("UPDATE leads_company SET sector = '', standard_industry = ''")
        cursor.execute("ALTER TABLE leads_company ENABLE TRIGGER leads_company_firmographics")

    derive_again()

    company.refresh_from_db()
    assert (company.standard_industry, company.sector) == ("Banking", "Financial Services")


def test_the_last_migration_installs_the_lists_as_they_are() -> None:
    names = sorted(name for _, name, _ in iter_modules(migrations.__path__))
    modules = (import_module(f"{migrations.__name__}.{name}") for name in names)
    installed = [one.FIRMOGRAPHICS for one in modules if hasattr(one, "FIRMOGRAPHICS")]

    assert installed[-1] == fingerprint(), "Add a migration: RunPython(install), (derive_again)."
