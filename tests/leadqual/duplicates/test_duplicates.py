"""Duplicates of a workspace: found, dismissed for good, merged in bulk and back."""

import pytest
from django.db.models.signals import post_save

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.duplicates.models import DuplicatePair, DuplicateRun
from leadqual.duplicates.pair_decisions import dismiss_pair, merge_pair, restore_pair
from leadqual.duplicates.runs import start_run
from leadqual.duplicates.selectors import BULK_SCORE, bulk_pairs, open_pairs
from leadqual.duplicates.tasks import run_duplicates
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.merging.services import undo_merge
from leadqual.leads.models import Company, Contact, MergedRecord
from leadqual.leads.records.changes import change_record
from tests.leadqual.duplicates.conftest import company, person, run
from tests.leadqual.leads.people import merge_two
from tests.problems import refused

pytestmark = pytest.mark.django_db


def shown(workspace: Workspace, kind: str) -> list[int]:
    return list(bulk_pairs(workspace, kind).values_list("pk", flat=True))


def rows() -> list[dict[str, object]]:
    return [{**row} for row in Contact.objects.order_by("pk").values()]


def test_people_that_are_there_twice_are_found_and_others_are_not(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    done = run(workspace, "contact", "find", manager)

    pair = open_pairs(workspace, "contact").get()
    assert {pair.first.pk, pair.second.pk} == {people[0].pk, people[1].pk}
    assert pair.score >= BULK_SCORE
    assert pair.reasons[0][0] == "same_mailbox"
    assert (done.status, done.n_results, done.percent) == ("done", 1, 100)


def test_a_city_in_two_languages_speaks_for_a_pair(workspace: Workspace, manager: User) -> None:
    company(workspace, "Quandtmeier Antriebe GmbH", city="Köln")
    company(workspace, "QUANDTMEIER ANTRIEBE", city="Cologne")
    for city in ("Ulm", "Bonn"):
        company(workspace, f"Sparkasse {city}")
    for city in ("München", "Munich"):
        person(workspace, "Ben Quandtmeier", city=city, phone="+49 89 8841207")

    for kind in ("company", "contact"):
        run(workspace, kind, "find", manager)
        (pair,) = open_pairs(workspace, kind)
        assert "same_city" in {code for code, *_ in pair.reasons}


def test_pairs_stay_in_their_workspace(
    workspace: Workspace, other_workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    person(other_workspace, "Anna Quandt", "anna.quandt@acme.example")

    run(workspace, "contact", "find", manager)
    run(other_workspace, "contact", "find", manager)

    assert not open_pairs(other_workspace, "contact").exists()
    assert open_pairs(workspace, "contact").count() == 1


def test_a_dismissed_pair_is_not_found_again_until_it_is_restored(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    run(workspace, "contact", "find", manager)
    pair = DuplicatePair.objects.get()

    dismiss_pair(pair=pair, author=manager)
    run(workspace, "contact", "find", manager)

    assert not open_pairs(workspace, "contact").exists()
    assert DuplicatePair.objects.exclude(dismissed_at=None).get().dismissed_by == manager

    restore_pair(pair=pair, author=manager)

    assert open_pairs(workspace, "contact").get() == pair
    assert AuditRow.objects.filter(action__startswith="duplicate.").count() == 2


def test_a_merged_pair_is_gone_and_an_undo_brings_it_back(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    run(workspace, "contact", "find", manager)
    pair = DuplicatePair.objects.get()
    before = rows()

    merged = merge_pair(pair=pair, author=manager)

    assert not DuplicatePair.objects.exists()
    assert merged.score == pair.score
    with refused("pair_gone"):
        dismiss_pair(pair=pair, author=manager)

    undo_merge(merged=merged, author=manager)

    assert open_pairs(workspace, "contact").get() == pair
    assert rows() == before


def test_a_decision_follows_the_record_it_was_made_for(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    twin, other, third = people[0], people[1], people[4]
    DuplicatePair.objects.create(
        workspace=workspace, kind="contact", contact_a=other, contact_b=third, score=0.6
    )
    dismiss_pair(pair=DuplicatePair.objects.get(), author=manager)
    run(workspace, "contact", "find", manager)

    merge_pair(pair=open_pairs(workspace, "contact").get(), author=manager)

    kept = DuplicatePair.objects.exclude(dismissed_at=None).get()
    assert {kept.first, kept.second} == {twin, third}


@pytest.mark.parametrize(
    ("others", "finds"),
    [((), False), (((0, 2),), True), (((1, 2),), False), (((0, 2), (1, 2)), True)],
)
def test_a_dismissal_survives_a_merge_into_a_third_and_its_undo(
    workspace: Workspace,
    manager: User,
    people: list[Contact],
    others: tuple[tuple[int, int], ...],
    finds: bool,
) -> None:
    def paired(one: int, other: int) -> DuplicatePair:
        both = {"contact_a": people[one], "contact_b": people[other]}
        return DuplicatePair.objects.create(workspace=workspace, kind="contact", score=0.6, **both)

    dismiss_pair(pair=paired(0, 1), author=manager)
    for one, other in others:
        paired(one, other)
    merged = merge_two(people[2], people[1], manager)
    if finds:
        run(workspace, "contact", "find", manager)
    decided = DuplicatePair.objects.exclude(dismissed_at=None).get()
    assert {decided.first, decided.second} == {people[0], people[2]}
    assert not open_pairs(workspace, "contact").filter(contact_a=people[0]).exists()

    undo_merge(merged=merged, author=manager)

    kept = DuplicatePair.objects.exclude(dismissed_at=None).get()
    assert {kept.first, kept.second} == {people[0], people[1]}
    assert kept.dismissed_by == manager
    if not finds:
        assert DuplicatePair.objects.count() == 1 + len(others)
    run(workspace, "contact", "find", manager)
    assert not {kept.pk} & set(open_pairs(workspace, "contact").values_list("pk", flat=True))


def test_all_likely_pairs_are_merged_and_undone_as_one_step(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    third = person(workspace, "Anna Quandt", "anna.quandt+news@acme.example")
    before = rows()
    run(workspace, "contact", "find", manager)
    n_pairs = open_pairs(workspace, "contact").count()

    merged = run(workspace, "contact", "merge", manager, pair_ids=shown(workspace, "contact"))

    assert n_pairs == 3
    assert (merged.n_results, merged.n_kept) == (2, 0)
    assert not Contact.objects.filter(pk__in=[people[1].pk, third.pk]).exists()
    assert Contact.objects.get(pk=people[0].pk).phone == "030 8841207"

    undone = run(workspace, "contact", "undo", manager, step=merged.step)

    assert (undone.n_results, undone.n_kept) == (2, 0)
    assert rows() == before
    assert open_pairs(workspace, "contact").count() == n_pairs


def test_a_pair_that_is_dismissed_during_a_bulk_merge_is_left(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    person(workspace, "Bo Lund", "bo.lund@acme.example")
    person(workspace, "Bo Lund", "bo.lund+crm@acme.example")
    run(workspace, "contact", "find", manager)

    def dismiss_the_other(**_: object) -> None:
        dismiss_pair(pair=open_pairs(workspace, "contact").get(), author=manager)

    post_save.connect(dismiss_the_other, sender=MergedRecord)
    try:
        merged = run(workspace, "contact", "merge", manager, pair_ids=shown(workspace, "contact"))
    finally:
        post_save.disconnect(dismiss_the_other, sender=MergedRecord)

    assert (merged.n_results, merged.n_kept) == (1, 0)
    assert DuplicatePair.objects.get().dismissed_by == manager


def test_a_pair_that_changed_since_it_was_shown_is_not_merged_but_shown(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    run(workspace, "contact", "find", manager)
    merge = start_run(
        workspace=workspace,
        kind="contact",
        task="merge",
        author=manager,
        pair_ids=shown(workspace, "contact"),
    )
    new = {"email": "ben.roth@else.example", "first_name": "Ben", "last_name": "Roth"}
    change_record(record=people[1], values=new, author=manager)
    assert open_pairs(workspace, "contact").get().is_stale
    assert not bulk_pairs(workspace, "contact").exists()  # It is not offered, either.

    run_duplicates(merge.pk)

    merge.refresh_from_db()
    assert (merge.n_results, merge.n_kept) == (0, 1)
    assert DuplicatePair.objects.get(pk__in=merge.pair_ids).score < 0.5


def test_only_pairs_that_were_shown_are_merged(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    run(workspace, "contact", "find", manager)
    for name in ("ben.roth", "ben.roth+crm"):
        person(workspace, "Ben Roth", f"{name}@acme.example")
    run(workspace, "contact", "find", manager)
    now = shown(workspace, "contact")

    merged = run(workspace, "contact", "merge", manager, pair_ids=[now[0], 10**9])

    assert len(now) == 2
    assert (merged.n_all, merged.n_done, merged.n_results, merged.n_kept) == (2, 2, 1, 1)
    assert open_pairs(workspace, "contact").get().pk == now[1]


def test_a_record_between_two_firms_does_not_make_them_one(
    workspace: Workspace, manager: User
) -> None:
    fields = {"city": "Ulm", "headquarters": "Ringstraße 9, 89073 Ulm"}
    one = company(workspace, "Quandtmeier GmbH", domain="quandtmeier.de", **fields)
    company(workspace, "Quandtmeier", **fields)
    three = company(workspace, "Quandtmeier AG", domain="quandtmeier-bau.de", **fields)
    run(workspace, "company", "find", manager)
    likely = bulk_pairs(workspace, "company").count()

    merged = run(workspace, "company", "merge", manager, pair_ids=shown(workspace, "company"))

    assert (likely, merged.n_results) == (2, 1)
    assert set(Company.objects.values_list("domain", flat=True)) == {one.domain, three.domain}


def test_one_job_works_at_a_time(workspace: Workspace, manager: User) -> None:
    start_run(workspace=workspace, kind="contact", task="find", author=manager)

    with refused("duplicates_running"):
        start_run(workspace=workspace, kind="company", task="find", author=manager)

    assert DuplicateRun.objects.count() == 1


def test_pairs_below_the_score_are_left_to_people(workspace: Workspace, manager: User) -> None:
    company(workspace, "Zalando SE")
    company(workspace, "zalando")
    run(workspace, "company", "find", manager)

    below = open_pairs(workspace, "company").get()

    merged = run(workspace, "company", "merge", manager, pair_ids=[below.pk])

    assert not shown(workspace, "company")
    assert (merged.n_results, merged.n_kept) == (0, 1)
    assert Company.objects.count() == 2


def test_of_two_deleted_duplicates_one_comes_back_alone_and_their_pair_with_the_other_if_it_does(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    run(workspace, "contact", "find", manager)
    pair = DuplicatePair.objects.values().get()
    one, other = (
        delete_record(record=record, workspace=workspace, kind="contact", author=manager)
        for record in people[:2]
    )

    restore_record(deleted=one, author=manager)

    assert Contact.objects.filter(pk=people[0].pk).exists()
    assert not DuplicatePair.objects.exists()

    restore_record(deleted=other, author=manager)

    assert DuplicatePair.objects.values().get() == pair

    one, other = (
        delete_record(record=record, workspace=workspace, kind="contact", author=manager)
        for record in people[:2]
    )
    other.delete()  # It is gone for good.
    restore_record(deleted=one, author=manager)
    assert Contact.objects.filter(pk=people[0].pk).exists()
    assert not DuplicatePair.objects.exists()


def test_a_merge_is_undone_after_a_third_duplicate_was_deleted(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    third = person(workspace, "Anna Quandt", "anna.quandt+news@acme.example")
    run(workspace, "contact", "find", manager)
    pairs = {row["id"]: row for row in DuplicatePair.objects.values()}
    merged = merge_two(people[0], people[1], manager)
    deleted = delete_record(record=third, workspace=workspace, kind="contact", author=manager)

    undo_merge(merged=merged, author=manager)

    assert Contact.objects.filter(pk__in=[people[0].pk, people[1].pk]).count() == 2

    restore_record(deleted=deleted, author=manager)

    assert {row["id"]: row for row in DuplicatePair.objects.values()} == pairs
