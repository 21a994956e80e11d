"""`leadqual search`: saved searches; the search index checked or rebuilt.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.progress import open_bar
from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    manager_of,
    workspace_named,
)

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.leads.models import SavedSearch
    from leadqual.search.query.query import CompanyQuery, ContactQuery

MAX_SHOWN = 10

app = typer.Typer(help="Manage saved searches and the search index.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="Name of the saved search.")]


@app.command()
def saved(workspace: WorkspaceOption = None) -> None:
    """List the saved searches: how many people or companies each finds, and what it asks."""
    connect()
    from leadqual.leads.models import SavedSearch
    from leadqual.search.results.result_pages import n_found
    from leadqual.search.results.taxonomy import vocabulary
    from leadqual.search.saved_searches import query_of, visible_searches

    place = workspace_named(workspace)
    known = vocabulary()
    rows = list(visible_searches(place))
    for row in rows:
        n = n_found(place, query_of(row, known)[0])
        kind = "companies, " if row.records == SavedSearch.Records.COMPANIES else ""
        typer.echo(f"{n:>10,}  {row.name}  ({kind}by {row.author})  {row.query}")
    if not rows:
        typer.echo("There are no saved searches yet.")


@app.command()
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
    from leadqual.search.results.result_pages import n_found
    from leadqual.search.saved_search_changes import save_search

    place = workspace_named(workspace)
    query = read_search(place, search, of_companies=companies, outcome="Nothing was saved.")
    row = save_search(workspace=place, name=name, query=query, author=manager_of(place))
    found = f"{n_found(place, query):,} {row.records}"
    typer.echo(f"Saved “{row.name}”; it finds {found} now.")


def read_search(
    workspace: "Workspace", search: str, *, of_companies: bool, outcome: str
) -> "ContactQuery | CompanyQuery":
    """Read a search; what is not understood is refused, as left out it would widen it."""
    from urllib.parse import parse_qs

    from leadqual.search.results.kinds import COMPANIES, PEOPLE

    params = parse_qs(search.partition("?")[2] or search, keep_blank_values=True)
    kind = COMPANIES if of_companies else PEOPLE
    query, notes = kind.read(params, workspace)
    unknown = [f"Unknown parameter “{name}”." for name in sorted(set(params) - query.names())]
    if problems := [*unknown, *notes.values()]:
        raise FileError(f"{' '.join(problems)} {outcome}")
    return query


@app.command()
def rename(
    name: NameArgument,
    to: Annotated[str, typer.Argument(help="New name.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Give a saved search another name."""
    connect()
    from leadqual.search.saved_search_changes import change_search

    place = workspace_named(workspace)
    row = _find_search(place, name)
    change_search(saved=row, author=manager_of(place), name=to)
    typer.echo(f"Renamed “{name}” to “{to}”.")


@app.command()
def delete(name: NameArgument, workspace: WorkspaceOption = None) -> None:
    """Put a saved search away; what it found stays."""
    connect()
    from leadqual.search.saved_search_changes import delete_search

    place = workspace_named(workspace)
    delete_search(saved=_find_search(place, name), author=manager_of(place))
    typer.echo(f"Deleted “{name}”.")


def _find_search(place: "Workspace", name: str) -> "SavedSearch":
    from leadqual.search.saved_searches import visible_searches

    row = visible_searches(place).filter(name=name).first()
    if row is None:
        raise FileError(f"There is no saved search “{name}”. Nothing was changed.")
    return row


@app.command()
def check(
    workspace: WorkspaceOption = None,
    searches: Annotated[int, typer.Option(min=1, help="Number of random searches.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed runs the same searches.")] = 0,
) -> None:
    """Compare counts and rows of the index with what the tables say; exit code 1 if they differ."""
    connect()
    from leadqual.search.results.consistency_check import find_differences

    place = workspace_named(workspace)
    found = []
    with open_bar("Searches", total=searches) as shown:
        try:
            compared = find_differences(place, n_searches=searches, seed=seed)
            for number, some in enumerate(compared, start=1):
                found += some
                shown.at(number)
        except LookupError as error:
            raise FileError(str(error)) from error
    if not found:
        typer.echo(f"The index matches the tables in all {searches} searches.")
        return
    for difference in found[:MAX_SHOWN]:
        typer.echo(
            f"{difference.query or 'everyone'}: {difference.what}: {difference.by_index}, "
            f"not {difference.by_tables}"
        )
    typer.echo(
        f"{len(found)} differences. No data is lost: `leadqual search rebuild` rebuilds the index."
    )
    raise typer.Exit(1)


@app.command()
def rebuild(workspace: WorkspaceOption = None) -> None:
    """Make the index of a workspace again from the tables; searches go on meanwhile."""
    connect()
    from leadqual.search.index.index_file_job import build_files

    built = build_files(workspace_named(workspace).pk)
    typer.echo(f"The index contains {built.n_contacts:,} contacts.")
