"""What statements see in the scope of a request, and that nothing of it is left behind."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import Workspace
from leadqual.core.database import (
    NO_WORKSPACE,
    all_workspaces,
    copy,
    enter_workspace,
    in_scope,
    workspace_scope,
)
from leadqual.leads.models import Company
from tests.leadqual.accounts.row_security.switched_on import _row_security
from tests.leadqual.core.database.server_side import settings_of_backend

__all__ = ["_row_security"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(workspace: Workspace) -> Company:
    """A company of the workspace."""
    return Company.objects.create(workspace=workspace, name="Own", domain="own.example")


@pytest.fixture
def foreign(other_workspace: Workspace) -> Company:
    """A company of another workspace."""
    return Company.objects.create(workspace=other_workspace, name="Theirs", domain="their.example")


def names() -> list[str]:
    """Ask for all companies, without a filter."""
    return sorted(Company.objects.values_list("name", flat=True))


def test_a_workspace_is_entered_in_a_request_alone(own: Company, foreign: Company) -> None:
    enter_workspace(own.workspace_id)  # As a job would do.
    in_job = names()
    with workspace_scope(NO_WORKSPACE):
        enter_workspace(foreign.workspace_id)
        in_request = names()

    assert (in_job, in_request, names()) == (["Own", "Theirs"], ["Theirs"], ["Own", "Theirs"])


def test_blocks_that_are_read_later_are_made_in_the_scope(own: Company, foreign: Company) -> None:
    blocks = in_scope((names() for _ in range(2)), own.workspace_id)

    with workspace_scope(foreign.workspace_id):
        found = [(next(blocks), names()), (next(blocks), names())]

    assert found == [(["Own"], ["Theirs"])] * 2
    assert list(blocks) == []


def test_a_row_of_another_workspace_is_neither_written_nor_changed_nor_deleted(
    own: Company, foreign: Company
) -> None:
    with workspace_scope(own.workspace_id):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Company.objects.create(
                workspace_id=foreign.workspace_id, name="New", domain="new.example"
            )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Company.objects.update(workspace=foreign.workspace_id)
        changed = Company.objects.filter(pk=foreign.pk).update(name="Mine")
        deleted, _ = Company.objects.filter(pk=foreign.pk).delete()

    assert (changed, deleted, names()) == (0, 0, ["Own", "Theirs"])


@pytest.mark.usefixtures("foreign")
def test_the_scope_holds_after_a_savepoint_was_rolled_back(own: Company) -> None:
    found = []
    with workspace_scope(own.workspace_id):
        found.append(names())
        for leave in (all_workspaces, lambda: workspace_scope(NO_WORKSPACE)):
            with transaction.atomic():
                with leave():
                    found.append(names())
                transaction.set_rollback(True)
            found.append(names())

    assert found == [["Own"], ["Own", "Theirs"], ["Own"], [], ["Own"]]


@pytest.mark.usefixtures("foreign")
def test_a_scope_that_began_in_a_savepoint_ends_with_it(own: Company) -> None:
    with transaction.atomic():
        with workspace_scope(own.workspace_id):
            within = names()
        transaction.set_rollback(True)

    assert (within, names()) == (["Own"], ["Own", "Theirs"])


def _by_iterator() -> list[str]:
    return sorted(one.name for one in Company.objects.iterator(chunk_size=1))


def _by_copy() -> list[str]:
    with copy("COPY (SELECT name FROM leads_company) TO STDOUT") as copied:
        return sorted(name for (name,) in copied.rows())


def _by_parameters() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM leads_company WHERE name <> %s", ["50 %"])
        return sorted(name for (name,) in cursor.fetchall())


def _by_many() -> list[str]:
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE leads_company SET country = %s", [["DE"], ["FR"]])
    return sorted(Company.objects.filter(country="FR").values_list("name", flat=True))


WAYS: tuple[Callable[[], list[str]], ...] = (
    names,
    _by_iterator,
    _by_copy,
    _by_parameters,
    _by_many,
)


def test_every_kind_of_statement_in_a_transaction_is_in_the_scope(
    own: Company, foreign: Company
) -> None:
    for way in WAYS:
        with workspace_scope(own.workspace_id):
            of_own = way()
            with all_workspaces():
                of_all = way()
            assert way() == of_own
        with workspace_scope(foreign.workspace_id):
            of_other = way()
        with workspace_scope(NO_WORKSPACE):
            of_none = way()

        assert (of_own, of_other, of_none) == (["Own"], ["Theirs"], [])
        assert of_all == names() == ["Own", "Theirs"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("foreign")
def test_every_kind_of_statement_outside_a_transaction_is_in_the_scope(own: Company) -> None:
    for way in WAYS:
        with workspace_scope(own.workspace_id):
            assert [way(), way()] == [["Own"], ["Own"]]


@pytest.mark.django_db(transaction=True)
def test_a_connection_takes_nothing_of_a_scope_along(own: Company) -> None:
    with workspace_scope(own.workspace_id):
        names()
        with transaction.atomic():
            names()
            during = settings_of_backend()
        with pytest.raises(ProgrammingError):
            Company.objects.raw("SELECT nothing FROM leads_company")[0]

    role, number = settings_of_backend()
    assert during[1] == str(own.workspace_id)
    assert (role, number) == ("none", "")


@pytest.mark.django_db(transaction=True)
def test_the_next_workspace_on_a_connection_sees_its_own_rows(
    own: Company, foreign: Company
) -> None:
    found = []
    for scope in (own.workspace_id, foreign.workspace_id, NO_WORKSPACE, None):
        with workspace_scope(scope), transaction.atomic():
            found.append(names())
        with workspace_scope(scope):
            found.append(names())

    assert found[::2] == found[1::2] == [["Own"], ["Theirs"], [], ["Own", "Theirs"]]


@pytest.mark.usefixtures("foreign")
def test_a_scope_adds_no_query_that_is_counted(own: Company) -> None:
    with workspace_scope(own.workspace_id), CaptureQueriesContext(connection) as asked:
        names()

    assert len(asked) == 1
    assert "ROLE" not in asked[0]["sql"]
