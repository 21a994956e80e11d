"""What reads the titles of a file: a model in a folder, or the database with what was taught."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from leadqual.cli.files.resume import StoppedError
from leadqual.cli.installation.database import connect, workspace_named

if TYPE_CHECKING:
    from classifiers.core.taxonomy import Taxonomy
    from classifiers.core.types import TitlePrediction
    from classifiers.titles.cascade import TitleCascade

COLUMNS = {
    "functions": str,
    "departments": str,
    "level": str,
    "level_score": float,
    "industry": str,
    "source": str,
    "model": str,
}

Labels = tuple[str, str, str, float, str, str, str]  # In the order of `COLUMNS`.
State = tuple[str | int, ...]


class TitleReader(Protocol):
    """Reads titles; goes to other processes as it is, and loads in each what it needs."""

    def state(self) -> State:
        """Return what answers depend on now; where it is another one, they may be others."""
        ...

    def read(self, titles: Sequence[str]) -> list[Labels]:
        """Return the labels of titles, in the same order, as they are at this moment."""
        ...


@dataclass(frozen=True, slots=True)
class ModelReader:
    """A model with the taxonomy, dictionary and rules that come with the product; no database.

    Args:
        folder: of the model; None for the one that comes with the product.
    """

    folder: Path | None = None

    def state(self) -> State:
        return (_load_cascade(self.folder).version,)

    def read(self, titles: Sequence[str]) -> list[Labels]:
        """Return the labels of titles, in the same order."""
        cascade = _load_cascade(self.folder)
        return _labels(cascade.predict(titles, explain=False), cascade.taxonomy)


@dataclass(frozen=True, slots=True)
class WorkspaceReader:
    """The database: live model, taxonomy, dictionary, rules, thresholds, and what people taught.

    Looks at each call whether any of it changed, as every process does.
    """

    workspace_id: int

    @classmethod
    def named(cls, slug: str) -> Self:
        """Return the reader for a workspace.

        Raises:
            FileError: there is none of this name, or the database does not answer.
        """
        _connect()
        return cls(workspace_named(slug).pk)

    def state(self) -> State:
        """Return the versions of all that answers depend on; three small queries.

        Raises:
            StoppedError: the database does not answer.
        """
        _connect()
        from leadqual.labeling.classification import state_of

        with _translate_errors():
            return state_of(self.workspace_id)

    def read(self, titles: Sequence[str]) -> list[Labels]:
        """Return the labels of titles, in the same order, as they are at this moment.

        Raises:
            StoppedError: the database does not answer.
        """
        _connect()
        from leadqual.accounts.models import Workspace
        from leadqual.labeling.classification import load_online

        with _translate_errors():
            online = load_online(Workspace(pk=self.workspace_id), is_exact=True)
        return _labels(online.predict(titles, explain=False), online.cascade.taxonomy)


@lru_cache(maxsize=1)
def _load_cascade(folder: Path | None) -> "TitleCascade":
    from classifiers.titles.cascade import load_cascade  # loads NumPy

    return load_cascade(folder, is_exact=True)


@lru_cache(maxsize=1)
def _connect() -> None:
    connect()  # Once in each process.


@contextmanager
def _translate_errors() -> Iterator[None]:
    from django.db import InterfaceError, OperationalError

    from leadqual.core.errors import LeadqualError

    try:
        yield
    except (InterfaceError, OperationalError) as error:
        raise StoppedError(
            "The database does not respond. Start it, then run the same command again to resume."
        ) from error
    except LeadqualError as error:
        raise StoppedError(error.message) from error


def _labels(predictions: Sequence["TitlePrediction"], taxonomy: "Taxonomy") -> list[Labels]:
    from classifiers.titles.prediction_json import source_of

    departments_of = taxonomy.departments_of
    return [
        _label_columns(
            prediction,
            departments_of([label.slug for label in prediction.functions]),
            source_of(prediction),
        )
        for prediction in predictions
    ]


def _label_columns(
    prediction: "TitlePrediction", departments: Sequence[str], source: str
) -> Labels:
    return (
        ";".join([f"{label.slug}:{label.score}" for label in prediction.functions]),
        ";".join(departments),
        prediction.level.slug,
        prediction.level.score,
        prediction.industry.slug if prediction.industry else "",
        source,
        prediction.model,
    )
