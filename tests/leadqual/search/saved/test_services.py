"""Saved searches: names, undo, and who is new since a person's last visit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import Contact, SavedSearch, SearchVisit
from leadqual.search.new_people import NewPeople, committed_until, last_key, new_people
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.taxonomy import vocabulary
from leadqual.search.saved_search_changes import (
    SEARCH_VISIT_LENGTH,
    change_search,
    delete_search,
    record_visit,
    restore_search,
    save_search,
)
from leadqual.search.saved_searches import visible_searches_for
from tests.leadqual.leads.people import make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
GERMANS = ContactQuery(country=("Germany",))


@pytest.fixture
def germans(workspace: Workspace, manager: User) -> SavedSearch:
    """People in Germany, saved by the manager while there was one."""
    make_contact(workspace, "Ada Abel", country="Germany")
    return save_search(workspace=workspace, name="Germans", query=GERMANS, author=manager)


def new_for(user: User, saved: SavedSearch) -> int | None:
    return new_people([saved], user, vocabulary())[0].n_new


def time_passes(saved: SavedSearch, user: User, by: timedelta = SEARCH_VISIT_LENGTH * 2) -> None:
    row = SearchVisit.objects.get(saved_search=saved, user=user)
    row.opened_at -= by
    row.save()


def test_name_is_free_again_after_deleting_and_undo_says_when_it_is_not(
    germans: SavedSearch, workspace: Workspace, manager: User
) -> None:
    with pytest.raises(SearchNameTakenError, match="Choose another name"):
        save_search(workspace=workspace, name="Germans", query=ContactQuery(), author=manager)
    delete_search(saved=germans, author=manager)
    assert list(visible_searches_for(workspace)) == []
    second = save_search(workspace=workspace, name="Germans", query=GERMANS, author=manager)

    with pytest.raises(SearchNameTakenError):
        restore_search(saved=germans, author=manager)
    change_search(saved=second, author=manager, name="Others")
    germans.refresh_from_db()
    restore_search(saved=germans, author=manager)

    assert [row.name for row in visible_searches_for(workspace)] == ["Germans", "Others"]
    actions = set(AuditRow.objects.values_list("action", flat=True))
    assert {"search.deleted", "search.changed", "search.restored"} <= actions


def test_what_is_kept_has_no_page_no_ticked_people_and_no_mark(
    workspace: Workspace, manager: User
) -> None:
    query = ContactQuery(country=("Germany",), contact=("1",), since=5, after="x", sort="company")

    row = save_search(workspace=workspace, name="Kept", query=query, author=manager)

    assert row.query == "country=Germany&sort=company"


def test_new_is_who_was_added_since_the_visit_and_is_found(
    germans: SavedSearch, workspace: Workspace, manager: User
) -> None:
    assert new_for(manager, germans) == 0
    make_contact(workspace, "Ben Neu", country="Germany")
    make_contact(workspace, "Ute Paris", country="France")
    Contact.objects.filter(first_name="Ada").update(city="Munich")  # Only changed.

    assert new_for(manager, germans) == 1

    record_visit(saved=germans, user=manager)
    assert new_for(manager, germans) == 0


def test_who_is_announced_as_new_is_marked_when_the_search_is_opened(
    germans: SavedSearch, workspace: Workspace, manager: User
) -> None:
    seen = last_key(workspace)
    make_contact(workspace, "Ben Neu", country="Germany")

    first = record_visit(saved=germans, user=manager)
    again = record_visit(saved=germans, user=manager)

    assert first.former_seen == again.former_seen == seen
    assert again.seen == last_key(workspace) > seen


def test_each_person_has_visits_of_their_own(
    germans: SavedSearch, workspace: Workspace, manager: User, qualifier: User
) -> None:
    assert new_for(qualifier, germans) is None

    record_visit(saved=germans, user=qualifier)
    make_contact(workspace, "Ben Neu", country="Germany")
    record_visit(saved=germans, user=manager)

    assert new_for(qualifier, germans) == 1
    assert new_for(manager, germans) == 0


def test_marks_stay_while_the_visit_goes_on_and_are_gone_in_the_next_one(
    germans: SavedSearch, workspace: Workspace, manager: User
) -> None:
    seen = last_key(workspace)
    make_contact(workspace, "Ben Neu", country="Germany")
    time_passes(germans, manager)

    first = record_visit(saved=germans, user=manager)
    again = record_visit(saved=germans, user=manager)
    time_passes(germans, manager)
    later = record_visit(saved=germans, user=manager)

    assert first.former_seen == again.former_seen == seen
    assert first.former_opened_at is not None
    assert later.former_seen == last_key(workspace)


def test_the_next_visit_counts_from_the_last_time_that_it_was_open(
    germans: SavedSearch, workspace: Workspace, manager: User
) -> None:
    first = record_visit(saved=germans, user=manager)
    time_passes(germans, manager, SEARCH_VISIT_LENGTH / 2)
    again = record_visit(saved=germans, user=manager)
    assert again.opened_at > first.opened_at
    time_passes(germans, manager)

    later = record_visit(saved=germans, user=manager)

    assert later.former_opened_at == again.opened_at - SEARCH_VISIT_LENGTH * 2


def test_contacts_of_other_workspaces_are_never_counted(
    germans: SavedSearch, other_workspace: Workspace, manager: User
) -> None:
    make_contact(other_workspace, "Ben Neu", country="Germany")

    assert new_for(manager, germans) == 0
    assert new_people([], manager, vocabulary()) == list[NewPeople]()


@pytest.mark.django_db(transaction=True)
def test_who_is_written_by_a_transaction_that_is_still_open_is_new_at_the_next_visit(
    workspace: Workspace, manager: User
) -> None:
    saved = save_search(workspace=workspace, name="All", query=ContactQuery(), author=manager)
    late = connection.copy()
    late.set_autocommit(False)
    try:
        with late.cursor() as cursor:
            cursor.execute(
                "INSERT INTO leads_contact (workspace_id, title, first_name, last_name, phone,"
                " city, state, country) VALUES (%s, '', 'Late', '', '', '', '', '')",
                [workspace.pk],
            )
        make_contact(workspace, "Ada Abel")  # Has a greater key and is there already.
        record_visit(saved=saved, user=manager)
        late.commit()
    finally:
        late.close()

    assert new_for(manager, saved) == 2  # Ada once more rather than Late never.
    assert committed_until() <= timezone.now()


@pytest.mark.parametrize(
    ("backend_type", "waits"), [("client backend", True), ("autovacuum worker", False)]
)
def test_only_who_may_write_people_is_waited_for(backend_type: str, *, waits: bool) -> None:
    began = timezone.now() - timedelta(seconds=20)
    with connection.cursor() as cursor:  # Stands before the server's own list.
        cursor.execute(
            "CREATE TEMP TABLE pg_stat_activity ON COMMIT DROP AS TABLE pg_stat_activity"
        )
        cursor.execute("SET LOCAL search_path = pg_temp, pg_catalog, public")
        cursor.execute(
            "INSERT INTO pg_stat_activity (datname, pid, xact_start, backend_type)"
            " VALUES (current_database(), 0, %s, %s)",
            [began, backend_type],
        )

    assert (committed_until() == began) is waits
