"""When the files of a facet index are made anew."""

import os
from typing import Any

import numpy as np
import pytest
from django.db import connection

from facet_index import facet_files
from facet_index.facet_files import layout_of
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact, FacetState
from leadqual.search.index import index_file_job, index_files
from leadqual.search.index.index_file_job import build_files, keep_facets
from leadqual.search.index.index_files import index_folder, read_current
from leadqual.search.index.index_schema import SCHEMA
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import counts_of
from tests.leadqual.leads.people import make_people
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def large(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that has its files."""
    make_people(workspace, 1, n=12)
    n_contacts = Contact.objects.filter(workspace=workspace).count()
    monkeypatch.setattr(index_file_job, "MIN_ROWS", n_contacts)
    until(lambda: keep_facets() or read_current(workspace.pk))  # Or a job of a former test does it.
    return workspace


def has_files_open(workspace: Workspace) -> bool:
    """Ask the index, and say whether it reads files: else it was built in memory."""
    with index_of(workspace.pk) as index:
        values: Any = index.columns["title"].values
    n_contacts = Contact.objects.filter(workspace=workspace).count()
    assert counts_of(workspace, ContactQuery()).total == n_contacts
    while type(values) is np.ndarray:
        values = values.base
    return isinstance(values, np.memmap)


@pytest.mark.costs("builds the index of a workspace that has one")
def test_files_are_made_once(large: Workspace) -> None:
    assert keep_facets() == 0
    assert has_files_open(large)


def test_files_of_another_version_are_made_anew(
    large: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facet_files, "LAYOUT", facet_files.LAYOUT + 1)
    assert not has_files_open(large), "built in memory meanwhile"

    assert keep_facets() == 1

    assert has_files_open(large)


def test_an_older_version_keeps_its_own_files_while_a_newer_one_takes_over(
    large: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = facet_files.LAYOUT + 1
    with monkeypatch.context() as patched:
        patched.setattr(facet_files, "LAYOUT", newer)
        assert keep_facets() == 1

    assert has_files_open(large), "the older version still has what it reads"
    assert keep_facets() == 0

    monkeypatch.setattr(index_files, "OTHER_VERSION_SECONDS", 0)
    assert keep_facets() == 0
    names = [one.name for one in index_folder(large.pk).iterdir()]
    assert not [name for name in names if name.startswith((f"{newer}-", f"current-{newer}"))]
    assert has_files_open(large)


@pytest.mark.costs("builds an index twice")
def test_after_a_crash_of_the_database_the_files_are_made_anew(large: Workspace) -> None:
    assert has_files_open(large)
    with connection.cursor() as cursor:  # As the server does when it comes back.
        cursor.execute("SELECT pg_stat_reset_shared('wal')")

    assert not has_files_open(large), "the files may hold rows that the database has lost"
    assert keep_facets() == 1

    assert has_files_open(large)


@pytest.mark.slow
def test_files_older_than_what_is_kept_of_changes_are_made_anew(large: Workspace) -> None:
    current = read_current(large.pk)
    assert current
    FacetState.objects.update_or_create(workspace=large, defaults={"forgotten": current.since + 1})

    assert not has_files_open(large)
    Contact.objects.filter(workspace=large).update(city="Oslo")
    assert keep_facets() == 1

    assert has_files_open(large)


@pytest.mark.slow
def test_what_a_killed_writer_left_goes_with_the_next_files(
    large: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = index_folder(large.pk) / f"{layout_of(SCHEMA)}-0123.json"
    left.write_text("{")
    build_files(large.pk)
    assert not left.exists()
    current = read_current(large.pk)

    def fail(_number: int) -> None:
        raise OSError("full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        build_files(large.pk)

    assert read_current(large.pk) == current
    names = {one.name for one in index_folder(large.pk).iterdir()}
    assert current
    assert names == {current.folder, f"current-{layout_of(SCHEMA)}.json"}


@pytest.mark.slow
def test_files_of_a_workspace_that_became_small_are_deleted(large: Workspace) -> None:
    Contact.objects.filter(workspace=large)[0].delete()
    current = read_current(large.pk)
    assert current
    (index_folder(large.pk) / current.folder / "contact-title").unlink()

    assert keep_facets() == 0

    assert not index_folder(large.pk).exists()
