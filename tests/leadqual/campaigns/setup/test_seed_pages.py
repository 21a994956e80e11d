"""Pages of seeds, without script: three ways in the form, counted before saved, taken out."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign, Seed
from leadqual.campaigns.setup.seeds import MAX_SEEDS, add_customers
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db
LIST = "https://www.kelvia.example/\nkelvia.example\nlater.example\nDomain\n"


@pytest.fixture
def kelvia(ports: Sequence[Company]) -> Company:
    """A company with a domain."""
    Company.objects.filter(pk=ports[0].pk).update(domain="kelvia.example", industry="Ports")
    ports[0].refresh_from_db()
    return ports[0]


def body(**fields: str) -> dict[str, str]:
    return {"name": "Harbours", "strategy": "likely", "scope": "all", **fields}


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_new_campaign_takes_domains_and_customers_and_its_first_card_names_them(
    qualifier_client: Client, kelvia: Company, ports: Sequence[Company]
) -> None:
    customers = f"https://any.host.example/companies/?company={ports[1].pk}"
    sent = body(domains=LIST, customers=customers)

    response = qualifier_client.post("/campaigns/new/", sent)
    page = shown(qualifier_client.get(response["Location"]))

    campaign = Campaign.objects.get()
    found = list(campaign.seeds.order_by("pk").values_list("origin", "domain", "company"))
    assert found == [
        ("domains", "kelvia.example", kelvia.pk),
        ("domains", "later.example", None),
        ("segment", "", ports[1].pk),
    ]
    assert "one of your examples" in page
    assert "kelvia.example" in page
    assert "one of your customers" in page
    assert "1 unknown domain is used once imported: later.example." in page
    assert "Skipped 1 invalid domain: Domain" in page
    overview = shown(qualifier_client.get(f"/campaigns/{campaign.pk}/results/"))
    assert "Companies like kelvia.example, later.example." in overview
    assert "1 of 2 is not imported yet: later.example." in overview
    assert "Companies like 1 of your customers." in overview


def test_lists_are_counted_before_anything_is_saved(
    qualifier_client: Client, kelvia: Company
) -> None:
    sent = body(domains=LIST, customers="?industry=Ports")

    page = qualifier_client.post("/campaigns/new/", sent | {"count": "1"})
    part = shown(qualifier_client.post("/campaigns/count/", sent | {"name": ""}))

    assert page.status_code == 200
    for found in (shown(page), part):
        assert '<b class="num">1</b> found' in found
        assert '<b class="num">1</b> unknown' in found
        assert '<b class="num">1</b> duplicate' in found
        assert '<b class="num">1</b>' in found
        assert '<b class="num">1</b> customer found' in found
    assert "https://www.kelvia.example/" in shown(page)
    assert not Campaign.objects.exists()


def test_address_that_names_no_companies_is_refused_and_kept(
    qualifier_client: Client, kelvia: Company
) -> None:
    for address in [
        "companies",
        "/companies/?sort=people",
        "/campaigns/3/?industry=x",
        "?business_model=barter",
        "http://[",
        "/people/?sort=name",
        "?" + "&".join(f"a{n}=1" for n in range(3_000)),
    ]:
        response = qualifier_client.post("/campaigns/new/", body(customers=address, domains=LIST))

        assert response.status_code == 422
        assert "https://www.kelvia.example/" in shown(response)
        assert not Campaign.objects.exists()


@pytest.mark.slow
def test_too_many_are_refused_with_what_was_typed(
    qualifier_client: Client, campaign: Campaign, workspace: Workspace
) -> None:
    Company.objects.bulk_create(
        Company(workspace=workspace, name=f"C {n}", name_key=f"c {n}", industry="Retail")
        for n in range(MAX_SEEDS + 1)
    )
    many = "\n".join(f"d{n}.example" for n in range(MAX_SEEDS + 1))
    some = "\n".join(f"d{n}.example" for n in range(MAX_SEEDS))

    for sent in (
        body(domains=many),
        body(customers="?industry=Retail"),
        body(domains=some, customers=f"?company={Company.objects.latest('pk').pk}"),
    ):
        response = qualifier_client.post(f"/campaigns/{campaign.pk}/settings/", sent)
        assert response.status_code == 422
        assert "5,000" in shown(response)
    assert not Seed.objects.exists()
    campaign.refresh_from_db()
    assert campaign.name == "Port software"


def test_settings_say_what_waits_and_change_the_list(
    qualifier_client: Client, campaign: Campaign, kelvia: Company
) -> None:
    url = f"/campaigns/{campaign.pk}/settings/"
    qualifier_client.post(url, body(domains=LIST))

    page = shown(qualifier_client.get(url))
    qualifier_client.post(url, body())  # Of a program that knows no domains.
    kept = campaign.seeds.count()
    qualifier_client.post(url, body(domains="later.example"))

    assert "1 domain is not in your companies yet." in page
    assert "used once imported: later.example" in page
    assert "kelvia.example later.example</textarea>" in page
    assert kept == 2
    assert list(campaign.seeds.values_list("domain", flat=True)) == ["later.example"]


def test_customers_are_listed_and_taken_out(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    url = f"/campaigns/{campaign.pk}"
    add_customers(campaign=campaign, company_ids=[one.pk for one in ports[:3]])
    seed = campaign.seeds.get(company=ports[0])

    page = shown(qualifier_client.get(f"{url}/settings/"))
    ranked = shown(qualifier_client.get(f"{url}/recommendations/"))
    qualifier_client.post(f"{url}/seeds/{seed.pk}/remove/")
    n_after_one = campaign.seeds.count()
    qualifier_client.post(f"{url}/customers/remove/")

    assert f"Remove {ports[0].name}" in page
    assert "most similar to your examples first" in ranked
    assert "These scores come from your examples" in ranked
    assert n_after_one == 2
    assert not campaign.seeds.exists()


def test_more_like_these_from_the_companies_page(
    qualifier_client: Client, campaign: Campaign, kelvia: Company, ports: Sequence[Company]
) -> None:
    listed = shown(qualifier_client.get("/companies/?industry=Ports"))
    ticked = f"/campaigns/like/?sort=name&company={ports[1].pk}&company={ports[2].pk}"

    chosen = shown(qualifier_client.get(ticked, follow=True))
    qualifier_client.post(ticked, {"name": "New"})
    qualifier_client.post("/campaigns/like/?industry=Ports", {"campaign": campaign.pk})
    nothing = shown(qualifier_client.get("/campaigns/like/?sort=name", follow=True))
    again = qualifier_client.post(ticked, {"name": "New"})
    form = shown(qualifier_client.get("/campaigns/new/?like=%3Findustry%3DPorts", follow=True))

    assert 'value="more-like-these"' in listed
    assert f'name="company" value="{kelvia.pk}"' in listed
    assert "More like 2 companies" in chosen
    new = Campaign.objects.get(name="New")
    assert set(new.seeds.values_list("company", flat=True)) == {ports[1].pk, ports[2].pk}
    assert list(campaign.seeds.values_list("company", flat=True)) == [kelvia.pk]
    assert "No companies selected" in nothing
    assert "More like 0" not in nothing
    assert again.status_code == 422
    assert 'value="?industry=Ports"' in form


def test_viewers_and_strangers_change_nothing(
    viewer_client: Client,
    qualifier_client: Client,
    foreign_campaign: Campaign,
    campaign: Campaign,
    ports: Sequence[Company],
    other_workspace: Workspace,
) -> None:
    (theirs,) = make_companies(other_workspace, "port", 1)
    add_customers(campaign=campaign, company_ids=[ports[0].pk])
    add_customers(campaign=foreign_campaign, company_ids=[theirs.pk])
    seed = campaign.seeds.get()
    foreign = f"/campaigns/{foreign_campaign.pk}"
    foreign_seed = foreign_campaign.seeds.get()

    assert viewer_client.get("/campaigns/like/", follow=True).status_code == 403
    assert viewer_client.post("/campaigns/count/", {}).status_code == 403
    assert viewer_client.post(f"/campaigns/{campaign.pk}/customers/remove/").status_code == 403
    own = f"/campaigns/{campaign.pk}/seeds/{seed.pk}/remove/"
    assert viewer_client.post(own).status_code == 403
    assert qualifier_client.post(f"{foreign}/customers/remove/").status_code == 404
    url = f"{foreign}/seeds/{foreign_seed.pk}/remove/"
    assert qualifier_client.post(url).status_code == 404
    url = f"/campaigns/{campaign.pk}/seeds/{foreign_seed.pk}/remove/"
    assert qualifier_client.post(url).status_code == 302
    like = f"/campaigns/like/?company={theirs.pk}"
    assert "No companies selected" in shown(qualifier_client.get(like, follow=True))
    assert qualifier_client.post(like, {"campaign": foreign_campaign.pk}).status_code == 404
    assert Seed.objects.count() == 2
