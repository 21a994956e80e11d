"""Writers at once go beyond a limit by what one of them adds in a transaction, and no further."""

from collections.abc import Callable
from functools import partial

import pytest

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.accounts.workspaces.quotas import Quota
from leadqual.accounts.workspaces.services import set_limits
from leadqual.leads.models import Contact
from leadqual.leads.models.record_sums import RecordSum
from leadqual.leads.record_sums import count_contacts, merge_sums
from leadqual.leads.upserts import ContactValues, save_contact
from tests.leadqual.at_once import together, writers_of
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db(transaction=True)
CHUNK = 20


def save_until_full(workspace: Workspace, name: str, n: int) -> None:
    for at in range(n):
        try:
            save_contact(workspace=workspace, values=ContactValues(f"{name}{at}@port.example"))
        except WorkspaceFullError:
            return


@pytest.mark.slow
def test_four_writers_go_beyond_by_three_records_at_most(workspace: Workspace) -> None:
    set_limits(workspace=workspace, limits={Quota.CONTACTS: 40}, author=None)

    together(
        [partial(save_until_full, workspace, name, 40) for name in "abcd"],
        behind=writers_of(Contact),
    )

    n = Contact.objects.filter(workspace=workspace).count()
    assert 40 <= n <= 43
    assert count_contacts(workspace) == n


@pytest.mark.slow
def test_imports_beside_a_writer_go_beyond_by_a_chunk_at_most_while_sums_are_folded(
    bring: Import, workspace: Workspace
) -> None:
    set_limits(workspace=workspace, limits={Quota.CONTACTS: 100}, author=None)

    def import_people(name: str) -> None:
        rows = "".join(f"{name}{at}@harbor.example\n" for at in range(140))
        assert bring(f"email\n{rows}", chunk_rows=CHUNK).status == "paused"

    def fold() -> None:
        for _ in range(20):
            merge_sums()

    writer = partial(save_until_full, workspace, "w", 50)
    calls: list[Callable[[], None]] = [
        partial(import_people, "a"),
        partial(import_people, "b"),
        writer,
        fold,
    ]
    together(calls, behind=writers_of(Contact, RecordSum))

    n = Contact.objects.filter(workspace=workspace).count()
    assert 100 <= n <= 100 + CHUNK
    assert count_contacts(workspace) == n
