"""Titles of which two cascades with one model may say something else, most others left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup import bare
from classifiers.titles.model.network import Floats, Scores, TitleModel
from classifiers.titles.model.roles import CHIEFS, Role
from classifiers.titles.text.parts import legible

Whole = NDArray[np.intp]


class Replay:
    """Tells which titles another dictionary, other rules, thresholds or functions can change.

    No title is left out wrongly: of a title that is, the roles, their entries and their rules are
    the same in both cascades, and no score of the model lies between two thresholds of a function.
    Where only words differ, the model is not asked; where thresholds do, or functions are merged,
    it is asked once.

    Args:
        before: a cascade whose model is exact, see `TitleModel`.
    """

    def __init__(self, before: TitleCascade, after: TitleCascade) -> None:
        if _plain(before) is not _plain(after):
            raise ValueError("both cascades need one and the same model")
        self._before, self._after = before, after
        self._entries = _differing(before.reader.entries, after.reader.entries)
        phrases = _differing(before.rules.functions, after.rules.functions)
        self._phrases = [_words(phrase) for phrase in phrases]
        self._old, self._new = _limits(before), _limits(after)
        self._pairs = None if _places(before) == _places(after) else _Pairs.of(before, after)
        same = self._pairs is None
        self._columns = np.flatnonzero(self._old != self._new) if same else np.array([], np.intp)
        self._has_other_chiefs = _chiefs(before) != _chiefs(after)

    def suspects(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """Say of normalized titles whether the answers may differ, shape (n_titles,)."""
        found = np.zeros(len(keys), dtype=np.bool_)
        roles = [self._before.reader.roles(key, {}) for key in keys]
        if self._entries or self._phrases:
            found |= self._are_read_otherwise(keys, roles)
        if self._has_other_chiefs:
            found |= [self._may_name_many(title) for title in roles]
        if self._before.similarity or self._after.similarity:
            pairs = zip(self._before.similar(keys), self._after.similar(keys), strict=True)
            found |= np.array([one != other for one, other in pairs], dtype=np.bool_)
        if len(self._columns) or self._pairs is not None:
            left = np.flatnonzero(~found).tolist()
            found[left] = self._cross([keys[n] for n in left], [roles[n] for n in left])
        return found

    def _may_name_many(self, roles: Sequence[Role]) -> bool:
        """Return whether a role of at most three functions has more than the model for it."""
        if len(roles) != 1 or roles[0].entry is not None:
            return True
        return self._before.rules.predict([roles[0].text]) != [None]

    def _are_read_otherwise(
        self, keys: Sequence[str], roles: Sequence[list[Role]]
    ) -> NDArray[np.bool_]:
        found = np.zeros(len(keys), dtype=np.bool_)
        asked = [n for n, key in enumerate(keys) if self._may_be_read_otherwise(key, roles[n])]
        others = {n: self._after.reader.roles(keys[n], {}) for n in asked}
        same = [n for n in asked if roles[n] == others[n]]
        found[[n for n in asked if roles[n] != others[n]]] = True
        texts = [role.text for n in same for role in roles[n]]
        rules = zip(
            self._before.rules.predict(texts), self._after.rules.predict(texts), strict=True
        )
        differs = [first != second for first, second in rules]
        place = 0
        for n in same:
            found[n] = any(differs[place : place + len(roles[n])])
            place += len(roles[n])
        return found

    def _may_be_read_otherwise(self, key: str, roles: Sequence[Role]) -> bool:
        """Return whether a changed entry is looked up, or a changed phrase is part of the title."""
        if self._entries and (
            bare(legible(key)) in self._entries
            or any(bare(role.text) in self._entries for role in roles)
        ):
            return True
        if not self._phrases:
            return False
        words = _words(" ".join([key, *(role.text for role in roles)]))
        return any(phrase <= words for phrase in self._phrases)

    def _cross(self, keys: Sequence[str], roles: list[list[Role]]) -> NDArray[np.bool_]:
        """Return whether a score of a title crosses a threshold between before and after."""
        if self._pairs is not None:
            return self._are_merged_otherwise(keys, roles, self._pairs)
        reader = self._before.reader
        scores = reader.scored(keys, roles, reader.matches(roles)).functions[:, self._columns]
        old, new = self._old[self._columns], self._new[self._columns]
        rows = ((scores >= old) != (scores >= new)).any(axis=1)
        return _titles_of(rows, roles)

    def _are_merged_otherwise(
        self, keys: Sequence[str], roles: list[list[Role]], pairs: "_Pairs"
    ) -> NDArray[np.bool_]:
        """Return whether a title has another function or level, or the same one by another score.

        The parts of a headline are weighed by their functions, so that its level depends on them.
        """
        predict = _Remembering(_plain(self._before))
        old, new = (
            reader.scored(keys, roles, reader.matches(roles), partial(predict, each.model))
            for each in (self._before, self._after)
            for reader in (each.reader,)
        )
        rows = pairs.differ(old.functions, new.functions, self._old, self._new)
        rows |= (old.levels != new.levels).any(axis=1)
        return _titles_of(rows, roles)


class _Remembering:
    """Asks a model about the same texts once; gives arrays that may be written to."""

    def __init__(self, model: TitleModel) -> None:
        self._model = model
        self._asked: tuple[Sequence[str], Scores] | None = None

    def __call__(self, named: TitleModel, texts: Sequence[str]) -> Scores:
        if self._asked is None or self._asked[0] != texts:
            self._asked = (texts, self._model.predict(texts))
        scores = named.joined(self._asked[1])
        return replace(scores, functions=scores.functions.copy(), levels=scores.levels.copy())


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Functions of two cascades whose columns are merged otherwise."""

    old: Whole
    new: Whole
    gone: Whole
    come: Whole

    @classmethod
    def of(cls, before: TitleCascade, after: TitleCascade) -> "_Pairs":
        """Pair what has one slug in both, or the same columns of the model."""
        slugs = {slug: place for place, slug in enumerate(after.model.functions)}
        columns = {places: place for place, places in enumerate(_columns_of(after))}
        pairs = [
            (place, slugs.get(slug, columns.get(own, -1)))
            for place, (slug, own) in enumerate(
                zip(before.model.functions, _columns_of(before), strict=True)
            )
        ]
        old, new = np.array(pairs, np.intp).T
        known = new >= 0
        come = np.setdiff1d(np.arange(len(after.model.functions)), new)
        return cls(old[known], new[known], old[~known], come)

    def differ(self, old: Floats, new: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
        """Say of rows of scores whether other functions are above their thresholds, or otherwise.

        Args:
            old: scores before, shape (n_rows, n_functions).
            new: the same after.
            low: thresholds before.
            high: thresholds after.
        """
        before, after = old[:, self.old], new[:, self.new]
        was, will = before >= low[self.old], after >= high[self.new]
        differs = (was != will) | ((was | will) & (before != after))
        return cast(
            "NDArray[np.bool_]",
            differs.any(axis=1)
            | (old[:, self.gone] >= low[self.gone]).any(axis=1)
            | (new[:, self.come] >= high[self.come]).any(axis=1),
        )


def _titles_of(rows: NDArray[np.bool_], roles: Sequence[Sequence[Role]]) -> NDArray[np.bool_]:
    found = np.zeros(len(roles), dtype=np.bool_)
    found[np.repeat(np.arange(len(roles)), _n_rows(roles))[rows]] = True
    return found


def _n_rows(roles: Sequence[Sequence[Role]]) -> Whole:
    return np.array([sum(role.needs_model for role in title) for title in roles], dtype=np.intp)


def _plain(cascade: TitleCascade) -> TitleModel:
    return cascade.model.plain or cascade.model


def _places(cascade: TitleCascade) -> tuple[int, ...]:
    columns = cascade.model.columns
    return tuple(range(len(cascade.model.functions))) if columns is None else columns.places


def _columns_of(cascade: TitleCascade) -> list[tuple[int, ...]]:
    """Return the columns of the model that each function has."""
    found: list[tuple[int, ...]] = [() for _ in cascade.model.functions]
    for column, place in enumerate(_places(cascade)):
        found[place] += (column,)
    return found


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> frozenset[str]:
    """Return the keys under which two mappings have something else."""
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


def _limits(cascade: TitleCascade) -> Floats:
    limits = cascade.limits()
    return np.array(
        [limits.get(slug, np.inf) for slug in cascade.model.functions], dtype=np.float32
    )


def _chiefs(cascade: TitleCascade) -> frozenset[str]:
    """Return the functions that come first where a title names more than three."""
    return frozenset(
        function.slug for function in cascade.taxonomy.functions if function.department == CHIEFS
    )
