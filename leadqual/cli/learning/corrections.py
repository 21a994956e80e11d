"""`leadqual corrections`: say what titles are, see what that reaches, take it back.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leadqual.cli.files.formats import check_writable, write_rows
from leadqual.cli.files.input_files import CHUNK_ROWS, FileError, Row
from leadqual.cli.files.stores import STANDARD_STREAM
from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    manager_of,
    workspace_named,
)

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.labeling.corrections.correction_input import CorrectionInput
    from leadqual.labeling.corrections.services import CorrectionPreview
    from leadqual.labeling.learned_functions.function_preview import FunctionPreview
    from leadqual.leads.models import JobTitle

MAX_SHOWN = 20
COLUMNS: dict[str, object] = {
    "correction": int,
    **dict.fromkeys(("title", "functions", "level", "industry", "note", "state"), str),
    **dict.fromkeys(("people", "followers"), int),
    "said_at": str,
}
REFUSED_EXIT = (
    3  # The exit code of a correction that would be refused, as of one that is; 2 is a mistake.
)

app = typer.Typer(help="Preview, record and undo corrections of job titles.", no_args_is_help=True)

TitleArgument = Annotated[str, typer.Argument(help="The title, in any spelling.")]
FunctionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--function", help="Function slug; repeatable up to three times; omit for unclassified."
    ),
]
LevelOption = Annotated[str, typer.Option(help="Level slug.")]
IndustryOption = Annotated[str | None, typer.Option(help="Industry slug, if any.")]
AloneOption = Annotated[
    bool, typer.Option("--alone", help="Correct only this title, without close variants.")
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="Also correct close variants without asking.")
]


@app.command(name="list")
def list_(
    workspace: WorkspaceOption = None,
    out: Annotated[
        str, typer.Option(help="CSV, JSONL or Parquet file; - for standard output.")
    ] = STANDARD_STREAM,
    *,
    all_: Annotated[
        bool, typer.Option("--all", help="Include undone and replaced corrections.")
    ] = False,
) -> None:
    """List corrections, the newest first, with how many titles follow each."""
    check_writable(out)
    connect()
    write_rows(
        out, _correction_chunks(workspace_named(workspace), with_former=all_), columns=COLUMNS
    )


def _correction_chunks(workspace: "Workspace", *, with_former: bool) -> Iterator[list[Row]]:
    from leadqual.labeling.corrections.selectors import corrections_of

    rows = corrections_of(workspace)
    if not with_former:
        rows = rows.filter(is_current=True)
    found = rows.iterator(chunk_size=CHUNK_ROWS)
    while chunk := list(islice(found, CHUNK_ROWS)):
        yield [_correction_row(correction) for correction in chunk]


def _correction_row(correction: Any) -> Row:
    former = "undone" if correction.undone_at else "replaced"
    current = "retired" if correction.is_retired else "active"
    return {
        "correction": correction.pk,
        "title": correction.job_title.title,
        "functions": ";".join(function.slug for function in correction.functions.all()),
        "level": correction.level.slug,
        "industry": correction.industry.slug if correction.industry else "",
        "note": correction.note,
        "state": current if correction.is_current else former,
        "people": correction.job_title.n_contacts,
        "followers": correction.n_followers,
        "said_at": correction.created_at.isoformat(timespec="seconds"),
    }


@app.command()
def predict(titles: list[str], workspace: WorkspaceOption = None) -> None:
    """Show the labels of titles, with all corrections of the workspace."""
    connect()
    from classifiers.titles.prediction_json import source_of
    from leadqual.labeling.corrections import services

    for found in services.predict(workspace=workspace_named(workspace), titles=titles):
        functions = ", ".join(f"{label.slug} {label.score:.2f}" for label in found.functions)
        level = f"{found.level.slug} {found.level.score:.2f}"
        typer.echo(
            f"{found.title}: {functions or 'unclassified'}; {level}; source: {source_of(found)}"
        )


@app.command()
def preview(
    title: TitleArgument,
    level: LevelOption,
    function: FunctionOption = None,
    workspace: WorkspaceOption = None,
    *,
    alone: AloneOption = False,
) -> None:
    """Show which other titles a correction would change; nothing is stored.

    Ends with 3 where the frozen test set refuses it, and with 2 where something is mistaken.
    """
    connect()
    from leadqual.labeling.corrections.correction_input import word_of
    from leadqual.labeling.corrections.services import preview_correction
    from leadqual.labeling.learned_functions.function_preview import preview_function
    from leadqual.labeling.metric_drop_texts import drop_text
    from leadqual.labeling.slug_names import name_function_preview, name_preview

    row = _stored_title(workspace_named(workspace), title)
    correction_input = word_of(
        {"functions": function or (), "level": level, "propagate": not alone}
    )
    found = name_preview(preview_correction(job_title=row, correction_input=correction_input))
    _print_propagated(found)
    for each in found.teaches:
        typer.echo(f"  {each.function} would be learned from {each.n_titles:,} titles.")
    if found.teaches:
        _print_preview(
            name_function_preview(
                preview_function(job_title=row, correction_input=correction_input)
            )
        )
    for drop in found.falls:
        typer.echo(f"  {drop_text(drop)}")
    if found.is_refused:
        typer.echo("This fails the quality gate. Use --alone to correct only this title.")
        raise typer.Exit(REFUSED_EXIT)


def _print_propagated(found: "CorrectionPreview") -> None:
    typer.echo(
        f"{_format_titles(len(found.titles))} of {_format_people(found.n_contacts)} would change."
    )
    for title_found in found.titles[:MAX_SHOWN]:
        now = ", ".join(title_found.functions) or "unclassified"
        typer.echo(f"  {title_found.title} ({_format_people(title_found.n_contacts)}, now {now})")
    for caution in found.cautions:
        sure = "the dictionary assigns it" if caution.is_settled else "the model is nearly certain"
        typer.echo(
            f"  Warning: this removes {caution.function} from "
            f"{_format_people(caution.n_contacts)}, although {sure}."
        )


def _print_preview(found: list["FunctionPreview"]) -> None:
    for each in found:
        details = (
            ""
            if each.is_complete
            else f" among the {each.n_looked_at:,} titles with the most contacts"
        )
        typer.echo(f"  The learned function {each.function} {_describe_changes(each)}{details}.")
        for change in each.changes[:MAX_SHOWN]:
            now, then = (", ".join(names) or "unclassified" for names in (change.now, change.then))
            typer.echo(f"    {change.title} ({_format_people(change.n_contacts)}): {now} -> {then}")
        if each.falls:
            typer.echo(
                "    It fails the quality gate and changes nothing until a manager activates it."
            )
        elif each.is_held:
            typer.echo(
                f"    Its recall on its training titles is {each.recall:.0%}: it stays "
                "on hold until a manager activates it."
            )


def _describe_changes(each: "FunctionPreview") -> str:
    changes = "would change" if each.falls or each.is_held else "changes"
    if not each.changes:
        return f"{changes} no other titles"
    return (
        f"{changes} {_format_more_titles(len(each.changes))} of {_format_people(each.n_contacts)}"
    )


@app.command()
def apply(
    title: TitleArgument,
    level: LevelOption,
    function: FunctionOption = None,
    industry: IndustryOption = None,
    workspace: WorkspaceOption = None,
    *,
    alone: AloneOption = False,
    yes: YesOption = False,
) -> None:
    """Say what a title really is; in force at the next request of every process.

    Where like titles of other people follow, they are shown first and --yes is asked for, on a
    terminal by a question; --alone corrects the title by itself. Ends with 3 where the frozen test
    set refuses it.
    """
    connect()
    from leadqual.core.errors import LeadqualError
    from leadqual.labeling.corrections.correction_input import word_of
    from leadqual.labeling.corrections.selectors import propagated_from
    from leadqual.labeling.corrections.services import record_correction
    from leadqual.labeling.quality_gate import MetricDropError
    from leadqual.labeling.slug_names import message_of

    place = workspace_named(workspace)
    content = {
        "functions": function or (),
        "level": level,
        "industry": industry,
        "propagate": not alone,
    }
    try:
        if not (alone or yes):
            _confirm_propagation(place, title, word_of(content))
        correction = record_correction(
            job_title=_find_title(place, title),
            correction_input=word_of(content),
            author=manager_of(place),
        )
    except MetricDropError as error:
        typer.echo(f"Error: {message_of(error)}", err=True)
        raise typer.Exit(REFUSED_EXIT) from error
    except LeadqualError as error:
        raise FileError(message_of(error)) from error
    followers = propagated_from(correction)
    too = ""
    if followers.n_titles:
        variants = f"{_format_titles(followers.n_titles)} of {_format_people(followers.n_contacts)}"
        too = f"; also applied to {variants}"
    people = _format_people(correction.job_title.n_contacts)
    typer.echo(f"Correction {correction.pk}: {correction.job_title.title} for {people}{too}.")


def _confirm_propagation(
    workspace: "Workspace", title: str, correction_input: "CorrectionInput"
) -> None:
    """Show like titles that would follow, and go on only if a person wants them to.

    Raises:
        FileError: nobody is there to ask.
        Abort: the person says no.
    """
    from django.db import transaction

    from leadqual.labeling.corrections.services import preview_correction
    from leadqual.labeling.slug_names import name_preview

    with transaction.atomic():
        found = name_preview(
            preview_correction(
                job_title=_find_title(workspace, title), correction_input=correction_input
            )
        )
        transaction.set_rollback(
            True
        )  # A title that nobody carries yet is only stored if corrected.
    if found.is_refused or not found.titles:
        return  # What is refused is reported where it is recorded.
    _print_propagated(found)
    if sys.stdin.isatty():
        typer.confirm("Correct all of them?", abort=True)
    else:
        raise FileError(
            "Nothing was corrected, because close variants would change too. Use --yes "
            "to correct them as well, or --alone to correct only this title."
        )


@app.command()
def undo(
    correction: Annotated[int, typer.Argument(help="ID of the correction.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Take a correction back, with all that followed it."""
    connect()
    from leadqual.labeling.corrections.services import undo_correction
    from leadqual.labeling.models.corrections import Correction

    place = workspace_named(workspace)
    row = Correction.objects.filter(workspace=place, pk=correction).first()
    if row is None:
        raise FileError(f"The workspace {place.slug} has no correction {correction}.")
    title = undo_correction(correction=row, author=manager_of(place))
    typer.echo(f"{title.title} has its previous labels again.")


def _format_people(n_people: int) -> str:
    return "1 person" if n_people == 1 else f"{n_people:,} people"


def _format_more_titles(n_titles: int) -> str:
    return "1 more title" if n_titles == 1 else f"{n_titles:,} more titles"


def _format_titles(n_titles: int) -> str:
    return "1 close variant" if n_titles == 1 else f"{n_titles:,} close variants"


def _stored_title(workspace: "Workspace", title: str) -> "JobTitle":
    from leadqual.labeling.corrections.selectors import title_named

    row = title_named(workspace, title)
    if row is None:
        raise FileError(
            f"No one in {workspace.slug} has the title {title!r}, so there is nothing "
            "to preview. `leadqual corrections predict` shows its labels, and "
            "`leadqual corrections apply` stores a correction for future imports."
        )
    return row


def _find_title(workspace: "Workspace", title: str) -> "JobTitle":
    from leadqual.leads.services import job_title_for

    row = job_title_for(workspace=workspace, title=title)
    if row is None:
        raise FileError(f"{title!r} contains nothing that can be classified.")
    return row
