"""Titles grouped by likeness, each group with a name that its own words propose."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from classifiers.core.array_types import Doubles, Floats, Rows
from classifiers.core.text import words
from classifiers.titles.text.signature import Ranks

MIN_LIKE = 0.55  # To the title that a group begins with, and to the middle of the group.
MIN_LIKE_OF_NAMED = 0.4  # To the middle of a group, for a single title with a word of its name.
MIN_TITLES = 2  # A title alone is no group.
MAX_GROUPS = 4_000  # A title that fits none of so many is left alone.
BLOCK = 1_024
MIN_NAME_SHARE = 0.5  # Share of a group's people, damped, whose title holds a word of its name.
MAX_WORDS = 3


@dataclass(frozen=True, slots=True)
class TitleCluster:
    """Titles that are like each other.

    Args:
        name: the words that most of its titles share, the rarest elsewhere; "" where none is
            shared.
        rows: indexes of its titles, two at least, the most frequent first.
        similarity: of each to the middle of the group, 0 to 1.
    """

    name: str
    rows: tuple[int, ...]
    similarity: tuple[float, ...]


def group_titles(
    keys: Sequence[str], space: Floats, people: Sequence[int], *, least: float = MIN_LIKE
) -> list[TitleCluster]:
    """Group titles, the group with the most people first.

    The most frequent titles begin groups, each other one joins the group that it is most like, if
    it is alike enough; then all join again by the middles of the groups (one turn of spherical
    k-means with a floor). A title that is alone then joins the most like group whose name shares a
    word with it, or none. The same titles give the same groups.

    Args:
        keys: normalized titles.
        space: their unit vectors; see `title_space`.
        people: how many carry each.
        least: likeness from which a title joins, 0 to 1.
    """
    if not keys:
        return []
    carried = np.asarray(people, dtype=np.float64)
    order = np.argsort(-carried, kind="stable")
    begun = _begun(space, order, least)
    joined, similarity = _nearest_centers(space, begun, np.log1p(carried), least)
    names = _Names(keys, np.sqrt(1 + carried))
    _join_singles(space, joined, similarity, names)
    members = order[np.argsort(joined[order], kind="stable")]  # In each, the most frequent first.
    ends = np.flatnonzero(np.diff(joined[members], append=-1)) + 1
    found = [
        TitleCluster(names.of(rows), tuple(rows.tolist()), tuple(similarity[rows].tolist()))
        for rows in np.split(members, ends[:-1])
        if joined[rows[0]] >= 0 and len(rows) >= MIN_TITLES
    ]
    return sorted(found, key=lambda group: -carried[list(group.rows)].sum())


def _begun(space: Floats, order: Rows, least: float) -> Rows:
    """Return the group of each title, -1 for none; titles in the given order begin them."""
    groups = np.full(len(space), -1, dtype=np.intp)
    firsts: list[int] = []
    for start in range(0, len(order), BLOCK):
        rows = order[start : start + BLOCK]
        if firsts:
            like = space[rows] @ space[firsts].T
            best = like.argmax(axis=1)
            near = like[np.arange(len(rows)), best] >= least
            groups[rows[near]] = best[near]
            rows = rows[~near]
        among = space[rows] @ space[rows].T
        for index, row in enumerate(rows.tolist()):
            if groups[row] < 0 and len(firsts) < MAX_GROUPS:
                alike = rows[(among[index] >= least) & (groups[rows] < 0)]
                groups[alike] = groups[row] = len(firsts)
                firsts.append(row)
    return groups


def _nearest_centers(
    space: Floats, groups: Rows, weights: Doubles, least: float
) -> tuple[Rows, Floats]:
    """Return the group whose middle each title is nearest to, and how near; -1 is none."""
    kept = groups >= 0
    middles = np.zeros((int(groups.max()) + 1, space.shape[1]), dtype=np.float32)
    np.add.at(middles, groups[kept], (weights[kept, None] * space[kept]).astype(np.float32))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True) + 1e-9
    joined = np.full(len(space), -1, dtype=np.intp)
    similarity = np.zeros(len(space), dtype=np.float32)
    for start in range(0, len(space), BLOCK):
        like = space[start : start + BLOCK] @ middles.T
        best = like.argmax(axis=1)
        value = like[np.arange(len(like)), best]
        joined[start : start + BLOCK] = np.where(value >= least, best, -1)
        similarity[start : start + BLOCK] = value
    return joined, cast("Floats", np.clip(similarity, 0, 1))


def _join_singles(space: Floats, joined: Rows, similarity: Floats, names: "_Names") -> None:
    """Put titles that are alone into the most like group with a word of theirs in its name."""
    sizes = np.bincount(joined[joined >= 0], minlength=1)
    larger = np.flatnonzero(sizes >= MIN_TITLES)
    alone = np.flatnonzero((joined < 0) | (sizes[joined] < MIN_TITLES))
    if not len(larger) or not len(alone):
        return
    members = {group: np.flatnonzero(joined == group) for group in larger.tolist()}
    middles = np.stack([space[rows].mean(axis=0) for rows in members.values()])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True) + 1e-9
    named = [frozenset(words(names.of(rows).casefold())) for rows in members.values()]
    for start in range(0, len(alone), BLOCK):
        rows = alone[start : start + BLOCK]
        like = space[rows] @ middles.T
        for row, values in zip(rows.tolist(), like, strict=True):
            own_words = names.words_of(row)
            near = np.flatnonzero(values >= MIN_LIKE_OF_NAMED)
            shared = [group for group in near.tolist() if not own_words.isdisjoint(named[group])]
            if shared:
                best = max(shared, key=lambda group: float(values[group]))
                joined[row], similarity[row] = larger[best], values[best]


class _Names:
    """Proposes names of groups."""

    def __init__(self, keys: Sequence[str], weights: Doubles) -> None:
        ranks = Ranks.load()
        left_out = ranks.ranks | ranks.small | ranks.joining
        self._titles_words = [[word for word in words(key) if word not in left_out] for key in keys]
        self._counts = Counter(word for own_words in self._titles_words for word in set(own_words))
        self._weights = weights

    def words_of(self, row: int) -> frozenset[str]:
        return frozenset(self._titles_words[row])

    def of(self, rows: Rows) -> str:
        """Return the name of the group of these titles."""
        total = float(self._weights[rows].sum())
        shares, indexes = defaultdict[str, float](float), defaultdict[str, float](float)
        for row in rows.tolist():
            own_words = self._titles_words[row]
            for word in dict.fromkeys(own_words):
                shares[word] += float(self._weights[row]) / total
                indexes[word] += float(self._weights[row]) * own_words.index(word) / total
        often = [word for word, share in shares.items() if share >= MIN_NAME_SHARE]
        often.sort(key=lambda word: (-shares[word] * self._rarity(word), word))
        chosen = sorted(often[:MAX_WORDS], key=lambda word: indexes[word] / shares[word])
        return " ".join(word[:1].upper() + word[1:] for word in chosen)

    def _rarity(self, word: str) -> float:
        return float(np.log1p(len(self._titles_words) / self._counts[word]))
