"""Companies that mean what is typed."""

import pytest

from classifiers.companies.company_text import text_hash
from leadqual.accounts.models import Workspace
from leadqual.companies.models import CompanyReading, CompanyVector
from leadqual.companies.nearest_to_text import nearest_to_text
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from leadqual.search.query.query import CompanyQuery
from leadqual.search.results.result_counts import counts_of
from leadqual.search.words.company_word_parsing import parse_company_words
from tests.leadqual.leads.people import make_company
from tests.leadqual.search.words.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

TILLS = "Cash registers and point of sale software for cafés and restaurants."


@pytest.fixture
def sellers(workspace: Workspace) -> list[Company]:
    """Companies with vectors: two sell tills, one of them tells nothing of it."""
    load_encoder().load()
    made = [
        make_company(workspace, "Tablewren", overview=TILLS, city="Lisbon"),
        make_company(workspace, "Silent", overview=""),
        make_company(workspace, "Dentalis", overview="Dental implants for clinics."),
    ]
    for company, text in zip(made, (TILLS, TILLS, made[2].overview), strict=True):
        add_vector(company, text)
    return made


def add_vector(company: Company, text: str) -> None:
    encoder = load_encoder()
    own = {"workspace": company.workspace, "company": company, "encoder": encoder.version}
    CompanyVector.objects.create(**own, text_hash=text_hash(text), vector=encoder.encode([text])[0])
    CompanyReading.objects.create(**own, company_updated_at=company.updated_at, revision=company.pk)


@pytest.mark.usefixtures("sellers")
def test_description_that_means_the_words_is_found_and_counted(
    workspace: Workspace, companies: Ask
) -> None:
    words = "checkout systems that waiters use in restaurants"

    assert companies(words) == ["Tablewren"]
    assert companies(words, country=("France",)) == []
    query = CompanyQuery(q=words)
    assert counts_of(workspace, query).total == 1


@pytest.mark.usefixtures("sellers")
def test_words_that_say_what_they_look_for_find_nothing_by_meaning(
    workspace: Workspace, companies: Ask
) -> None:
    make_company(workspace, "Restaurant Checkout")

    assert companies("restaurant checkout") == ["Restaurant Checkout"]
    assert companies("checkout systems for restaurants -waiters") == []
    assert companies('"checkout systems for restaurants"') == []
    assert companies("restaurants.example") == []


def test_companies_of_another_workspace_and_far_ones_are_not_near(
    sellers: list[Company], other_workspace: Workspace
) -> None:
    far = nearest_to_text(sellers[0].workspace_id, "quantum chromodynamics of neutron stars")

    assert far == ()
    assert nearest_to_text(other_workspace.pk, TILLS) == ()
    rival = make_company(other_workspace, "Waiterly", overview=TILLS)
    add_vector(rival, TILLS)
    assert nearest_to_text(other_workspace.pk, TILLS) == (rival.pk,)
    assert nearest_to_text(sellers[0].workspace_id, TILLS) == (sellers[0].pk,)


@pytest.mark.usefixtures("sellers")
def test_companies_like_a_named_one_follow_it(workspace: Workspace, companies: Ask) -> None:
    also_functions = make_company(workspace, "Kassenwirt", overview=TILLS)
    add_vector(also_functions, TILLS)

    typed = ("companies like Tablewren", "similar to tablewren", "Tablewren competitors")
    for words in typed:
        found = companies(words)
        assert found[0] == "Tablewren", words
        assert "Kassenwirt" in found, words
        assert "Dentalis" not in found, words
    (read,) = parse_company_words(workspace.pk, typed[0]).interpretations
    assert (read.kind, read.label, read.without) == (
        "similar",
        "Similar to Tablewren",
        "Tablewren",
    )
    assert companies("companies like Nobody") == []
    (read,) = parse_company_words(workspace.pk, "companies like Nobody").interpretations
    assert read.label == "Similar to Nobody: no company with this name or domain"
