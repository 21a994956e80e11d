"""The address that the queue sends to behind the hand: presses, each with its result, and cards."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Reason, Verdict
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.verdicts import offline_verdicts, services
from leadqual.campaigns.verdicts.services import record_bulk
from leadqual.core import clock
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def lots(workspace: Workspace) -> list[Company]:
    return make_companies(workspace, "port", 30)


def press(company: Company | int, verdict: str = "like", **more: object) -> dict[str, object]:
    key = company if isinstance(company, int) else company.pk
    return {"request_id": str(uuid.uuid4()), "company": key, "verdict": verdict, **more}


def send(client: Client, campaign: Campaign, *presses: object, **more: object) -> Any:
    body = json.dumps({"presses": list(presses), **more})
    address = f"/campaigns/{campaign.pk}/queue/sync/"
    return client.post(address, body, content_type="application/json")


def codes(answer: Any) -> list[str]:
    return [one.get("code", "") for one in answer.json()["results"]]


def given() -> list[tuple[int, str, bool]]:
    verdicts = Verdict.objects.order_by("pk")
    return [(one.company_id, one.value, one.undone_at is not None) for one in verdicts]


def test_presses_are_stored_in_order_and_once_however_often_they_come(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client
) -> None:
    first, second = press(ports[0]), press(ports[1], "skip")
    again = press(ports[0], "dislike", weight=2)

    answers = [send(qualifier_client, campaign, first, second, again) for _ in range(2)]

    for answer in answers:
        assert [one["request_id"] for one in answer.json()["results"]] == [
            one["request_id"] for one in (first, second, again)
        ]
        assert codes(answer) == ["", "", ""]
    assert given() == [
        (ports[0].pk, "like", False),
        (ports[1].pk, "skip", False),
        (ports[0].pk, "dislike", False),
    ]
    current = Verdict.objects.get(company=ports[0], is_current=True)
    assert (current.value, current.weight) == ("dislike", 2)


def test_undo_and_redo_go_with_the_presses(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client
) -> None:
    first = press(ports[0])
    send(qualifier_client, campaign, first)

    late = press(ports[1])
    answer = send(
        qualifier_client,
        campaign,
        first | {"undone": True},
        press(ports[0]),
        late | {"undone": True},  # Undone before it was ever sent.
    )
    send(qualifier_client, campaign, late)  # A first try that comes later changes nothing.

    assert codes(answer) == ["", "", ""]
    assert given() == [
        (ports[0].pk, "like", True),
        (ports[0].pk, "like", False),
        (ports[1].pk, "like", True),
    ]


def test_undo_of_a_step_takes_all_of_it_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    record_bulk(
        campaign=campaign,
        company_ids=[company.pk for company in ports],
        value=Reason.Verdict.LIKE,
        author=qualifier,
        request_id=uuid.uuid4(),
    )
    page_text = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/").content.decode()
    named = page_text.partition('id="undo-data"')[2].partition(">")[2].partition("</script>")[0]
    (item,) = json.loads(named)
    assert item["step"]

    send(
        qualifier_client,
        campaign,
        press(item["company"], request_id=item["request_id"], undone=True),
    )

    assert not Verdict.objects.filter(undone_at=None).exists()


def test_wrong_presses_have_results_of_their_own_and_stop_no_other(
    campaign: Campaign,
    ports: Sequence[Company],
    other_workspace: Workspace,
    qualifier_client: Client,
) -> None:
    (foreign,) = make_companies(other_workspace, "clinic", 1)
    reused = press(ports[0])

    answer = send(
        qualifier_client,
        campaign,
        reused,
        reused | {"verdict": "dislike"},
        press(foreign),
        press(2**62),
        press(ports[1], "love"),
        press(ports[2], "dislike"),
    )

    assert sorted(codes(answer)) == ["", "", "invalid", "not_here", "not_here", "request_reused"]
    assert given() == [(ports[0].pk, "like", False), (ports[2].pk, "dislike", False)]
    words = [one["detail"] for one in answer.json()["results"] if "code" in one]
    assert len(words) == 4
    assert all(words)


def test_what_is_no_such_request_is_refused_in_words(
    campaign: Campaign, qualifier_client: Client
) -> None:
    for body in [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"presses": 1}',
        json.dumps({"presses": [{}] * 51}),
        "[" * 100_000,
    ]:
        address = f"/campaigns/{campaign.pk}/queue/sync/"
        answer = qualifier_client.post(address, body, content_type="application/json")

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_strange_presses_are_no_error_and_leave_nothing(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client
) -> None:
    own = press(ports[0])
    for strange in [
        None,
        1,
        {"request_id": "x", "company": 1, "verdict": "like"},
        {"request_id": 5, "company": "1", "verdict": "like"},
        {"request_id": str(uuid.uuid4()), "company": -1, "verdict": "like"},
        {"request_id": str(uuid.uuid4()), "company": True, "verdict": "like"},
        {"request_id": str(uuid.uuid4()), "company": 1, "verdict": ["like"]},
        {"request_id": str(uuid.uuid4()), "company": 1, "verdict": "like", "reasons": "1"},
        {"request_id": str(uuid.uuid4()), "company": 1, "verdict": "like", "reasons": [2**70]},
    ]:
        answer = send(qualifier_client, campaign, strange, own, held=["x"], shown="y")

        assert answer.status_code == 200
        assert "order" not in answer.json()
        assert given() == [(ports[0].pk, "like", False)]


def test_failure_of_the_server_holds_later_ones_on_its_company_and_no_others(
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = services.record

    def fail_on_first(**values: Any) -> object:
        if any(press.value == "skip" for press in values["presses"]):
            raise RuntimeError
        return store(**values)

    monkeypatch.setattr(offline_verdicts, "record", fail_on_first)

    answer = send(
        qualifier_client, campaign, press(ports[0], "skip"), press(ports[0]), press(ports[1])
    )

    assert codes(answer) == ["server_error", "server_error", ""]
    assert given() == [(ports[1].pk, "like", False)]


def test_nobody_sends_for_another_person_or_into_a_foreign_campaign(
    campaign: Campaign,
    foreign_campaign: Campaign,
    ports: Sequence[Company],
    manager: User,
    viewer_client: Client,
    qualifier_client: Client,
) -> None:
    other = send(qualifier_client, campaign, press(ports[0]), person=manager.pk)
    foreign = send(qualifier_client, foreign_campaign, press(ports[0]), held=[], shown=None)
    viewer = send(viewer_client, campaign, press(ports[0]))

    assert (other.status_code, other.json()["code"]) == (409, "another_person")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_here")
    assert (viewer.status_code, viewer.json()["code"]) == (403, "not_allowed")
    assert not Verdict.objects.exists()


def test_answer_has_the_order_the_cards_that_are_not_there_yet_and_the_numbers(
    campaign: Campaign, lots: Sequence[Company], qualifier_client: Client
) -> None:
    first = send(qualifier_client, campaign, held=[], shown=lots[0].pk).json()
    assert first["is_shown_yours"]
    assert first["order"] == [card["company"] for card in first["cards"]]
    assert lots[0].pk not in first["order"]
    for card in first["cards"]:
        assert 'id="card-name"' in card["card"]
        assert 'id="why"' in card["why"]
        assert card["name"] in card["card"]

    shown, *held = first["order"]
    second = send(qualifier_client, campaign, press(lots[0]), held=held, shown=shown).json()

    assert shown not in {card["company"] for card in second["cards"]}
    third = send(qualifier_client, campaign, held=second["order"], shown=shown).json()
    sent = {card["company"] for card in second["cards"]}
    assert not {card["company"] for card in third["cards"]} & sent
    numbers = second["numbers"]
    assert [numbers[name] for name in ("left", "done", "like", "skip")] == [29, 1, 1, 0]


def test_who_has_no_card_gets_the_next_one_or_hears_why_there_is_none(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client
) -> None:
    found = send(qualifier_client, campaign, held=[], shown=None).json()
    assert found["order"][0] == found["cards"][0]["company"]
    assert "nothing" not in found

    judged = [press(company) for company in ports]
    done = send(qualifier_client, campaign, *judged, held=[], shown=None).json()

    assert done["order"] == []
    assert "Every company has a verdict" in done["nothing"]


def test_presses_arrive_from_another_workspace_but_not_once_the_campaign_is_archived(
    campaign: Campaign,
    ports: Sequence[Company],
    other_workspace: Workspace,
    qualifier: User,
    qualifier_client: Client,
) -> None:
    like, dislike = (campaign.reasons.filter(verdict=one)[0] for one in ("like", "dislike"))
    before = press(ports[0], reasons=[like.pk, dislike.pk, 10**9])
    assert codes(send(qualifier_client, campaign, before)) == [""]
    assert list(Verdict.objects.get().reasons.all()) == [like]  # Others are left out.
    Member.objects.create(workspace=other_workspace, user=qualifier, role=Role.VIEWER)
    qualifier_client.post("/account/workspace/", {"workspace": other_workspace.pk})
    elsewhere = press(ports[2])  # Arrives all the same.
    assert codes(send(qualifier_client, campaign, elsewhere)) == [""]
    Campaign.objects.update(archived_at=clock.now())

    answer = send(qualifier_client, campaign, before, press(ports[1]), held=[], shown=None)

    assert codes(answer) == ["", "campaign_archived"]
    assert "archived" in answer.json()["nothing"]


def test_request_that_comes_late_frees_no_card_that_the_browser_got_meanwhile(
    campaign: Campaign,
    lots: Sequence[Company],
    qualifier: User,
    qualifier_client: Client,
    manager: User,
) -> None:
    first = send(qualifier_client, campaign, shown=None, held=[]).json()["order"]
    shown, pressed, *held = first
    given_up = press(shown)

    def answered(*presses: object, shown: int, held: Sequence[int]) -> list[int]:
        return list(
            send(qualifier_client, campaign, *presses, shown=shown, held=held).json()["order"]
        )

    # The browser gave up on the first request, pressed on, and asked again: that comes first.
    now_held = answered(given_up, press(pressed), shown=held[0], held=held[1:])
    mine = {held[0], *now_held}
    answered(given_up, shown=pressed, held=held[:2])

    leased = set(Lease.objects.filter(holder=qualifier).values_list("company_id", flat=True))
    assert mine <= leased
    others = next_card(campaign, person=manager)
    assert isinstance(others, Card)
    assert others.company.pk not in mine
