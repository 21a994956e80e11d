"""How far a job on duplicates is, for everyone who looks."""

from leadqual.core import clock
from leadqual.duplicates.models import DuplicateRun


def note_progress(run: DuplicateRun, *, n_done: int, n_all: int | None = None) -> None:
    """Store how far a job is, with a sign that it is alive."""
    run.n_done, run.heartbeat_at = n_done, clock.now()
    run.n_all = run.n_all if n_all is None else n_all
    run.save(update_fields=["n_done", "n_all", "heartbeat_at"])
