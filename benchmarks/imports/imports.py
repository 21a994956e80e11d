"""Imports: a million contacts of ten columns, beside COPY of the same file into an indexed table.

Starts a Postgres and a Redis of its own and leaves nothing behind. The file is written first, then
Postgres alone takes it by COPY into a table with three indexes, then the product checks it (a dry
run), stores it, classifies its titles, makes the index of the search, and undoes it. Memory is that
of the process that imports. `--size 200000` takes a fifth of the time.

Imported once the settings can be read.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.core.files import File
from django.db import connection

from benchmarks.workspace import Say, begin
from leadqual.accounts.models import User, Workspace
from leadqual.demo.large_data import list_titles
from leadqual.demo.people_names import DATA
from leadqual.imports import control, services
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options
from leadqual.imports.undo.undo_job import undo_import
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Contact, JobTitle
from leadqual.search.index.index_file_job import build_files

COLUMNS = (
    *("first_name", "last_name", "email", "phone", "linkedin_url", "job_title"),
    *("company", "website", "city", "country"),
)
ROWS_FOR_EACH = 10
"""Contacts for each company and for each distinct title."""

_PLACES = (
    *(("Berlin", "Germany"), ("Oslo", "Norway"), ("Paris", "France"), ("Lyon", "France")),
    *(("New York", "United States"), ("London", "United Kingdom")),
)
_RUN = """
import resource, sys, time, django
django.setup()
from celery import current_app
current_app.loader.import_default_modules()  # As in a worker, before its first job.
from leadqual.imports.merging.import_job import run_import
started = time.perf_counter()
run_import(int(sys.argv[1]))
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def measure(n_contacts: int, *, say: Say) -> dict[str, object]:
    """Write a file, take it in by COPY alone and by the product, and undo it."""
    workspace, person = begin(say)
    with tempfile.TemporaryDirectory(prefix="leadqual-imports-") as folder:
        path = Path(folder) / "people.csv"
        say(f"a file of {n_contacts:,} people")
        write_people(path, n_contacts)
        figures: dict[str, object] = {
            "n_contacts": n_contacts,
            "file_mb": round(path.stat().st_size / 2**20, 1),
            "load_average_before": round(os.getloadavg()[0], 1),
        }
        say("COPY alone")
        figures["copy_alone_s"] = copied = _copy_alone(path)
        say("dry run")
        batch = confirmed(workspace, person, path, is_dry=True)
        figures["dry_run_s"], _ = _run(batch)
        batch.refresh_from_db()
        control.start_checked(batch=batch, author=person, is_queued=False)
        say("import")
        figures["stored_s"], figures["memory_mb"] = stored, _ = _run(batch)
    batch.refresh_from_db()
    figures |= {
        "times_copy_alone": round(stored / copied, 1),
        "n_stored": Contact.objects.count(),
        "n_titles": JobTitle.objects.count(),
        "plan_was_right": all(
            batch.plan[name] == getattr(batch, name) for name in ("n_created", "n_rejected")
        ),
        "load_average_after": round(os.getloadavg()[0], 1),
    }
    say("titles and the index of the search")
    started = time.perf_counter()
    while classify_batch():
        pass
    build_files(workspace.pk)
    figures["classified_and_searchable_s"] = round(time.perf_counter() - started, 1)
    say("undo")
    started = time.perf_counter()
    control.start_undo(batch=batch, author=person, is_queued=False)
    undo_import(batch.pk)
    figures["undone_s"] = round(time.perf_counter() - started, 1)
    figures["n_left"] = Contact.objects.count()
    return figures


def write_people(path: Path, n_contacts: int) -> None:
    """Write invented people with ten columns; the same number gives the same file."""
    chance = random.Random(1)  # invented people, no secret
    firsts = (DATA / "first_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
    lasts = (DATA / "last_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
    titles = list_titles(n_contacts // ROWS_FOR_EACH)
    weights = [1 / (rank + 8) for rank in range(len(titles))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, title in enumerate(chance.choices(titles, weights=weights, k=n_contacts)):
            firm = int(n_contacts / ROWS_FOR_EACH * chance.random() ** 2)
            mail = f"p{number}.{chance.randrange(10**6)}@c{firm}.example"
            page = f"https://www.linkedin.com/in/p-{number}-{chance.randrange(10**6)}"
            name = (chance.choice(firsts), chance.choice(lasts))
            company = (f"Acme {firm}", f"https://www.c{firm}.example")
            phone = f"+49 30 {number:08d}"
            writer.writerow((*name, mail, phone, page, title, *company, *chance.choice(_PLACES)))


def _copy_alone(path: Path) -> float:
    """Take the file into a table with three indexes; seconds."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in COLUMNS)
        cursor.execute(f"CREATE TABLE copied ({columns})")
        for name in ("email", "linkedin_url", "last_name"):
            cursor.execute(f"CREATE INDEX ON copied ({name})")
        started = time.perf_counter()
        with (
            path.open("rb") as file,
            cursor.copy("COPY copied FROM STDIN WITH (FORMAT csv, HEADER)") as copy,
        ):
            while block := file.read(2**20):
                copy.write(block)
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE copied")
    return round(seconds, 2)


def confirmed(
    workspace: Workspace, author: User, path: Path, *, is_dry: bool = False
) -> ImportBatch:
    """Upload a file with its columns confirmed; no job is started."""
    with path.open("rb") as raw:
        return services.start_and_confirm(
            workspace=workspace,
            author=author,
            kind=ImportBatch.Kind.CONTACTS,
            file=File(raw, name=path.name),
            file_name=path.name,
            changes={},
            options=Options(is_dry=is_dry),
            is_queued=False,
        )


def _run(batch: ImportBatch) -> tuple[float, int]:
    """Run an import in a process of its own; seconds, and megabytes of memory."""
    done = subprocess.run(  # our own code
        [sys.executable, "-c", _RUN, str(batch.pk)], stdout=subprocess.PIPE, text=True, check=True
    )
    seconds, megabytes = done.stdout.split()[-2:]
    return round(float(seconds), 1), int(megabytes)
