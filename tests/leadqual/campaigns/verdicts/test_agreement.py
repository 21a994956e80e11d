"""Agreement of the people of a campaign, and the owner's word where they disagree."""

import uuid
from collections.abc import Sequence

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import progress_of, signals_of
from leadqual.campaigns.verdicts.agreement import (
    agreement_of,
    current_verdict,
    disagreements_of,
    resolve,
)
from leadqual.campaigns.verdicts.services import record_verdict, undo_last, undo_verdicts
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import evidence_now, make_companies
from tests.problems import refused
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP


@pytest.fixture
def second(workspace: Workspace) -> User:
    """A second qualifier, whose name differs."""
    person = make_member(workspace, "second@leadqual.example", Role.QUALIFIER)
    person.first_name = "Tomas"
    person.save()
    return person


def judge(campaign: Campaign, company: Company, value: Verdict.Value, person: User) -> Verdict:
    return record_verdict(campaign=campaign, company=company, value=value, author=person)


def judge_all(campaign: Campaign, companies: Sequence[Company], said: str, person: User) -> None:
    """Judge companies in order by + for a like, - for a dislike, a blank for none."""
    for company, sign in zip(companies, said, strict=True):
        if sign != " ":
            judge(campaign, company, LIKE if sign == "+" else DISLIKE, person)


def test_figures_of_two_people_are_those_worked_out_by_hand(
    campaign: Campaign, workspace: Workspace, qualifier: User, second: User
) -> None:
    """Krippendorff 2011, B: alpha 0.095; kappa: 6 of 10 alike, by chance 0.08 + 0.48."""
    companies = make_companies(workspace, "port", 11)
    judge_all(campaign, companies, "-+------+-+", qualifier)
    judge_all(campaign, companies, "+++--+---- ", second)

    found = agreement_of(campaign)

    assert (found.measured.n, found.measured.n_agreed, found.n_open) == (10, 6, 4)
    assert found.measured.share == 0.6
    assert found.measured.alpha == pytest.approx(0.095, abs=5e-4)
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("Mira Okafor", "Tomas Okafor")
    assert (pair.n, pair.n_agreed) == (10, 6)
    assert pair.kappa == pytest.approx((0.6 - 0.56) / (1 - 0.56))


def test_last_word_of_a_person_is_compared_and_skips_and_undone_ones_are_not(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, second: User
) -> None:
    judge(campaign, ports[0], DISLIKE, qualifier)
    judge(campaign, ports[0], LIKE, qualifier)
    judge(campaign, ports[0], LIKE, second)
    judge(campaign, ports[1], LIKE, qualifier)
    judge(campaign, ports[1], SKIP, second)
    judge(campaign, ports[2], LIKE, qualifier)
    judge(campaign, ports[2], DISLIKE, second)
    undo_last(campaign=campaign, person=second)

    found = agreement_of(campaign)

    assert (found.measured.n, found.measured.n_agreed, found.measured.alpha) == (1, 1, None)
    assert disagreements_of(agreement_of(campaign)) == []


def test_owner_settles_and_the_word_counts_before_all_that_is_said_later(
    campaign: Campaign, ports: Sequence[Company], manager: User, qualifier: User, second: User
) -> None:
    judge(campaign, ports[0], LIKE, qualifier)
    judge(campaign, ports[0], DISLIKE, second)
    (open_,) = disagreements_of(agreement_of(campaign))
    assert (current_verdict(open_), open_.decided) == ("dislike", None)
    assert [value for _, value in open_.opinions] == ["like", "dislike"]

    resolve(campaign=campaign, company=ports[0], value=LIKE, person=manager)
    judge(campaign, ports[0], DISLIKE, second)

    (decided_ids,) = disagreements_of(agreement_of(campaign))
    assert current_verdict(decided_ids) == "like"
    assert decided_ids.decided is not None
    assert decided_ids.decided.author == manager
    found = agreement_of(campaign)
    assert (found.measured.n, found.measured.n_agreed, found.n_open) == (1, 0, 0)
    assert evidence_now(campaign).signals == signals_of(campaign) == {ports[0].pk: 1}
    assert progress_of([campaign])[campaign.pk].n_liked == 1


def test_owner_who_is_one_of_the_two_keeps_the_former_word_in_the_figures(
    campaign: Campaign, ports: Sequence[Company], manager: User, qualifier: User
) -> None:
    ordinary = judge(campaign, ports[0], LIKE, manager)
    judge(campaign, ports[0], DISLIKE, qualifier)
    said = {"campaign": campaign, "company": ports[0], "person": manager}
    with refused("request_reused"):  # It never becomes a settling one.
        resolve(**said, value=LIKE, request_id=ordinary.request_id)  # type: ignore[arg-type]

    word = resolve(campaign=campaign, company=ports[0], value=DISLIKE, person=manager)

    assert agreement_of(campaign).measured.n_agreed == 0
    assert signals_of(campaign) == {ports[0].pk: -1}
    undo_verdicts(step=word, person=manager)
    assert agreement_of(campaign).n_open == 1
    assert Verdict.objects.get(author=manager, is_current=True).value == "like"


def test_only_owner_and_managers_settle_and_only_what_people_disagree_on(
    campaign: Campaign, ports: Sequence[Company], manager: User, qualifier: User, second: User
) -> None:
    judge(campaign, ports[0], LIKE, qualifier)
    judge(campaign, ports[0], DISLIKE, second)
    judge(campaign, ports[1], LIKE, second)

    with refused("not_your_campaign"):
        resolve(campaign=campaign, company=ports[0], value=LIKE, person=qualifier)
    with refused("nothing_to_settle"):
        resolve(campaign=campaign, company=ports[1], value=LIKE, person=manager)

    assert not Verdict.objects.filter(is_final_decision=True).exists()
    press = uuid.uuid4()
    words = [
        resolve(campaign=campaign, company=ports[0], value=LIKE, person=manager, request_id=press)
        for _ in range(2)
    ]
    assert words[0] == words[1]
    with refused("nothing_to_settle"):
        resolve(campaign=campaign, company=ports[0], value=DISLIKE, person=manager)
    Campaign.objects.update(author=qualifier)
    campaign.refresh_from_db()
    judge(campaign, ports[1], DISLIKE, qualifier)
    word = resolve(campaign=campaign, company=ports[1], value=LIKE, person=qualifier)
    assert word.is_final_decision


def test_page_lists_what_people_disagree_on_and_settles_it_by_a_press(
    campaign: Campaign,
    ports: Sequence[Company],
    manager: User,
    manager_client: Client,
    qualifier: User,
    qualifier_client: Client,
    second: User,
) -> None:
    url = f"/campaigns/{campaign.pk}/agreement/"
    assert "Nothing to compare" in manager_client.get(url).content.decode()
    judge(campaign, ports[0], LIKE, qualifier)
    judge(campaign, ports[0], DISLIKE, second)
    page = manager_client.get(url).content.decode()
    assert ports[0].name in page
    settle_url = f"/campaigns/{campaign.pk}/companies/{ports[0].pk}/decide/"
    assert settle_url in page
    assert settle_url not in qualifier_client.get(url).content.decode()

    body = {"verdict": "like", "press": str(uuid.uuid4())}
    refused = qualifier_client.post(settle_url, body, follow=True).content.decode()
    assert "Nothing was changed" in refused
    assert not Verdict.objects.filter(is_final_decision=True).exists()
    decided_ids = manager_client.post(settle_url, body, follow=True).content.decode()

    assert f"{ports[0].name} is a like" in decided_ids
    assert "resolved by Mira Okafor" in decided_ids
    assert Verdict.objects.get(is_final_decision=True).value == "like"
    assert manager_client.post(settle_url, {"verdict": "skip"}).status_code == 400
    verdicts = manager_client.get(f"/campaigns/{campaign.pk}/verdicts/").content.decode()
    assert "resolves a disagreement" in verdicts
    assert "with the same verdict from two or more people" in decided_ids


def test_share_is_set_on_the_settings_page_and_shown_again(
    campaign: Campaign, manager_client: Client
) -> None:
    url = f"/campaigns/{campaign.pk}/settings/"
    body = {
        "name": campaign.name,
        "strategy": "likely",
        "scope": "all",
        "double_labeling_percent": "5",
    }

    page = manager_client.post(url, body, follow=True).content.decode()

    campaign.refresh_from_db()
    assert campaign.double_labeling_percent == 5
    assert 'name="double_labeling_percent" value="5"' in page
    assert manager_client.post(url, body | {"double_labeling_percent": "101"}).status_code == 422
    manager_client.post(
        url, {name: body[name] for name in body if name != "double_labeling_percent"}
    )
    campaign.refresh_from_db()
    assert campaign.double_labeling_percent == 5


def test_program_reads_agreement_and_settles(
    api: Client, campaign: Campaign, ports: Sequence[Company], qualifier: User, second: User
) -> None:
    judge(campaign, ports[0], LIKE, qualifier)
    judge(campaign, ports[0], DISLIKE, second)
    url = f"/api/v1/campaigns/{campaign.pk}"

    (listed,) = api.get(f"{url}/disagreements").json()["results"]
    assert (listed["name"], listed["counts"]) == (ports[0].name, "dislike")
    assert listed["decided_by"] is None
    body = {"company": ports[0].pk, "verdict": "like"}
    decided_ids = api.post(f"{url}/disagreements", body, content_type="application/json")
    again = api.post(f"{url}/disagreements", body, content_type="application/json")

    opened = api.delete(f"{url}/verdicts/{decided_ids.json()['id']}")
    assert opened.status_code == 204
    assert api.get(f"{url}/disagreements").json()["results"][0]["decided_by"] is None
    assert (decided_ids.status_code, decided_ids.json()["is_final_decision"]) == (201, True)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_settle")
    found = api.get(f"{url}/agreement").json()
    assert (found["n_companies"], found["n_open"], found["pairs"][0]["n"]) == (1, 1, 1)


def test_others_see_and_settle_nothing(
    campaign: Campaign, ports: Sequence[Company], stranger_client: Client, viewer: User
) -> None:
    url = f"/campaigns/{campaign.pk}"
    settle_url = f"{url}/companies/{ports[0].pk}/decide/"
    body = {"verdict": "like", "press": str(uuid.uuid4())}

    assert stranger_client.get(f"{url}/agreement/").status_code == 404
    assert stranger_client.post(settle_url, body).status_code == 404
    assert client_of(viewer).get(f"{url}/agreement/").status_code == 200
    assert client_of(viewer).post(settle_url, body).status_code == 403


def test_agreement_costs_few_queries_however_many_were_judged(
    campaign: Campaign,
    workspace: Workspace,
    qualifier: User,
    second: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    companies = make_companies(workspace, "port", 12)
    judge_all(campaign, companies, "+" * 12, qualifier)
    judge_all(campaign, companies, "-" * 12, second)
    Campaign.objects.update(double_labeling_percent=10)
    campaign.refresh_from_db()

    with django_assert_max_num_queries(4):
        agreement_of(campaign)
    with django_assert_max_num_queries(5):
        assert len(disagreements_of(agreement_of(campaign))) == 12
