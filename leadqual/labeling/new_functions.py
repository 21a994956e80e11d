"""A new function: example titles, the titles and phrases near them, and a draft of the taxonomy."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.array_types import Floats
from classifiers.core.text import words
from classifiers.titles.example_phrases import near_phrases, with_phrase
from classifiers.titles.example_titles import Encode, RankedTitles, rank_titles
from classifiers.titles.text.signature import signature
from leadqual.accounts.models import Workspace
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.selectors import titles_of
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_encoder, load_titles
from leadqual.taxonomy.services import normalised

MAX_EXAMPLES = 20
MAX_ACCEPTED = 300
MAX_PHRASES = 20
SHOWN = 30
MAX_BY_WORDS = 3_000
MAX_BY_LABELS = 1_500
MAX_WORDS = 24  # Of the examples and phrases, by which titles are looked up.
MAX_REMEMBERED = 5_000  # Vectors of the encoder in one process; each takes 2 kB.


@dataclass(frozen=True, slots=True)
class FunctionSketch:
    """What somebody said so far of a function that is to be.

    Args:
        examples: titles as they were typed.
        accepted: keys of titles that belong to it.
        rejected: keys of titles that do not.
        phrases: normalized phrases whose titles belong to it.
        dropped: phrases that were suggested and mean something else.
    """

    examples: tuple[str, ...] = ()
    accepted: tuple[int, ...] = ()
    rejected: tuple[int, ...] = ()
    phrases: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestedTitle:
    """A title of the workspace near the examples.

    Args:
        title: with its labels.
        is_likely: it probably belongs with the examples.
    """

    title: JobTitle
    likeness: float
    is_likely: bool


@dataclass(frozen=True, slots=True)
class SuggestedPhrase:
    """A phrase with its spellings in the workspace, and how many titles and people have one."""

    phrase: str
    spellings: tuple[str, ...]
    n_titles: int
    n_contacts: int


@dataclass(frozen=True, slots=True)
class FunctionNow:
    """A function that titles of the sketch have now."""

    slug: str
    name: str
    n_titles: int
    n_contacts: int


@dataclass(frozen=True, slots=True)
class SketchedFunction:
    """What a sketch leads to.

    Args:
        suggestions: titles to accept or reject, the nearest first.
        phrases: suggested ones.
        taken: phrases that were accepted.
        titles: of the function: accepted ones and those with an accepted phrase.
        held: functions that these have now, those of most people first.
    """

    suggestions: tuple[SuggestedTitle, ...] = ()
    phrases: tuple[SuggestedPhrase, ...] = ()
    taken: tuple[SuggestedPhrase, ...] = ()
    titles: tuple[JobTitle, ...] = ()
    rejected: tuple[JobTitle, ...] = ()
    held: tuple[FunctionNow, ...] = ()
    by_phrase: frozenset[int] = field(default_factory=frozenset)

    @property
    def n_contacts(self) -> int:
        return sum(title.n_contacts for title in self.titles)


def describe_new_function(*, workspace: Workspace, sketch: FunctionSketch) -> SketchedFunction:
    """Return titles and phrases near a sketch, and what the function would have; nothing is stored.

    Titles are found by the words of examples and phrases, and by the functions that the examples
    have: of large workspaces those of most people.
    """
    examples = list(dict.fromkeys(filter(None, map(normalised, sketch.examples))))
    if not examples:
        return SketchedFunction()
    pool = _Pool.near(workspace, sketch, examples)
    phrases = [with_phrase(pool.keys, phrase) for phrase in sketch.phrases]
    refused = {pool.rows[key] for key in sketch.rejected if key in pool.rows}
    by_phrase = {row for phrase in phrases for row in phrase.rows} - refused
    accepted = {pool.rows[key] for key in sketch.accepted if key in pool.rows}
    texts = [*examples, *sketch.phrases, *(pool.keys[row] for row in sorted(accepted))]
    encoder, model = _encoder_function(), load_titles().model.unit_vectors
    ranked = rank_titles(
        pool.keys,
        accepted=list(dict.fromkeys(texts)),
        rejected=[*(pool.keys[row] for row in sorted(refused)), *sketch.dropped],
        by_model=model,
        by_meaning=encoder,
    )
    near = near_phrases(pool.keys, ranked, accepted=examples, by_model=model, by_meaning=encoder)
    known = {spelling for phrase in phrases for spelling in phrase.spellings} | set(sketch.dropped)
    open_phrases = [phrase for phrase in near if known.isdisjoint(phrase.spellings)]
    inside = sorted(accepted | by_phrase, key=lambda row: -pool.people[row])
    titles = _stored(workspace, [pool.pks[row] for row in inside])
    return SketchedFunction(
        suggestions=tuple(_suggestions(workspace, pool, ranked, {*inside, *refused})),
        phrases=tuple(pool.counted(each.spellings, each.rows) for each in open_phrases),
        taken=tuple(pool.counted(each.spellings, set(each.rows) - refused) for each in phrases),
        titles=tuple(titles),
        rejected=tuple(_stored(workspace, [pool.pks[row] for row in sorted(refused)])),
        held=tuple(_functions_now(titles)),
        by_phrase=frozenset(pool.pks[row] for row in by_phrase - accepted),
    )


class _Pool:
    """Titles of a workspace that may be near a sketch, most people first."""

    def __init__(self, rows: Iterable[tuple[int, str, int]]) -> None:
        found = list(rows)
        self.pks = [pk for pk, _, _ in found]
        self.keys = [key for _, key, _ in found]
        self.people = [n_contacts for _, _, n_contacts in found]
        self.rows = {pk: row for row, pk in enumerate(self.pks)}

    @classmethod
    def near(cls, workspace: Workspace, sketch: FunctionSketch, examples: Sequence[str]) -> "_Pool":
        """Read the titles that share words or functions with a sketch; a few queries."""
        read = JobTitle.objects.filter(workspace=workspace, n_contacts__gt=0).exclude(level=None)
        read = read.order_by("-n_contacts", "pk")
        texts = [word for key in (*examples, *sketch.phrases) for word in words(signature(key))]
        alike = Q(normalised__in=examples)
        for word in list(dict.fromkeys(texts))[:MAX_WORDS]:
            alike |= Q(normalised__trigram_word_similar=word)
        functions = _functions_near(workspace, examples)
        of_functions = Q(labels__function__slug__in=functions) | Q(labels=None)
        named = Q(pk__in=(*sketch.accepted, *sketch.rejected))
        parts: list[QuerySet[JobTitle, Any]] = [read.filter(alike)[:MAX_BY_WORDS]]
        parts += [read.filter(of_functions).distinct()[:MAX_BY_LABELS], read.filter(named)]
        rows = {row[0]: row for part in parts for row in _values(part)}
        return cls(sorted(rows.values(), key=lambda row: (-row[2], row[0])))

    def counted(self, spellings: tuple[str, ...], rows: Iterable[int]) -> SuggestedPhrase:
        positions = set(rows)
        n_contacts = sum(self.people[row] for row in positions)
        return SuggestedPhrase(spellings[0], spellings[1:], len(positions), n_contacts)


def _values(rows: QuerySet[JobTitle, Any]) -> Iterable[tuple[int, str, int]]:
    return rows.values_list("pk", "normalised", "n_contacts")


def _functions_near(workspace: Workspace, examples: Sequence[str]) -> set[str]:
    """Return the functions that examples have or just miss."""
    answers = load_online(workspace).predict(examples)
    missed = {
        reason.label
        for answer in answers
        for reason in answer.why
        if reason.because == "below threshold"
    }
    return missed | {label.slug for answer in answers for label in answer.functions}


def _suggestions(
    workspace: Workspace, pool: _Pool, ranked: RankedTitles, judged: Collection[int]
) -> list[SuggestedTitle]:
    order = np.argsort(-ranked.similarity, kind="stable").tolist()
    near = (row for row in order if ranked.similarity[row] >= ranked.least)
    rows = [row for row in near if row not in judged][:SHOWN]
    titles = _stored(workspace, [pool.pks[row] for row in rows])
    return [
        SuggestedTitle(
            title, float(ranked.similarity[row]), bool(ranked.similarity[row] >= ranked.likely)
        )
        for row, title in zip(rows, titles, strict=True)
    ]


def _stored(workspace: Workspace, keys: Sequence[int]) -> list[JobTitle]:
    found = {row.pk: row for row in titles_of(workspace).filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys]


def _functions_now(titles: Sequence[JobTitle]) -> list[FunctionNow]:
    by_slug: dict[str, list[JobTitle]] = {}
    names: dict[str, str] = {}
    for title in titles:
        for label in title.labels.all():
            by_slug.setdefault(label.function.slug, []).append(title)
            names[label.function.slug] = label.function.name
    found = [
        FunctionNow(slug, names[slug], len(rows), sum(row.n_contacts for row in rows))
        for slug, rows in by_slug.items()
    ]
    return sorted(found, key=lambda each: (-each.n_contacts, each.name))


class _Meanings:
    def __init__(self, encoder: CompanyEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Floats] = {}

    def __call__(self, texts: Sequence[str]) -> Floats:
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        found = dict(zip(new, self._encoder.encode(new), strict=True))
        vectors = np.array([found[text] if text in found else known[text] for text in texts])
        if len(known) + len(found) > MAX_REMEMBERED:
            self._known = found
        else:
            known.update(found)
        return vectors


def _encoder_function() -> Encode:
    encoder = load_encoder()
    return _meanings_of(encoder)


@lru_cache(maxsize=1)
def _meanings_of(encoder: CompanyEncoder) -> Encode:
    return _Meanings(encoder)
