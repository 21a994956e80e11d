"""Labelled titles for training and evaluation."""

import csv
import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.errors import ClassifierError
from classifiers.text import DATA

WRITTEN = "titles_written.tsv"


@dataclass(frozen=True, slots=True)
class LabelledTitle:
    """One title and what it is.

    Args:
        title: as it came in.
        functions: slugs; empty is Other.
        level: slug; None where nobody said.
        industry: slug; None for none.
        is_open: two careful readers can still differ.
        weight: how much it counts in training, 0 to 1; below 1 for weak labels.
    """

    title: str
    functions: tuple[str, ...]
    level: str | None
    industry: str | None
    is_open: bool = False
    weight: float = 1.0


class MissingTitlesError(ClassifierError):
    """The folder with labelled titles is not there."""


def read_labelled(folder: Path, *, split: str) -> list[LabelledTitle]:
    """Read the titles of `labelled.tsv` that belong to a split, `train` or `dev`.

    Raises:
        MissingTitlesError: the folder has no such file.
    """
    return [_example(row) for row in _rows(folder / "labelled.tsv") if row["split"] == split]


def read_written(folder: Path = DATA) -> list[LabelledTitle]:
    """Read the titles that were written for the product, in 15 languages."""
    return read_titles(folder / WRITTEN)


def read_titles(path: Path) -> list[LabelledTitle]:
    """Read a table of labelled titles.

    Raises:
        MissingTitlesError: there is no such file.
    """
    return [_example(row) for row in _rows(path)]


def sample_occupations(
    folder: Path, *, count: int, weight: float, languages: Sequence[str], seed: int
) -> list[LabelledTitle]:
    """Draw titles of occupations as weak labels: function and industry, no level."""
    rows = [row for row in _rows(folder / "occupations.tsv.gz") if row["language"] in languages]
    drawn = random.Random(seed).sample(rows, min(count, len(rows)))  # noqa: S311  # no secret
    return [_example(row, weight=weight) for row in drawn]


def _example(row: dict[str, str], *, weight: float = 1.0) -> LabelledTitle:
    return LabelledTitle(
        title=row["title"],
        functions=tuple(filter(None, row["functions"].split("|"))),
        level=row.get("level") or None,
        industry=row["industry"] or None,
        is_open=row.get("open") == "1",
        weight=weight,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise MissingTitlesError(
            f"{path} is missing. Name the folder with the labelled titles, "
            "e.g. --data ../shared/data/titles."
        )
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
