"""Relevance of the search: 150 graded queries and 60 held out, over the demo and two import files.

Starts a Postgres and a Redis of its own, imports the demo and the files as a customer would, and
asks each query of the product, of Postgres' full-text search and of `LIKE`.

Imported once the settings can be read.
"""

import csv
import tempfile
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from django.core.files import File
from django.db import connection

from benchmarks.relevance.evaluation import Answer, GradedWorkspace, figures
from benchmarks.relevance.methods import Method, methods
from benchmarks.relevance.query_set import PARTS, by_workspace, read_queries
from benchmarks.workspace import Say, begin
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.embedding_job import embed_batch
from leadqual.demo.people_names import demo_titles, write_companies, write_contacts
from leadqual.demo.sample_data import N_CONTACTS
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.services import set_mapping, start_import
from leadqual.labeling.corrections.services import classify_batch
from leadqual.search.index.index_file_job import build_files

_PHONES = ("+49 30 2312 {:04d}", "+1 415 555 {:04d}", "+44 20 7946 {:04d}")


def measure(folder: Path, *, say: Say) -> dict[str, object]:
    """Import the demo and the files, and ask every method."""
    _, person = begin(say)
    workspaces = {
        "demo": demo_workspace(person, say=say),
        "import": imported_workspace(person, folder, say=say),
    }
    say("titles, files of the search, and vectors")
    prepare(workspaces.values())
    answers = ask(workspaces, methods(), say=say)
    return {
        part: {method: figures(of_method) for method, of_method in of_part.items()}
        for part, of_part in answers.items()
    }


def ask(
    workspaces: Mapping[str, Workspace],
    asked: Mapping[str, Method],
    *,
    say: Say = lambda _what: None,
) -> dict[str, dict[str, list[Answer]]]:
    """Ask all queries about these workspaces; part → method → answers.

    Args:
        workspaces: by the name that the queries give them; queries about others are left out.
        asked: methods by name.
        say: told what is done next.
    """
    found: dict[str, dict[str, list[Answer]]] = {
        part: {name: [] for name in asked} for part in PARTS
    }
    for name, workspace in workspaces.items():
        say(f"queries about {name}")
        graded = GradedWorkspace(workspace)
        for part in PARTS:
            queries = by_workspace(read_queries(part)).get(name, [])
            for method, answers in graded.answers(part, queries, asked).items():
                found[part][method] += answers
    return found


def demo_workspace(
    person: User, *, n_people: int = N_CONTACTS, say: Say = lambda _what: None
) -> Workspace:
    """Import the companies and people of the demo, and give each person a phone number."""
    workspace = _workspace("demo", person)
    with tempfile.TemporaryDirectory() as folder:
        companies, contacts = Path(folder) / "companies.csv", Path(folder) / "contacts.csv"
        write_companies(companies)
        write_contacts(contacts, count=N_CONTACTS, titles=demo_titles())
        _add_phones(contacts, n_people)
        _import(workspace, person, companies, contacts, say=say)
    return workspace


def imported_workspace(person: User, folder: Path, *, say: Say = lambda _what: None) -> Workspace:
    """Import the files of a customer."""
    workspace = _workspace("import", person)
    files = (folder / "companies_import.csv.gz", folder / "contacts_import.csv.gz")
    _import(workspace, person, *files, say=say)
    return workspace


def prepare(workspaces: Iterable[Workspace]) -> None:
    """Do what the jobs after an import do: titles, files of the search, vectors of companies."""
    _analyze()
    while classify_batch():
        pass
    for workspace in workspaces:
        build_files(workspace.pk)
    while embed_batch():
        pass
    _analyze()


def _analyze() -> None:
    """Tell Postgres how many rows there are now, as its own daemon does after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _workspace(name: str, person: User) -> Workspace:
    workspace = Workspace.objects.create(name=name.capitalize(), slug=f"relevance-{name}")
    Member.objects.create(workspace=workspace, user=person, role=Role.MANAGER)
    return workspace


def _add_phones(contacts: Path, n_people: int) -> None:
    """Keep the first rows, and write a phone number into each, from the number in its address."""
    with contacts.open(encoding="utf-8", newline="") as file:
        rows = list(islice(csv.DictReader(file), n_people))
    for row in rows:
        number = int(row["email"].partition("@")[0].rpartition(".")[2])
        row["phone"] = _PHONES[number % len(_PHONES)].format(number)
    with contacts.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _import(
    workspace: Workspace, person: User, companies: Path, contacts: Path, *, say: Say
) -> None:
    """Take in two files."""
    for kind, path in (("companies", companies), ("contacts", contacts)):
        say(path.name)
        with path.open("rb") as file:
            batch = start_import(
                workspace=workspace,
                author=person,
                kind=kind,
                file=File(file),
                file_name=path.name,
            )
        set_mapping(batch=batch, mapping=batch.mapping, author=person)
        run_import(batch.pk)
