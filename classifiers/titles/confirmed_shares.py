"""How often people confirmed the entries of the dictionary and the phrase rules."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from classifiers.core.text import DATA, read_table

CONFIRMED = DATA / "titles/confirmed.tsv"
STRENGTH = 5.0  # Titles that what is usual counts as, next to those that an entry or phrase met.


class Shares:
    """How often people who labeled titles confirmed what an entry or a phrase says.

    An entry that answers for a whole title and one that answers for a part are counted apart. With
    few titles or none, the mean of all that were counted decides (Beta prior), for a whole title
    together with what the entry was in parts.

    Args:
        counts: kind (`title`, `part` or `phrase`), spelling → how often it gave a function to a
            title, and how often that was right.
    """

    def __init__(self, counts: Mapping[tuple[str, str], tuple[int, int]]) -> None:
        self._counts = counts
        self._usual: dict[str, float] = {}
        for kind in ("title", "part", "phrase"):
            found = [right / n for (own, _), (n, right) in counts.items() if own == kind]
            self._usual[kind] = sum(found) / len(found) if found else 1.0

    def of(self, kind: str, spelling: str) -> float:
        """Return the share of an entry or phrase, 0 to 1, whatever its functions are called now."""
        share = self._usual[kind]
        for own in ("part", "title") if kind == "title" else (kind,):
            n, right = self._counts.get((own, spelling), (0, 0))
            share = (right + STRENGTH * share) / (n + STRENGTH)
        return round(share, 4)


@lru_cache(maxsize=1)
def load_shares(path: Path = CONFIRMED) -> Shares:
    """Read the shares that come with the product; none where there is no file."""
    rows = read_table(path) if path.is_file() else []
    return Shares(
        {(row["kind"], row["spelling"]): (int(row["n"]), int(row["confirmed"])) for row in rows}
    )
