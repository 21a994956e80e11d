"""Companies as nobody hopes for them: doubled, empty, endless, judged all alike, deleted meanwhile.

Each of them is read by the job and then shown by every page of a campaign.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns import embedding_job
from leadqual.campaigns.embedding_job import find_topics
from leadqual.campaigns.models import Campaign, Reason, Seed, Verdict
from leadqual.campaigns.ranking.learned_weights import learn
from leadqual.campaigns.ranking.ranked_list import most_similar, recommendations
from leadqual.campaigns.verdicts.exclusions import exclude
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import CompanyReading, CompanyVector, MapPlace
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from tests.growth import TIMES, assert_grows_no_faster

pytestmark = pytest.mark.django_db
LIKE, DISLIKE = Verdict.Value.LIKE, Verdict.Value.DISLIKE
STRATEGIES = [strategy.value for strategy in Campaign.Strategy]
ENDLESS, BEGINNING = 100_000, 12_000
MAX_QUERIES_ON_A_PAGE = 50
MAX_ON_A_PAGE = 400_000
TRADES = (
    "Plans berths and cranes for container ports and shipping terminals.",
    "Runs clinics for children, with beds and night nurses.",
    "Bakes sourdough bread and cinnamon buns for cafés.",
    "Repairs wind turbines at sea, blades and gearboxes.",
)


@pytest.fixture(autouse=True)
def _no_mark_of_the_job() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def company(workspace: Workspace, name: str, overview: str = "", **fields: object) -> Company:
    """Add a company that was not read yet."""
    return Company.objects.create(
        workspace=workspace, name=name, name_key=name.lower()[:100], overview=overview, **fields
    )


def have_read() -> None:
    """Let the job read everything."""
    while embedding_job.embed_batch():
        pass
    find_topics(load_encoder().version)


@pytest.fixture
def others(workspace: Workspace) -> list[Company]:
    """Twelve companies of four trades, not read yet."""
    return [
        company(workspace, f"Firm {place}", TRADES[place % 4], country="Germany")
        for place in range(12)
    ]


def addresses_of(campaign: Campaign, one: Company) -> list[str]:
    """Return every page, part and answer that shows a company of a campaign."""
    here, there = f"/campaigns/{campaign.pk}", f"/companies/{one.pk}"
    pages = ["", "/queue", "/map", "/map/points", "/map/names", "/recommendations", "/settings"]
    pages += ["/recommendations/export", "/recommendations/decision-makers"]
    return [
        *(f"{here}{page}/" for page in pages),
        f"{here}/map/companies/{one.pk}/",
        f"{here}/recommendations/?company={one.pk}&w_size=0.9&page=2",
        *(f"{there}{part}" for part in ("/", "/similar/", "/verdicts/")),
        f"/companies/?q={one.name[:20]}",
        f"/people/lists/decision-makers/?company={one.pk}",
    ]


def all_answer(client: Client, campaign: Campaign, one: Company) -> dict[str, bytes]:
    """Ask for every page, plain and as part; each has to answer with few queries."""
    found = {}
    for address in addresses_of(campaign, one):
        for headers in ({}, {"HX-Request": "true"}):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address, headers=headers)
            assert answer.status_code in {200, 204, 302}, f"{address}: {answer.status_code}"
            assert len(queries) <= MAX_QUERIES_ON_A_PAGE, address
            found[address] = b"".join(answer) if answer.streaming else answer.content
    return found


def api_answers(api: Client, campaign: Campaign, one: Company) -> None:
    """Ask the API for what the pages show."""
    here = f"/api/v1/campaigns/{campaign.pk}"
    for address in (here, f"{here}/recommendations", f"{here}/excluded-verdicts", f"{here}/seeds"):
        assert api.get(address).status_code == 200, address
    assert api.get(f"{here}/next").status_code in {200, 204}
    assert api.get(f"/api/v1/companies/{one.pk}").status_code == 200


def vector_of(one: Company) -> Any:
    """Return what the job read of a company."""
    return CompanyVector.objects.get(company=one).vector


def scores_of(campaign: Campaign) -> dict[int, float]:
    """Return company → score of the list."""
    rows = recommendations(campaign, size=500).rows
    return {row.company.pk: row.why.score for row in rows if row.why is not None}


@pytest.mark.slow
def test_doubles_stand_beside_each_other_and_pull_each_other_up_and_down(
    workspace: Workspace,
    campaign: Campaign,
    others: Sequence[Company],
    manager: User,
    manager_client: Client,
) -> None:
    text = "Sells insurance against frost to vineyards."
    doubles = [company(workspace, "Kelvia", text) for _ in range(4)]
    Company.objects.filter(pk=doubles[0].pk).update(domain="kelvia.example")
    Company.objects.filter(pk=doubles[1].pk).update(website="https://kelvia.example")
    have_read()

    vectors = np.array(
        CompanyVector.objects.filter(company__in=doubles).values_list("vector", flat=True)
    )
    record_verdict(campaign=campaign, company=doubles[0], value=LIKE, author=manager)
    liked = recommendations(campaign).rows
    record_verdict(campaign=campaign, company=doubles[1], value=DISLIKE, author=manager)
    torn = scores_of(campaign)

    assert np.ptp(vectors, axis=0).max() == 0
    assert {one.company for one in most_similar(doubles[0], limit=3)} == set(doubles[1:])
    assert {row.company for row in liked[:3]} == set(doubles[1:])
    assert all(row.why is not None and row.why.score > 0.9 for row in liked[:3])
    assert abs(torn[doubles[2].pk]) < 0.1
    all_answer(manager_client, campaign, doubles[2])
    assert len(set(MapPlace.objects.values_list("x", "y"))) > 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Kelvia", "...", "🦊"])
def test_a_company_of_which_only_a_name_is_known_is_read_ranked_and_shown(
    name: str,
    workspace: Workspace,
    campaign: Campaign,
    others: Sequence[Company],
    manager: User,
    manager_client: Client,
    api: Client,
) -> None:
    empty = company(workspace, name)
    blank = company(workspace, f"{name} {name}", " \n\t ")
    have_read()

    record_verdict(campaign=campaign, company=others[0], value=LIKE, author=manager)
    before = scores_of(campaign)
    record_verdict(campaign=campaign, company=empty, value=DISLIKE, author=manager)
    after = scores_of(campaign)

    assert CompanyReading.objects.filter(company__in=[empty, blank]).count() == 2
    assert np.isfinite([*before.values(), *after.values()]).all()
    assert before[empty.pk] < max(before.values())
    all_answer(manager_client, campaign, blank)
    api_answers(api, campaign, blank)


@pytest.mark.slow
def test_an_endless_description_costs_no_more_than_its_beginning(
    workspace: Workspace,
    campaign: Campaign,
    others: Sequence[Company],
    manager: User,
    manager_client: Client,
    api: Client,
) -> None:
    texts = {"Wordy": TRADES[0] + " ", "Letters": "x", "Marks": "ﷺ\u0301"}

    def read(n: int) -> list[Company]:
        """Read companies that say something again and again, in `n` characters."""
        found = [company(workspace, name, t * (n // len(t))) for name, t in texts.items()]
        have_read()
        return found

    def read_and_delete(n: int) -> list[Any]:
        vectors = [vector_of(one) for one in read(n)]
        Company.objects.filter(name__in=texts).delete()
        return vectors

    beginnings = read_and_delete(BEGINNING)
    assert_grows_no_faster(read_and_delete, ENDLESS // TIMES)
    endless_ones = read(ENDLESS)

    vectors = [vector_of(one) for one in endless_ones]
    np.testing.assert_allclose(vectors, beginnings, atol=2e-3)  # Stored in 16 bits.
    record_verdict(campaign=campaign, company=others[0], value=LIKE, author=manager)
    best = max(scores_of(campaign).items(), key=lambda pair: pair[1])[0]
    assert best in {others[4].pk, others[8].pk, endless_ones[0].pk}
    for endless in endless_ones:
        pages = all_answer(manager_client, campaign, endless)
        lists = [len(page) for address, page in pages.items() if "/companies/" not in address]
        assert max(lists) < MAX_ON_A_PAGE
        assert Company.objects.get(pk=endless.pk).business_model
        record_verdict(campaign=campaign, company=endless, value=LIKE, author=manager)
    api_answers(api, campaign, endless_ones[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "strategy"), list(zip(cycle([LIKE, DISLIKE]), STRATEGIES, strict=False))
)
def test_verdicts_that_are_all_alike_still_order_the_rest(
    value: Verdict.Value,
    strategy: str,
    campaign: Campaign,
    manager_client: Client,
    ports: Sequence[Company],
    clinics: Sequence[Company],
    bakeries: Sequence[Company],
    api: Client,
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(strategy=strategy)
    campaign.refresh_from_db()
    reason = Reason.objects.filter(campaign=campaign, verdict=value, factor="size").first()
    for one in (*ports[:4], *clinics[:2]):
        record_verdict(
            campaign=campaign,
            company=one,
            value=value,
            author=campaign.author,
            reason_ids=[reason.pk] if reason else [],
        )

    learn(campaign)
    scores = scores_of(campaign)

    order = sorted(scores, key=lambda key: -scores[key])
    near, far = ports[4].pk, {one.pk for one in bakeries}
    assert (order[0] == near) if value == LIKE else (order[-1] == near)
    assert all(score * (1 if value == LIKE else -1) >= 0 for score in scores.values())
    assert far <= set(order)
    all_answer(manager_client, campaign, bakeries[0])
    api_answers(api, campaign, bakeries[0])


@pytest.fixture
def busy(
    campaign: Campaign,
    manager: User,
    manager_client: Client,
    ports: Sequence[Company],
    clinics: Sequence[Company],
) -> Campaign:
    """A campaign with verdicts, a step, a seed and a dropped neighbor; every page was open."""
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=manager)
    record_verdict(campaign=campaign, company=clinics[0], value=DISLIKE, author=manager)
    record_verdict(campaign=campaign, company=clinics[1], value=DISLIKE, author=manager)
    exclude(campaign=campaign, company=clinics[1], author=manager)
    Seed.objects.create(campaign=campaign, company=ports[1], origin=Seed.Origin.DOMAINS)
    all_answer(manager_client, campaign, ports[2])
    return campaign


@pytest.mark.slow
@pytest.mark.parametrize(("scope", "n_left"), [("all", 3), ("selected", 0)])
def test_a_campaign_goes_on_when_its_companies_are_deleted_meanwhile(
    scope: str,
    n_left: int,
    busy: Campaign,
    manager_client: Client,
    ports: Sequence[Company],
    clinics: Sequence[Company],
    bakeries: Sequence[Company],
    api: Client,
) -> None:
    Campaign.objects.filter(pk=busy.pk).update(scope=scope)
    busy.companies.add(*ports, *clinics, *bakeries)
    here = f"/campaigns/{busy.pk}"
    card = manager_client.get(f"{here}/queue/").context["card"].company
    verdict = Verdict.objects.filter(campaign=busy).latest("pk")
    seed = busy.seeds.get()
    Company.objects.exclude(pk__in=[one.pk for one in bakeries[:n_left]]).delete()

    presses = [
        (f"{here}/companies/{card.pk}/verdict/", 404),  # its card was open
        (f"{here}/map/companies/{card.pk}/verdict/", 404),
        (f"{here}/companies/{clinics[1].pk}/include/", 404),
        (f"{here}/verdicts/{verdict.pk}/undo/", 404),
        (f"{here}/undo/", 302),  # Nothing to undo.
        (f"{here}/seeds/{seed.pk}/remove/", 302),
        (f"{here}/bulk-verdicts/", 302),
        (f"{here}/map/verdict/", 302),
    ]
    for address, status in presses:
        body = {
            "verdict": "like",
            "company": ports[3].pk,
            "companies": str(ports[3].pk),
            "press": str(uuid4()),
            "request_id": str(uuid4()),
        }
        answer = manager_client.post(address, body)
        assert answer.status_code == status, f"{address}: {answer.status_code}"

    assert manager_client.get(f"{here}/map/companies/{card.pk}/").status_code == 404
    assert manager_client.get(f"/companies/{card.pk}/similar/").status_code == 404
    for page in ("", "queue/", "map/", "map/points/", "map/names/", "recommendations/"):
        answer = manager_client.get(f"{here}/{page}", follow=True)
        assert answer.status_code == 200, page
        assert card.name.encode() not in answer.content, page
    export = b"".join(manager_client.get(f"{here}/recommendations/export/"))
    assert export.count(b"bakery") >= n_left
    left = api.get(f"/api/v1/campaigns/{busy.pk}/recommendations").json()
    assert len(left["results"]) == n_left
    assert Verdict.objects.count() == 0
