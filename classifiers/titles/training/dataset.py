"""Labeled titles for training and evaluation."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from classifiers.core.errors import ClassifierError
from classifiers.core.text import DATA

WRITTEN = "titles/written.tsv"
TAUGHT_FOLDER = "titles/taught"
TEST = "titles/test.tsv"
PARTS = "titles/headline_parts.tsv"
APPENDED_TEST = "titles/appended_parts_test.tsv"
HEADLINES_TEST = "titles/headlines_test.tsv"
JUDGED = "titles/judged.tsv"
HEADLINES = ("headlines.tsv", "headlines_2.tsv")
"""Real headlines: `dev` of the first comes from the lists of `train`, of the second from others."""
KEY_BYTES = 8

Groups = Callable[[Mapping[str, str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class LabeledTitle:
    """One title and what it is.

    Args:
        functions: slugs; empty is Other.
        level: slug; None where there is no label.
        industry: slug; None for none.
        weight: how much it counts in training, 0 to 1; below 1 for weak labels.
        source: the list it comes from; "" where that is not known.
    """

    title: str
    functions: tuple[str, ...]
    level: str | None
    industry: str | None
    is_open: bool = False
    weight: float = 1.0
    source: str = ""


class MissingTitlesError(ClassifierError):
    """The folder with labeled titles is not there."""


def read_labeled(folder: Path, *, split: str) -> list[LabeledTitle]:
    """Read the titles of `labelled.tsv` that belong to a split, `train` or `dev`.

    Raises:
        MissingTitlesError: the folder has no such file.
    """
    return [_example(row) for row in _rows(folder / "labelled.tsv") if row["split"] == split]


def read_people(
    folder: Path,
    *,
    split: str = "train",
    names: Sequence[str] = HEADLINES,
    written: Path = DATA,
) -> list[LabeledTitle]:
    """Read the headlines of some files that belong to a split; none of a file that is missing.

    Those to learn from have the labels that were judged for the product, as `read_real` says.

    Args:
        folder: with the files.
        split: `train` or `dev`.
        names: of the files.
        written: folder with the labels that were judged.
    """
    paths = [path for name in names if (path := folder / name).is_file()]
    ours = _judged(written) if split == "train" else {}
    rows = [row for path in paths for row in _rows(path) if row["split"] == split]
    return [_example(row | ours.get(title_key(row["title"]), {})) for row in rows]


def read_parts(folder: Path = DATA) -> list[tuple[str, str]]:
    """Read role and text of parts that say nothing next to a job; none where there is no file."""
    path = folder / PARTS
    return [(row["role"], row["text"]) for row in _rows(path)] if path.is_file() else []


def read_written(folder: Path = DATA) -> list[LabeledTitle]:
    """Read the titles that were written for the product, in 15 languages."""
    return read_titles(folder / WRITTEN)


def read_titles(path: Path) -> list[LabeledTitle]:
    """Read a table of labeled titles.

    Raises:
        MissingTitlesError: there is no such file.
    """
    return [_example(row) for row in _rows(path)]


def read_frozen(folder: Path = DATA) -> list[LabeledTitle]:
    """Read the frozen test set that comes with the product; no model learns from it."""
    return read_titles(folder / TEST)


def read_test(
    folder: Path = DATA, *, groups: Groups | None = None
) -> dict[str, list[LabeledTitle]]:
    """Read the frozen test set: titles that were written and labeled apart from all others.

    Args:
        folder: with the file.
        groups: row of the file → names of the groups that its title belongs to; left out, one of
            its language, "functions" (English, at least five for each function), "misspelled"
            (English), and "other" (noise and titles without a role, among titles that look like
            noise and are none).

    Returns:
        Name of a group → titles.
    """
    found: dict[str, list[LabeledTitle]] = {}
    for row in _rows(folder / TEST):
        for name in (groups or _by_language)(row):
            found.setdefault(name, []).append(_example(row))
    return found


def read_appended_test(folder: Path = DATA) -> list[str]:
    """Read the parts that change nothing, each with the separator before it."""
    return [row["text"] for row in _rows(folder / APPENDED_TEST)]


def read_headlines_test(folder: Path = DATA) -> list[LabeledTitle]:
    """Read the headlines that were written to test on; no model learns from them."""
    return read_titles(folder / HEADLINES_TEST)


def _by_language(row: Mapping[str, str]) -> Iterable[str]:
    names = {"language": row["language"], "function": "functions", "misspelled": "misspelled"}
    yield names.get(row["kind"], "other")


def read_taught(*, weight: float, folder: Path = DATA) -> list[LabeledTitle]:
    """Read the titles that were written to teach the model words that real titles lack."""
    return [
        _example(row, weight=weight)
        for path in sorted((folder / TAUGHT_FOLDER).rglob("*.tsv"))
        for row in _rows(path)
    ]


def read_real(data: Path, *, folder: Path = DATA) -> list[LabeledTitle]:
    """Read all real titles to learn from, with the labels that were judged for the product.

    These are the `train` part of `labelled.tsv` in the folder of data, and those titles of its
    `frequency.tsv` that have been judged. The product holds the judged labels only, each under the
    hash of its title; the titles themselves stay where they are. A judged label goes before that
    of `labelled.tsv`.

    Raises:
        MissingTitlesError: a file is missing.
    """
    ours = _judged(folder)
    labeled = list(_rows(data / "labelled.tsv"))
    taken = {title_key(row["title"]) for row in labeled}
    rows = [row for row in labeled if row["split"] == "train"]
    for row in _rows(data / "frequency.tsv"):
        key = title_key(row["title"])
        if key in ours and key not in taken:
            taken.add(key)
            rows.append(row)
    return [
        _example({**row, **ours.get(title_key(row["title"]), {}), "title": row["title"]})
        for row in rows
    ]


def _judged(folder: Path) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in _rows(folder / JUDGED)}


def title_key(title: str) -> str:
    """Return the hash under which the judged labels of a title are kept."""
    plain = " ".join(title.lower().split())
    return blake2b(plain.encode(), digest_size=KEY_BYTES).hexdigest()


def _example(row: dict[str, str], *, weight: float = 1.0) -> LabeledTitle:
    return LabeledTitle(
        title=row["title"],
        functions=tuple(filter(None, row["functions"].split("|"))),
        level=row.get("level") or None,
        industry=row.get("industry") or None,
        is_open=row.get("open") == "1",
        weight=weight,
        source=row.get("source", ""),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise MissingTitlesError(
            f"{path} is missing. Name the folder with the labeled titles, "
            "e.g. --data ../shared/data/titles."
        )
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
