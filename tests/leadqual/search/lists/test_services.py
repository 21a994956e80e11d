"""Writes of lists: adding, undoing, taking out, putting away."""

from typing import Any
from uuid import uuid4

import pytest

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.errors import ListGoneError, ListNameTakenError, TooManyPeopleError
from leadqual.leads.models import Contact, ContactList, ListEntry
from leadqual.leads.services import set_do_not_contact
from leadqual.search.lists import services
from leadqual.search.lists.selectors import counted_lists, last_addition, lists_of, people_in
from leadqual.search.lists.services import (
    add_records,
    create_list,
    delete_list,
    remove_records,
    rename_list,
    restore_list,
    undo_addition,
)
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin(workspace: Workspace, qualifier: User) -> ContactList:
    """An empty list."""
    return create_list(workspace=workspace, name="Berlin", author=qualifier)


def names_in(row: ContactList) -> list[str]:
    return sorted(contact.first_name for contact in people_in(row))


def test_adding_twice_adds_nothing_and_keeps_the_first_entry(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    ada, ben = make_contact(workspace, "Ada Abel"), make_contact(workspace, "Ben Öz")

    first = add_records(contact_list=berlin, keys=[ada.pk], author=qualifier, request_id=uuid4())
    second = add_records(
        contact_list=berlin, keys=[ben.pk, ada.pk], author=qualifier, request_id=uuid4()
    )

    assert (first.n_new, first.n_already) == (1, 0)
    assert (second.n_new, second.n_already) == (1, 1)
    assert ListEntry.objects.get(contact=ada).request_id == first.request_id
    assert names_in(berlin) == ["Ada", "Ben"]


def test_same_request_counts_once(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    ada, ben = make_contact(workspace, "Ada Abel"), make_contact(workspace, "Ben Öz")
    request_id = uuid4()

    for keys in ([ada.pk], [ada.pk, ben.pk]):
        added = add_records(contact_list=berlin, keys=keys, author=qualifier, request_id=request_id)

    assert added.n_new == 1
    assert names_in(berlin) == ["Ada"]


def test_only_people_of_the_workspace_who_may_be_contacted_are_added(
    workspace: Workspace, other_workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    may = make_contact(workspace, "May Write")
    stopped = make_contact(workspace, "Never Write", do_not_contact=True)
    foreign = make_contact(other_workspace, "Far Away")

    added = add_records(
        contact_list=berlin,
        keys=[may.pk, stopped.pk, foreign.pk, 2**40],
        author=qualifier,
        request_id=uuid4(),
    )

    assert (added.n_new, added.n_stopped, added.n_unknown) == (1, 1, 2)
    assert names_in(berlin) == ["May"]


def test_company_is_kept_for_decision_makers_alone(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    kelvia = make_company(workspace)
    ada = make_contact(workspace, "Ada Abel", company=kelvia)
    ben = make_contact(workspace, "Ben Öz", company=kelvia)

    for contact, is_one in ((ada, True), (ben, False)):
        add_records(
            contact_list=berlin,
            keys=[contact.pk],
            author=qualifier,
            request_id=uuid4(),
            are_decision_makers=is_one,
        )

    assert ListEntry.objects.get(contact=ada).company == kelvia
    assert ListEntry.objects.get(contact=ben).company is None


def test_undo_takes_out_one_adding_and_no_other(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    ada, ben = make_contact(workspace, "Ada Abel"), make_contact(workspace, "Ben Öz")
    add_records(contact_list=berlin, keys=[ada.pk], author=qualifier, request_id=uuid4())
    last = add_records(
        contact_list=berlin, keys=[ada.pk, ben.pk], author=qualifier, request_id=uuid4()
    )
    adding = last_addition(berlin)
    assert adding is not None
    assert (adding.request_id, adding.n_records) == (last.request_id, 1)

    assert undo_addition(contact_list=berlin, request_id=last.request_id, author=qualifier) == 1
    assert undo_addition(contact_list=berlin, request_id=last.request_id, author=qualifier) == 0

    assert names_in(berlin) == ["Ada"]
    former = last_addition(berlin)
    assert former is not None
    assert former.request_id != last.request_id


def test_undo_reaches_no_other_list(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    other = create_list(workspace=workspace, name="Vienna", author=qualifier)
    ada, request_id = make_contact(workspace, "Ada Abel"), uuid4()
    for row in (berlin, other):
        add_records(contact_list=row, keys=[ada.pk], author=qualifier, request_id=request_id)

    undo_addition(contact_list=berlin, request_id=request_id, author=qualifier)

    assert (names_in(berlin), names_in(other)) == ([], ["Ada"])


def test_taking_out_leaves_the_people_and_says_who_it_was(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    ada, ben = make_contact(workspace, "Ada Abel"), make_contact(workspace, "Ben Öz")
    add_records(contact_list=berlin, keys=[ada.pk], author=qualifier, request_id=uuid4())

    assert remove_records(contact_list=berlin, keys=[ada.pk, ben.pk], author=qualifier) == [ada.pk]

    assert names_in(berlin) == []
    assert Contact.objects.filter(pk__in=[ada.pk, ben.pk]).count() == 2


def test_names_are_taken_once_in_a_workspace(
    workspace: Workspace, other_workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    vienna = create_list(workspace=workspace, name="Vienna", author=qualifier)

    with pytest.raises(ListNameTakenError, match="Berlin"):
        create_list(workspace=workspace, name="Berlin", author=qualifier)
    with pytest.raises(ListNameTakenError):
        rename_list(contact_list=vienna, name="Berlin", author=qualifier)

    vienna.refresh_from_db()
    assert vienna.name == "Vienna"
    create_list(workspace=other_workspace, name="Berlin", author=qualifier)


def test_deleted_list_frees_its_name_and_comes_back_with_its_people(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    ada = make_contact(workspace, "Ada Abel")
    add_records(contact_list=berlin, keys=[ada.pk], author=qualifier, request_id=uuid4())

    delete_list(contact_list=berlin, author=qualifier)

    assert list(lists_of(workspace)) == []
    with pytest.raises(ListGoneError):
        add_records(contact_list=berlin, keys=[ada.pk], author=qualifier, request_id=uuid4())
    second = create_list(workspace=workspace, name="Berlin", author=qualifier)
    with pytest.raises(ListNameTakenError):
        restore_list(contact_list=berlin, author=qualifier)
    assert list(lists_of(workspace)) == [second]
    rename_list(contact_list=second, name="Berlin 2", author=qualifier)
    restore_list(contact_list=berlin, author=qualifier)

    rows = counted_lists(workspace).order_by("pk")
    assert [row.n_people for row in rows] == [1, 0]  # type: ignore[attr-defined]  # annotated
    trail = AuditRow.objects.filter(subject=f"list:{berlin.pk}").order_by("pk")
    assert [(row.action, row.name, row.details) for row in trail] == [
        ("list.created", "Berlin", {"n_people": 0}),
        ("list.people_added", "Berlin", {"n_people": 1}),
        ("list.deleted", "Berlin", {"n_people": 1}),
        ("list.restored", "Berlin", {"n_people": 1}),
    ]


def test_more_people_than_one_adding_takes_are_refused_whole(
    workspace: Workspace,
    berlin: ContactList,
    qualifier: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "MAX_AT_ONCE", 1)
    keys = [make_contact(workspace, f"P {at}", email=f"p{at}@x.example").pk for at in range(2)]

    with pytest.raises(TooManyPeopleError, match="Narrow the search"):
        add_records(contact_list=berlin, keys=keys, author=qualifier, request_id=uuid4())

    assert names_in(berlin) == []


def test_counts_say_who_must_not_be_contacted_by_now(
    workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    keys = [make_contact(workspace, f"P {at}", email=f"p{at}@x.example").pk for at in range(3)]
    add_records(contact_list=berlin, keys=keys, author=qualifier, request_id=uuid4())

    set_do_not_contact(
        workspace=workspace, email="p1@x.example", reason="manual", origin="", author=qualifier
    )

    row: Any = counted_lists(workspace).get()
    assert (row.n_people, row.n_stopped) == (3, 1)
