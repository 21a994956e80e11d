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
    """List the saved searches: how many people each finds, who saved it, and what it asks."""
    connect()
    from leadqual.search.results.selectors import n_found, vocabulary
    from leadqual.search.saved.selectors import query_of, saved_of

    place = workspace_named(workspace)
    known = vocabulary()
    rows = list(saved_of(place))
    for row in rows:
        query, _ = query_of(row, known)
        typer.echo(f"{n_found(place, query):>10,}  {row.name}  (by {row.author})  {row.query}")
    if not rows:
        typer.echo("There are no saved searches yet.")


def save(
    name: NameArgument,
    search: Annotated[
        str, typer.Argument(help="Query string of the search: function=sales&level=vp")
    ],
    workspace: WorkspaceOption = None,
) -> None:
    """Save a search under a name, for everybody in the workspace."""
    connect()
    from leadqual.core.errors import LeadqualError
    from leadqual.search.query.query import params_of
    from leadqual.search.query.query_parsing import read_contact_query
    from leadqual.search.results.selectors import n_found, vocabulary
    from leadqual.search.saved import services as writes

    place = workspace_named(workspace)
    params = params_of(search)
    query, notes = read_contact_query(params, vocabulary(place))
    strangers = [f"Unknown parameter “{key}”." for key in set(params) - query.names()]
    if said := [*strangers, *notes.values()]:
        raise FileError(f"{' '.join(said)} Nothing was saved.")
    try:
        row = writes.save_search(workspace=place, name=name, query=query, author=manager_of(place))
    except LeadqualError as error:
        raise FileError(error.message) from error
    typer.echo(f"Saved “{row.name}”; it finds {n_found(place, query):,} people now.")


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
    """Put a saved search away; the people it found stay."""
    connect()
    from leadqual.search.saved import services as writes

    place = workspace_named(workspace)
    writes.delete_search(saved=_named(place, name), author=manager_of(place))
    typer.echo(f"Deleted “{name}”.")


def _named(place: "Workspace", name: str) -> "SavedSearch":
    from leadqual.search.saved.selectors import saved_of

    row = saved_of(place).filter(name=name).first()
    if row is None:
        raise FileError(f"There is no saved search “{name}”. Nothing was changed.")
    return row
