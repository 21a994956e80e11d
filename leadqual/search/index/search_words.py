"""What the words of a search mean in a workspace, read once."""

from dataclasses import replace

from facet_index.index import FacetIndex
from leadqual.search.index.company_words import place_checker
from leadqual.search.query.query import CompanyQuery, Search
from leadqual.search.words.company_word_parsing import companies_by_meaning, parse_company_words
from leadqual.search.words.word_parsing import ParsedWords, parse_contact_words


def parse_search_words(workspace_id: int, index: FacetIndex, query: Search) -> ParsedWords:
    """Return the reading of the words of a search, its own if it is for this workspace.

    Searches for companies also find companies of similar meaning.
    """
    if query.reading is not None and query.reading.workspace_id == workspace_id:
        return query.reading
    if not isinstance(query, CompanyQuery):
        return replace(parse_contact_words(workspace_id, query.q), workspace_id=workspace_id)
    parsed = parse_company_words(workspace_id, query.q)
    near = parsed.near or companies_by_meaning(
        workspace_id, query.q, parsed.interpretations, is_place=place_checker(index)
    )
    return replace(parsed, near=near, workspace_id=workspace_id)
