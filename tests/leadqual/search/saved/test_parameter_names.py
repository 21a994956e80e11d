"""Searches that were saved before their parameters got other names find the same."""

from importlib import import_module

import pytest
from django.apps import apps

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import SavedSearch
from leadqual.search.results.selectors import vocabulary
from leadqual.search.saved.selectors import query_of

MIGRATION = import_module("leadqual.leads.migrations.0032_search_parameters")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("no=level%3Avp&dnc=yes&q=no", "exclude=level%3Avp&do_not_contact=yes&q=no"),
        ("other=1&no=other%3A1&no=dnc%3Ayes", None),
        ("country=Peru&q=other+people", "country=Peru&q=other+people"),
        ("", ""),
    ],
)
def test_saved_searches_get_the_new_names_and_the_old_ones_back(
    workspace: Workspace, manager: User, before: str, after: str | None
) -> None:
    if after is None:
        after = "unclassified=1&exclude=unclassified%3A1&exclude=do_not_contact%3Ayes"
    saved = SavedSearch.objects.create(
        workspace=workspace, author=manager, name="One", query=before
    )

    MIGRATION.forwards(apps, None)
    saved.refresh_from_db()
    renamed = saved.query
    MIGRATION.backwards(apps, None)
    saved.refresh_from_db()

    assert renamed == after
    assert saved.query == before


def test_a_saved_search_still_excludes_what_it_excluded(
    workspace: Workspace, manager: User
) -> None:
    saved = SavedSearch.objects.create(
        workspace=workspace, author=manager, name="One", query="no=country%3AChile&dnc=yes"
    )

    MIGRATION.forwards(apps, None)
    saved.refresh_from_db()
    query, notes = query_of(saved, vocabulary())

    assert (query.exclude, query.ticked("do_not_contact"), notes) == (
        ("country:Chile",),
        ("yes",),
        {},
    )
