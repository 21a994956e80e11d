"""`leadqual export`: people into a file."""

from pathlib import Path

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.cli.files.input_files import FileError
from leadqual.leads.models import Export, SavedSearch
from leadqual.search.lists.services import create_list
from tests.leadqual.cli.test_imports import called
from tests.leadqual.leads.exporting.files import read_csv, read_file
from tests.leadqual.leads.people import make_contact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_search_goes_into_a_file_of_the_kind_that_its_name_says(
    workspace: Workspace, manager: User, tmp_path: Path, kind: str
) -> None:
    make_contact(workspace, email="j@x.example", country="Germany")
    make_contact(workspace, email="p@x.example", country="Peru")
    file = tmp_path / f"out.{kind}"

    answer = called("export", str(file), "--search", "country=Germany", "--column", "email")

    assert f"1 people to {file}." in answer.output
    assert read_file(kind, file.read_bytes()) == [{"email": "j@x.example"}]
    export = Export.objects.get()
    assert (export.author, export.way, export.n_sent) == (manager, "command", 1)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("arguments", "kind"), [([], "csv"), (["--format", "parquet"], "parquet")])
def test_standard_output_is_of_the_format_that_is_asked_for(
    workspace: Workspace, manager: User, arguments: list[str], kind: str
) -> None:
    make_contact(workspace, email="j@x.example", phone="+49 30 901820")

    answer = called("export", "-", "--column", "email", "--column", "phone", *arguments)

    assert read_file(kind, answer.stdout_bytes) == [
        {"email": "j@x.example", "phone": "+49 30 901820"}
    ]
    assert Export.objects.get().format == kind


def test_saved_search_is_taken_by_its_name_in_its_workspace(
    workspace: Workspace, other_workspace: Workspace, manager: User, tmp_path: Path
) -> None:
    for place, country in ((workspace, "Germany"), (other_workspace, "Peru")):
        make_contact(workspace, email=f"{country.lower()}@x.example", country=country)
        SavedSearch.objects.create(
            workspace=place, name="Mine", query=f"country={country}", author=manager
        )
    file = tmp_path / "out.csv"

    called(
        *("export", str(file), "--workspace", "northwind"),
        *("--saved", "Mine", "--column", "email"),
    )

    assert read_csv(file.read_bytes()) == [{"email": "germany@x.example"}]


def test_who_must_not_be_contacted_is_asked_for_by_name(
    workspace: Workspace, manager: User, tmp_path: Path
) -> None:
    make_contact(workspace, email="n@x.example", do_not_contact=True)
    file = tmp_path / "out.csv"

    called("export", str(file))
    unasked = read_csv(file.read_bytes())
    called("export", str(file), "--include-do-not-contact")

    assert unasked == []
    assert [row["do_not_contact"] for row in read_csv(file.read_bytes())] == ["yes"]


def test_what_cannot_be_is_said_and_leaves_no_file(
    workspace: Workspace, manager: User, tmp_path: Path
) -> None:
    create_list(workspace=workspace, name="Berlin", author=manager)
    SavedSearch.objects.create(
        workspace=workspace, name="Gone", query="function=alchemy", author=manager
    )

    for name, arguments, words in [
        ("out.pdf", [], "must end in .csv"),
        ("out.csv", ["--search", "contry=Peru"], "Unknown parameter “contry”"),
        ("out.csv", ["--search", "level=boss"], "There is no level “boss”."),
        ("out.csv", ["--format", "doc"], "Unknown format 'doc'"),
        ("out.csv", ["--list", "Paris"], "Lists: Berlin"),
        ("out.csv", ["--list", "Berlin", "--search", "q=a"], "Use only one"),
        ("out.csv", ["--saved", "Paris"], "Saved searches: Gone"),
        ("out.csv", ["--saved", "Gone", "--list", "Berlin"], "Use only one"),
        ("out.csv", ["--saved", "Gone"], "Nothing was exported"),
        ("out.csv", ["--column", "password"], "no column “password”"),
        ("gone/out.csv", [], "could not be written"),
    ]:
        answer = called("export", str(tmp_path / name), *arguments)

        assert isinstance(answer.exception, FileError)
        assert words in str(answer.exception)
        assert list(tmp_path.iterdir()) == []
