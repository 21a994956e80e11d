"""Why a title has its level: an entry, a correction, words with a known title, or no word."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats
from classifiers.core.text import words
from classifiers.core.types import OTHER, Evidence, Label
from classifiers.titles.dictionary import Entry
from classifiers.titles.model.explanations import (
    MIN_SIMILARITY,
    WordContributions,
    strongest_words,
    why_unread,
    word_shares,
)
from classifiers.titles.model.network import TitleModel
from classifiers.titles.model.roles import Role
from classifiers.titles.text.legibility import legible
from classifiers.titles.text.misspelled_roles import with_corrected_roles
from classifiers.titles.text.signature import Ranks

SIMILAR = "similar title"
MAX_KEPT = 2_000  # Words that name a level; a few name it in most titles.

NO_LEVEL = "no level named"
PART = "part"
WHOLE = "whole title"
WORDS = "words"
DEFAULT = "specialist"  # The guideline: the level of a job that names none.
# Levels that need no word, with those that the title has without any one of its words.
UNNAMED = {DEFAULT: (DEFAULT, OTHER), OTHER: (OTHER,)}
# Parts of words that name the default in some language, folded.
_SPECIALISTS_TEXT = (
    "speciali spezialist specjalist especialist специалист spetsialist expert espert ekspert "
    "эксперт professional profesional profissional uzman odborni asiantuntija fachkraft "
    "専門 スペシャリスト 专员 专家 전문"
)
SPECIALISTS = tuple(_SPECIALISTS_TEXT.split())
BY_MODEL = frozenset((WORDS, WHOLE))  # Beside these, where a word names a level, a known title.
CERTAIN = 12.0  # Log-odds of what an entry says.


class LevelTitles:
    """The titles of the dictionary that have a level.

    Args:
        entries: spelling in which it is looked up → the title as it was written, what it is.
    """

    def __init__(self, model: TitleModel, entries: Mapping[str, tuple[str, Entry]]) -> None:
        leveled = [(one.level, key, title) for key, (title, one) in entries.items() if one.level]
        self._model = model
        known = sorted(leveled)  # Those of one level are together.
        vectors = model.unit_vectors([key for _, key, _ in known])
        self._titles: dict[str, list[str]] = {}
        self._holding: dict[str, dict[str, list[int]]] = {}  # Level → word → indexes of titles.
        self._vectors: dict[str, Floats] = {}
        start = 0
        for level, rows in groupby(known, key=lambda row: row[0]):
            found = list(rows)
            self._titles[level] = [title for _, _, title in found]
            holding = self._holding[level] = defaultdict(list)
            for index, (_, key, _) in enumerate(found):
                for word in words(key):
                    holding[word].append(index)
            self._vectors[level] = vectors[start : start + len(found)]
            start += len(found)
        self._positions = lru_cache(maxsize=MAX_KEPT)(self._find_positions)

    def nearest(
        self, level: str, vectors: Floats, naming: Sequence[tuple[str, ...]]
    ) -> list[Evidence | None]:
        """Return the most similar title of a level to each of some titles; None where none is.

        Args:
            level: slug.
            vectors: unit vectors of the titles that are explained, shape (n_titles, n_dimensions).
            naming: words that name the level in each: the known title holds one of them, too. Any
                title of the level where none is given.
        """
        if level not in self._titles:
            return [None] * len(naming)
        similarity = self._model.similarity(vectors, self._vectors[level])
        return [
            self._most_similar(level, row, self._positions(level, words))
            for row, words in zip(similarity, naming, strict=True)
        ]

    def _most_similar(
        self, level: str, similarity: Floats, indexes: NDArray[np.intp]
    ) -> Evidence | None:
        if not len(indexes):
            return None
        allowed = similarity if len(indexes) == len(similarity) else similarity.take(indexes)
        best = int(indexes[allowed.argmax()])
        if similarity[best] < MIN_SIMILARITY:
            return None
        score = round(min(1.0, float(similarity[best])), 3)
        return Evidence(level, SIMILAR, self._titles[level][best], score)

    def _find_positions(self, level: str, naming: tuple[str, ...]) -> NDArray[np.intp]:
        """Return the indexes of the titles of a level that hold one of some words, ascending.

        Those of all its titles where no word is given.
        """
        if not naming:
            return np.arange(len(self._titles[level]))
        holding = self._holding[level]
        return np.array(sorted({n for word in naming for n in holding.get(word, ())}), np.intp)


class LevelReasons:
    """Explains the levels of titles."""

    def __init__(self, model: TitleModel, entries: Mapping[str, tuple[str, Entry]]) -> None:
        self._model = model
        self._entries = entries
        self._columns = {slug: column for column, slug in enumerate(model.levels)}
        self._unnamed = {
            level: frozenset(self._columns[slug] for slug in slugs)
            for level, slugs in UNNAMED.items()
        }

    @cached_property
    def _known(self) -> LevelTitles:
        return LevelTitles(self._model, self._entries)  # Takes a moment, as those of functions.

    def of(
        self,
        levels: Sequence[Label],
        keys: Sequence[str],
        roles: Sequence[Sequence[Role]],
        shares: Mapping[str, WordContributions],
        rows: Mapping[str, int],
        vectors: Floats,
    ) -> list[tuple[Evidence, ...]]:
        """Explain the levels of titles.

        Of several roles, the one that names the level most is named as well; none where only the
        title as a whole names it.

        Args:
            levels: one of each title.
            keys: the normalized titles.
            roles: of each title.
            shares: what each word gives, of each role whose level no entry says.
            rows: of these roles in `vectors`.
            vectors: unit vectors, shape (n_rows, n_dimensions).
        """
        chosen = [
            self._decisive_role(level.slug, title_roles, shares)
            for level, title_roles in zip(levels, roles, strict=True)
        ]
        unnamed = [n for n, role in enumerate(chosen) if role is None and roles[n]]
        whole_titles = [with_corrected_roles(legible(keys[n])) for n in unnamed]
        read = zip(whole_titles, word_shares(self._model, whole_titles), strict=True)
        whole_shares = dict(zip(unnamed, read, strict=True))
        found: list[list[Evidence]] = []
        alike: dict[str, list[int]] = defaultdict(
            list
        )  # Level → titles with an entry of that level.
        for n, (level, role) in enumerate(zip(levels, chosen, strict=True)):
            if role is None:
                whole = whole_shares.get(n)
                found.append([self._of_text(level.slug, *whole) if whole else why_unread(keys[n])])
                continue
            reason = self._reason_of_role(level.slug, role, shares)
            part = [Evidence(level.slug, PART, role.text)] if len(roles[n]) > 1 else []
            found.append([reason, *part])
            if reason.because in BY_MODEL and reason.label != OTHER and role.text in rows:
                alike[level.slug].append(n)
        for slug, indexes in alike.items():
            asked = [rows[cast("Role", chosen[n]).text] for n in indexes]
            reasons = [found[n][0] for n in indexes]
            naming = [
                tuple(reason.text.split()) if reason.because == WORDS else () for reason in reasons
            ]
            near = self._known.nearest(slug, vectors[asked], naming)
            for n, title in zip(indexes, near, strict=True):
                found[n] += [title] if title else []
        return [tuple(reasons) for reasons in found]

    def _decisive_role(
        self, level: str, roles: Sequence[Role], shares: Mapping[str, WordContributions]
    ) -> Role | None:
        """Return the role that names the level of a title; None where only the whole names it."""
        if len(roles) < 2:
            return roles[0] if roles else None
        strengths = [self._strength(level, role, shares) for role in roles]
        best = max(range(len(roles)), key=strengths.__getitem__)
        are_all = level == OTHER and min(strengths) > 0
        # Every part has no level, or less likely than not this.
        return None if are_all or strengths[best] < 0 else roles[best]

    def _strength(self, level: str, role: Role, shares: Mapping[str, WordContributions]) -> float:
        if role.entry is not None and role.entry.level is not None:
            return CERTAIN if role.entry.level == level else -CERTAIN
        return float(shares[role.text].levels[0, self._columns[level]])

    def _reason_of_role(
        self, level: str, role: Role, shares: Mapping[str, WordContributions]
    ) -> Evidence:
        if role.entry is not None and role.entry.level is not None:
            return Evidence(level, role.source, role.found)
        return self._of_text(level, role.text, shares[role.text])

    def _of_text(self, level: str, text: str, found: WordContributions) -> Evidence:
        carrying = strongest_words(
            level, found.words, found.level_score_drops(self._columns[level])
        )
        if self._names_none(level, found, carrying):
            return Evidence(level, NO_LEVEL, text)
        return carrying or Evidence(level, WHOLE, text)

    def _names_none(self, level: str, found: WordContributions, carrying: Evidence | None) -> bool:
        """Return whether a title is a specialist's, or has no level, because no word names one.

        Where the rest has another level once a word is left out, that word took it away: "product"
        of "product owner", "retired" of "retired teacher".
        """
        if level not in UNNAMED:
            return False
        named = carrying.text.split() if carrying else ()
        if level == DEFAULT and any(map(_names_specialist, named)):
            return False
        return self._unnamed[level].issuperset(found.best_levels)


def _names_specialist(word: str) -> bool:
    return word in _rank_words() or any(part in word for part in SPECIALISTS)


@lru_cache(maxsize=1)
def _rank_words() -> frozenset[str]:
    ranks = Ranks.load()
    return ranks.ranks | ranks.before_ranks
