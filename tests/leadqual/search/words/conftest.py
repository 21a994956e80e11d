from collections.abc import Callable

import pytest

from leadqual.accounts.models import Workspace
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.result_pages import result_page

Ask = Callable[..., list[str]]


@pytest.fixture
def people(workspace: Workspace) -> Ask:
    """Names of the people that words find, in order."""

    def ask(words: str, **values: object) -> list[str]:
        query = ContactQuery(q=words, **{"sort": "relevance", **values})
        return [str(row) for row in result_page(workspace, query).rows]

    return ask


@pytest.fixture
def companies(workspace: Workspace) -> Ask:
    """Names of the companies that words find, as `people` does."""

    def ask(words: str, **values: object) -> list[str]:
        query = CompanyQuery(q=words, **{"sort": "relevance", **values})
        return [str(row) for row in result_page(workspace, query).rows]

    return ask
