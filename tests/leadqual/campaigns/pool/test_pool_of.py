"""Whoever asks while changed companies are read gets the companies as they were, at once."""

from threading import Event, Thread
from typing import Any

import pytest

from leadqual.accounts.models import Workspace
from leadqual.campaigns.pool import company_pool
from leadqual.campaigns.pool.company_pool import Pool, pool_of
from leadqual.companies.models import CompanyReading
from leadqual.companies.readings import next_revision
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


def _touch() -> None:
    CompanyReading.objects.update(revision=next_revision())


def test_others_do_not_wait_for_whoever_reads_what_changed(
    ports: list[Company], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder().version
    before = pool_of(workspace.pk, encoder)
    assert len(before)
    begun, may_end, found = Event(), Event(), list[Pool]()

    def slowly(*_: object) -> Pool:
        begun.set()
        assert may_end.wait(PATIENCE)
        return Pool(**{name: getattr(before, name) for name in Pool.__slots__})

    monkeypatch.setattr(company_pool, "_refresh", slowly)
    reading = Thread(target=lambda: found.append(pool_of(workspace.pk, encoder)))
    reading.start()
    assert begun.wait(PATIENCE)

    assert pool_of(workspace.pk, encoder) is before

    may_end.set()
    reading.join(PATIENCE)
    assert pool_of(workspace.pk, encoder) is not None
    assert company_pool._cache[workspace.pk, encoder].pool is not before  # what a process holds


def test_what_took_long_to_read_is_not_read_again_at_once(
    ports: list[Company], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder().version
    pool_of(workspace.pk, encoder)
    now = [100.0]
    reads = list[int]()
    real: Any = company_pool._refresh

    def slowly(known: Pool | None, workspace_id: int, *of: object) -> Pool:
        now[0] += 4
        reads.append(workspace_id)
        pool: Pool = real(known, workspace_id, *of)
        return pool

    monkeypatch.setattr(company_pool, "_refresh", slowly)
    monkeypatch.setattr("leadqual.campaigns.pool.company_pool.time.monotonic", lambda: now[0])
    _touch()
    changed = pool_of(workspace.pk, encoder)
    _touch()

    now[0] += 7
    assert pool_of(workspace.pk, encoder) is changed
    now[0] += 2
    assert pool_of(workspace.pk, encoder) is not changed
    assert len(reads) == 2
