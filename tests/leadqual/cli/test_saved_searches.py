"""`leadqual search saved`, `save`, `rename` and `delete`."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.cli.files.input_files import FileError
from leadqual.leads.models import SavedSearch
from tests.leadqual.cli.test_imports import called
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


def test_searches_are_saved_listed_renamed_and_deleted(workspace: Workspace, manager: User) -> None:
    make_contact(workspace, "Ada Abel", country="Germany")

    assert "There are no saved searches yet." in called("search", "saved").output
    assert "finds 1 people now" in called("search", "save", "DE", "country=Germany").output
    assert "to “Germans”" in called("search", "rename", "DE", "Germans").output
    assert "1  Germans  (by Mira Okafor)  country=Germany" in called("search", "saved").output
    assert "Deleted “Germans”." in called("search", "delete", "Germans").output
    assert SavedSearch.objects.get().deleted_at is not None


def test_what_cannot_be_done_says_so(workspace: Workspace, manager: User) -> None:
    for words, said in [
        (("save", "Odd", "function=alchemy"), "There is no function “alchemy”."),
        (("save", "Odd", "color=red"), "Unknown parameter “color”."),
        (("rename", "Gone", "New"), "There is no saved search “Gone”."),
        (("delete", "Gone"), "There is no saved search “Gone”."),
    ]:
        answer = called("search", *words)

        assert isinstance(answer.exception, FileError)
        assert said in str(answer.exception)
        assert SavedSearch.objects.count() == 0


def test_searches_for_companies_are_saved_and_listed_beside(
    workspace: Workspace, manager: User
) -> None:
    make_company(workspace, "Nord", country="Germany")
    make_company(workspace, "Andes", country="Peru")

    saved = called("search", "save", "Nordic", "country=Germany", "--companies").output
    listed = called("search", "saved").output
    wrong = called("search", "save", "Odd", "level=vp", "--companies")
    called("search", "rename", "Nordic", "North")
    called("search", "delete", "North")

    assert "finds 1 companies now" in saved
    assert "1  Nordic  (companies, by Mira Okafor)  country=Germany" in listed
    assert "Unknown parameter “level”." in str(wrong.exception)
    row = SavedSearch.objects.get()
    assert (row.name, row.records, row.deleted_at is None) == ("North", "companies", False)
