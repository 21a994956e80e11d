"""No queue of titles gives two people the same title at once."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.leases import LEASE
from leadqual.labeling.models.queues import TitleLease
from leadqual.labeling.queues import leases
from leadqual.leads.models import JobTitle
from tests.clock import NOON
from tests.leadqual.at_once import Racer, together
from tests.leadqual.labeling.conftest import make_title
from tests.product import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(workspace: Workspace) -> list[int]:
    """Keys of three titles."""
    return [make_title(workspace, f"Wizard of {place}").pk for place in ("Oz", "Rye", "Ur")]


def test_a_second_person_gets_the_next_one_and_the_first_the_same_again(
    workspace: Workspace, keys: list[int], manager: User, qualifier: User, viewer: User
) -> None:
    def first(person: User) -> int | None:
        return leases.lease_first(workspace=workspace, keys=keys, holder=person.pk, now=NOON)

    assert [first(person) for person in (manager, qualifier, manager)] == [*keys[:2], keys[0]]
    assert [first(person) for person in (viewer, qualifier)] == [keys[2], keys[1]]
    nobody_else = make_member(workspace, "late@leadqual.example", Role.QUALIFIER)
    assert first(nobody_else) is None


def test_a_title_is_free_a_minute_after_the_last_sign_of_life(
    workspace: Workspace, keys: list[int], manager: User, qualifier: User
) -> None:
    key = keys[0]

    def takes(person: User, seconds: float) -> bool:
        now = NOON + timedelta(seconds=seconds)
        return leases.take(workspace=workspace, key=key, holder=person.pk, now=now)

    assert takes(manager, 0)
    assert not takes(qualifier, 59)
    assert takes(manager, 59)  # A sign of life.
    assert not takes(qualifier, 118)
    assert takes(qualifier, 119)
    assert not takes(manager, 120)


def test_what_was_answered_is_nobody_elses_for_a_minute_and_open_to_nobody(
    workspace: Workspace, keys: list[int], manager: User, qualifier: User
) -> None:
    leases.end(workspace=workspace, keys=keys[:1], holder=manager.pk, now=NOON)

    def first(now: datetime) -> int | None:
        return leases.lease_first(workspace=workspace, keys=keys, holder=qualifier.pk, now=now)

    held = leases.leased_by_others(workspace=workspace, keys=keys, person=qualifier.pk, now=NOON)
    assert (held.keys, held.open_by) == (frozenset(keys[:1]), {})
    assert first(NOON) == keys[1]
    assert first(NOON + LEASE) == keys[0]


def test_an_answer_leaves_the_lease_of_somebody_else(
    workspace: Workspace, keys: list[int], manager: User, qualifier: User
) -> None:
    leases.take(workspace=workspace, key=keys[0], holder=manager.pk, now=NOON)

    leases.end(workspace=workspace, keys=keys[:1], holder=qualifier.pk, now=NOON)
    leases.give_back(workspace=workspace, key=keys[0], holder=qualifier.pk)

    held = leases.leased_by_others(workspace=workspace, keys=keys, person=qualifier.pk, now=NOON)
    assert held.open_by == {keys[0]: str(manager)}


def test_titles_of_another_workspace_are_not_leased(
    workspace: Workspace, other_workspace: Workspace, keys: list[int], stranger: User
) -> None:
    found = leases.lease_first(workspace=other_workspace, keys=keys, holder=stranger.pk, now=NOON)

    assert found is None
    assert not TitleLease.objects.exists()
    leases.take(workspace=workspace, key=keys[0], holder=stranger.pk, now=NOON)
    held = leases.leased_by_others(workspace=other_workspace, keys=keys, person=0, now=NOON)
    assert held.keys == frozenset()


def test_a_lease_goes_with_its_title_and_old_ones_are_swept_away(
    workspace: Workspace, keys: list[int], manager: User, qualifier: User
) -> None:
    for key in keys[:2]:
        leases.take(workspace=workspace, key=key, holder=manager.pk, now=NOON)
    JobTitle.objects.get(pk=keys[0]).contacts.all().delete()
    JobTitle.objects.get(pk=keys[0]).delete()
    assert TitleLease.objects.count() == 1

    later = NOON + 2 * LEASE
    leases.lease_first(workspace=workspace, keys=keys[2:], holder=qualifier.pk, now=later)

    assert [lease.pk for lease in TitleLease.objects.all()] == keys[2:]


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_get_different_titles(workspace: Workspace) -> None:
    n_people = 6
    people = [
        make_member(workspace, f"q{n}@leadqual.example", Role.QUALIFIER) for n in range(n_people)
    ]
    titles = [make_title(workspace, f"Wizard {n}").pk for n in range(n_people)]

    for minute in range(3):
        now = NOON + timedelta(minutes=minute)
        ask = partial(leases.lease_first, workspace=workspace, keys=titles, now=now)
        take = partial(leases.take, workspace=workspace, key=titles[0], holder=0, now=now)
        found = together([partial(ask, holder=person.pk) for person in people], behind=take)

        assert sorted(key for key in found if key) == titles


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_a_title_anew_holds_up_nobody(workspace: Workspace, manager: User) -> None:
    title = make_title(workspace, "Wizard")

    take = partial(
        leases.lease_first, workspace=workspace, keys=[title.pk], holder=manager.pk, now=NOON
    )

    with transaction.atomic():
        JobTitle.objects.select_for_update().get(pk=title.pk)
        assert Racer(take).result_beside(connection) == title.pk


@pytest.mark.django_db(transaction=True)
def test_sweeping_waits_for_nobody_who_takes_an_old_lease_anew(
    workspace: Workspace, manager: User
) -> None:
    old, taken = (make_title(workspace, text).pk for text in ("Wizard", "Witch"))
    ask = partial(leases.lease_all, workspace=workspace, holder=manager.pk)
    ask(keys=[old, taken], now=NOON)
    later = NOON + 3 * LEASE

    with transaction.atomic():
        ask(keys=[taken], now=later)
        Racer(partial(leases.delete_expired, workspace=workspace, now=later)).result_beside(
            connection
        )

    assert list(TitleLease.objects.values_list("pk", flat=True)) == [taken]
