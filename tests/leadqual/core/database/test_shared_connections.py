"""Behind PgBouncer in transaction pooling a scope holds for its own transactions alone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from leadqual.accounts.models import Workspace
from leadqual.core.database import workspace_scope
from leadqual.leads.models import Company
from tests.leadqual.accounts.row_security.switched_on import _row_security
from tests.pgbouncer import running_pgbouncer
from tests.worker import database_url

__all__ = ["_row_security"]

pytestmark = pytest.mark.django_db(transaction=True)


def connected(port: int) -> DatabaseWrapper:
    """Return a connection of Django through PgBouncer."""
    own = {"HOST": "127.0.0.1", "PORT": port, "OPTIONS": {}, "CONN_HEALTH_CHECKS": False}
    return DatabaseWrapper({**connection.settings_dict, **own}, alias="default")


def asked(through: DatabaseWrapper) -> tuple[list[str], int]:
    """Return the companies that are seen without a filter, and the process that answers."""
    with through.cursor() as cursor:
        cursor.execute("SELECT name, pg_backend_pid() FROM leads_company ORDER BY name")
        rows: list[tuple[str, int]] = cursor.fetchall()
        return [name for name, _ in rows], rows[0][1]


def asked_in_transaction(through: DatabaseWrapper) -> tuple[list[str], int]:
    """Return the same, asked in a transaction."""
    through.set_autocommit(False)
    found = asked(through)
    through.commit()
    through.set_autocommit(True)
    return found


def test_two_clients_that_share_a_connection_see_their_own_rows(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    for one, name in ((workspace, "Own"), (other_workspace, "Theirs")):
        Company.objects.create(workspace=one, name=name, domain=f"{name.lower()}.example")
    found, processes = [], set()

    with (
        TemporaryDirectory(prefix="leadqual-pgbouncer-") as folder,
        running_pgbouncer(Path(folder) / "pgbouncer", database_url(), pool_size=1) as url,
    ):
        port = urlsplit(url).port or 0
        clients = [(connected(port), scope) for scope in (workspace.pk, other_workspace.pk, None)]
        for ask in (asked, asked_in_transaction, asked):
            for client, scope in clients:
                with workspace_scope(scope):
                    names, process = ask(client)
                found.append(names)
                processes.add(process)
        for client, _ in clients:
            client.close()

    assert found == [["Own"], ["Theirs"], ["Own", "Theirs"]] * 3
    assert len(processes) == 1
