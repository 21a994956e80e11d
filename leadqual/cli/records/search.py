"""`leadqual search`: saved searches; the numbers beside the search checked, or made anew.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from typing import Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.progress import bar
from leadqual.cli.installation.database import WorkspaceOption, connect, workspace_named
from leadqual.cli.records import saved_searches

N_SHOWN = 10

app = typer.Typer(help="Manage saved searches and the search index.", no_args_is_help=True)
app.command()(saved_searches.saved)
app.command()(saved_searches.save)
app.command()(saved_searches.rename)
app.command()(saved_searches.delete)


@app.command()
def check(
    workspace: WorkspaceOption = None,
    searches: Annotated[int, typer.Option(min=1, help="Number of random searches.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed runs the same searches.")] = 0,
) -> None:
    """Compare counts and rows of the index with what the tables say; exit code 1 if they differ."""
    connect()
    from leadqual.search.results.consistency_check import differences

    place = workspace_named(workspace)
    found = []
    with bar("Searches", total=searches) as shown:
        try:
            compared = differences(place, n_searches=searches, seed=seed)
            for number, some in enumerate(compared, start=1):
                found += some
                shown.at(number)
        except LookupError as error:
            raise FileError(str(error)) from error
    if not found:
        typer.echo(f"The index matches the tables in all {searches} searches.")
        return
    for one in found[:N_SHOWN]:
        typer.echo(f"{one.query or 'everyone'}: {one.what}: {one.by_index}, not {one.by_tables}")
    typer.echo(
        f"{len(found)} differences. No data is lost: `leadqual search rebuild` rebuilds the index."
    )
    raise typer.Exit(1)


@app.command()
def rebuild(workspace: WorkspaceOption = None) -> None:
    """Make the index of a workspace anew from the tables; searches go on meanwhile."""
    connect()
    from leadqual.search.index.index_build import build_files

    made = build_files(workspace_named(workspace).pk)
    typer.echo(f"The index contains {made.n_contacts:,} contacts.")
