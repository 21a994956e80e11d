"""`leadqual search`: the index compared with the tables."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact, FacetChange
from leadqual.search.index.index_file_job import build_files
from tests.leadqual.cli.test_imports import called
from tests.leadqual.leads.people import make_people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


@pytest.mark.slow
def test_check_finds_nothing_until_a_change_was_lost_and_rebuild_mends_it(
    workspace: Workspace,
) -> None:
    make_people(workspace, seed=1)
    build_files(workspace.pk)

    fine = called("search", "check", "--searches", "8")
    Contact.objects.filter(workspace=workspace).update(country="Norway")
    still_fine = called("search", "check", "--searches", "2")
    Contact.objects.filter(workspace=workspace).update(country="Chile")
    FacetChange.objects.all().delete()  # As no program does.
    torn = called("search", "check", "--searches", "2")
    called("search", "rebuild")
    mended = called("search", "check", "--searches", "8", "--seed", "3")

    assert "The index matches the tables in all 8 searches." in fine.output
    assert still_fine.exit_code == 0
    assert torn.exit_code == 1
    assert "everyone: country Chile: 0, not 60" in torn.output
    assert "`leadqual search rebuild`" in torn.output
    assert mended.exit_code == 0
