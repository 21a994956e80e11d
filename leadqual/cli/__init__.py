"""`leadqual`: the command line of everything.

Commands that turn files into files work without a database. Every module of this package is light
to import: what is heavy (torch, Django, pyarrow) is imported inside the command that needs it.
"""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from classifiers.core.errors import ClassifierError
from leadqual.cli.classification import companies, list_matches, replies, titles
from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation import (
    api_keys,
    backup,
    check,
    demo_data,
    mcp,
    monitor,
    restore,
    retention,
    start,
    worker,
    workspaces,
)
from leadqual.cli.learning import corrections, evaluate, lab, models, taxonomy, train
from leadqual.cli.records import exports, imports, person, search, suppressions
from leadqual.core.command_line import note_command_line
from leadqual.core.errors import LeadqualError


class _Commands(TyperGroup):
    """The commands, with errors in words for people."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise
        except LeadqualError as error:
            raise FileError(error.message) from error


app = typer.Typer(
    name="leadqual",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(titles.app, name="titles")
app.add_typer(corrections.app, name="corrections")
app.add_typer(companies.app, name="companies")
app.add_typer(replies.app, name="replies")
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(lab.app, name="lab")
app.add_typer(imports.app, name="import")
app.add_typer(search.app, name="search")
app.add_typer(taxonomy.app, name="taxonomy")
app.add_typer(models.app, name="models")
app.add_typer(api_keys.app, name="keys")
app.add_typer(workspaces.app, name="workspace")
app.add_typer(person.app, name="person")
app.add_typer(retention.app, name="retention")
app.add_typer(backup.app, name="backup")
app.command(name="restore")(restore.restore)
app.command(name="match")(list_matches.match)
app.command(name="export")(exports.export)
app.command(name="suppress")(suppressions.suppress)
app.command(name="check")(check.check)
app.command(name="monitor")(monitor.monitor)
app.command(name="mcp")(mcp.mcp)
app.command(name="demo-data")(demo_data.demo_data)
start.mount(app)
app.command(name="worker")(worker.worker)


@app.callback()
def leadqual(context: typer.Context) -> None:
    """Read titles, companies and replies, and put the companies most worth a call on top."""
    context.call_on_close(lambda: note_command_line(is_running=False))


def main() -> None:
    """Run the command line; mistakes of the user end in one line and exit code 2."""
    try:
        app()
    except (FileError, ClassifierError) as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(2)
