"""A file of job titles as long as wanted, with the repetition of real ones; all of them invented.

A few titles stand for most of the people and millions for one person each: the chance of the title
of rank r is that of (r + 3)⁻¹ over ten million ranks. Drawn as often as the 34,588 people of a
public list it gives 20,000 distinct titles (there 16,793), the most frequent 710 times (631), and
0.41 of the people to the first thousand titles (0.51): a little less repetition than in life.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from classifiers.core.taxonomy import load_default
from classifiers.titles.training.dataset import read_written

N_RANKS = 10_000_000
OFFSET = 3
CHUNK = 200_000
SEED = 38
RANKS = (
    "",
    "Senior",
    "Sr.",
    "Junior",
    "Lead",
    "Deputy",
    "Associate",
    "Global",
    "Interim",
    "Acting",
)
PLACES = ("EMEA", "DACH", "APAC", "LATAM", "Nordics", "Berlin", "Benelux", "UK & Ireland")
SYLLABLES = tuple(re.findall("..", "baconodelifigraholikalumesonorapasoratecuveriwixazen"))


@dataclass(frozen=True)
class Titles:
    """Every rank has a title of its own; the same rank gives the same title.

    Args:
        bases: titles that stand alone on the first ranks and as a part of all others.
        endings: what follows a base; `{}` stands for an invented company.
    """

    bases: tuple[str, ...]
    endings: tuple[str, ...]

    def __getitem__(self, rank: int) -> str:
        """Return the title of a rank."""
        if rank < len(self.bases):
            return self.bases[rank]
        number, base = divmod(rank, len(self.bases))
        number, ending = divmod(number, len(self.endings))
        title = f"{RANKS[number % len(RANKS)]} {self.bases[base]}{self.endings[ending]}".strip()
        if rank % 11 == 0:
            title = f"{title} @ {_company(rank)}"
        if rank % 13 == 0:
            title = _misspelt(title, rank)
        return title.upper() if rank % 17 == 0 else title


def load_titles() -> Titles:
    """Compose titles of what was written for the product: its taxonomy and its written titles."""
    taxonomy = load_default()
    known = [title for function in taxonomy.functions for title in function.titles]
    known += [title.title for title in read_written()]
    fields = [function.name for function in taxonomy.functions]
    endings = [form.format(name) for name, form in product(fields, (", {}", " - {}", " ({})"))]
    endings += [form.format(place) for place, form in product(PLACES, (", {}", " {}", " | {}"))]
    return Titles(tuple(dict.fromkeys(known)), ("", *endings))


def ranks(rows: int, *, seed: int = SEED) -> Iterator[NDArray[np.intp]]:
    """Draw the rank of the title of each row, in chunks."""
    drawn = np.random.default_rng(seed)
    reached = np.cumsum(1 / (np.arange(N_RANKS) + OFFSET))
    for start in range(0, rows, CHUNK):
        yield np.searchsorted(reached, drawn.random(min(CHUNK, rows - start)) * reached[-1])


def write(path: Path, rows: int, *, seed: int = SEED) -> int:
    """Write a CSV file with the columns id and title; return the number of distinct titles."""
    titles = load_titles()
    seen = np.zeros(N_RANKS, dtype=np.bool_)
    with path.open("w", encoding="utf-8", newline="") as target:
        lines = csv.writer(target, lineterminator="\n")
        lines.writerow(["id", "title"])
        number = 0
        for chunk in ranks(rows, seed=seed):
            seen[chunk] = True
            lines.writerows((number + n, titles[rank]) for n, rank in enumerate(chunk.tolist()))
            number += len(chunk)
    return int(seen.sum())


def _company(rank: int) -> str:
    count = len(SYLLABLES)
    parts = (SYLLABLES[rank * factor % count] for factor in (7, 11, 13))
    return "".join(parts).title()


def _misspelt(title: str, rank: int) -> str:
    place = rank % max(1, len(title) - 1)
    return f"{title[:place]}{title[place + 1 : place + 2]}{title[place]}{title[place + 2 :]}"


def main(
    out: Path, rows: Annotated[int, typer.Option(min=1, help="Rows of the file.")] = 38_000_000
) -> None:
    """Write a CSV file of titles."""
    typer.echo(f"{write(out, rows):,} distinct titles in {rows:,} rows")


if __name__ == "__main__":
    typer.run(main)
