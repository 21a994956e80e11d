"""Saved searches on the command line: list, save, rename, delete; commands of `leadqual search`."""

from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    manager_of,
    workspace_named,
)

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.leads.models import SavedSearch

NameArgument = Annotated[str, typer.Argument(help="Name of the saved search.")]


def saved(workspace: WorkspaceOption = None) -> None:
    """List the saved searches: how many people or companies each finds, and what it asks."""
    connect()
    from leadqual.leads.models import SavedSearch
    from leadqual.search.results.selectors import n_found, n_found_companies, vocabulary
    from leadqual.search.results.value_lookup import CompanyValues
    from leadqual.search.saved.selectors import all_saved, company_query_of, query_of

    place = workspace_named(workspace)
    known, look_up = vocabulary(), CompanyValues(place)
    rows = list(all_saved(place))
    for row in rows:
        if row.records == SavedSearch.Records.COMPANIES:
            n, kind = n_found_companies(place, company_query_of(row, look_up)[0]), "companies, "
        else:
            n, kind = n_found(place, query_of(row, known)[0]), ""
        typer.echo(f"{n:>10,}  {row.name}  ({kind}by {row.author})  {row.query}")
    if not rows:
        typer.echo("There are no saved searches yet.")


def save(
    name: NameArgument,
    search: Annotated[
        str, typer.Argument(help="Query string of the search: function=sales&level=vp")
    ],
    workspace: WorkspaceOption = None,
    *,
    companies: Annotated[
        bool, typer.Option("--companies", help="A search for companies: region=DACH&size=51-200")
    ] = False,
) -> None:
    """Save a search for people or companies under a name, for everybody in the workspace."""
    connect()
    from leadqual.core.errors import LeadqualError
    from leadqual.search.query.query import CompanyQuery, ContactQuery, params_of
    from leadqual.search.query.query_parsing import read_company_query, read_contact_query
    from leadqual.search.results.selectors import n_found, n_found_companies, vocabulary
    from leadqual.search.results.value_lookup import CompanyValues
    from leadqual.search.saved import services as writes

    place = workspace_named(workspace)
    params = params_of(search)
    query: ContactQuery | CompanyQuery
    if companies:
        query, notes = read_company_query(params, CompanyValues(place))
    else:
        query, notes = read_contact_query(params, vocabulary(place))
    strangers = [f"Unknown parameter “{key}”." for key in set(params) - query.names()]
    if said := [*strangers, *notes.values()]:
        raise FileError(f"{' '.join(said)} Nothing was saved.")
    try:
        row = writes.save_search(workspace=place, name=name, query=query, author=manager_of(place))
    except LeadqualError as error:
        raise FileError(error.message) from error
    if isinstance(query, CompanyQuery):
        found = f"{n_found_companies(place, query):,} companies"
    else:
        found = f"{n_found(place, query):,} people"
    typer.echo(f"Saved “{row.name}”; it finds {found} now.")


def rename(
    name: NameArgument,
    to: Annotated[str, typer.Argument(help="New name.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Give a saved search another name."""
    connect()
    from leadqual.core.errors import LeadqualError
    from leadqual.search.saved import services as writes

    place = workspace_named(workspace)
    row = _named(place, name)
    try:
        writes.change_search(saved=row, author=manager_of(place), name=to)
    except LeadqualError as error:
        raise FileError(error.message) from error
    typer.echo(f"Renamed “{name}” to “{to}”.")


def delete(name: NameArgument, workspace: WorkspaceOption = None) -> None:
    """Put a saved search away; what it found stays."""
    connect()
    from leadqual.search.saved import services as writes

    place = workspace_named(workspace)
    writes.delete_search(saved=_named(place, name), author=manager_of(place))
    typer.echo(f"Deleted “{name}”.")


def _named(place: "Workspace", name: str) -> "SavedSearch":
    from leadqual.search.saved.selectors import all_saved

    row = all_saved(place).filter(name=name).first()
    if row is None:
        raise FileError(f"There is no saved search “{name}”. Nothing was changed.")
    return row
