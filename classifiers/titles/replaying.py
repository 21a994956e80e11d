"""Titles of which two cascades with one model may say something else, most others left out."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import bare
from classifiers.titles.joining import CHIEFS
from classifiers.titles.legible import legible
from classifiers.titles.model import Floats
from classifiers.titles.roles import Role


class Replay:
    """Tells which titles another dictionary, other rules, thresholds or functions can change.

    No title is left out wrongly: of a title that is, the roles, their entries and their rules are
    the same in both cascades, and no score of the model lies between two thresholds of a function.
    Where only words differ, the model is not asked; where only thresholds do, it is asked once.

    Args:
        before: a cascade whose model is exact, see `TitleModel`.
        after: another one with the same model.
    """

    def __init__(self, before: TitleCascade, after: TitleCascade) -> None:
        if before.model is not after.model:
            raise ValueError("both cascades need one and the same model")
        self._before, self._after = before, after
        self._entries = _differing(before.reader.entries, after.reader.entries)
        phrases = _differing(before.rules.functions, after.rules.functions)
        self._phrases = [_words(phrase) for phrase in phrases]
        self._old, self._new = _limits(before), _limits(after)
        self._columns = np.flatnonzero(self._old != self._new)
        self._has_other_chiefs = _chiefs(before) != _chiefs(after)

    def suspects(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """Say of normalised titles whether the answers may differ, shape (n_titles,)."""
        found = np.zeros(len(keys), dtype=np.bool_)
        roles = [self._before.reader.roles(key, {}) for key in keys]
        if self._entries or self._phrases:
            found |= self._are_read_otherwise(keys, roles)
        if self._has_other_chiefs:
            found |= [self._may_name_many(title) for title in roles]
        if len(self._columns):
            left = np.flatnonzero(~found).tolist()
            found[left] = self._cross([keys[n] for n in left], [roles[n] for n in left])
        return found

    def _may_name_many(self, roles: Sequence[Role]) -> bool:
        """Say whether not the model alone speaks of one role, of which it names three at most."""
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
        """Say whether an entry that differs is looked up, or a phrase that differs stands in it."""
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
        """Say whether a score of a title lies on one side of a threshold before and not after."""
        scores = self._before.reader.scored(keys, roles).functions[:, self._columns]
        old, new = self._old[self._columns], self._new[self._columns]
        rows = ((scores >= old) != (scores >= new)).any(axis=1)
        asked = [sum(role.needs_model for role in title) for title in roles]
        titles = np.repeat(np.arange(len(roles)), np.array(asked, dtype=np.intp))
        found = np.zeros(len(roles), dtype=np.bool_)
        found[titles[rows]] = True
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
