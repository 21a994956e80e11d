"""The roles of titles: what a person or the dictionary knows about each, what the model scores."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from classifiers.core.array_types import Floats, Rows
from classifiers.titles.dictionary import SMALL_WORDS, Dictionary, Entry, without_small_words
from classifiers.titles.model.headline_candidates import HeadlineBatch, HeadlinePart
from classifiers.titles.model.headline_model import mean_labels
from classifiers.titles.model.network import Scores, TitleModel
from classifiers.titles.phrase_rules import PhraseMatch, PhraseRules
from classifiers.titles.text.legibility import JOINTS_OR_SEPARATORS, is_quiet, legible
from classifiers.titles.text.misspelled_roles import (
    corrected_role,
    split_corrected_roles,
    with_corrected_roles,
)
from classifiers.titles.text.normalize import JOINTS, TIGHT_JOINTS, names_role, without_side_parts
from classifiers.titles.text.parts import Part, parts_of

JOINED = "&"  # Two jobs of one part.
LISTED = " and "  # Between fields of a list.
SERVED = "assistant to"  # What follows is no job of its own.
REMEMBERED_PARTS = 20_000

Predict = Callable[[Sequence[str]], Scores]


class Role(NamedTuple):  # Quicker to make than a dataclass, and made for every title.
    """A role of a title, and what a person or the dictionary knows about it.

    Args:
        share: how often people confirmed what the entry says, 0 to 1.
        is_weighed: whether its scores are weighed with those of the other roles; an entry then
            counts for much, and not for certain.
    """

    text: str
    source: str = "model"
    found: str = ""
    entry: Entry | None = None
    share: float = 1.0
    joint: str = ""
    is_weighed: bool = False

    @property
    def needs_model(self) -> bool:
        """Return whether functions, level or industry are left open."""
        if self.is_weighed:
            return True
        return self.entry is None or self.entry.level is None or self.entry.industry is None

    @property
    def has_open_level(self) -> bool:
        return self.entry is None or self.entry.level is None


class ReadTitles(NamedTuple):
    """What is known about the roles of titles."""

    roles: Sequence[list[Role]]
    matches: Sequence[PhraseMatch | None]
    scores: Scores


class RoleReader:
    """Cuts titles into roles, and scores those that nobody knows."""

    def __init__(self, dictionary: Dictionary, model: TitleModel, rules: PhraseRules) -> None:
        self._dictionary = dictionary
        self._model = model
        self.rules = rules
        self._columns = {slug: column for column, slug in enumerate(model.functions)}
        self._levels = {slug: column for column, slug in enumerate(model.levels)}
        self._last: Mapping[str, list[Role]] = {}  # Of the last batch, without corrections.
        self._known_part = lru_cache(maxsize=REMEMBERED_PARTS)(self._read_part)

    @property
    def entries(self) -> Mapping[str, tuple[str, Entry]]:
        """Return what the dictionary says, by the spelling in which it is looked up."""
        return self._dictionary.entries

    def roles(self, key: str, corrections: Mapping[str, Entry]) -> list[Role]:
        """Return the roles of a title; all of it where a person or the dictionary knows it."""
        if key in corrections:
            return [Role(key, "correction", key, corrections[key])]
        words = key.split(" ")
        if is_quiet(words):  # Most titles.
            spelling = key if SMALL_WORDS.isdisjoint(words) else without_small_words(key)
            return [self._whole(key, words, self._dictionary.entries.get(spelling))]
        key = without_side_parts(legible(key), is_job=self._is_job)
        if not key[:1].isalpha() and not any(map(str.isalpha, key)):
            return []  # Nothing to read: emoji alone, "10/6;", "mmmmmm".
        known = self._dictionary.find(key)
        if known or _is_whole(key, words := key.split(" ")):
            return [self._whole(key, words, known)]
        return [Role(key)] if is_job_with_field(key) else self.cut(key)

    def roles_again(self, key: str) -> list[Role]:
        """Return the roles of a title without corrections; at once where it was read last."""
        known = self._last.get(key)
        return self.roles(key, {}) if known is None else known

    def _whole(self, key: str, words: Sequence[str], known: tuple[str, Entry] | None) -> Role:
        """Return the one role of a title; without its typos where it names none as it is."""
        if known is None and not names_role(words) and (meant := with_corrected_roles(key)) != key:
            key, known = meant, self._dictionary.find(meant)
        return self._known_role(key, known, "title") if known else Role(key)

    def _known_role(self, text: str, known: tuple[str, Entry], kind: str) -> Role:
        share = self._dictionary.shares.of(kind, without_small_words(text))
        return Role(text, "dictionary", *known, share)

    def _is_job(self, part: str) -> bool:
        known = self._dictionary.find(part)
        return names_role(part.split(" ")) or (known is not None and known[1].functions != ())

    def cut(self, key: str) -> list[Role]:
        """Return the roles of a title that has a separator or a joint."""
        parts = parts_of(key) if SERVED not in key else (Part(key),)
        jobs = [
            (job, JOINED if index else part.before)
            for part in parts
            for index, job in enumerate(self._known_part(part.text))
        ]
        if len(jobs) > 1:
            return [job._replace(joint=joint, is_weighed=True) for job, joint in jobs]
        ((job, joint),) = jobs
        return [Role(key) if job.text == key else job._replace(joint=joint)]

    def _read_part(self, text: str) -> tuple[Role, ...]:
        """Return the jobs of a part."""
        jobs = split_corrected_roles(text)
        if jobs != (text,) or not JOINTS.isdisjoint(text.split(" ")):
            jobs = self.rules.split_jobs(jobs)
        found = self._dictionary.predict(jobs)
        return tuple(
            self._known_role(job, known, "part") if known else Role(job)
            for job, known in zip(jobs, found, strict=True)
        )

    def read(self, keys: Sequence[str], corrections: Mapping[str, Entry]) -> ReadTitles:
        """Return the roles of titles, with what rules and the model say about each.

        Where a title has several, they are weighed: each is read alone, all together as a whole,
        and the headline model says how likely a function is for the person. The label is that of
        the role that names it most. All of them have the level of the person.
        """
        roles = [self.roles(key, corrections) for key in keys]
        if not any(map(corrections.__contains__, keys)):
            self._last = dict(zip(keys, roles, strict=True))
        matches = self.matches(roles)
        return ReadTitles(roles, matches, self.scored(keys, roles, matches))

    def matches(self, roles: Sequence[Sequence[Role]]) -> list[PhraseMatch | None]:
        """Return what the phrase rules say about each role, title by title."""
        return self.rules.predict([role.text for title in roles for role in title])

    def scored(
        self,
        keys: Sequence[str],
        roles: Sequence[Sequence[Role]],
        matches: Sequence[PhraseMatch | None],
        predict: Predict | None = None,
    ) -> Scores:
        """Return the scores of the roles that need the model, row by row; see `read`.

        Args:
            keys: normalized titles.
            roles: of each title.
            matches: of the phrase rules, one for each role.
            predict: gives new arrays of the scores of texts; None asks the model.
        """
        flat = [role for title in roles for role in title]
        needing = [index for index, role in enumerate(flat) if role.needs_model]
        several = [index for index, title in enumerate(roles) if len(title) > 1]
        texts = [flat[index].text for index in needing]
        wholes = [_as_whole(keys[index]) for index in several]
        scores = (predict or self._model.predict)([*texts, *wholes])
        own = scores.first(len(texts))
        weighed = [row for row, index in enumerate(needing) if flat[index].is_weighed]
        if weighed:
            rows = np.array(weighed, np.intp)
            asked = [matches[needing[row]] for row in weighed]
            batch = self._batch([roles[n] for n in several], asked, rows, scores, len(texts))
            self._weigh(batch, rows, own)
        return own

    def batch_of(self, keys: Sequence[str], roles: Sequence[Sequence[Role]]) -> HeadlineBatch:
        """Return what is known about titles with several roles, to learn how to weigh it."""
        texts = [role.text for title in roles for role in title]
        scores = self._model.predict([*texts, *map(_as_whole, keys)])
        rows = np.arange(len(texts))
        return self._batch(roles, self.matches(roles), rows, scores, len(texts))

    def _weigh(self, batch: HeadlineBatch, rows: Rows, own: Scores) -> None:
        """Write weighed chances over those of the roles at some rows."""
        model = self._model.headlines
        weighed = model.weigh(batch) if model else mean_labels(batch)
        owners = batch.owners
        is_best = weighed.parts[owners] == np.arange(len(rows))[:, None]
        own.functions[rows] = np.where(is_best, weighed.functions[owners], 0)
        own.levels[rows] = weighed.levels[owners]

    def _batch(
        self,
        titles: Sequence[Sequence[Role]],
        matches: Sequence[PhraseMatch | None],
        rows: Rows,
        scores: Scores,
        n_roles: int,
    ) -> HeadlineBatch:
        """Return what is known about titles with several roles.

        Args:
            titles: roles of each.
            matches: of the phrase rules, one for each of these roles.
            rows: of these roles in the scores, shape (n_roles,).
            scores: of roles, and behind them those of the whole titles.
            n_roles: how many rows are those of roles.
        """
        flat = [role for title in titles for role in title]
        functions, levels = scores.functions[rows], scores.levels[rows]
        model = self._model.headlines
        relevance = model.relevance(functions, levels) if model else np.zeros(len(flat), np.float32)
        parts: list[HeadlinePart] = []
        for index, (role, match) in enumerate(zip(flat, matches, strict=True)):
            if role.entry is not None:
                shares = dict.fromkeys(role.entry.functions, role.share)
                self._write_shares(functions[index], shares)
                if role.entry.level is not None:
                    levels[index] = 0
                    levels[index, self._levels[role.entry.level]] = role.share
            elif match is not None:
                self._write_shares(functions[index], match.shares)
            is_known = role.entry is not None or match is not None
            parts.append(HeadlinePart(role.text, role.joint, is_known))
        indexes = iter(parts)
        return HeadlineBatch(
            parts=[[next(indexes) for _ in title] for title in titles],
            relevance=relevance,
            functions=functions,
            levels=levels,
            whole_functions=scores.functions[n_roles:],
            whole_levels=scores.levels[n_roles:],
        )

    def _write_shares(self, chances: Floats, shares: Mapping[str, float]) -> None:
        chances[:] = 0
        for slug, share in shares.items():
            if slug in self._columns:
                chances[self._columns[slug]] = share


def _is_whole(key: str, words: Sequence[str]) -> bool:
    """Return whether nothing in a title is a point at which it could be cut."""
    if "," in key or not JOINTS_OR_SEPARATORS.isdisjoint(words):
        return False
    return key.isascii() or TIGHT_JOINTS.isdisjoint(key)


def is_job_with_field(key: str) -> bool:
    """Return whether one comma parts a job from what is none, and nothing else parts anything.

    `RoleReader.cut` finds the same of such titles, most of all with a comma, in five times as long.
    """
    left, comma, right = key.partition(", ")
    first, second = left.split(" "), right.split(" ")
    if not comma or "," in right or not key.isascii():
        return False
    if not JOINTS_OR_SEPARATORS.isdisjoint(first) or not JOINTS_OR_SEPARATORS.isdisjoint(second):
        return False
    names_first = names_role(first)
    if names_first == names_role(second):
        return False
    return not any(map(corrected_role, second if names_first else first))


def _as_whole(key: str) -> str:
    """Return a title of several roles as it is read at once.

    The model does not see commas: "product, marketing" would be product marketing.
    """
    text = with_corrected_roles(legible(key))
    if ", " not in text:
        return text
    return text if names_role(text.replace(",", " ").split()) else text.replace(", ", LISTED)
