"""What exports held, in words: the ticks of their searches."""

from collections.abc import Sequence
from urllib.parse import parse_qs

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Export
from leadqual.leads.records.record_names import owner_names
from leadqual.search.facets.facet_table import MEMBERSHIPS, by_param
from leadqual.search.lists.selectors import gathered_company_names, gathered_names
from leadqual.search.pages.filters.active_filters import company_chips, contact_chips
from leadqual.search.pages.search_data import read_taxonomy
from leadqual.search.query.query_parsing import read_company_query, read_contact_query
from leadqual.search.results import selectors


def searches_in_words(workspace: Workspace, exports: Sequence[Export]) -> list[str]:
    """Say what each export was searched by, as in "All of Sales, Country Germany".

    What the taxonomy or the workspace does not know any more stays as it was written. Queries:
    those of the taxonomy, and three for each search that names companies, lists or campaigns.

    Returns:
        In the order of the exports; "" for all people.
    """
    taxonomy = read_taxonomy()
    vocabulary = taxonomy.vocabulary()
    found = []
    for export in exports:
        if export.records == Export.Records.COMPANIES:
            of_companies, unclear = read_company_query(parse_qs(export.query))
            gathered = gathered_company_names(workspace, of_companies)
            chips = company_chips(of_companies, owner_names(workspace), gathered=gathered)
            words = ", ".join(f"{chip.kind} {chip.words}".strip() for chip in chips)
            found.append(export.query if unclear or not words else words)
            continue
        query, notes = read_contact_query(parse_qs(export.query), vocabulary)
        named = [query.company, *(query.ticked(name) for name in by_param(MEMBERSHIPS))]
        named += [query.refused(name) for name in by_param(MEMBERSHIPS)]
        named += [query.ticked("owner"), query.refused("owner")]
        companies = selectors.companies_of(workspace).filter(pk__in=query.company)
        gathered = gathered_names(workspace, query) if any(named) else {}
        chips = contact_chips(taxonomy, query, companies if query.company else (), gathered)
        words = ", ".join(f"{chip.kind} {chip.words}".strip() for chip in chips)
        found.append(export.query if notes or not words else words)
    return found
