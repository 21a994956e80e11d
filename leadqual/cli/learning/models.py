"""`leadqual models`: which models are live, candidates and their gates, going live and back.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import connect, staff_named

if TYPE_CHECKING:
    from leadqual.registry.models import ModelVersion, Trial

SECONDS = 0.5  # Between two looks at how far it is.

app = typer.Typer(help="List, evaluate, promote and roll back models.", no_args_is_help=True)

AuthorOption = Annotated[
    str | None, typer.Option(help="Email address of the staff member who does it.")
]
VersionArgument = Annotated[str, typer.Argument(help="E.g. titles-2026.11.3-5f2c1a9e.")]
ReasonOption = Annotated[str, typer.Option(help="Recorded in the audit log.")]


@app.command(name="list")
def list_models() -> None:
    """List every version with its state, and how many gates a candidate passes."""
    connect()
    from leadqual.registry.selectors import versions_by_kind
    from leadqual.registry.trials import newest_trials

    versions = list(versions_by_kind())
    candidates = [version for version in versions if version.state == version.State.CANDIDATE]
    newest = newest_trials(candidates)
    for version in versions:
        trial = newest.get(version.pk)
        summary = f"  {_summarize_trial(trial)}" if trial else ""
        state = "retired" if version.withdrawn_at else version.state
        typer.echo(f"{version.kind:10} {state:10} {version.version}{summary}")


@app.command()
def register(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder written by `leadqual train`.", file_okay=False, exists=True),
    ],
    author: AuthorOption = None,
) -> None:
    """Check a folder with a model, copy it, and have it measured as a candidate."""
    connect()
    from leadqual.registry.candidates import register_folder

    staff = staff_named(author)
    version = register_folder(folder, author=staff)
    typer.echo(f"{version.version} is a candidate and is being evaluated.")


@app.command()
def check(version: VersionArgument) -> None:
    """Measure a candidate next to the live model now, and say which gates it passes."""
    connect()
    from leadqual.cli.files.progress import open_bar
    from leadqual.registry import trials
    from leadqual.registry.tasks import measure_candidates

    found = _find_version(version)
    trial = trials.start_trial(found)
    with open_bar("Evaluating both models", total=1) as progress:
        while trial.is_open:
            measure_candidates()  # Where the worker is at it, this only looks how far it is.
            trial.refresh_from_db()
            progress.at(trial.share_done, "Evaluating both models")
            if trial.is_open:
                sleep(SECONDS)
    if trial.state != trial.State.DONE:
        raise FileError(trial.problem)
    for gate in trial.gates:
        figures = [
            "–" if gate[side] is None else f"{gate[side]:.4f}" for side in ("live", "new", "change")
        ]
        sign = "passes" if gate["passes"] else "FAILS "
        typer.echo(
            f"{sign} {gate['name']:45} {figures[0]:>10} {figures[1]:>10} {figures[2]:>10}  "
            f"{gate['allowed']}"
        )
    typer.echo(_summarize_trial(trial))
    if not trial.passes:
        raise typer.Exit(1)


@app.command()
def promote(
    version: VersionArgument, reason: ReasonOption = "", author: AuthorOption = None
) -> None:
    """Put a candidate live that passes its gates, or fails one and a reason is given."""
    connect()
    from leadqual.registry.versions.promotion import go_live

    found, staff = _find_version(version), staff_named(author)
    go_live(version=found, author=staff, reason=reason)
    typer.echo(f"{found.version} is live.")


@app.command(name="roll-back")
def roll_back(
    kind: Annotated[str, typer.Argument(help="titles, companies or replies.")],
    reason: ReasonOption = "",
    author: AuthorOption = None,
) -> None:
    """Bring back the model of a kind that was live before."""
    connect()
    from leadqual.registry.versions import promotion

    staff = staff_named(author)
    former = promotion.roll_back(kind=kind, author=staff, reason=reason)
    typer.echo(f"{former.version} is live.")


@app.command()
def retire(
    version: VersionArgument, reason: ReasonOption = "", author: AuthorOption = None
) -> None:
    """Retire a version that is not live; the files of a registered one are deleted."""
    connect()
    from leadqual.registry.versions import promotion

    found, staff = _find_version(version), staff_named(author)
    promotion.retire(version=found, author=staff, reason=reason)
    typer.echo(f"{found.version} is retired.")


@app.command()
def shadow(version: VersionArgument, author: AuthorOption = None) -> None:
    """Let a candidate answer next to the live model for the hours of SHADOW_HOURS."""
    connect()
    from leadqual.registry.shadow import start

    found, staff = _find_version(version), staff_named(author)
    running = start(candidate=found, author=staff)
    typer.echo(
        f"Shadow mode of {found.version} runs until {running.ends_at:%b %-d, %Y, %H:%M} UTC."
    )


@app.command()
def retrain(
    kind: Annotated[str, typer.Argument(help="titles, companies or replies.")],
    author: AuthorOption = None,
) -> None:
    """Train the live model further with corrections; the worker does it."""
    connect()
    from leadqual.registry.model_sources import kinds
    from leadqual.registry.models import Training
    from leadqual.registry.training import ask

    if kind not in kinds():
        raise FileError(f"{kind!r} models cannot be retrained. Kinds: {', '.join(kinds())}.")
    staff = staff_named(author)
    ask(kind=kind, cause=Training.Cause.PERSON, author=staff)
    typer.echo("Training a candidate. `leadqual models list` shows it when it is ready.")


def _find_version(name: str) -> "ModelVersion":
    from leadqual.registry.models import ModelVersion

    found = ModelVersion.objects.filter(version=name).first()
    if found is None:
        raise FileError(f"There is no version {name!r}. See `leadqual models list`.")
    return found


def _summarize_trial(trial: "Trial") -> str:
    from leadqual.registry.trials import n_passed

    if trial.state != trial.State.DONE:
        return trial.problem or trial.get_state_display()
    return " ".join([f"{n_passed(trial)} of {len(trial.gates)} gates passed.", *trial.refusals])
