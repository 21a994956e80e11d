"""`leadqual import` in a process of its own, as people call it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from typer.testing import CliRunner, Result

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.quotas import Quota
from leadqual.accounts.workspaces.services import set_limits
from leadqual.cli import app
from leadqual.cli.files.input_files import FileError
from leadqual.imports.models import ImportBatch, SavedMapping
from leadqual.leads.models import Contact, JobTitle
from tests.leadqual.imports.files.test_sheet_lines import BOOK
from tests.leadqual.leads.people import make_contact

PEOPLE = "Name;Mail;Position;Ref\nAnn Lee;ann@acme.example;CEO;7\n;bo(at)acme.example;CFO;8\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A small list in Windows-1252."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="cp1252")
    return path


def leadqual(
    *words: str, environment: dict[str, str] | None = None, stdin: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    """Call the command line with the database of this test."""
    given = environment
    if given is None:
        url = os.environ["DATABASE_URL"].rpartition("/")[0]
        given = {"DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}"}
    command = [sys.executable, "-c", "from leadqual.cli import main; main()", *words]
    names = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        command,
        env={**names, "COLUMNS": "120", **given},
        stdin=stdin,
        text=True,
        capture_output=True,
        check=False,
    )


def called(*words: str) -> Result:
    """Call the command line in this process, which is quicker."""
    return CliRunner(env={"COLUMNS": "120"}).invoke(app, words)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_people_go_in_and_what_stayed_out_is_told(
    people: Path, workspace: Workspace, manager: User
) -> None:
    done = leadqual(
        *("import", "contacts", str(people), "--map", "Ref=external_id", "--match-by", "email")
    )

    assert done.returncode == 0, done.stderr
    assert "Job title" in done.stdout
    assert "separated by semicolon" in done.stdout
    assert "2 rows: 1 new, 0 updated, 0 unchanged, 1 rejected." in done.stdout
    assert "line 3, Mail: 'bo(at)acme.example': Not a valid email address" in done.stdout
    assert "classifies 1 title and" in done.stdout
    contact = Contact.objects.get()
    assert (contact.workspace, contact.email, contact.external_id) == (
        workspace,
        "ann@acme.example",
        "7",
    )
    assert ImportBatch.objects.get().status == "done"


@pytest.mark.django_db
def test_with_wait_titles_are_classified_when_it_ends(
    people: Path, workspace: Workspace, manager: User, models: None
) -> None:
    done = called("import", "contacts", str(people), "--wait")

    assert done.exit_code == 0, done.output
    assert "1 titles are classified" in done.stdout
    assert JobTitle.objects.get().classified_at is not None


@pytest.mark.django_db
def test_companies_go_in(tmp_path: Path, workspace: Workspace, manager: User) -> None:
    path = tmp_path / "companies.tsv"
    path.write_text("Firma\tWebsite\nAcme\tacme.example\n", encoding="utf-16")

    done = called("import", "companies", str(path), "--workspace", "northwind")

    assert "1 rows: 1 new" in done.stdout, done.output
    assert workspace.companies.get().domain == "acme.example"


@pytest.mark.django_db
def test_a_dry_mapping_shows_the_columns_and_keeps_nothing(
    people: Path, workspace: Workspace, manager: User
) -> None:
    done = called("import", "contacts", str(people), "--dry-mapping", "--map", "Position=")

    assert done.exit_code == 0, done.output
    assert "skipped" in done.stdout
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db
def test_a_template_says_columns_and_rules(
    people: Path, workspace: Workspace, manager: User
) -> None:
    SavedMapping.objects.create(
        workspace=workspace,
        kind="contacts",
        columns=["name", "mail", "position", "ref"],
        mapping={"name": "last_name", "mail": "email", "ref": "external_id"},
        options={"mode": "create", "match_by": "external_id", "duplicates": "first"},
        file_name="fair.csv",
        author=manager,
    )

    shown = called("import", "contacts", str(people), "--template", "fair.csv", "--dry-mapping")
    done = called("import", "contacts", str(people), "--template", "fair.csv", "--mode", "both")
    unknown = called("import", "contacts", str(people), "--template", "fare.csv")

    assert "Last name" in shown.stdout, shown.output
    assert done.exit_code == 0, done.output
    batch = ImportBatch.objects.get()
    assert batch.mapping == {"Name": "last_name", "Mail": "email", "Ref": "external_id"}
    assert (batch.mode, batch.match_by, batch.duplicates) == ("both", "external_id", "first")
    assert "Files: fair.csv" in str(unknown.exception)


@pytest.mark.django_db
def test_a_dry_run_says_what_would_be_and_keeps_nothing(
    people: Path, workspace: Workspace, manager: User
) -> None:
    done = called("import", "contacts", str(people), "--dry-run", "--match-by", "email")

    assert done.exit_code == 0, done.output
    assert "2 rows: 1 new, 0 updated, 0 unchanged, 1 rejected." in done.stdout
    assert "created: line 2" in done.stdout
    assert not ImportBatch.objects.exists()
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_an_import_is_undone(people: Path, workspace: Workspace, manager: User) -> None:
    called("import", "contacts", str(people))
    number = ImportBatch.objects.get().pk

    done = called("import", "undo", str(number), "--yes")

    assert done.exit_code == 0, done.output
    assert "1 will be deleted, 0 restored; 0 were changed" in done.stdout
    assert not Contact.objects.exists()
    again = called("import", "undo", str(number), "--yes")
    assert "undone already" in str(again.exception)
    assert "will be deleted" not in again.stdout


@pytest.mark.django_db
def test_a_paused_import_says_how_it_goes_on(
    people: Path, workspace: Workspace, manager: User
) -> None:
    make_contact(workspace, "Di Doe")
    set_limits(workspace=workspace, limits={Quota.CONTACTS: 1}, author=None)

    done = called("import", "contacts", str(people))

    batch = ImportBatch.objects.get()
    assert batch.status == "paused", done.output
    assert f"Import {batch.pk} is paused. Resume it" in done.stdout


@pytest.mark.django_db
def test_what_stayed_out_is_mended_and_goes_in(
    people: Path, tmp_path: Path, workspace: Workspace, manager: User
) -> None:
    first = called("import", "contacts", str(people))
    number, mended = ImportBatch.objects.get().pk, tmp_path / "mended.csv"
    assert f"`leadqual import rejected {number} FILE`" in first.stdout

    called("import", "rejected", str(number), str(mended))
    left = mended.read_text(encoding="utf-8-sig")
    mended.write_text(left.replace("(at)acme", "@acme"), encoding="utf-8-sig")
    done = called("import", "contacts", str(mended))

    assert left.splitlines()[1].startswith('3,"Mail: Not a valid email address')
    assert "1 rows: 1 new" in done.stdout, done.output
    assert Contact.objects.count() == 2
    unknown = called("import", "rejected", "999999", str(mended))
    assert "There is no import 999999" in str(unknown.exception)


@pytest.mark.django_db
def test_with_several_workspaces_one_must_be_named(
    people: Path, workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    done = called("import", "contacts", str(people))

    assert isinstance(done.exception, FileError)
    assert "Use --workspace. Workspaces: northwind, southwind." in str(done.exception)
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db
def test_mistakes_are_told_and_keep_nothing(
    people: Path, workspace: Workspace, manager: User
) -> None:
    for words, told in [
        (("--map", "Ref"), "--map needs COLUMN=FIELD"),
        (("--map", "Nix=email"), "no column “Nix”"),
        (("--map", "Ref=shoe_size"), "Unknown field “shoe_size”"),
        (("--workspace", "eastwind"), "no workspace 'eastwind'"),
        (("--match-by", "domain"), "match_by must be one of"),
        (("--mode", "delete"), "mode must be one of both, create, update"),
    ]:
        done = called("import", "contacts", str(people), *words)

        assert isinstance(done.exception, FileError)
        assert told in str(done.exception)
        assert not ImportBatch.objects.exists()


def test_without_an_installation_it_says_how_to_start_one(people: Path, tmp_path: Path) -> None:
    state = {"STATE_DIR": str(tmp_path / "state")}

    done = leadqual("import", "contacts", str(people), environment=state)

    assert done.returncode == 2
    assert "make run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_records_get_tags(people: Path, workspace: Workspace, manager: User) -> None:
    words = ("--map", "Position=tags", "--tag", "May", "--tag", "Fair")

    done = called("import", "contacts", str(people), *words)

    assert done.exit_code == 0, done.output
    assert Contact.objects.get().tags == ["CEO", "Fair", "May"]


@pytest.mark.django_db
def test_sheets_are_named(tmp_path: Path, workspace: Workspace, manager: User) -> None:
    path = tmp_path / "fair.xlsx"
    path.write_bytes(BOOK)

    done = called("import", "contacts", str(path), "--sheet", "Spring", "--sheet", "Autumn")

    assert done.exit_code == 0, done.output
    assert "Excel, 2 sheets" in done.output
    assert "Autumn, line 5, E-Mail" in done.output
