"""The roles of titles: what a person or the dictionary knows about each, what the model scores."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from classifiers.titles.lookup.dictionary import Dictionary, Entry
from classifiers.titles.lookup.phrases import PhraseRules
from classifiers.titles.model.network import Floats, Scores, TitleModel
from classifiers.titles.text.misspelled import as_meant, split_as_meant
from classifiers.titles.text.noise_words import legible
from classifiers.titles.text.normalize import JOINTS

# Least chance that a function of an entry has in the whole title. Chosen on 11,475 `train` titles,
# 848 with an entry beside other roles, with answers of models that had not seen them: there it
# takes F1 from 0.946 to 0.958 and the calibration error from 0.033 to 0.015. Any cut from 0.02 to
# 0.5 has that F1; a higher one puts more of what people wrote aside and gains nothing.
MIN_IN_WHOLE = 0.15


Predict = Callable[[Sequence[str]], Scores]


class Role(NamedTuple):  # Quicker to make than a dataclass, and made for every title.
    """A role of a title, and what a person or the dictionary knows about it."""

    text: str
    source: str = "model"
    found: str = ""
    entry: Entry | None = None

    @property
    def needs_model(self) -> bool:
        """Say whether functions, level or industry are left open."""
        return self.entry is None or self.entry.level is None or self.entry.industry is None


class RoleReader:
    """Cuts titles into roles, and scores those that nobody knows.

    Args:
        dictionary: exact answers, for titles and for roles.
        model: scores what is left open.
        rules: what stands beside their phrases is a role of its own.
    """

    def __init__(self, dictionary: Dictionary, model: TitleModel, rules: PhraseRules) -> None:
        self._dictionary = dictionary
        self._model = model
        self._rules = rules
        self._columns = {slug: column for column, slug in enumerate(model.functions)}

    @property
    def entries(self) -> Mapping[str, tuple[str, Entry]]:
        """Return what the dictionary says, by the spelling in which it is looked up."""
        return self._dictionary.entries

    def roles(self, key: str, corrections: Mapping[str, Entry]) -> list[Role]:
        """Return the roles of a title; all of it where a person or the dictionary knows it."""
        if key in corrections:
            return [Role(key, "correction", key, corrections[key])]
        key = legible(key)
        if not key[:1].isalpha() and not any(map(str.isalpha, key)):
            return []  # Nothing to read: emoji alone, "10/6;", "mmmmmm".
        if known := self._dictionary.find(key):
            return [Role(key, "dictionary", *known)]
        parts = split_as_meant(key)
        if parts != (key,) or not JOINTS.isdisjoint(key.split(" ")):
            parts = self._rules.apart(parts)
        if parts == (key,):
            return [Role(key)]
        return [
            Role(part, "dictionary", *known) if known else Role(part)
            for part, known in zip(parts, self._dictionary.predict(parts), strict=True)
        ]

    def read(
        self, keys: Sequence[str], corrections: Mapping[str, Entry]
    ) -> tuple[list[list[Role]], Scores]:
        """Return the roles of each title, and the scores of those that need the model, row by row.

        Where a title has several, it is read as a whole beside them. The chance of a function is
        the mean of that and of the role that names it most, and the label is that role's. An entry
        of one role counts where the whole bears it out: "architect" is another job in "data
        engineer / architect" than alone.
        """
        roles = [self.roles(key, corrections) for key in keys]
        return roles, self.scored(keys, roles)

    def scored(
        self, keys: Sequence[str], roles: Sequence[list[Role]], predict: Predict | None = None
    ) -> Scores:
        """Return the scores of the roles that need the model, row by row; see `read`.

        Entries that a whole title does not bear out are taken out of its roles, in place.

        Args:
            keys: normalised titles.
            roles: of each title.
            predict: gives new arrays of the scores of texts; None asks the model.
        """
        predict = predict or self._model.predict
        texts: list[str] = []
        several: list[_Several] = []
        for key, title in zip(keys, roles, strict=True):
            start = len(texts)
            texts += [role.text for role in title if role.needs_model]
            if len(title) > 1:
                several.append(_Several(as_meant(legible(key)), title, start, len(texts)))
        scores = predict([*texts, *[title.key for title in several]])
        wholes = scores.functions[len(texts) :]
        put_aside = [
            spot
            for title, whole in zip(several, wholes, strict=True)
            for spot in self._put_aside(title, whole)
        ]
        scores = self._with_rows(scores.first(len(texts)), put_aside, predict)
        self._mean_with_whole(scores.functions, several, wholes)
        return scores

    def _put_aside(self, title: "_Several", whole: Floats) -> Iterator[tuple[int, str]]:
        """Take away the entries that the whole does not bear out.

        Yields:
            The row before which such a role comes, and its text, where it had no row yet.
        """
        row = title.start
        for place, role in enumerate(title.roles):
            had_row = role.needs_model
            if role.entry is not None and not self._is_borne_out(role.entry, whole):
                title.roles[place] = Role(role.text)
                if not had_row:
                    yield row, role.text
            row += had_row

    def _is_borne_out(self, entry: Entry, whole: Floats) -> bool:
        slugs = entry.functions
        if not slugs or any(slug not in self._columns for slug in slugs):
            return True  # It says Other, or means a function that this model never saw.
        return bool(max(whole[self._columns[slug]] for slug in slugs) >= MIN_IN_WHOLE)

    def _mean_with_whole(
        self, functions: Floats, several: Sequence["_Several"], wholes: Floats
    ) -> None:
        """Put the mean with the whole title where a role names a function most, else nothing."""
        added = 0
        starts: list[int] = []
        counts: list[int] = []
        said: list[tuple[int, int]] = []  # Title, and the column of a function of an entry in it.
        for place, title in enumerate(several):
            count = sum([role.needs_model for role in title.roles])
            starts.append(title.start + added)
            counts.append(count)
            added += count - (title.end - title.start)
            said += [(place, column) for column in self._said(title.roles)]
        asked = np.flatnonzero(counts)  # Of the others, entries say all.
        if not len(asked):
            return
        repeats = np.array(counts)[asked]
        firsts = np.cumsum(repeats) - repeats
        rows = np.repeat(np.array(starts)[asked] - firsts, repeats) + np.arange(repeats.sum())
        own, whole = functions[rows], wholes[asked]
        if said:
            entries = np.zeros(wholes.shape, dtype=np.bool_)
            entries[tuple(np.transpose(said))] = True
            whole = np.where(entries[asked], -np.inf, whole)  # An entry names these most.
        own_best = np.repeat(np.maximum.reduceat(own, firsts), repeats, axis=0)
        mean = (own_best + np.repeat(whole, repeats, axis=0)) / 2
        functions[rows] = np.where((own == own_best) & (mean >= 0), mean, 0)

    def _said(self, roles: Sequence[Role]) -> list[int]:
        """Return the columns of the functions that entries give."""
        slugs = [slug for role in roles if role.entry for slug in role.entry.functions]
        return [self._columns[slug] for slug in slugs if slug in self._columns]

    def _with_rows(
        self, scores: Scores, added: Sequence[tuple[int, str]], predict: Predict
    ) -> Scores:
        """Return scores with those of further texts, each before the row that is named."""
        if not added:
            return scores
        n_rows = len(scores.functions)
        new = range(n_rows, n_rows + len(added))
        order = np.insert(np.arange(n_rows), [row for row, _ in added], new)
        both = Scores.joined([scores, predict([text for _, text in added])])
        parts = (both.functions, both.levels, both.industries, both.vectors)
        return Scores(*(part[order] for part in parts))


class _Several(NamedTuple):
    """A title of several roles.

    Args:
        key: the normalised title, without slips in words for roles.
        roles: in their order.
        start: first row of those among them that need the model.
        end: the row behind their last one.
    """

    key: str
    roles: list[Role]
    start: int
    end: int
