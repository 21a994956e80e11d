"""Where the results of the lab lie: below the state folder, and with the product."""

from dataclasses import dataclass
from pathlib import Path

from classifiers.lab.results import SHIPPED, Results, read_results
from classifiers.lab.summary import LabStudy, study_of

COMPARISON = "titles_beside_fasttext.json"


@dataclass(frozen=True, slots=True)
class StudyFile:
    """A study and where it comes from.

    Args:
        study: what was measured.
        is_own: whether it was run here; else it comes with the product.
    """

    study: LabStudy
    is_own: bool


def home(state: Path) -> Path:
    """Return the folder of the lab in the state folder of an installation."""
    return state / "lab"


def own_results(state: Path, subject: str) -> Path:
    """Return the file of the results that were run here."""
    return home(state) / f"{subject}.jsonl"


def shipped_results(subject: str) -> Path:
    """Return the file of the results that come with the product; it may not be there."""
    return SHIPPED / f"{subject}.jsonl"


def own_comparison(state: Path) -> Path:
    """Return the file with fastText beside the title model that was measured here."""
    return home(state) / COMPARISON


def shipped_comparison() -> Path:
    """Return the same file that comes with the product."""
    return SHIPPED / COMPARISON


def find_study(state: Path, subject: str, *, wants_shipped: bool = False) -> StudyFile | None:
    """Return what was measured last on a subject; None where nothing was.

    Args:
        state: the state folder.
        subject: its name.
        wants_shipped: take what comes with the product also where something was run here.

    Raises:
        ResultsError: a file cannot be read.
    """
    if not wants_shipped and (own := _latest(read_results(own_results(state, subject)))):
        return StudyFile(own, is_own=True)
    shipped = _latest(read_results(shipped_results(subject)))
    return None if shipped is None else StudyFile(shipped, is_own=False)


def _latest(results: Results) -> LabStudy | None:
    facts = results.latest()
    return None if facts is None else study_of(facts, results.of(facts.data))
