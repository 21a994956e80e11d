"""The stage of the cascade that adds functions by similarity to representative titles."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import Evidence, Label
from classifiers.titles.dictionary import Dictionary, load_dictionary
from classifiers.titles.model.network import Scores, TitleModel
from classifiers.titles.model.role_answers import StageAnswer
from classifiers.titles.model.roles import Role
from classifiers.titles.phrase_rules import PhraseMatch, PhraseRules, load_phrases
from classifiers.titles.representatives import DECIMALS, RepresentativeMatch, RepresentativeMatcher

REPRESENTATIVE = "representative title"  # Kind of evidence.
Found = tuple[RepresentativeMatch, ...]


class RepresentativeStage:
    """Adds functions to what dictionary, rules and model say of a role.

    An entry or a rule that staff wrote is all that there is to say. Those that come with the
    product know nothing of functions that were added later, so these may be next to them.
    """

    def __init__(
        self, matcher: RepresentativeMatcher, model: TitleModel, taxonomy: Taxonomy
    ) -> None:
        self.matcher = matcher
        self._model = model
        self._taxonomy = taxonomy
        self._limits = {function.slug: function.threshold for function in matcher.functions}
        self._added = {function.slug for function in matcher.functions if function.column is None}

    def find(
        self, roles: Sequence[Role], matches: Sequence[PhraseMatch | None], scores: Scores
    ) -> dict[int, Found]:
        """Return index of a role → the functions that it has by similarity, best first."""
        indexes = [
            index
            for index, (role, match) in enumerate(zip(roles, matches, strict=True))
            if self._is_open(role, match)
        ]
        texts = [roles[index].text for index in indexes]
        alone = self._scores(roles, indexes, scores)
        answers = self.matcher.matches(texts, alone)
        shares = self._shares([roles[index] for index in indexes], alone)
        kept = {
            index: self._lowered(self._allowed_matches(roles[index], matches[index], given), share)
            for index, given, share in zip(indexes, answers, shares, strict=True)
            if given
        }
        return {index: given for index, given in kept.items() if given}

    def _is_open(self, role: Role, match: PhraseMatch | None) -> bool:
        """Return whether similarity may add to what is known of a role."""
        if role.source == "correction":
            return False
        if role.entry is not None:
            known = _shipped_dictionary().find(role.text)
            return known is not None and self._are_same(known[1].functions, role.entry.functions)
        if match is None:
            return True
        shipped = _shipped_rules().predict([role.text])[0]
        return (
            shipped is not None
            and shipped.phrases == match.phrases
            and self._are_same(shipped.functions, match.functions)
        )

    def _are_same(self, shipped: Iterable[str], slugs: Iterable[str]) -> bool:
        """Return whether functions that came with the product are these, by the slugs of now."""
        return set(self._taxonomy.now(shipped)) == set(self._taxonomy.now(slugs))

    def _allowed_matches(self, role: Role, match: PhraseMatch | None, given: Found) -> Found:
        """Return what a role may have: next to an entry or a rule only functions added later."""
        if role.entry is None and match is None:
            return given
        return tuple(match for match in given if match.slug in self._added)

    def _scores(self, roles: Sequence[Role], indexes: Sequence[int], scores: Scores) -> Scores:
        """Return what the model says of roles alone; of most of them it was asked already."""
        rows, row = {}, 0
        for index, role in enumerate(roles):
            if role.needs_model:
                if not role.is_weighed:
                    rows[index] = row
                row += 1
        others = [index for index in indexes if index not in rows]
        joined = Scores.joined([scores, self._model.predict([roles[n].text for n in others])])
        rows |= {index: row + n for n, index in enumerate(others)}
        order = [rows[index] for index in indexes]
        names = ("functions", "levels", "industries", "vectors")
        return Scores(*(getattr(joined, name)[order] for name in names))

    def _shares(self, roles: Sequence[Role], alone: Scores) -> list[float]:
        """Return how likely each role says what a person does; 1 for a title of one role."""
        headlines = self._model.headlines
        if headlines is None:
            return [1.0] * len(roles)
        shares = headlines.relevance(alone.functions, alone.levels).tolist()
        return [
            share if role.is_weighed else 1.0 for role, share in zip(roles, shares, strict=True)
        ]

    def _lowered(self, given: Found, share: float) -> Found:
        """Lower chances by how likely a part says what a person does; drop what is too low."""
        if share == 1:
            return given
        return tuple(
            replace(match, score=round(match.score * share, DECIMALS))
            for match in given
            if match.score * share >= self._limits[match.slug]
        )


def similar_answers(answer: StageAnswer, found: Found, *, explain: bool) -> list[StageAnswer]:
    """Return what the stage adds to the answer of a role; nothing where that names all of it."""
    named = {label.slug for label in answer.functions}
    new = [match for match in found if match.slug not in named]
    if not new:
        return []
    why = [Evidence(match.slug, REPRESENTATIVE, match.title, match.similarity) for match in new]
    labels = tuple(Label(match.slug, match.score) for match in new)
    reasons = tuple(why) if explain else ()
    return [StageAnswer(labels, answer.level, answer.industry, "model", reasons)]


@lru_cache(maxsize=1)
def _shipped_dictionary() -> Dictionary:
    return Dictionary(load_dictionary())


@lru_cache(maxsize=1)
def _shipped_rules() -> PhraseRules:
    return PhraseRules(load_phrases())
