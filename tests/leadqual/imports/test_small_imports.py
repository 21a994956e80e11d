"""Small imports do not wait behind large ones: by what is done first, not by the clock."""

import io
from datetime import timedelta

import pytest
from django.core.files import File

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns import embedding_job
from leadqual.core import clock, jobs
from leadqual.imports import services, small_imports
from leadqual.imports.merging import import_job
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.tasks import run_import as run_import_job
from leadqual.labeling import tasks
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Company, JobTitle
from tests.leadqual.imports.conftest import Import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def people(n: int, name: str) -> str:
    rows = (f"{name}{at}@x.example,Keeper of {name} {at},{name} {at} Ltd\n" for at in range(n))
    return "email,position,company\n" + "".join(rows)


def queued(workspace: Workspace, author: User, content: str) -> ImportBatch:
    """Start an import whose job no worker has taken yet."""
    return services.start_and_confirm(
        workspace=workspace,
        author=author,
        kind="contacts",
        file=File(io.BytesIO(content.encode()), name="small.csv"),
        file_name="small.csv",
        changes={},
        is_queued=False,
    )


def test_titles_of_a_small_import_are_classified_before_those_of_a_large_one(
    bring: Import, models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadqual.imports.small_imports.SMALL_ROWS", 10)
    bring(people(30, "Large"))
    bring(people(4, "Small"))
    bring(people(20, "Other"))

    assert classify_batch(size=6) == 6

    done = JobTitle.objects.exclude(classified_at=None).values_list("title", flat=True)
    assert sum("Small" in title for title in done) == 4


def test_companies_of_a_small_import_are_embedded_before_those_of_a_large_one(
    bring: Import, models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadqual.imports.small_imports.SMALL_ROWS", 10)
    bring("name\n" + "".join(f"Small {at}\n" for at in range(3)), kind="companies")
    bring(people(2, "Tiny"))
    bring("name\n" + "".join(f"Large {at}\n" for at in range(30)), kind="companies")

    assert embedding_job.embed_batch(size=5) == 5

    done = Company.objects.filter(readings__isnull=False).values_list("name", flat=True)
    assert sorted(done) == ["Small 0", "Small 1", "Small 2", "Tiny 0 Ltd", "Tiny 1 Ltd"]


def test_jobs_that_follow_imports_end_their_turn_while_an_import_waits(
    bring: Import,
    workspace: Workspace,
    manager: User,
    models: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(embedding_job, "enqueue", lambda job, **_: sent.append(job))
    monkeypatch.setattr(tasks, "enqueue", lambda job, **_: sent.append(job))
    bring(people(12, "Large"))
    queued(workspace, manager, people(2, "Small"))

    embedding_job.work(is_follow_up=True)
    tasks.classify_titles()

    assert sent == [jobs.Job.EMBED_COMPANIES, jobs.Job.CLASSIFY_TITLES]


def test_a_large_import_lets_a_small_one_go_first_and_goes_on_behind_it(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(import_job, "enqueue", lambda _job, batch_id: sent.append(batch_id))
    large = queued(workspace, manager, people(60, "Large"))
    small: list[ImportBatch] = []

    def arrive(_now: ImportBatch) -> None:
        if not small:
            small.append(queued(workspace, manager, people(2, "Small")))

    run_import(large.pk, chunk_rows=20, on_progress=arrive, may_yield=True)

    large.refresh_from_db()
    assert (large.status, large.n_rows, sent) == ("running", 20, [large.pk])
    run_import(small[0].pk, may_yield=True)
    run_import(large.pk, chunk_rows=20, may_yield=True)
    large.refresh_from_db()
    assert (large.status, large.n_created, large.percent) == ("done", 60, 100)


def test_an_import_does_not_give_way_to_one_as_large_or_to_one_that_lost_its_job(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = queued(workspace, manager, people(60, "Large"))
    queued(workspace, manager, people(55, "Equal"))
    lost = queued(workspace, manager, people(2, "Small"))
    ImportBatch.objects.filter(pk=lost.pk).update(heartbeat_at=clock.now() - timedelta(minutes=3))

    run_import(large.pk, chunk_rows=20, may_yield=True)

    large.refresh_from_db()
    assert (large.status, large.n_rows) == ("done", 60)


def test_a_workspace_with_an_import_at_work_waits_for_one_that_has_none(
    workspace: Workspace, manager: User
) -> None:
    other = Workspace.objects.create(name="Other", slug="other")
    running, second = (queued(workspace, manager, people(9, name)) for name in ("A", "B"))
    theirs = queued(other, manager, people(50, "Theirs"))
    assert small_imports.import_to_run_first(second.pk) is None

    ImportBatch.objects.filter(pk=running.pk).update(status="running")

    assert small_imports.import_to_run_first(second.pk) == theirs.pk
    assert small_imports.import_to_run_first(theirs.pk) is None
    assert small_imports.import_to_run_first(running.pk) is None


def test_the_job_of_a_waiting_workspace_reads_the_import_of_the_other_and_comes_again(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(
        "leadqual.imports.tasks.enqueue", lambda _job, batch_id: sent.append(batch_id)
    )
    other = Workspace.objects.create(name="Other", slug="other")
    running, second = (queued(workspace, manager, people(9, name)) for name in ("A", "B"))
    theirs = queued(other, manager, people(5, "Theirs"))
    ImportBatch.objects.filter(pk=running.pk).update(status="running")

    run_import_job(second.pk)

    theirs.refresh_from_db()
    second.refresh_from_db()
    assert (theirs.status, second.status, sent) == ("done", "queued", [second.pk])


def test_an_import_pauses_after_its_turn_for_another_workspace_but_not_for_its_own(
    workspace: Workspace, manager: User
) -> None:
    large = queued(workspace, manager, people(60, "Large"))
    ImportBatch.objects.filter(pk=large.pk).update(status="running")
    large.refresh_from_db()
    queued(workspace, manager, people(55, "Equal"))
    assert not small_imports.should_yield(large, small_imports.TURN_SECONDS + 1)

    other = Workspace.objects.create(name="Other", slug="other")
    queued(other, manager, people(55, "Theirs"))

    assert not small_imports.should_yield(large, 1)
    assert small_imports.should_yield(large, small_imports.TURN_SECONDS + 1)


def test_one_workspace_with_many_small_imports_leaves_room_for_another(
    bring: Import, workspace: Workspace, manager: User, models: None
) -> None:
    for at in range(5):
        bring(people(2, f"Mine{at}-"))
    other = Workspace.objects.create(name="Other", slug="other")
    theirs = queued(other, manager, people(8, "Theirs"))
    run_import(theirs.pk)

    assert classify_batch(size=4) == 4

    done = JobTitle.objects.exclude(classified_at=None)
    assert done.filter(workspace=other).count() == 2
