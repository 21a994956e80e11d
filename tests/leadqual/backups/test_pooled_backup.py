"""Behind PgBouncer a backup works with Postgres itself, and leaves the pool as it was."""

from pathlib import Path

import pytest

from leadqual.accounts.models import Workspace
from tests.leadqual.backups.conftest import Life
from tests.pgbouncer import pooled_connections, running_pgbouncer
from tests.product import make_workspace
from tests.worker import database_url


@pytest.mark.slow
def test_a_backup_leaves_no_settings_in_sessions_of_the_pool(life: Life, tmp_path: Path) -> None:
    make_workspace()
    with (
        running_pgbouncer(tmp_path / "pgbouncer", database_url(), pool_size=2) as url,
        pooled_connections(url),
    ):
        summary = life.back_up()

        assert [Workspace.objects.count() for _ in range(8)] == [1] * 8
    assert summary.n_rows > 0
