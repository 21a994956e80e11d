"""The map of a campaign: its page, its points, the lasso's post, and whose they are."""

import json
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from numpy.typing import NDArray
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns import map_layout
from leadqual.campaigns.map_data import NO_SCORE, STEPS, MapPoints, points_of, regions_of
from leadqual.campaigns.models import BulkVerdict, Campaign, Verdict
from leadqual.campaigns.pool import company_pool
from leadqual.campaigns.ranking import ranked_list
from leadqual.campaigns.selectors import signals_of
from leadqual.campaigns.setup.services import add_companies, set_archived
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import CompanyReading, CompanyVector, MapPlace
from leadqual.leads.models import Company
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.loading import load_encoder
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies, placed_companies

pytestmark = pytest.mark.django_db

MAX_QUERIES_FOR_A_REGION = 20


@pytest.fixture
def companies(
    ports: Sequence[Company], clinics: Sequence[Company], bakeries: Sequence[Company]
) -> list[Company]:
    """Fifteen companies in three groups."""
    return [*ports, *clinics, *bakeries]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page gets, taken apart by its description."""

    ids: list[int]
    xs: NDArray[np.uint16]
    ys: NDArray[np.uint16]
    scores: list[int]
    verdicts: list[int]
    regions: list[int]
    waiting: int
    is_computing: bool


def points(client: Client, campaign: Campaign) -> Sent:
    """Fetch the points as the page does."""
    answer = client.get(f"/campaigns/{campaign.pk}/map/points/")
    assert answer.status_code == 200
    body = answer.content
    first, n, waiting, is_computing = struct.unpack_from("<dIII", body)
    assert len(body) == 24 + 11 * n
    at = 24
    columns = []
    for kind in ("<u4", "<u2", "<u2", "i1", "i1", "u1"):
        columns.append(np.frombuffer(body, kind, n, at))
        at += columns[-1].nbytes
    keys, xs, ys, *rest = columns
    ids = (keys.astype(np.int64) + int(first)).tolist()
    scores, verdicts, regions = (one.tolist() for one in rest)
    return Sent(ids, xs, ys, scores, verdicts, regions, waiting, bool(is_computing))


def names(client: Client, campaign: Campaign) -> dict[int, str]:
    """Fetch the names as the page does."""
    lines = client.get(f"/campaigns/{campaign.pk}/map/names/").content.decode().splitlines()
    return {int(key): name for key, name in (line.split(" ", 1) for line in lines)}


def lasso(
    client: Client, campaign: Campaign, held: Sequence[Company], **fields: str
) -> tuple[int, str]:
    """Post what a lasso holds; return status and text."""
    body = {
        "companies": ",".join(str(company.pk) for company in held),
        "verdict": "like",
        "request_id": str(uuid.uuid4()),
    } | fields
    answer = client.post(f"/campaigns/{campaign.pk}/map/verdict/", body, follow=True)
    return answer.status_code, answer.content.decode()


def places_of(campaign: Campaign) -> dict[int, tuple[int, int]]:
    """Return company → place."""
    found = points_of(campaign)
    pairs = zip(found.xs.tolist(), found.ys.tolist(), strict=True)
    return dict(zip(found.company_ids.tolist(), pairs, strict=True))


def many_companies(workspace: Workspace, n: int) -> None:
    """Add companies of three kinds, so many together or a few less."""
    for cluster in CLUSTERS:
        make_companies(workspace, cluster, n // len(CLUSTERS), city="Kiel")


def test_points_carry_name_place_and_verdict(
    campaign: Campaign, companies: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    for company, value in zip(companies, (Verdict.Value.LIKE, Verdict.Value.DISLIKE), strict=False):
        record_verdict(campaign=campaign, company=company, value=value, author=qualifier)

    found = points(qualifier_client, campaign)

    assert found.ids == sorted(company.pk for company in companies)
    assert found.verdicts == [1, -1] + [0] * 13
    assert (found.waiting, found.is_computing) == (0, False)
    assert names(qualifier_client, campaign) == {one.pk: one.name for one in companies}


def test_alike_companies_lie_together(campaign: Campaign, companies: Sequence[Company]) -> None:
    places = places_of(campaign)

    for company in companies:
        x, y = places[company.pk]
        distances = sorted((u - x) ** 2 + (v - y) ** 2 for u, v in places.values())
        nearest = distances[:5]
        own = [places[other.pk] for other in companies if other.name[:4] == company.name[:4]]
        assert sorted((a - x) ** 2 + (b - y) ** 2 for a, b in own) == nearest


def test_places_are_those_of_all_campaigns_and_stay_whatever_comes(
    campaign: Campaign,
    companies: Sequence[Company],
    workspace: Workspace,
    manager: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    before = places_of(campaign)
    other = Campaign.objects.create(workspace=workspace, name="Other", author=manager)
    assert places_of(other) == before
    assert MapPlace.objects.count() == len(companies)
    CompanyVector.objects.update(encoder="another")
    CompanyReading.objects.update(encoder="another")
    ModelVersion.objects.filter(kind="encoder", is_active=True).update(version="another")
    assert load_encoder().version == "another"
    assert places_of(campaign) == before
    with django_assert_max_num_queries(10):
        points_of(campaign)

    make_companies(workspace, "port", 6, domain=None, city="Kiel")
    Company.objects.create(workspace=workspace, name="Unread", name_key="unread")
    after = places_of(campaign)

    assert len(after) == 21
    assert {pk: after[pk] for pk in before} == before
    assert points_of(campaign).n_waiting == 1
    add_companies(campaign=campaign, company_ids=[company.pk for company in companies[:4]])
    campaign.refresh_from_db()
    assert len(points_of(campaign)) == 4


def test_lasso_judges_and_its_message_undoes_in_one_step(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    status, html = lasso(qualifier_client, campaign, companies[:5])

    region = BulkVerdict.objects.get()
    undo_url = f"/campaigns/{campaign.pk}/map/regions/{region.pk}/undo/"
    assert status == 200
    assert "Liked 5 companies" in html
    assert html.count(f'action="{undo_url}"') == 2  # In the message, and beside the map.
    assert len(signals_of(campaign)) == 5

    _, again = lasso(qualifier_client, campaign, companies[:3], verdict="dislike")
    assert "Every company in the selection already has a verdict" in again
    assert set(signals_of(campaign).values()) == {1}
    undone = qualifier_client.post(undo_url, follow=True).content.decode()
    assert "Undone: like of 5 companies" in undone
    assert signals_of(campaign) == {}
    lasso(qualifier_client, campaign, companies)
    undone = qualifier_client.post(f"/campaigns/{campaign.pk}/undo/", follow=True).content.decode()
    assert "Undone: like of 15 companies" in undone  # As a whole also in the queue.
    assert signals_of(campaign) == {}


def test_htmx_gets_new_figures_and_the_word_to_fetch_the_points(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    body = {
        "companies": str(companies[0].pk),
        "verdict": "dislike",
        "request_id": str(uuid.uuid4()),
    }

    answer = qualifier_client.post(
        f"/campaigns/{campaign.pk}/map/verdict/", body, headers={"HX-Request": "true"}
    )

    html = answer.content.decode()
    assert json.loads(answer.headers["HX-Trigger"]) == {"points-changed": {}, "region-judged": {}}
    assert "Disliked 1 company" in html
    assert "1 of 15 judged" in html
    for name in ("map-head", "map-side", "map-request", "toasts"):
        assert f'id="{name}"' in html
    assert html.count('hx-swap-oob="true"') == 4


def test_a_malformed_post_is_refused(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    for fields in [
        {"companies": ""},
        {"companies": "1,x"},
        {"companies": "9" * 19},
        {"verdict": "skip"},
        {"request_id": "no"},
        {"companies": "1,,2"},
        {"companies": "1\x00"},
    ]:
        status, _ = lasso(qualifier_client, campaign, companies[:2], **fields)

        assert status == 400
        assert Verdict.objects.count() == 0


def test_who_may_not_sees_the_map_and_changes_nothing(
    campaign: Campaign,
    companies: Sequence[Company],
    viewer_client: Client,
    qualifier_client: Client,
) -> None:
    address = f"/campaigns/{campaign.pk}/map/"
    unread = Company.objects.create(workspace=campaign.workspace, name="Unread", name_key="unread")
    card = viewer_client.get(f"{address}companies/{unread.pk}/", headers={"HX-Request": "true"})
    assert "No score yet" in card.content.decode()
    assert "Like" not in card.content.decode()
    assert "Like all open" not in viewer_client.get(address).content.decode()
    assert lasso(viewer_client, campaign, companies)[0] == 403
    assert len(points(viewer_client, campaign).ids) == 15
    page = qualifier_client.get(address).content.decode()
    assert f'<a href="{address}" aria-current="page">Map</a>' in page
    assert f'data-points="{address}points/"' in page
    for region in regions_of(points_of(campaign)):
        assert f'data-x="{region.label.x}"' in page
        assert f'data-y="{region.label.y}"' in page
    assert 'aria-keyshortcuts="0"' in page
    assert "Recompute map" not in page
    for name in ("layout", "layout/undo"):
        assert qualifier_client.post(f"{address}{name}/").status_code == 403

    set_archived(campaign=campaign, is_archived=True)
    assert "Like all open" not in qualifier_client.get(address).content.decode()
    assert "This campaign is archived." in lasso(qualifier_client, campaign, companies)[1]
    assert Verdict.objects.count() == 0


def test_maps_of_other_workspaces_do_not_exist(
    campaign: Campaign,
    foreign_campaign: Campaign,
    companies: Sequence[Company],
    qualifier_client: Client,
    stranger_client: Client,
) -> None:
    lasso(qualifier_client, campaign, companies[:2])
    region = BulkVerdict.objects.get()
    urls = (f"/campaigns/{campaign.pk}/map/", f"/campaigns/{campaign.pk}/map/points/")

    assert [stranger_client.get(url).status_code for url in urls] == [404, 404]
    assert lasso(stranger_client, campaign, companies)[0] == 404
    for owner in (campaign, foreign_campaign):
        undo_url = f"/campaigns/{owner.pk}/map/regions/{region.pk}/undo/"
        assert stranger_client.post(undo_url).status_code == 404
    assert points(stranger_client, foreign_campaign).ids == []  # It is empty.
    assert stranger_client.get(f"/campaigns/{foreign_campaign.pk}/map/").status_code == 200
    assert lasso(stranger_client, foreign_campaign, companies)[0] == 200  # And judges nothing.
    assert Verdict.objects.count() == 2


@pytest.mark.slow
def test_places_stay_when_thirty_companies_become_three_hundred(
    campaign: Campaign, workspace: Workspace
) -> None:
    for cluster in CLUSTERS:
        make_companies(workspace, cluster, 10)
    before = places_of(campaign)

    many_companies(workspace, 270)
    after = places_of(campaign)

    assert (len(before), len(after)) == (30, 300)
    assert {pk: after[pk] for pk in before} == before


def test_scores_are_those_of_the_list(
    campaign: Campaign, companies: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    none_yet = points(qualifier_client, campaign)
    for company, value in zip(companies[::5], ("like", "dislike"), strict=False):
        record_verdict(
            campaign=campaign, company=company, value=Verdict.Value(value), author=qualifier
        )

    found = points(qualifier_client, campaign)

    assert set(none_yet.scores) == {NO_SCORE}
    scores = dict(zip(found.ids, found.scores, strict=True))
    listed = ranked_list.recommendations(campaign).rows
    assert len(listed) == 13
    for row in listed:
        assert row.why is not None
        assert scores[row.company.pk] == round(100 * row.why.score)
    assert len(set(scores.values())) > 2


def test_laying_out_anew_moves_everybody_and_is_undone_in_one_step(
    campaign: Campaign, workspace: Workspace, manager_client: Client
) -> None:
    make_companies(workspace, "port", 3)
    before = places_of(campaign)
    many_companies(workspace, 39)
    grown = places_of(campaign)

    answer = manager_client.post(f"/campaigns/{campaign.pk}/map/layout/", follow=True)
    anew = places_of(campaign)
    undo_url = f"/campaigns/{campaign.pk}/map/layout/undo/"
    assert f'action="{undo_url}"' in answer.content.decode()
    manager_client.post(undo_url)

    assert {pk: grown[pk] for pk in before} == before
    assert anew.keys() == grown.keys()
    assert anew != grown
    assert places_of(campaign) == grown
    assert b"Nothing to undo" in manager_client.post(undo_url, follow=True).content


def test_companies_that_came_after_a_layout_keep_a_place_when_it_is_undone(
    campaign: Campaign, companies: Sequence[Company], workspace: Workspace
) -> None:
    before = places_of(campaign)
    map_layout.recompute_layout(workspace.pk)
    make_companies(workspace, "port", 2, city="Kiel")
    places_of(campaign)

    map_layout.undo_layout(workspace.pk)
    after = places_of(campaign)

    assert len(after) == len(before) + 2
    assert {pk: after[pk] for pk in before} == before


def test_many_companies_are_placed_by_a_job(
    campaign: Campaign,
    companies: Sequence[Company],
    manager_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(map_layout, "MAX_SYNCHRONOUS", 10)

    with django_capture_on_commit_callbacks() as jobs:
        early = points(manager_client, campaign)
        points(manager_client, campaign)
    map_layout.run_job(campaign.workspace_id, anew=False)
    late = points(manager_client, campaign)

    assert (early.ids, early.is_computing, early.waiting) == ([], True, 15)
    assert len(jobs) == 1  # The second look finds the job on its way.
    assert (len(late.ids), late.is_computing, late.waiting) == (15, False, 0)


def test_the_map_holds_so_many_companies_and_waits_for_no_more(
    campaign: Campaign,
    companies: Sequence[Company],
    manager_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(map_layout, "MAX_COMPANIES", 12)
    first = points(manager_client, campaign)
    map_layout.recompute_layout(campaign.workspace_id)
    anew = points(manager_client, campaign)

    assert first.ids == anew.ids == [company.pk for company in companies[:12]]
    assert (anew.waiting, anew.is_computing) == (3, False)
    assert map_layout.position_new(campaign.workspace_id) == 0


def test_the_map_needs_no_pool_of_the_ranking(
    campaign: Campaign,
    companies: Sequence[Company],
    qualifier_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(company_pool, "MAX_EXACT", 5)  # More are in index files, made by a job.
    monkeypatch.setattr(map_layout, "_CHUNK", 4)

    found = points(qualifier_client, campaign)

    assert found.ids == [company.pk for company in companies]
    assert (set(found.scores), found.is_computing) == ({NO_SCORE}, False)


def test_regions_say_the_map_in_words_and_take_a_verdict_without_script(
    campaign: Campaign, companies: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    Company.objects.filter(name__startswith="bakery").update(overview="")  # No words to name it.
    record_verdict(
        campaign=campaign, company=companies[0], value=Verdict.Value.LIKE, author=qualifier
    )
    found = regions_of(points_of(campaign))

    assert sorted(region.n_companies for region in found) == [5, 5, 5]
    port = next(region for region in found if "berths" in region.name.casefold())
    assert (port.n_liked, port.n_judged, port.n_open) == (1, 1, 4)
    assert any(region.name.startswith("Around bakery") for region in found)
    page = qualifier_client.get(f"/campaigns/{campaign.pk}/map/?region={port.number}")
    html = page.content.decode()
    keys = ",".join(str(company.pk) for company in companies[1:5])
    assert f'name="companies" value="{keys}"' in html
    assert "1 of 1 judged" in html
    assert "5 companies" in html

    lasso(qualifier_client, campaign, companies[1:5])
    assert [one.n_liked for one in regions_of(points_of(campaign)) if one.name == port.name] == [5]


@pytest.mark.parametrize(
    "short",
    ["nach über sowie", "vous aussi pour", "para sobre también", "with provides based"],
)
def test_short_words_of_four_languages_name_no_region(workspace: Workspace, short: str) -> None:
    for group, word in (("one", "Kräne"), ("two", "Schulen")):
        for number in range(5):
            Company.objects.create(
                workspace=workspace,
                name=f"{group} {number}",
                name_key=f"{group}{number}",
                overview=f"{word} {short if group == 'one' else ''}",
            )
    keys = np.array(sorted(Company.objects.values_list("pk", flat=True)))
    halves = np.repeat([0, 1], 5).astype(np.uint8)
    nothing = np.zeros(10, dtype=np.int8)
    at = np.repeat([0, 60_000], 5).astype(np.uint16)

    found = regions_of(MapPoints(keys, at, at, nothing, nothing, halves, 0, is_computing=False))

    assert [region.name for region in found] == ["Kräne", "Schulen"]


def test_large_regions_have_named_parts_where_their_companies_lie(workspace: Workspace) -> None:
    heaps = [
        ("port", "Kräne", 1_000, 20),
        ("port", "Schlepper", 9_000, 14),
        ("school", "Schulen", 60_000, 12),
    ]
    places: list[int] = []
    for group, word, place, n in heaps:
        for number in range(n):
            name = f"{group} {word} {number}"
            overview = f"{'Hafenbetrieb' if group == 'port' else ''} {word}"
            Company.objects.create(workspace=workspace, name=name, name_key=name, overview=overview)
        places += range(place, place + n)
    keys = np.array(sorted(Company.objects.values_list("pk", flat=True)))
    at = np.array(places, dtype=np.uint16)
    nothing = np.zeros(len(keys), dtype=np.int8)
    halves = np.repeat([0, 1], [34, 12]).astype(np.uint8)

    large, small = regions_of(MapPoints(keys, at, at, nothing, nothing, halves, 0, False))  # noqa: FBT003

    assert "Hafenbetrieb" in large.name
    named = [part.name for part in large.parts]
    assert any("Kräne" in name for name in named)
    assert any("Schlepper" in name for name in named)
    assert not any("Hafenbetrieb" in name for name in named)  # A part says what is new.
    assert sum(part.n_companies for part in large.parts) <= large.n_companies == 34
    assert all(0 <= part.x < 0.2 for part in large.parts)
    assert (small.parts, small.label.n_companies) == ((), 12)
    assert small.label.x == pytest.approx(60_000 / STEPS, abs=0.001)


def test_card_shows_score_and_why_and_takes_a_verdict(
    campaign: Campaign, companies: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    record_verdict(
        campaign=campaign, company=companies[0], value=Verdict.Value.LIKE, author=qualifier
    )
    Company.objects.filter(pk=companies[1].pk).update(domain="b.example", employees=46)
    url = f"/campaigns/{campaign.pk}/map/companies/{companies[1].pk}/"
    htmx = {"HX-Request": "true"}

    card = qualifier_client.get(url, headers=htmx).content.decode()
    whole = qualifier_client.get(url, follow=True)
    answer = qualifier_client.post(f"{url}verdict/", {"verdict": "dislike"}, headers=htmx)

    assert "Similar companies" in card
    assert companies[0].name in card
    assert "b.example · Germany · 46 employees" in " ".join(card.split())
    assert whole.redirect_chain == [
        (f"/campaigns/{campaign.pk}/map/?company={companies[1].pk}", 302)
    ]
    assert "Similar companies" in whole.content.decode()
    assert "Disliked by" in answer.content.decode()
    assert f"Disliked {companies[1].name}" in answer.content.decode()
    assert signals_of(campaign) == {companies[0].pk: 1, companies[1].pk: -1}


@pytest.mark.slow
def test_a_region_of_a_hundred_thousand_is_judged_and_undone_in_few_queries(
    campaign: Campaign,
    workspace: Workspace,
    qualifier_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    company_ids = placed_companies(workspace, 100_000)
    with (
        connection.cursor() as cursor
    ):  # As an import does, so that plans for few rows are dropped.
        cursor.execute("ANALYZE leads_company")
    url = f"/campaigns/{campaign.pk}/map/"
    body = {
        "companies": ",".join(map(str, company_ids)),
        "verdict": "dislike",
        "request_id": str(uuid.uuid4()),
    }

    with django_assert_max_num_queries(MAX_QUERIES_FOR_A_REGION):
        assert qualifier_client.post(f"{url}verdict/", body).status_code == 302
    n_judged = len(signals_of(campaign))
    region = BulkVerdict.objects.get()
    with django_assert_max_num_queries(MAX_QUERIES_FOR_A_REGION):
        qualifier_client.post(f"{url}regions/{region.pk}/undo/")

    assert n_judged == region.n_companies == 100_000
    assert signals_of(campaign) == {}
