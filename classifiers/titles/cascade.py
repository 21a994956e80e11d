"""TitleCascade: runs the stages on a batch of titles, role by role, and joins what they say."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice, pairwise, repeat
from pathlib import Path
from typing import cast

import numpy as np

from classifiers.core.array_types import Floats
from classifiers.core.errors import ClassifierError
from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.core.types import OTHER, Evidence, Label, TitlePrediction, from_columns
from classifiers.titles.dictionary import Dictionary, Entry, load_dictionary
from classifiers.titles.model.explanations import BatchReasons, Reasons, why_missed, why_unread
from classifiers.titles.model.label_probabilities import LabelProbabilities, label_probabilities
from classifiers.titles.model.level_reasons import LevelReasons
from classifiers.titles.model.network import Scores, TitleModel, load_model
from classifiers.titles.model.role_answers import MAX_FUNCTIONS, OTHER_LEVEL, StageAnswer, join
from classifiers.titles.model.roles import Role, RoleReader
from classifiers.titles.phrase_rules import PhraseMatch, PhraseRules, load_phrases
from classifiers.titles.representative_stage import RepresentativeStage, similar_answers
from classifiers.titles.representatives import RepresentativeMatcher
from classifiers.titles.text.normalize import normalize

DECIMALS = 4

BATCH = 1024
REMEMBERED_ENTRIES = 20_000
EntryLabels = tuple[Label | None, Label | None, tuple[Label, ...], tuple[Evidence, ...]]


class BatchLabels:
    """The labels of a batch of roles.

    Args:
        limits: threshold of each function, shape (n_functions,).
    """

    def __init__(self, scores: Scores, *, model: TitleModel, limits: Floats) -> None:
        self._model = model
        self._scores, self._limits = scores, limits
        self.levels = self._best(scores.levels, model.levels)

    @cached_property
    def functions(self) -> list[tuple[Label, ...]]:
        """The functions of each row above their thresholds, best first."""
        chances = self._scores.functions
        rows, columns = np.nonzero(chances >= self._limits)
        given = chances[rows, columns]
        best_first = np.lexsort((-given, rows))
        slugs = map(self._model.functions.__getitem__, columns[best_first].tolist())
        labels = from_columns(Label, len(rows), slugs, _rounded(given[best_first]))
        ends = np.searchsorted(rows, np.arange(len(chances) + 1)).tolist()
        return [
            tuple(labels[start : min(end, start + MAX_FUNCTIONS)]) if end > start else ()
            for start, end in pairwise(ends)
        ]

    @cached_property
    def industries(self) -> list[Label | None]:
        """The likeliest industry of each row; None where none is likelier than all."""
        found = self._best(self._scores.industries, ("", *self._model.industries))
        return [label if label.slug else None for label in found]

    @staticmethod
    def _best(chances: Floats, names: Sequence[str]) -> list[Label]:
        """Return the likeliest label of each row."""
        best = chances.argmax(axis=1)
        highest = _rounded(np.take_along_axis(chances, best[:, None], axis=1)[:, 0])
        return from_columns(Label, len(best), map(names.__getitem__, best.tolist()), highest)

    def nearest_miss(self, row: int) -> tuple[Label, float] | None:
        """Return the likeliest function and its threshold, where a row has no function.

        None where the model knows nothing in the title, or no function at all.
        """
        columns, chances, known = self._likeliest
        chance, column = chances[row], columns[row]
        if chance < 0 or not known[row]:
            return None
        return Label(self._model.functions[column], chance), float(self._limits[column])

    @cached_property
    def _likeliest(self) -> tuple[list[int], list[float], list[bool]]:
        """Column and chance of the likeliest function of each row; whether the row is known."""
        chances = np.where(np.isfinite(self._limits), self._scores.functions, np.float32(-1.0))
        columns = chances.argmax(axis=1)
        best = _rounded(np.take_along_axis(chances, columns[:, None], axis=1)[:, 0])
        known = cast("list[bool]", self._scores.vectors.any(axis=1).tolist())
        return cast("list[int]", columns.tolist()), best, known


def _rounded(chances: Floats) -> list[float]:
    return cast("list[float]", np.round(chances.astype(np.float64), DECIMALS).tolist())


class NotATitleError(ClassifierError, TypeError):
    """Something that is no text was given as a title."""


class TitleCascade:
    """Titles → functions, level and industry, with the reasons.

    Normalize → corrections → dictionary → phrase rules → model; below all thresholds is Other.
    Representative titles that the model did not learn with take part next to rules and model.

    Args:
        taxonomy: functions that it does not know are never given.
        thresholds: function slug → threshold, where staff moved that of the model.
    """

    def __init__(
        self,
        *,
        taxonomy: Taxonomy,
        model: TitleModel,
        dictionary: Dictionary,
        phrases: PhraseRules,
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        self.taxonomy = taxonomy
        self.model = model.under(taxonomy.former)
        self.reader = RoleReader(dictionary, self.model, phrases)
        self.rules = phrases
        self._columns = frozenset(self.model.functions)
        self._limits = _limits(taxonomy, self.model, thresholds or {})
        self._level_reasons = LevelReasons(self.model, dictionary.entries)
        self._labels_of_entry = lru_cache(maxsize=REMEMBERED_ENTRIES)(self._read_entry)
        matcher = RepresentativeMatcher.under(taxonomy, self.model, thresholds or {})
        self.similarity = RepresentativeStage(matcher, self.model, taxonomy) if matcher else None

    @cached_property
    def _reasons(self) -> Reasons:
        return Reasons(self.taxonomy, self.model)  # Takes a moment, and files need no reasons.

    @property
    def version(self) -> str:
        """Version of the model, e.g. `titles-2026.11.1`."""
        return self.model.version

    def limits(self) -> dict[str, float]:
        """Return function slug → active threshold, of functions that the model knows."""
        pairs = zip(self.model.functions, self._limits.tolist(), strict=True)
        return {slug: limit for slug, limit in pairs if slug in self.taxonomy.by_slug}

    def all_limits(self) -> dict[str, float]:
        """Return the same for functions that representative titles alone give."""
        if self.similarity is None:
            return self.limits()
        own = {function.slug: function.threshold for function in self.similarity.matcher.functions}
        return own | self.limits()

    def predict(
        self,
        titles: Sequence[str],
        *,
        corrections: Mapping[str, Entry] | None = None,
        explain: bool = True,
        words: bool = True,
    ) -> list[TitlePrediction]:
        """Classify titles, in the same order; each distinct spelling is classified once.

        Args:
            titles: as they came in; no text makes it raise. None and NaN, as tables have them
                for a missing cell, are empty titles.
            corrections: normalized title → what a person says it is; wins over everything.
            explain: False gives no reasons, which is quicker.
            words: False gives only the reasons that cost nothing: entries, rules and missed
                thresholds, but neither words that decided nor reasons of the level.

        Raises:
            NotATitleError: one is of another type; its place and type are named.
        """
        if not {str}.issuperset(map(type, titles)):
            titles = [_text(title, index) for index, title in enumerate(titles)]
        keys = [normalize(title) for title in titles]
        first = dict(zip(reversed(keys), reversed(titles), strict=True))
        by_key: dict[str, TitlePrediction] = {}
        items = iter(first.items())
        with _without_collector():
            while batch := dict(islice(items, BATCH)):  # What is in between is gone soon.
                by_key |= self._predict_keys(
                    batch, corrections or {}, explain=explain, words=explain and words
                )
        found = map(by_key.__getitem__, keys)
        return [
            answer if answer.title == title else replace(answer, title=title)
            for answer, title in zip(found, titles, strict=True)
        ]

    def chances(self, keys: Sequence[str], *, least: float) -> LabelProbabilities:
        """Return how likely functions are that a threshold decides about, also below theirs."""
        read = self.reader.read(keys, {})
        return label_probabilities(
            read.roles,
            read.matches,
            read.scores.functions,
            limits=self._limits,
            columns={slug: column for column, slug in enumerate(self.model.functions)},
            least=least,
        )

    def similar(self, keys: Sequence[str]) -> list[tuple[Label, ...]]:
        """Return the functions of normalized titles by representative titles, role by role."""
        if self.similarity is None:
            return [()] * len(keys)
        roles, matches, scores = self.reader.read(keys, {})
        asked = [role for title in roles for role in title]
        found = self.similarity.find(asked, matches, scores)
        ends = np.cumsum([0, *map(len, roles)]).tolist()
        return [
            tuple(
                Label(match.slug, match.score)
                for n in range(start, end)
                for match in found.get(n, ())
            )
            for start, end in pairwise(ends)
        ]

    def open_roles(self, key: str) -> tuple[str, ...]:
        """Return the roles of a normalized title that neither dictionary nor rules settle."""
        roles = [role.text for role in self.reader.roles_again(key) if role.entry is None]
        matches = self.rules.predict(roles)
        return tuple(text for text, match in zip(roles, matches, strict=True) if match is None)

    def _predict_keys(
        self,
        titles: Mapping[str, str],
        corrections: Mapping[str, Entry],
        *,
        explain: bool,
        words: bool,
    ) -> dict[str, TitlePrediction]:
        """Classify normalized titles; what comes after each is one title as it came in."""
        roles, matches, scores = self.reader.read(list(titles), corrections)
        asked = [role for title in roles for role in title]
        readout = BatchLabels(scores, model=self.model, limits=self._limits)
        similar = self.similarity.find(asked, matches, scores) if self.similarity else {}
        reasons = None
        if words:
            read = [role.text for role in asked if role.is_weighed or role.has_open_level]
            needing = [role for role in asked if role.needs_model]
            named = {
                row: role.text
                for row, role in enumerate(needing)
                if readout.functions[row] and (role.is_weighed or role.entry is None)
            }
            reasons = self._reasons.of_batch(read, scores.vectors, named)
        found: list[StageAnswer] = []
        index = row = 0  # Of the role in `asked`, and of its scores.
        rows: dict[str, int] = {}
        for key, title_roles in zip(titles, roles, strict=True):
            is_plain = len(title_roles) == 1 and title_roles[0].entry is None
            is_alone = is_plain and matches[index] is None and index not in similar
            if is_alone and not words:  # Most titles of a file.
                labels = readout.functions[row], readout.levels[row], readout.industries[row]
                missed = explain and not labels[0]
                why = (why_missed(readout.nearest_miss(row), title_roles[0].text),) * missed
                found.append(StageAnswer(*labels, "model", why))
                index, row = index + 1, row + 1
                continue
            answers = [] if title_roles else [_unread(key, explain=explain)]
            added: list[StageAnswer] = []  # Behind all others, which have the first three places.
            for role in title_roles:
                role_arguments = (role, matches[index], readout, row)
                answers.append(self._answer(*role_arguments, reasons, explain=explain))
                if index in similar:
                    added += similar_answers(answers[-1], similar[index], explain=explain)
                if role.needs_model:
                    rows[role.text] = row
                index, row = index + 1, row + role.needs_model
            found.append(join([*answers, *added], taxonomy=self.taxonomy))
        functions, levels, industries, sources, whys = zip(*found, strict=True)
        level_whys: Iterable[tuple[Evidence, ...]] = repeat(())
        if reasons is not None:
            asked_for = levels, list(titles), roles, reasons.shares, rows, scores.vectors
            level_whys = self._level_reasons.of(*asked_for)
        made = from_columns(
            TitlePrediction,
            len(titles),
            titles.values(),
            titles,
            functions,
            levels,
            industries,
            sources,
            repeat(self.model.version),
            whys,
            level_whys,
        )
        return dict(zip(titles, made, strict=True))

    def _answer(
        self,
        role: Role,
        match: PhraseMatch | None,
        readout: BatchLabels,
        row: int,
        reasons: BatchReasons | None,
        *,
        explain: bool,
    ) -> StageAnswer:
        """Answer for a role; the row of the readout is its own where it needs the model.

        With the reasons of the batch, its functions are explained by its words, too.
        """
        if role.is_weighed:
            return self._weighed_answer(role, match, readout, row, reasons, explain=explain)
        if role.entry is not None or match is not None:
            return self._certain_answer(role, match, readout, row if role.needs_model else None)
        functions = readout.functions[row]
        why: tuple[Evidence, ...] = ()
        if reasons is not None and functions:
            why = reasons.of(functions, role.text, row)
        elif explain and not functions:
            why = (why_missed(readout.nearest_miss(row), role.text),)
        return StageAnswer(functions, readout.levels[row], readout.industries[row], "model", why)

    def _weighed_answer(
        self,
        role: Role,
        match: PhraseMatch | None,
        readout: BatchLabels,
        row: int,
        reasons: BatchReasons | None,
        *,
        explain: bool,
    ) -> StageAnswer:
        """Answer for a role of several, whose entry or rule was weighed with the other roles.

        Functions that the model never saw count as their entry or rule: nothing could weigh them.
        """
        source, found, shares = "model", dict[str, str](), dict[str, float]()
        if role.entry is None and match is None and not explain:
            functions, level = readout.functions[row], readout.levels[row]
            return StageAnswer(functions, level, readout.industries[row], source)
        if role.entry is not None:
            source, found = role.source, dict.fromkeys(role.entry.functions, role.found)
            shares = dict.fromkeys(found, role.share)
        elif match is not None:
            source, found, shares = "rules", dict(match.functions), dict(match.shares)
        new = {slug: share for slug, share in shares.items() if slug not in self._columns}
        functions = (*self._known(new), *readout.functions[row])
        why: tuple[Evidence, ...] = ()
        if explain:
            because = "rule" if source == "rules" else source
            named = [label.slug for label in functions if label.slug in found]
            why = tuple(Evidence(slug, because, found[slug]) for slug in named)
            read = [label for label in functions if label.slug not in found]
            if read and reasons is not None:
                why += reasons.of(read, role.text, row)
            if not functions and source == "model":
                why = (why_missed(readout.nearest_miss(row), role.text),)
        return StageAnswer(functions, readout.levels[row], readout.industries[row], source, why)

    def _certain_answer(
        self, role: Role, match: PhraseMatch | None, readout: BatchLabels, row: int | None
    ) -> StageAnswer:
        """Answer with an entry or a rule; what these leave open is the model's."""
        labels: EntryLabels = (None, None, (), ())
        if role.entry is not None:
            labels = self._labels_of_entry(role.source, role.found, role.entry, role.share)
        level, industry, functions, why = labels
        if row is not None:
            level = level or readout.levels[row]
            if role.entry is None or role.entry.industry is None:
                industry = readout.industries[row]
        if role.entry is not None:
            return StageAnswer(functions, level or OTHER_LEVEL, industry, role.source, why)
        phrases = match.functions if match else {}
        functions = self._known(match.shares if match else {})
        why = tuple(Evidence(label.slug, "rule", phrases[label.slug]) for label in functions)
        if match and not functions:
            why = tuple(Evidence(OTHER, "rule", phrase) for phrase in match.phrases)
        return StageAnswer(functions, level or OTHER_LEVEL, industry, "rules", why)

    def _read_entry(self, source: str, found: str, entry: Entry, share: float) -> EntryLabels:
        """Return what an entry says, as far as it does: level, industry, functions and why."""
        level = Label(entry.level, share) if entry.level is not None else None
        industry = Label(entry.industry, share) if entry.industry else None
        functions = self._known(dict.fromkeys(entry.functions, share))
        slugs = [label.slug for label in functions] or [OTHER]
        return level, industry, functions, tuple([Evidence(slug, source, found) for slug in slugs])

    def _known(self, shares: Mapping[str, float]) -> tuple[Label, ...]:
        known = self.taxonomy.by_slug
        return tuple(Label(slug, share) for slug, share in shares.items() if slug in known)


def load_cascade(
    folder: Path | None = None,
    *,
    thresholds: Mapping[str, float] | None = None,
    is_exact: bool = False,
) -> TitleCascade:
    """Make a cascade from an artifact, with the taxonomy and rules that come with the product.

    Args:
        folder: of the artifact.
        thresholds: function slug → threshold, where it is not that of the model.
        is_exact: whether a title has the same scores in any batch; see `TitleModel`.

    Raises:
        ArtifactError: the artifact is missing, damaged or of another kind.
    """
    return TitleCascade(
        taxonomy=load_default(),
        model=replace(load_model(folder), is_exact=is_exact),
        dictionary=Dictionary(load_dictionary()),
        phrases=PhraseRules(load_phrases()),
        thresholds=thresholds,
    )


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold off the collector of cycles: answers form none, and it would read all of them often."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _text(title: object, index: int) -> str:
    if isinstance(title, str):
        return str(title)
    if title is None or title != title:  # noqa: PLR0124  # NaN
        return ""
    raise NotATitleError(f"titles[{index}] is of type {type(title).__name__}; a title is text.")


def _unread(key: str, *, explain: bool) -> StageAnswer:
    """Answer for a title without any role."""
    return StageAnswer((), OTHER_LEVEL, None, "model", (why_unread(key),) if explain else ())


def _limits(taxonomy: Taxonomy, model: TitleModel, moved: Mapping[str, float]) -> Floats:
    limits = [
        moved.get(slug, float(own)) if slug in taxonomy.by_slug else np.inf
        for slug, own in zip(model.functions, model.thresholds, strict=True)
    ]
    return np.array(limits, dtype=np.float32)
