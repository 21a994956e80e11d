"""Everything is destroyed and comes back: row by row, model by model, upload by upload."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from classifiers.core import artifacts
from leadqual.accounts.models import AuditRow
from leadqual.backups.models import BackupRun
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.imports import services
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options
from leadqual.leads.models import Company, Contact
from leadqual.registry.models import ModelVersion
from tests.leadqual.backups.conftest import Life, Rows, all_files, all_rows
from tests.product import make_manager, make_workspace

N_PEOPLE, N_COMPANIES = 60, 40
LIST = "email,first name,title\n" + "".join(
    f"p{n}@port.example,Anna,Head of Sales {n}\n" for n in range(N_PEOPLE)
)


def started_import() -> ImportBatch:
    """Begin an import in a workspace, with its file among the uploads."""
    workspace = make_workspace()
    return services.start_and_confirm(
        workspace=workspace,
        author=make_manager(workspace),
        kind="contacts",
        file=ContentFile(LIST.encode(), name="list.csv"),
        file_name="list.csv",
        changes={},
        options=Options(),
        is_queued=False,
    )


def add_model(state: Path) -> ModelVersion:
    """Register a model in the state folder, as a training does."""
    folder = state / "models" / "replies-2"
    shutil.copytree(artifacts.pretrained("replies"), folder)
    live = ModelVersion.objects.get(kind="replies", is_active=True)
    live.pk, live.version, live.folder, live.is_active = None, "replies-2", str(folder), False
    live.save()
    return live


@pytest.mark.slow
def test_every_row_model_and_upload_comes_back(life: Life, key_file: tuple[Path, str]) -> None:
    identity, public = key_file
    batch = started_import()
    run_import(batch.pk)
    add_model(life.state)
    (life.state / "facets").mkdir()
    (life.state / "facets" / "made-of-tables").write_bytes(b"x")
    summary = life.back_up(public)
    rows, files = all_rows(), all_files(life.state)
    n_audit_rows = AuditRow.objects.count()

    life.destroy()
    done = life.restore(summary, identity=identity)

    assert done.manifest.missing == []
    assert all_rows() == rows
    assert AuditRow.objects.count() == n_audit_rows + 1
    run = BackupRun.objects.get(kind=BackupRun.Kind.RESTORE)
    assert (run.name, run.place, run.size) == (summary.name, life.place.address, summary.size)
    del files["facets/made-of-tables"]
    files |= {"secret": b"only-for-tests\n", "erasure.key": b"a-key-of-hashes\n"}
    assert all_files(life.state) == files
    assert Contact.objects.count() == N_PEOPLE
    assert {path.name for path in life.state.iterdir()} >= {"uploads", "models"}


@pytest.mark.slow
def test_an_import_goes_on_where_the_backup_was_taken(
    life: Life, key_file: tuple[Path, str]
) -> None:
    identity, public = key_file
    batch = started_import()
    taken = []

    def back_up(at: ImportBatch) -> None:
        if at.n_rows == 20:
            taken.append(life.back_up(public))

    run_import(batch.pk, chunk_rows=10, on_progress=back_up)
    life.destroy()
    life.restore(taken[0], identity=identity)

    assert Contact.objects.count() == 20
    run_import(batch.pk, chunk_rows=10)
    batch.refresh_from_db()
    assert (batch.status, batch.n_created) == (ImportBatch.Status.DONE, N_PEOPLE)
    assert Contact.objects.count() == N_PEOPLE


@pytest.mark.slow
def test_verdicts_go_on_where_the_backup_was_taken(life: Life, key_file: tuple[Path, str]) -> None:
    identity, public = key_file
    workspace = make_workspace()
    author = make_manager(workspace)
    campaign = create_campaign(workspace=workspace, name="Ports", author=author)
    companies = [
        Company.objects.create(workspace=workspace, name=f"Port {n}", name_key=f"port {n}")
        for n in range(N_COMPANIES)
    ]
    has_begun, is_made = Event(), Event()
    states: list[Rows] = []

    def judge() -> None:
        try:
            for n, company in enumerate(companies):
                if n == N_COMPANIES - 1:
                    is_made.wait()  # The last one comes after the backup in any case.
                value = Verdict.Value.SKIP
                record_verdict(campaign=campaign, company=company, value=value, author=author)
                states.append(all_rows())
                has_begun.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as people:
        judging = people.submit(judge)
        has_begun.wait()
        summary = life.back_up(public)
        is_made.set()
        judging.result()
    life.destroy()
    life.restore(summary, identity=identity)

    assert all_rows() in states[:-1]
    judged = list(Verdict.objects.order_by("pk").values_list("company_id", flat=True))
    assert 0 < len(judged) < N_COMPANIES
    assert judged == [company.pk for company in companies[: len(judged)]]
    for company in companies[len(judged) :]:
        value = Verdict.Value.SKIP
        record_verdict(campaign=campaign, company=company, value=value, author=author)
    assert Verdict.objects.filter(is_current=True).count() == N_COMPANIES
