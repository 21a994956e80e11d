"""`leadqual import`: import contacts or companies into a workspace."""

import typer

app = typer.Typer(help="Import contacts or companies into a workspace.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Import contacts or companies into a workspace."""
