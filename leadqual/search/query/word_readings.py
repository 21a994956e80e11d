"""What the words of a search were read as: read here, unless the search brings its reading."""

from dataclasses import replace

from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.words.company_readings import (
    IsPlace,
    companies_by_meaning,
    read_company_words,
)
from leadqual.search.words.readings import WordReading, read_contact_words


def contact_words_of(workspace_id: int, query: ContactQuery) -> WordReading:
    """Return what the words of a search for people ask for."""
    return _brought(workspace_id, query) or replace(
        read_contact_words(workspace_id, query.q), workspace_id=workspace_id
    )


def company_words_of(workspace_id: int, query: CompanyQuery, is_place: IsPlace) -> WordReading:
    """Return what the words of a search for companies ask for, with the companies that mean it."""
    if brought := _brought(workspace_id, query):
        return brought
    read = read_company_words(workspace_id, query.q)
    near = companies_by_meaning(workspace_id, query.q, read.interpretations, is_place=is_place)
    return replace(read, near=near, workspace_id=workspace_id)


def _brought(workspace_id: int, query: Search) -> WordReading | None:
    """Return the reading of a search, unless it was made for another workspace."""
    read = query.reading
    return read if read is not None and read.workspace_id == workspace_id else None
