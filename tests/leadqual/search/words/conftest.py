from collections.abc import Callable

import pytest

from leadqual.accounts.models import Workspace
from leadqual.search.index.index_build import build_files
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.selectors import (
    company_page,
    company_page_of_tables,
    contact_page,
    contact_page_of_tables,
)

Ask = Callable[..., list[str]]


@pytest.fixture
def people(workspace: Workspace) -> Ask:
    """Names of the people that words find, in order; the index and the tables say the same."""

    def ask(words: str, **values: object) -> list[str]:
        query = ContactQuery(q=words, **{"sort": "relevance", **values})
        _build(workspace)
        by_index = [str(row) for row in contact_page(workspace, query).rows]
        assert by_index == [str(row) for row in contact_page_of_tables(workspace, query).rows]
        return by_index

    return ask


@pytest.fixture
def companies(workspace: Workspace) -> Ask:
    """Names of the companies that words find, as `people` does."""

    def ask(words: str, **values: object) -> list[str]:
        query = CompanyQuery(q=words, **{"sort": "relevance", **values})
        _build(workspace)
        by_index = [str(row) for row in company_page(workspace, query).rows]
        assert by_index == [str(row) for row in company_page_of_tables(workspace, query).rows]
        return by_index

    return ask


def _build(workspace: Workspace) -> None:
    build_files(workspace.pk)
    with index_of(workspace.pk) as index:
        assert index is not None
