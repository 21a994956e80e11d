"""What the words of a search mean in a workspace, read once."""

from dataclasses import replace

from facet_index.index import FacetIndex
from leadqual.search.index.company_words import is_place_of
from leadqual.search.query.query import CompanyQuery, Search
from leadqual.search.words.company_readings import companies_by_meaning, read_company_words
from leadqual.search.words.readings import WordReading, read_contact_words


def read_search_words(workspace_id: int, index: FacetIndex, query: Search) -> WordReading:
    """Return the reading of the words of a search, its own if it is for this workspace.

    Searches for companies also find companies of similar meaning.
    """
    if query.reading is not None and query.reading.workspace_id == workspace_id:
        return query.reading
    if not isinstance(query, CompanyQuery):
        return replace(read_contact_words(workspace_id, query.q), workspace_id=workspace_id)
    read = read_company_words(workspace_id, query.q)
    near = read.near or companies_by_meaning(
        workspace_id, query.q, read.interpretations, is_place=is_place_of(index)
    )
    return replace(read, near=near, workspace_id=workspace_id)
