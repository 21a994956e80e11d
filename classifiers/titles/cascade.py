"""TitleCascade: runs the stages on a batch of titles, role by role, and joins what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from classifiers.taxonomy import Taxonomy, load_default
from classifiers.titles.dictionary import Dictionary, Entry, load_dictionary
from classifiers.titles.joining import MOST_FUNCTIONS, Answer, join
from classifiers.titles.model import Floats, Scores, TitleModel, load_model
from classifiers.titles.normalise import normalise, split
from classifiers.titles.phrases import PhraseMatch, PhraseRules, load_phrases
from classifiers.titles.reasons import Reasons
from classifiers.types import Evidence, Label, TitlePrediction


@dataclass(frozen=True, slots=True)
class _Role:
    """A role of a title, and what a person or the dictionary knows about it."""

    text: str
    source: str = "model"
    found: str = ""
    entry: Entry | None = None

    @property
    def needs_model(self) -> bool:
        return self.entry is None or self.entry.level is None or self.entry.industry is None


@dataclass(frozen=True, slots=True)
class _ModelRow:
    """What the model says about one role."""

    functions: Floats
    levels: Floats
    industries: Floats
    vector: Floats


class TitleCascade:
    """Titles → functions, level and industry, with the reasons.

    Normalise → corrections → dictionary → phrase rules → model; below all thresholds is Other.

    Args:
        taxonomy: functions that it does not know are never given.
        model: the fitted model.
        dictionary: exact answers.
        phrases: phrase rules.
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
        self.model = model
        self._dictionary = dictionary
        self._rules = phrases
        self._limits = _limits(taxonomy, model, thresholds or {})
        self._reasons = Reasons(taxonomy, model)

    @property
    def version(self) -> str:
        """Version of the model, e.g. `titles-2026.11.1`."""
        return self.model.version

    def limits(self) -> dict[str, float]:
        """Return function slug → threshold in force."""
        pairs = zip(self.model.functions, self._limits.tolist(), strict=True)
        return {slug: limit for slug, limit in pairs if slug in self.taxonomy.by_slug}

    def predict(
        self,
        titles: Sequence[str],
        *,
        corrections: Mapping[str, Entry] | None = None,
        explain: bool = True,
    ) -> list[TitlePrediction]:
        """Classify titles, in the same order; each distinct spelling is classified once.

        Args:
            titles: as they came in; no text makes it raise.
            corrections: normalised title → what a person says it is; wins over everything.
            explain: False leaves `why` empty, which is quicker.
        """
        keys = [normalise(title) for title in titles]
        distinct = list(dict.fromkeys(keys))
        found = self._predict_keys(distinct, corrections or {}, explain=explain)
        by_key = dict(zip(distinct, found, strict=True))
        return [replace(by_key[key], title=title) for key, title in zip(keys, titles, strict=True)]

    def _predict_keys(
        self, keys: Sequence[str], corrections: Mapping[str, Entry], *, explain: bool
    ) -> list[TitlePrediction]:
        titles = [self._roles(key, corrections) for key in keys]
        answers = iter(self._answers([role for title in titles for role in title], explain=explain))
        return [
            join(
                key,
                [next(answers) for _ in title],
                taxonomy=self.taxonomy,
                model=self.model.version,
            )
            for key, title in zip(keys, titles, strict=True)
        ]

    def _roles(self, key: str, corrections: Mapping[str, Entry]) -> list[_Role]:
        """Return the roles of a title; all of it where a person or the dictionary knows it."""
        if key in corrections:
            return [_Role(key, "correction", key, corrections[key])]
        if not any(map(str.isalpha, key)):
            return []  # Nothing to read: emoji alone, "10/6;".
        if known := self._dictionary.predict([key])[0]:
            return [_Role(key, "dictionary", *known)]
        parts = split(key)
        return [
            _Role(part, "dictionary", *known) if known else _Role(part)
            for part, known in zip(parts, self._dictionary.predict(parts), strict=True)
        ]

    def _answers(self, asked: Sequence[_Role], *, explain: bool) -> list[Answer]:
        rows = iter(_rows(self.model.predict([role.text for role in asked if role.needs_model])))
        matches = self._rules.predict([role.text for role in asked])
        return [
            self._answer(role, next(rows) if role.needs_model else None, match, explain=explain)
            for role, match in zip(asked, matches, strict=True)
        ]

    def _answer(
        self, role: _Role, row: _ModelRow | None, match: PhraseMatch | None, *, explain: bool
    ) -> Answer:
        level, industry = self._level(role.entry, row), self._industry(role.entry, row)
        if role.entry is not None:
            functions = self._certain(role.entry.functions)
            why = tuple(Evidence(label.slug, role.source, role.found) for label in functions)
            return Answer(functions, level, industry, role.source, why)
        if match is not None:
            functions = self._certain(match.functions)
            why = tuple(
                Evidence(label.slug, "rule", match.functions[label.slug]) for label in functions
            )
            return Answer(functions, level, industry, "rules", why)
        if row is None:  # Only entries that say everything do without the model.
            return Answer((), level, industry, "model")
        functions = self._above_threshold(row)
        why = self._reasons.of(role.text, functions, row.vector) if explain else ()
        return Answer(functions, level, industry, "model", why)

    def _certain(self, slugs: Sequence[str] | Mapping[str, str]) -> tuple[Label, ...]:
        return tuple(Label(slug, 1.0) for slug in slugs if slug in self.taxonomy.by_slug)

    def _above_threshold(self, row: _ModelRow) -> tuple[Label, ...]:
        above = np.flatnonzero(row.functions >= self._limits)
        best = above[np.argsort(-row.functions[above], kind="stable")][:MOST_FUNCTIONS]
        return tuple(Label(self.model.functions[n], _rounded(row.functions[n])) for n in best)

    def _level(self, entry: Entry | None, row: _ModelRow | None) -> Label:
        if entry is not None and entry.level is not None:
            return Label(entry.level, 1.0)
        if row is None:
            return Label("other", 1.0)
        best = int(row.levels.argmax())
        return Label(self.model.levels[best], _rounded(row.levels[best]))

    def _industry(self, entry: Entry | None, row: _ModelRow | None) -> Label | None:
        if entry is not None and entry.industry is not None:
            return Label(entry.industry, 1.0) if entry.industry else None
        best = 0 if row is None else int(row.industries.argmax())
        if row is None or best == 0:  # The first column is "none".
            return None
        return Label(self.model.industries[best - 1], _rounded(row.industries[best]))


def load_cascade(
    folder: Path | None = None,
    *,
    taxonomy: Taxonomy | None = None,
    dictionary: Mapping[str, Entry] | None = None,
    phrases: Mapping[str, Sequence[str]] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> TitleCascade:
    """Make a cascade from an artifact; what is left out is what comes with the product.

    Raises:
        ArtifactError: the artifact is missing, damaged or of another kind.
    """
    return TitleCascade(
        taxonomy=taxonomy or load_default(),
        model=load_model(folder),
        dictionary=Dictionary(load_dictionary() if dictionary is None else dictionary),
        phrases=PhraseRules(load_phrases() if phrases is None else phrases),
        thresholds=thresholds,
    )


def _rows(scores: Scores) -> list[_ModelRow]:
    arrays = (scores.functions, scores.levels, scores.industries, scores.vectors)
    return [_ModelRow(*row) for row in zip(*arrays, strict=True)]


def _limits(taxonomy: Taxonomy, model: TitleModel, moved: Mapping[str, float]) -> Floats:
    limits = [
        moved.get(slug, float(own)) if slug in taxonomy.by_slug else np.inf
        for slug, own in zip(model.functions, model.thresholds, strict=True)
    ]
    return np.array(limits, dtype=np.float32)


def _rounded(chance: np.float32) -> float:
    return round(float(chance), 4)
