"""What typed words find, by the index and by the tables."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.words.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def _add_people(workspace: Workspace) -> None:
    acme = make_company(workspace, "Acme Tools GmbH", domain="acmetools.de")
    nord = make_company(workspace, "Nordlicht Feuerwehr", domain="nordlicht.example")
    for name, title, company, more in (
        ("Jürgen Müller", "Director of Operations", acme, {"email": "j.mueller@acmetools.de"}),
        ("Anna Schmidt", "CTO", acme, {"phone": "+49 30 123 456-78"}),
        ("Michael Aebi", "Account Manager", nord, {"city": "Köln"}),
        ("Søren Holm", "HR Manager", nord, {"email": "soren@nordlicht.example"}),
        ("Ada Doctorow", "Doctor", None, {}),
        ("Cto Okafor", "Managing Director", None, {}),
        ("Eva Lund", "Head of Sales", None, {"city": "New York"}),
        ("Max Sales", "Head Chef", None, {"city": "York"}),
        ("山田 太郎", "営業部長", None, {}),
    ):
        make_contact(workspace, name, title=title, company=company, **more)


CASES = {
    "cto": ["Anna Schmidt", "Cto Okafor"],
    "hr": ["Søren Holm"],
    "ae": [],
    "JURGEN muller": ["Jürgen Müller"],
    "Juergen": ["Jürgen Müller"],
    "soren": ["Søren Holm"],
    "schm": ["Anna Schmidt"],
    "chmidt": [],
    "j.mueller@acmetools.de": ["Jürgen Müller"],
    "j.mueller@": ["Jürgen Müller"],
    "@acmetools.de": ["Jürgen Müller"],
    "acmetools.de": ["Jürgen Müller", "Anna Schmidt"],
    "030 12345678": ["Anna Schmidt"],
    "+49 (30) 123-456-78": ["Anna Schmidt"],
    "koln": ["Michael Aebi"],
    "acmetools": ["Jürgen Müller", "Anna Schmidt"],
    "acme tools gmbh": ["Jürgen Müller", "Anna Schmidt"],
    '"head of sales"': ["Eva Lund"],
    '"new york"': ["Eva Lund"],
    '"of head"': [],
    '"anna schmidt"': ["Anna Schmidt"],
    "head -chef": ["Eva Lund"],
    "head -sales": [],
    "doctor OR hr": ["Ada Doctorow", "Søren Holm"],
    "部長": ["山田 太郎"],
    "%": [],
    "_": [],
}


@pytest.mark.costs("asks every typed search of the product")
def test_words_find_what_they_say_and_nothing_else(workspace: Workspace, people: Ask) -> None:
    _add_people(workspace)

    found = {words: people(words) for words in CASES}

    # Signs alone ask for nothing: everybody is shown.
    everybody = people("")
    wanted = {words: names for words, names in CASES.items() if words not in {"%", "_"}}
    assert {words: found[words] for words in wanted} == wanted
    assert found["%"] == found["_"] == everybody


def test_the_very_title_or_name_stands_first(workspace: Workspace, people: Ask) -> None:
    make_contact(workspace, "Ann Abel", title="Salesforce Trainer")
    make_contact(workspace, "Ben Abel", title="Trainer of Sales Trainees")
    make_contact(workspace, "Zoe Zorn", title="Trainer")
    make_contact(workspace, "Trainer Zuse", title="Clerk")

    assert people("trainer")[0] == "Zoe Zorn"
    assert {"Trainer Zuse", "Ann Abel", "Ben Abel"} == set(people("trainer")[1:])
    assert people("zuse trainer")[0] == "Trainer Zuse"


@pytest.mark.slow
def test_companies_are_found_by_name_domain_city_and_description(
    workspace: Workspace, companies: Ask
) -> None:
    make_company(
        workspace, "Payrail", overview="Payment processing for shops.", domain="pay.example"
    )
    make_company(workspace, "Shops & Co", overview="Sells furniture in processing.", city="Köln")
    make_company(workspace, "Shop", domain="shop.example")

    assert companies("payment processing") == ["Payrail"]
    assert companies("shops") == ["Shops & Co", "Payrail"]
    assert companies("koeln") == ["Shops & Co"]
    assert companies("pay.example") == ["Payrail"]
    assert companies("shop") == ["Shop", "Shops & Co", "Payrail"]
    assert companies("shop -furniture") == ["Shop", "Payrail"]


def test_slips_are_corrected_and_told(
    workspace: Workspace, viewer_client: Client, api: Client
) -> None:
    make_contact(workspace, "Ken Nakamura", title="Clerk")
    make_company(workspace, "Copenhagen Cranes")

    page = viewer_client.get("/people/?q=nakamrua").content.decode()
    assert "Showing results for “nakamura”" in page
    assert "Nakamura" in page
    assert "q=%22nakamrua%22" in page
    as_typed = viewer_client.get("/people/?q=%22nakamrua%22").content.decode()
    assert "Showing results for" not in as_typed
    found = api.get("/api/v1/companies?q=copenhagn").json()
    assert [row["name"] for row in found["results"]] == ["Copenhagen Cranes"]
    assert found["corrected"] == {"typed": "copenhagn", "words": "copenhagen"}
    assert api.get("/api/v1/companies?q=zzzzzz").json()["corrected"] is None
