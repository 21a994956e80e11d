"""`leadqual companies`: companies, classify and rank files."""

import typer

app = typer.Typer(help="Companies: classify and rank files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Companies: classify and rank files."""
