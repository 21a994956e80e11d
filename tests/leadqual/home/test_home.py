"""What the first page says of the last days, and the first steps of a new person."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from classifiers.evaluation.headline import shipped
from leadqual.accounts.models import Member, User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.core import clock
from leadqual.home.first_steps import first_steps
from leadqual.home.visits import record_visit
from leadqual.imports.models import ImportBatch
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.models import Company, CompanyListEntry, ContactList, Export, SavedSearch
from leadqual.replies.models import Reply
from leadqual.replies.snoozing import snooze_replies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
MAX_QUERIES = 33  # Two of them for each of three models: predictions, and corrections.


def companies(workspace: Workspace, n: int) -> list[Company]:
    return [
        Company.objects.create(workspace=workspace, name=f"Firm {k}", name_key=f"firm {k}")
        for k in range(n)
    ]


def judge(campaign: Campaign, company: Company, person: User, value: str = "like") -> None:
    record_verdict(campaign=campaign, company=company, value=Verdict.Value(value), author=person)


def receive(workspace: Workspace, n: int, *, days_ago: float = 0.0, **fields: str) -> None:
    said = {"intent": "positive_misc_reasons", "category": "positive", "state": "none"} | fields
    for _ in range(n):
        Reply.objects.create(
            workspace=workspace,
            message_id=f"<{Reply.objects.count()}@test.example>",
            received_at=clock.now() - timedelta(days=days_ago),
            **said,
        )


def test_visit_goes_on_for_half_an_hour_and_then_ends(manager: User) -> None:
    member = Member.objects.get(user=manager)
    start = clock.now()

    def visit(minutes: int) -> float:
        now = start + timedelta(minutes=minutes)
        with clock.using(lambda: now):
            return (now - record_visit(member)) / timedelta(minutes=1)

    assert visit(0) == 7 * 24 * 60
    assert visit(20) == 7 * 24 * 60
    assert visit(100) == 80
    assert visit(110) == 90
    stored = Member.objects.get(user=manager)
    assert stored.visited_at == start + timedelta(minutes=110)


def test_changes_since_the_last_visit_are_counted_and_lead_to_their_rows(
    manager_client: Client, manager: User, qualifier: User, workspace: Workspace
) -> None:
    campaign = create_campaign(workspace=workspace, name="Pumps", author=manager)
    found = companies(workspace, 3)
    yesterday = clock.now() - timedelta(days=1)
    with clock.using(lambda: yesterday):
        judge(campaign, found[0], manager)
        record_visit(Member.objects.get(user=manager))
    judge(campaign, found[1], manager)
    judge(campaign, found[2], qualifier, "dislike")
    judge(campaign, found[2], qualifier)  # In the place of the dislike.
    judge(campaign, found[0], qualifier, "skip")
    receive(workspace, 1, days_ago=3.0)
    receive(workspace, 2)
    receive(workspace, 1, intent="objection_no_reason", category="objection")
    batch = {"workspace": workspace, "author": manager, "kind": "contacts", "status": "done"}
    ImportBatch.objects.create(file_name="new.csv", n_created=12, finished_at=clock.now(), **batch)
    ImportBatch.objects.create(file_name="old.csv", n_created=9, finished_at=yesterday, **batch)

    changes = manager_client.get("/").context["changes"]

    assert [(change.n, change.words) for change in changes] == [
        (3, "replies"),
        (2, "positive replies"),
        (2, "verdicts by 2 people"),
        (12, "people imported"),
    ]
    for change in changes:
        assert manager_client.get(change.url).status_code == 200


def test_days_of_campaigns_and_intents_of_replies_are_drawn_with_their_numbers(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    campaign = create_campaign(workspace=workspace, name="Pumps", author=manager)
    one, two = companies(workspace, 2)
    past = clock.now() - timedelta(days=2)
    with clock.using(lambda: past):
        judge(campaign, one, manager)
    judge(campaign, two, manager)
    receive(workspace, 3, days_ago=5)
    receive(workspace, 1, intent="out_of_office", category="other")
    receive(workspace, 1, days_ago=40)

    page = manager_client.get("/")

    (line,) = page.context["campaigns"]
    assert line.by_day == (*(0,) * 11, 1, 0, 1)
    assert [(row.n, row.by_day[-6], row.category) for row in page.context["trends"]] == [
        (3, 3, "positive"),
        (1, 0, "other"),
    ]
    body = page.content.decode()
    assert "2 verdicts in 14 days, at most 1 a day" in body
    assert "3 replies in 28 days, at most 3 a day" in body


def test_agreement_and_health_are_those_of_the_workspace(
    manager_client: Client,
    manager: User,
    qualifier: User,
    workspace: Workspace,
    other_workspace: Workspace,
    models: None,
) -> None:
    campaign = create_campaign(
        workspace=workspace, name="Pumps", author=manager, double_labeling_percent=100
    )
    one, two = companies(workspace, 2)
    for company, value in ((one, "like"), (two, "dislike")):
        judge(campaign, company, manager)
        judge(campaign, company, qualifier, value)
    page = manager_client.get("/")

    context = page.context
    (figure,) = context["agreement"]
    assert (figure.n, figure.share) == (2, 0.5)
    assert manager_client.get(figure.url).status_code == 200


def test_home_and_the_lab_show_the_same_figure_and_the_same_corrections(
    manager_client: Client, manager: User, workspace: Workspace, models: None
) -> None:
    """Home said that none was reviewed where the Lab had corrections of the last days."""
    company = companies(workspace, 1)[0]
    Company.objects.update(business_model="b2b", business_model_version="v", created_at=clock.now())
    BusinessModelCorrection.objects.create(
        workspace=workspace,
        company=company,
        author=manager,
        business_model="b2c",
        former={"business_model": "b2b", "probability": 0.8},
    )

    home = manager_client.get("/")
    lab = manager_client.get("/lab/models/", {"kind": "companies"}).content.decode()

    shown = {model.name: model for model in home.context["models"]}["Business models"]
    expected = shipped()["companies"].shown
    assert (shown.figure.value, shown.figure.name) == (expected, "Macro-F1, frozen test set")
    assert f'<b class="num">{expected}</b>' in home.content.decode()
    assert f'<span class="large num">{expected}</span>' in lab
    assert "1 correction, 1 prediction" in home.content.decode()
    assert "1 correction, 1 prediction" in lab


def test_new_person_in_an_empty_workspace_sees_the_first_steps_first(
    manager_client: Client, viewer_client: Client
) -> None:
    body = manager_client.get("/").content.decode()

    assert body.index("First steps") < body.index("In the last 7 days")
    assert "0 of 5 done" in body
    steps = viewer_client.get("/").context["steps"]
    assert [bool(step.url) for step in steps] == [False, True, False, True, True]


def test_steps_are_ticked_by_what_the_person_did(
    manager_client: Client, manager: User, qualifier: User, workspace: Workspace
) -> None:
    member = Member.objects.get(user=manager)

    def done() -> list[bool]:
        return [step.is_done for step in first_steps(member, newest=None)]

    found = companies(workspace, 11)
    assert done() == [True, False, False, False, False]
    SavedSearch.objects.create(workspace=workspace, name="A", author=qualifier)
    campaign = create_campaign(workspace=workspace, name="Pumps", author=manager)
    for company in found[:9]:
        judge(campaign, company, manager)
    judge(campaign, found[10], qualifier)
    assert done() == [True, False, False, False, False]
    SavedSearch.objects.create(workspace=workspace, name="B", author=manager)
    judge(campaign, found[9], manager)
    assert done() == [True, True, True, False, False]
    row = ContactList.objects.create(
        workspace=workspace, name="C", author=manager, records="companies"
    )
    CompanyListEntry.objects.create(
        contact_list=row, company=found[0], added_by=manager, request_id=uuid.uuid4()
    )
    assert done() == [True, True, True, True, False]
    Export.objects.create(
        workspace=workspace, author=manager, format="csv", way="page", columns=[], n_people=0
    )
    page = manager_client.get("/")
    assert page.context["steps"] == []
    assert "First steps" not in page.content.decode()


def test_steps_are_put_away_for_one_person_and_come_back(
    manager_client: Client, qualifier_client: Client
) -> None:
    page = manager_client.post("/first-steps/hide/", follow=True)
    assert page.context["steps"] == []
    assert "/first-steps/show/" in page.content.decode()
    assert qualifier_client.get("/").context["steps"] != []

    page = manager_client.post("/first-steps/show/", follow=True)

    assert len(page.context["steps"]) == 5


@pytest.mark.slow
def test_each_figure_and_task_opens_a_page(
    manager_client: Client, manager: User, workspace: Workspace, models: None
) -> None:
    campaign = create_campaign(workspace=workspace, name="Pumps", author=manager)
    judge(campaign, companies(workspace, 1)[0], manager)
    receive(workspace, 1)
    receive(workspace, 1, state="review", intent="unsubscribe", category="unsubscribe")
    ImportBatch.objects.create(
        workspace=workspace,
        author=manager,
        kind="contacts",
        file="imports/expired-1",
        file_name="x.csv",
        status="mapping",
    )

    page = manager_client.get("/")

    main = page.content.decode().split('<main class="page')[1].split("</main>")[0]
    addresses = {one.replace("&amp;", "&") for one in re.findall(r'<a [^>]*href="([^"]+)"', main)}
    assert len(addresses) > 12
    assert all(stat.url for stat in page.context["stats"])
    for address in addresses:
        assert manager_client.get(address).status_code == 200, address


def test_snoozed_replies_are_not_to_review_before_their_day(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    receive(workspace, 2, state="review", intent="unsubscribe", category="unsubscribe")
    receive(workspace, 1, state="proposed")
    keys = list(Reply.objects.filter(state="review").values_list("pk", flat=True))
    until = clock.now().date() + timedelta(days=2)
    snooze_replies(workspace=workspace, reply_ids=keys[:1], until=until, author=manager)

    page = manager_client.get("/")

    titles = [item.title for item in page.context["waiting"]]
    assert titles == ["1 reply to review", "1 reply with a proposed action"]
    assert '<span class="n">2</span>' in page.content.decode()  # Beside Replies, in the bar.
    assert manager_client.get("/replies/?show=unsure").context["page"].paginator.count == 1


def test_queries_do_not_grow_with_what_is_shown(
    manager_client: Client,
    manager: User,
    workspace: Workspace,
    models: None,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(3):
        campaign = create_campaign(workspace=workspace, name=f"Pumps {n}", author=manager)
        company = Company.objects.create(workspace=workspace, name=f"F{n}", name_key=f"f{n}")
        judge(campaign, company, manager)
    receive(workspace, 5)
    manager_client.get("/")

    with django_assert_max_num_queries(MAX_QUERIES):
        manager_client.get("/")
