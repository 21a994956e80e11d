"""The triggers note changes of exactly the columns that the facet index reads."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations import RunSQL

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.search.index import trigger_migration
from leadqual.search.index.index_file_job import build_files
from leadqual.search.index.index_schema import WATCHED
from leadqual.search.index.trigger_migration import missing_columns, write_migration
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_pages import n_found
from tests.leadqual.leads.people import make_contact, make_title

_COMPARED = re.compile(r"WHERE \(([^)]*)\) IS DISTINCT FROM \(([^)]*)\)")


def compared(table: str) -> tuple[set[str], set[str]]:
    """The columns of new and of former rows that the installed trigger of a table compares."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [f"leads_note_{table}"])
        found = _COMPARED.search(cursor.fetchone()[0])
    assert found
    new, old = (set(re.findall(r"\b[no]\.(\w+)", side)) for side in found.groups())
    return new, old


@pytest.mark.django_db
@pytest.mark.parametrize("table", WATCHED)
def test_triggers_compare_the_columns_of_the_table_of_facets(table: str) -> None:
    assert compared(table) == (set(WATCHED[table]), set(WATCHED[table]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taxonomy")
def test_people_are_found_by_the_words_of_a_title_that_is_spelled_another_way(
    workspace: Workspace,
) -> None:
    title = make_title(workspace, "Head of Sales", {"sales": 1.0})
    contact = make_contact(workspace, "Ada Abel", title="Head of Sales", job_title=title)
    build_files(workspace.pk)
    Contact.objects.filter(pk=contact.pk).update(title="Head of S.ales")

    assert n_found(workspace, ContactQuery(q="s.ales")) == 1


def test_no_migration_is_written_where_every_column_is_watched(tmp_path: Path) -> None:
    assert missing_columns() == {}
    assert write_migration(tmp_path) is None


@pytest.mark.django_db
def test_written_migration_lets_the_trigger_compare_a_new_column_and_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wider = {**WATCHED, "company": (*WATCHED["company"], "type")}
    monkeypatch.setattr(trigger_migration, "WATCHED", wider)

    path = write_migration(tmp_path)

    assert path
    spec = spec_from_file_location("written", path)
    assert spec and spec.loader  # noqa: PT018  # for the types
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    (operation,) = module.Migration.operations
    assert isinstance(operation, RunSQL)
    with connection.cursor() as cursor:
        cursor.execute(str(operation.sql))
        assert compared("company")[0] == {*WATCHED["company"], "type"}
        cursor.execute(str(operation.reverse_sql))
    assert compared("company") == (set(WATCHED["company"]), set(WATCHED["company"]))
