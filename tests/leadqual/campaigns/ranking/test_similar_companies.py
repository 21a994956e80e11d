"""Who does most alike things, and what people think of them; parts of a company's page."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.ranked_list import most_similar
from leadqual.campaigns.setup.services import create_campaign, set_archived
from leadqual.campaigns.verdicts.services import record_verdict, undo_verdicts
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIKE, DISLIKE = Verdict.Value.LIKE, Verdict.Value.DISLIKE


def test_nearest_come_first_without_what_all_companies_share(
    workspace: Workspace,
    other_workspace: Workspace,
    ports: Sequence[Company],
    clinics: Sequence[Company],
) -> None:
    make_companies(other_workspace, "port", 9)
    alone = Company.objects.create(workspace=workspace, name="New", name_key="new")

    found = most_similar(ports[0], limit=6)

    assert most_similar(alone) == []

    assert {one.company for one in found[:4]} == set(ports[1:])
    similarities = [one.similarity for one in found]
    assert similarities == sorted(similarities, reverse=True)
    # Raw, both kinds lie at about 0; the centre that is taken away makes unlike ones alike a bit.
    centre = load_encoder().centre
    assert similarities[0] > 0.8
    assert 0 < similarities[-1] < float(centre @ centre) + 0.2


@pytest.mark.slow
def test_found_where_the_index_gives_up_among_those_of_others(
    ports: Sequence[Company], other_workspace: Workspace
) -> None:
    make_companies(other_workspace, "port", 300)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # The index alone gives the order.
        cursor.execute("SET LOCAL hnsw.ef_search = 1")
        cursor.execute("SET LOCAL hnsw.max_scan_tuples = 1")
        found = most_similar(ports[0])

    assert {one.company for one in found} == set(ports[1:])


def test_marks_say_what_people_think_now(
    ports: Sequence[Company], campaign: Campaign, workspace: Workspace, qualifier: User
) -> None:
    other = create_campaign(workspace=workspace, name="Other", author=qualifier)
    put_away = create_campaign(workspace=workspace, name="Old", author=qualifier)
    record_verdict(campaign=campaign, company=ports[1], value=LIKE, author=qualifier)
    record_verdict(campaign=other, company=ports[1], value=DISLIKE, author=qualifier)
    undone = record_verdict(campaign=campaign, company=ports[2], value=LIKE, author=qualifier)
    undo_verdicts(step=undone, person=qualifier)
    record_verdict(campaign=put_away, company=ports[3], value=LIKE, author=qualifier)
    set_archived(campaign=put_away, is_archived=True)
    record_verdict(campaign=campaign, company=ports[4], value=Verdict.Value.SKIP, author=qualifier)

    marks = {one.company.name: (one.is_liked, one.is_disliked) for one in most_similar(ports[0])}

    assert marks == {
        "port 1": (True, True),
        "port 2": (False, False),
        "port 3": (False, False),
        "port 4": (False, False),
    }


def test_number_of_queries_does_not_grow(
    ports: Sequence[Company],
    clinics: Sequence[Company],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    most_similar(ports[0])

    with django_assert_max_num_queries(11):  # With two settings, the savepoint and its release.
        most_similar(ports[0])


def test_verdicts_of_a_company_show_undone_and_replaced_ones(
    qualifier_client: Client, ports: Sequence[Company], campaign: Campaign, qualifier: User
) -> None:
    first = record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier)
    undone = record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    undo_verdicts(step=undone, person=qualifier)
    first.refresh_from_db()

    html = qualifier_client.get(
        f"/companies/{ports[0].pk}/verdicts/", headers=HTMX
    ).content.decode()

    assert html.count("<tr>") == 1 + 3
    assert html.count(">Undone<") == 1
    assert html.count(">Replaced<") + html.count('class="tag dislike"') == 2


def test_page_draws_bars_and_marks_and_says_where_nothing_is_alike(
    qualifier_client: Client,
    workspace: Workspace,
    ports: Sequence[Company],
    campaign: Campaign,
    qualifier: User,
) -> None:
    record_verdict(campaign=campaign, company=ports[1], value=LIKE, author=qualifier)
    (alone,) = make_companies(workspace, "bakery", 1)
    words = "No company is very similar."

    far = qualifier_client.get(f"/companies/{alone.pk}/similar/", headers=HTMX).content.decode()
    near = qualifier_client.get(f"/companies/{ports[0].pk}/similar/", headers=HTMX)
    marked = near.content.decode()

    assert words in far
    assert far.count("<li>") == 3
    assert words not in marked
    assert marked.count('class="score"') == 5
    assert marked.count('class="tag like">liked<') == 1
