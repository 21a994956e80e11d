"""Two people at the groups of Others: nobody is given the group, or a title of it, of another."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.test import Client

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.leases import LEASE
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import GroupedTitle, TitleGroup, TitleLease
from leadqual.labeling.queues import group_leases, leases
from leadqual.leads.models import JobTitle
from tests.clock import NOON
from tests.leadqual.at_once import Racer, together
from tests.leadqual.labeling.conftest import make_title
from tests.product import client_of, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TAMERS = ("Dragon tamer", "Wyvern tamer")
CHARMERS = ("Snake charmer", "Wizard of Oz")


def _group(workspace: Workspace, *texts: str, people: int) -> TitleGroup:
    titles = [make_title(workspace, text, people=people) for text in texts]
    n_people = people * len(texts)
    group = TitleGroup.objects.create(
        workspace=workspace, name=texts[0], n_titles=len(texts), n_contacts=n_people
    )
    for title in titles:
        GroupedTitle.objects.create(group=group, job_title=title, likeness=1)
    return group


@pytest.fixture
def groups(workspace: Workspace, models: None) -> list[TitleGroup]:
    """Two groups of two titles each, in the order of the page."""
    made = [
        _group(workspace, *TAMERS, people=3),
        _group(workspace, *CHARMERS, people=2),
    ]
    classify_batch()
    assert not JobTitle.objects.exclude(labels=None).exists()
    return made


def _keys(group: TitleGroup) -> list[int]:
    return list(group.members.order_by("pk").values_list("pk", flat=True))


def _opened(page: str) -> str:
    """Return the name of the group that is open beside the list."""
    return page.partition('id="group" aria-label="')[2].partition('"')[0]


def test_the_second_person_is_given_the_next_group_and_sees_who_has_the_first(
    manager_client: Client, qualifier_client: Client, groups: list[TitleGroup], manager: User
) -> None:
    pages = [
        client.get("/titles/?queue=groups").content.decode() for client in (manager_client,) * 2
    ]
    other = qualifier_client.get("/titles/?queue=groups").content.decode()

    assert [_opened(page) for page in pages] == [TAMERS[0]] * 2  # A second tab shows it, too.
    assert "has this open" not in pages[1]
    assert _opened(other) == CHARMERS[0]
    assert other.count(f"{manager} has this open") == 1
    assert "Assigned to you" in other
    page = qualifier_client.get(f"/titles/?queue=groups&group={groups[0].pk}").content.decode()
    assert f'<p class="note warn">{manager} has this open.</p>' in page
    assert "Save corrections" in page
    assert "Assigned to you" not in page
    form = {"titles": _keys(groups[0]), "functions": "nonsense", "group": groups[0].pk}
    assert manager_client.post("/titles/bulk-corrections/", form).status_code == 422
    assert not Correction.objects.exists()
    assert not TitleLease.objects.filter(is_over=True).exists()
    for after in ("-1", "²", "9" * 30, "\0"):
        for name in ("after", "group"):
            asked = {"queue": "groups", name: after}
            answer = manager_client.get("/titles/", asked, follow=True)
            assert _opened(answer.content.decode()) == TAMERS[0]


def test_a_skip_gives_a_group_back_and_a_step_keeps_what_it_answered(
    manager_client: Client, qualifier_client: Client, groups: list[TitleGroup], manager: User
) -> None:
    manager_client.get("/titles/?queue=groups")

    skipped = manager_client.get(f"/titles/?queue=groups&after={groups[0].pk}").headers["Location"]
    assert f"group={groups[1].pk}#" in skipped
    assert _opened(qualifier_client.get("/titles/?queue=groups").content.decode()) == TAMERS[0]

    first, second = _keys(groups[1])
    form = {"titles": [first], "functions": "nursing", "propagate": ""}
    form |= {"next": f"/titles/?queue=groups&after={groups[1].pk}"}
    page = manager_client.post("/titles/bulk-corrections/", form, follow=True).content.decode()

    assert "1 title is corrected" in page
    assert _opened(page) == CHARMERS[0]  # One of its titles is left, and the other group is taken.
    held = TitleLease.objects.filter(holder=manager)
    assert dict(held.values_list("pk", "is_over")) == {first: True, second: False}


def test_where_others_have_all_nothing_opens_by_itself(
    manager_client: Client, qualifier_client: Client, groups: list[TitleGroup]
) -> None:
    for group in groups:
        manager_client.get(f"/titles/?queue=groups&group={group.pk}")

    page = qualifier_client.get("/titles/?queue=groups").content.decode()
    passed = qualifier_client.get(f"/titles/?queue=groups&after={groups[0].pk}")

    assert _opened(page) == ""
    assert "Colleagues have every group on this page open" in page
    assert passed.headers["Location"] == "/titles/?queue=groups"


@pytest.mark.slow
def test_a_group_of_which_somebody_has_one_title_is_given_to_nobody_else(
    manager_client: Client, qualifier_client: Client, groups: list[TitleGroup]
) -> None:
    manager_client.get(f"/titles/{_keys(groups[0])[1]}/")

    assert _opened(qualifier_client.get("/titles/?queue=groups").content.decode()) == CHARMERS[0]
    page = manager_client.get("/titles/?queue=unclassified").content.decode()
    assert page.count("has this open") == len(CHARMERS)  # Those of the group that is open.


def test_an_open_page_keeps_its_group_and_hears_when_it_is_free(
    manager_client: Client, qualifier_client: Client, groups: list[TitleGroup], manager: User
) -> None:
    address = f"/titles/groups/{groups[0].pk}/lease/"
    manager_client.get("/titles/?queue=groups")

    assert manager_client.post(address, {"mine": "1"}).status_code == 204
    heard = qualifier_client.post(address, {"mine": "1"}).content.decode()  # It was theirs before.
    assert f"{manager} has this open" in heard
    assert qualifier_client.post(address, {"name": str(manager)}).status_code == 204
    manager_client.get(f"/titles/?queue=groups&after={groups[0].pk}")
    assert (
        "Assigned to you" in qualifier_client.post(address, {"name": str(manager)}).content.decode()
    )


def test_who_only_looks_takes_nothing_and_strangers_see_nothing(
    viewer_client: Client, stranger: User, groups: list[TitleGroup]
) -> None:
    address = f"/titles/groups/{groups[0].pk}/lease/"
    assert _opened(viewer_client.get("/titles/?queue=groups").content.decode()) == TAMERS[0]
    passed = viewer_client.get(f"/titles/?queue=groups&after={groups[0].pk}")
    assert f"group={groups[1].pk}#" in passed.headers["Location"]
    assert viewer_client.post(address).status_code == 403
    assert client_of(stranger).post(address).status_code == 404
    client_of(stranger).get(f"/titles/?queue=groups&after={groups[0].pk}")
    assert not TitleLease.objects.exists()


def test_a_group_is_leased_as_a_whole_or_not_at_all(
    workspace: Workspace, groups: list[TitleGroup], manager: User, qualifier: User
) -> None:
    take = partial(group_leases.take, workspace=workspace, group=groups[0])
    first, second = _keys(groups[0])
    leases.take(workspace=workspace, key=second, holder=manager.pk, now=NOON)

    assert not take(holder=qualifier.pk, now=NOON)
    assert not TitleLease.objects.filter(pk=first).exists()
    assert take(holder=manager.pk, now=NOON)
    assert not take(holder=qualifier.pk, now=NOON + LEASE - timedelta(seconds=1))
    assert take(holder=qualifier.pk, now=NOON + LEASE)


def test_programs_lease_groups_and_give_them_back(
    manager_client: Client,
    qualifier_client: Client,
    viewer_client: Client,
    groups: list[TitleGroup],
    manager: User,
    stranger: User,
) -> None:
    address = f"/api/v1/titles/groups/{groups[0].pk}/lease"

    assert manager_client.put(address).json() == {"is_mine": True, "open_by": ""}
    said = qualifier_client.put(address).json()
    assert said == {"is_mine": False, "open_by": str(manager)}
    assert manager_client.delete(address).status_code == 204
    assert qualifier_client.put(address).json()["is_mine"]

    assert viewer_client.put(address).status_code == 403
    assert client_of(stranger).put(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_get_different_groups(workspace: Workspace, models: None) -> None:
    n_people = 6
    people = [
        make_member(workspace, f"q{n}@leadqual.example", Role.QUALIFIER) for n in range(n_people)
    ]
    made = [_group(workspace, f"Wizard {n}", f"Witch {n}", people=1) for n in range(n_people)]
    classify_batch()

    for minute in range(3):
        now = NOON + timedelta(minutes=minute)
        ask = partial(group_leases.lease_first, workspace=workspace, groups=made, now=now)
        take = partial(group_leases.take, workspace=workspace, group=made[0], holder=0, now=now)
        found = together([partial(ask, holder=person.pk) for person in people], behind=take)

        assert sorted(group.pk for group in found if group) == [group.pk for group in made]


@pytest.mark.django_db(transaction=True)
def test_a_group_is_given_back_while_somebody_else_asks_for_it(
    workspace: Workspace, models: None, manager: User, qualifier: User
) -> None:
    group = _group(workspace, *TAMERS, people=1)
    classify_batch()
    first, second = sorted(_keys(group))
    ask = partial(leases.take, workspace=workspace, now=NOON)
    for key in (second, first):  # So that the second one comes first in the table.
        assert ask(key=key, holder=manager.pk)

    give_back = partial(group_leases.give_back, workspace=workspace, group=group, holder=manager.pk)
    with transaction.atomic():
        assert not ask(key=first, holder=qualifier.pk)
        given = Racer(give_back)
        given.until_waiting()
        assert not ask(key=second, holder=qualifier.pk)

    given.result()
    assert not TitleLease.objects.exists()
