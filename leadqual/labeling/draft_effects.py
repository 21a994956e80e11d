"""A job works out what a draft of the taxonomy would change on the titles of all workspaces.

It goes chunk by chunk and writes down how far it is, so that it goes on where it was killed; the
draft is looked at before each write, and one that was edited meanwhile ends the run.
"""

import heapq
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import F, QuerySet
from numpy.typing import NDArray

from classifiers.core.metrics import Counts, accuracy, macro_f1, micro, per_label
from classifiers.core.types import TitlePrediction
from classifiers.evaluation.frozen_test_sets import title_labels
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup import Dictionary, PhraseRules
from classifiers.titles.model.learned_functions import LearnedHead, LearnedHeads
from classifiers.titles.propagation import CorrectionMemory, StoredCorrection
from classifiers.titles.text.signature import signature
from classifiers.titles.training.changed_titles import Replay
from classifiers.titles.training.frozen_test_set import read_frozen
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.models import Workspace
from leadqual.accounts.services import active_workspaces
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.labeling.classification import head_of, load_learning
from leadqual.labeling.corrections.downstream_impact import (
    SavedSearchSlugs,
    campaigns_about,
    searches_about,
)
from leadqual.labeling.models.corrections import CarriedFunction, LearnedFunction
from leadqual.labeling.quality_gate import falls_with
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_title_model
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import Document, slug_changes
from leadqual.taxonomy.document.edits import ChangeKind, TaxonomyChange
from leadqual.taxonomy.drafts.publish_draft import spared_by
from leadqual.taxonomy.drafts.services import draft_document
from leadqual.taxonomy.library_values import TitleKnowledge, knowledge_of
from leadqual.taxonomy.models import DraftEffect, DraftEffectPart
from leadqual.taxonomy.versions import document_of

# What a workspace's titles are now and would be with a draft of the taxonomy, side by side.

MAX_EXAMPLES = 25
MAX_TOP = 2_000  # Titles of which people are looked for; more titles carry next to nobody.
_NUMBERS = ("n_titles", "n_contacts", "n_seniority", "n_to_other", "n_from_other")
_DECIMALS = 4
_SAME = 5e-5  # Of F1; less is not shown.
Labels = Sequence[Collection[str]]
CHUNK = 10_000
_ELSEWHERE = {ChangeKind.MOVED, ChangeKind.MERGED, ChangeKind.RETIRED, ChangeKind.SPLIT}
_READ = """
SELECT id, title, normalised, n_contacts FROM leads_jobtitle
WHERE workspace_id = %s AND id > %s ORDER BY id LIMIT %s
"""


class DraftedCascade:
    """The live cascade with what is live, and with what a draft says; learned heads stay fitted."""

    def __init__(self, old: Document, new: Document) -> None:
        self.model = load_title_model(is_exact=True)
        self.before, self.after = (self._cascade(knowledge_of(one)) for one in (old, new))
        self.replay = Replay(self.before, self.after)
        self._fates = slug_changes(old.functions, new.functions)
        self._old = {row.slug for row in old.functions}
        self._new = {row.slug for row in new.functions}
        self._leads = {alias: row.slug for row in new.functions for alias in row.formerly}

    def _cascade(self, knowledge: TitleKnowledge) -> TitleCascade:
        return TitleCascade(
            taxonomy=knowledge.taxonomy,
            model=self.model,
            dictionary=Dictionary(knowledge.dictionary),
            phrases=PhraseRules(knowledge.phrases),
            thresholds=knowledge.thresholds,
        )

    def then(self, slug: str) -> str:
        """Return the slug that a function has with the draft, or that took its place; "" for none.

        Args:
            slug: of a function that is live or was retired before.
        """
        if slug in self._new:
            return slug
        return self._fates.heir(slug) if slug in self._old else self._leads.get(slug, "")

    def same_slug(self, slug: str) -> str:
        """Return the slug that the same row has with the draft; its own where it has none.

        A function that was merged is another one than what took its place.
        """
        return self._fates.renamed.get(slug, slug)

    def same(self, slugs: Iterable[str]) -> frozenset[str]:
        """Return functions of now under the slugs that the same rows have with the draft."""
        return frozenset(map(self.same_slug, slugs))

    def live(self, slug: str) -> str:
        """Return the slug that a function of the draft has now; its own where it is new."""
        return self._fates.former(slug)

    def workspace(self, workspace_id: int) -> "DraftedWorkspace":
        """Return both cascades with what a workspace taught; four queries."""
        learning = load_learning(workspace_id, self.before)
        now, then = self._heads(workspace_id)
        return DraftedWorkspace(
            self,
            before=WorkspaceCascade(self.before, learning.book, LearnedHeads(now)),
            after=WorkspaceCascade(
                self.after, self._book(workspace_id, learning.book), LearnedHeads(then)
            ),
        )

    def _book(self, workspace_id: int, book: CorrectionMemory) -> CorrectionMemory:
        """Return what people said as it would be: merges and new slugs are followed.

        Where no function that somebody named would be left, nothing is said: that is not Other.
        """
        carried: dict[int, list[tuple[str, str]]] = {}
        rows = CarriedFunction.objects.filter(correction__workspace=workspace_id)
        for number, named, into in rows.values_list("correction", "named__slug", "into__slug"):
            carried.setdefault(number, []).append((named, into))
        changed, silent = [], []
        for saying in book.sayings:
            functions = self._said(saying, carried.get(saying.number, ()))
            if saying.entry.functions and not functions:
                silent.append(saying.number)
            elif functions != saying.entry.functions:
                changed.append(replace(saying, entry=replace(saying.entry, functions=functions)))
        return book.changed(added=changed, removed=silent) if changed or silent else book

    def _said(
        self, saying: StoredCorrection, carried: Sequence[tuple[str, str]]
    ) -> tuple[str, ...]:
        """Return the functions that a saying would name.

        What a merge added goes out where what was named comes back or leads elsewhere.
        """
        held = {into for named, into in carried if self._leads_there(named, into)}
        lost = {into for _, into in carried} - held
        named = (slug for slug in saying.entry.functions if slug not in lost)
        return tuple(dict.fromkeys(filter(None, map(self.then, named))))

    def _leads_there(self, named: str, into: str) -> bool:
        return named not in self._new and self.then(named) == self.same_slug(into)

    def _heads(self, workspace_id: int) -> tuple[list[LearnedHead], list[LearnedHead]]:
        rows = LearnedFunction.objects.filter(
            workspace=workspace_id,
            model_version=self.model.version,
            state=LearnedFunction.State.ACTIVE,
        ).select_related("function")
        heads = [head_of(row) for row in rows]
        now = [head for head in heads if head.function in self._old]
        later = (replace(head, function=self.same_slug(head.function)) for head in heads)
        return now, [head for head in later if head.function in self._new]


@dataclass(frozen=True, slots=True)
class ChangedTitle:
    """A title that would be something else.

    Args:
        place: among the titles that were asked about.
    """

    place: int
    now: TitlePrediction
    then: TitlePrediction


class DraftedWorkspace:
    """What the titles of one workspace are and would be.

    Args:
        drafted: both taxonomies.
        before: the cascade with what the workspace taught, as it is.
    """

    def __init__(
        self, drafted: DraftedCascade, *, before: WorkspaceCascade, after: WorkspaceCascade
    ) -> None:
        self._drafted = drafted
        self._before, self._after = before, after
        self._turned = CorrectionMemory(_turned(before.book, after.book))
        self._heads = LearnedHeads(_changed(before.heads.heads, after.heads.heads))

    def turned(self, titles: Sequence[str], keys: Sequence[str]) -> list[ChangedTitle]:
        """Return the titles whose functions, level or industry would be others.

        Args:
            titles: as they came in.
            keys: the same normalized.
        """
        places = np.flatnonzero(self._suspects(keys)).tolist()
        texts = [titles[place] for place in places]
        answers = zip(
            places,
            self._before.predict(texts, explain=False),
            self._after.predict(texts, explain=False),
            strict=True,
        )
        return [ChangedTitle(*row) for row in answers if self._differ(*row[1:])]

    def _suspects(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        found = self._drafted.replay.suspects(keys)
        if self._turned:
            found |= [self._is_spoken_of(key) for key in keys]
        if self._heads:
            asked = WorkspaceCascade(self._before.cascade, CorrectionMemory(()), self._heads)
            limits = [head.threshold for head in self._heads.heads]
            found |= (asked.head_scores(keys) >= limits).any(axis=1)
        return found

    def _is_spoken_of(self, key: str) -> bool:
        if key in self._turned.entries:
            return True
        text = signature(key)
        return self._turned.may_reach(text) and any(self._turned.candidates(text))

    def _differ(self, now: TitlePrediction, then: TitlePrediction) -> bool:
        if (now.level.slug, now.industry and now.industry.slug) != (
            then.level.slug,
            then.industry and then.industry.slug,
        ):
            return True
        return self._drafted.same(slugs_of(now)) != frozenset(slugs_of(then))


def slugs_of(answer: TitlePrediction) -> tuple[str, ...]:
    """Return the functions of an answer, best first."""
    return tuple(label.slug for label in answer.functions)


def _turned(before: CorrectionMemory, after: CorrectionMemory) -> list[StoredCorrection]:
    """Return the sayings that say something else, or nothing, in one of two books."""
    first, second = ({one.number: one for one in book.sayings} for book in (before, after))
    numbers = [key for key in first.keys() | second.keys() if first.get(key) != second.get(key)]
    return [first.get(key) or second[key] for key in sorted(numbers)]


def _changed(before: Sequence[LearnedHead], after: Sequence[LearnedHead]) -> list[LearnedHead]:
    slugs = {head.function for head in before} ^ {head.function for head in after}
    return [head for head in (*before, *after) if head.function in slugs]


@dataclass(frozen=True, slots=True, order=True)
class ChangedExample:
    """A title that would change; of those that most people carry.

    Args:
        title: as it was first written.
        now: slugs of its functions.
        then: slugs with the draft.
    """

    n_contacts: int
    pk: int
    title: str = ""
    now: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


@dataclass(slots=True)
class WorkspaceCounts:
    """Counts of one workspace, of all titles that were looked at so far.

    Args:
        n_titles: whose functions would be others.
        n_seniority: titles of which the level or the industry would be another.
        n_to_other: titles that would be Other and are not.
        n_from_other: titles that are Other and would not be.
        functions: slug → titles lost, contacts lost, titles gained, contacts gained. The slug is
            that of the draft, or the former one where the draft has none.
        levels: slugs of levels that titles get or lose.
        examples: most people first.
        top: keys of the titles that most people carry, with how many; most people first.
    """

    n_titles: int = 0
    n_contacts: int = 0
    n_seniority: int = 0
    n_to_other: int = 0
    n_from_other: int = 0
    functions: dict[str, list[int]] = field(default_factory=dict)
    levels: set[str] = field(default_factory=set)
    examples: list[ChangedExample] = field(default_factory=list)
    top: list[tuple[int, int]] = field(default_factory=list)

    def add(self, rows: Iterable["ChangedRow"], drafted: DraftedCascade) -> None:
        """Count titles that would change."""
        found = list(rows)
        for row in found:
            self._count(row, drafted)
        examples = [row.example() for row in found if row.has_other_functions(drafted)]
        self.examples = heapq.nlargest(MAX_EXAMPLES, [*self.examples, *examples])
        top = [(row.n_contacts, row.pk) for row in found]
        self.top = heapq.nlargest(MAX_TOP, [*self.top, *top])

    def _count(self, row: "ChangedRow", drafted: DraftedCascade) -> None:
        now, then = row.turned.now, row.turned.then
        seniority = {now.level.slug} ^ {then.level.slug}
        self.levels |= seniority
        industries = {answer.industry and answer.industry.slug for answer in (now, then)}
        self.n_seniority += bool(seniority) or len(industries) > 1
        if not row.has_other_functions(drafted):
            return
        self.n_titles += 1
        self.n_contacts += row.n_contacts
        self.n_to_other += not then.functions
        self.n_from_other += not now.functions
        before, after = drafted.same(slugs_of(now)), frozenset(slugs_of(then))
        for place, slugs in ((0, before - after), (2, after - before)):
            for slug in slugs:
                counts = self.functions.setdefault(slug, [0, 0, 0, 0])
                counts[place] += 1
                counts[place + 1] += row.n_contacts

    def as_json(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in _NUMBERS},
            "functions": self.functions,
            "levels": sorted(self.levels),
            "examples": [
                [one.n_contacts, one.pk, one.title, one.now, one.then] for one in self.examples
            ],
            "top": self.top,
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "WorkspaceCounts":
        """Return what was stored; nothing gives zeros."""
        tally = cls(**{name: stored.get(name, 0) for name in _NUMBERS})
        tally.functions = {slug: list(row) for slug, row in stored.get("functions", {}).items()}
        tally.levels = set(stored.get("levels", ()))
        tally.examples = [
            ChangedExample(n_contacts, pk, title, tuple(now), tuple(then))
            for n_contacts, pk, title, now, then in stored.get("examples", ())
        ]
        tally.top = [(n_contacts, pk) for n_contacts, pk in stored.get("top", ())]
        return tally


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A stored title that would change.

    Args:
        title: as it was first written.
        n_contacts: how many people carry it.
    """

    pk: int
    title: str
    n_contacts: int
    turned: ChangedTitle

    def has_other_functions(self, drafted: DraftedCascade) -> bool:
        """Return whether not only its level or industry would be another."""
        now = drafted.same(slugs_of(self.turned.now))
        return now != frozenset(slugs_of(self.turned.then))

    def example(self) -> ChangedExample:
        now, then = slugs_of(self.turned.now), slugs_of(self.turned.then)
        return ChangedExample(self.n_contacts, self.pk, self.title, now, then)


def judged(
    drafted: DraftedCascade, new: Document, found: Sequence[TaxonomyChange]
) -> dict[str, Any]:
    """Return figures on the test set that comes with the product, now and with a draft.

    What is right follows the draft: a function that was merged is right as what took its place,
    one that is retired is not asked for.

    Args:
        drafted: both taxonomies.
        new: what the draft says.
        found: what it changes.

    Returns:
        `model`, `n_titles`; `now` and `then` with `macro_f1`, the headline figure, `f1`,
        `precision`, `recall` of all functions and `level`, the share of right levels; `functions`
        with slug, F1 now, F1 then and number of titles of each that differs; `refused`, falls
        above their margin: it cannot be published.
    """
    titles = read_frozen()
    texts = [title.title for title in titles]
    now, then = (each.predict(texts, explain=False) for each in (drafted.before, drafted.after))
    right, right_then = (
        [each.taxonomy.now(title.functions) for title in titles]
        for each in (drafted.before, drafted.after)
    )
    levels = [title.level for title in titles]
    falls = falls_with(knowledge_of(new), spared=spared_by(found))
    return {
        "model": drafted.model.version,
        "n_titles": len(titles),
        "now": _figures(now, right, levels),
        "then": _figures(then, right_then, levels),
        "functions": _functions(drafted, (now, then), (right, right_then)),
        "refused": [asdict(fall) for fall in falls if fall.is_above_margin],
    }


def _figures(
    answers: Sequence[TitlePrediction], right: Labels, levels: Sequence[str | None]
) -> dict[str, float]:
    counts = micro([slugs_of(answer) for answer in answers], right)
    said = zip(answers, levels, strict=True)
    known = [(answer.level.slug, level) for answer, level in said if level is not None]
    given = [title_labels(slugs_of(answer), answer.level.slug) for answer in answers]
    wanted = [
        title_labels([*functions], level or "")
        for functions, level in zip(right, levels, strict=True)
    ]
    return {
        "macro_f1": round(macro_f1(given, wanted), _DECIMALS),
        "f1": round(counts.f1, _DECIMALS),
        "precision": round(counts.precision, _DECIMALS),
        "recall": round(counts.recall, _DECIMALS),
        "level": round(accuracy([one for one, _ in known], [one for _, one in known]), _DECIMALS),
    }


def _functions(
    drafted: DraftedCascade, answers: Sequence[Sequence[TitlePrediction]], right: Sequence[Labels]
) -> list[tuple[str, float | None, float | None, int]]:
    """Return the functions whose F1 differs, those that fall most first; None: not there."""
    now, then = (
        per_label([slugs_of(answer) for answer in given], wanted)
        for given, wanted in zip(answers, right, strict=True)
    )
    before = {drafted.same_slug(slug): counts for slug, counts in now.items()}
    rows = []
    for slug in sorted(before.keys() | then.keys()):
        was, will = before.get(slug), then.get(slug)
        figures = (was.f1 if was else None, will.f1 if will else None)
        if was is None or will is None or abs(was.f1 - will.f1) > _SAME:
            rows.append((slug, *figures, (will or was or Counts(0, 0, 0)).wanted))
    return sorted(rows, key=lambda row: (row[2] or 0.0) - (row[1] or 0.0))


def waiting_drafts() -> list[int]:
    """Return the keys of the drafts of which somebody waits to see what they would change."""
    rows = _wanted().order_by("asked_at")
    return list(rows.values_list("pk", flat=True))


def work_out(draft_id: int, *, until: float) -> bool:
    """Go on working out what a draft would change.

    Args:
        draft_id: key of the draft.
        until: seconds of `time.monotonic` at which it stops, at the end of its first chunk or of
            a later one.

    Returns:
        Whether nothing is left to do: it is worked out, refused, or about a former edit.
    """
    effect = _wanted().select_related("draft__base").filter(pk=draft_id).first()
    if effect is None:
        return True
    try:
        run = _Run(effect)
    except LeadqualError as error:  # No model is live.
        DraftEffect.objects.filter(pk=effect.pk).update(problem=error.message[:200])
        return True
    is_wanted = run.is_begun or run.begin()
    while is_wanted and (part := run.next_part()) is not None:
        is_wanted = run.look_on(part)
        if is_wanted and time.monotonic() > until:  # One chunk each time: to begin takes a while.
            return False
    if is_wanted:
        run.end()
    return True


def give_up(draft_id: int) -> None:
    """Note that it could not be worked out; the page of the draft says so."""
    DraftEffect.objects.filter(pk=draft_id, finished_at=None).update(
        problem="Computing the impact failed; see the log."
    )


def _wanted() -> QuerySet[DraftEffect]:
    """Return what waits, of drafts that are as they were when it was asked for."""
    return DraftEffect.objects.filter(
        finished_at=None,
        problem="",
        draft__edits=F("edits"),
        draft__archived_at=None,
        draft__published_as=None,
    )


class _Run:
    """One draft that is worked out, as far as a slice of the job comes.

    Raises:
        NoModelError: no model of titles is live.
    """

    def __init__(self, effect: DraftEffect) -> None:
        self._effect = effect
        self._old, self._new = document_of(effect.draft.base), draft_document(effect.draft)
        self._drafted = DraftedCascade(self._old, self._new)
        self._found = changes(self._old, self._new)
        self._taught: tuple[int, DraftedWorkspace] | None = None

    @property
    def is_begun(self) -> bool:
        """Return whether part of it was worked out with the model that is live."""
        return self._effect.model_version == self._drafted.model.version

    def begin(self) -> bool:
        """Ask the frozen test set, and note what there is to look at; see `look_on`.

        What another model said before is forgotten.
        """
        figures = judged(self._drafted, self._new, self._found)
        with self._still_wanted() as is_wanted:
            if is_wanted:
                self._effect.total = JobTitle.objects.count()
                self._effect.judged, self._effect.model_version = figures, figures["model"]
                self._effect.done = 0
                self._effect.save(update_fields=["total", "judged", "model_version", "done"])
                self._effect.parts.all().delete()
                DraftEffectPart.objects.bulk_create(
                    DraftEffectPart(effect=self._effect, workspace=workspace)
                    for workspace in active_workspaces().order_by("pk")
                )
        return is_wanted

    def next_part(self) -> DraftEffectPart | None:
        """Return the workspace that comes next; None where all titles were looked at."""
        parts = self._effect.parts.filter(is_done=False).select_related("workspace")
        return parts.order_by("workspace").first()

    def look_on(self, part: DraftEffectPart) -> bool:
        """Look at the next titles of a workspace; False where nobody wants it as it is anymore."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [part.workspace_id, part.after, CHUNK])
            rows = cursor.fetchall()
        turned = self._workspace(part.workspace_id).turned(
            [row[1] for row in rows], [row[2] for row in rows]
        )
        tally = WorkspaceCounts.of_json(part.found)
        changed = ((rows[one.place], one) for one in turned)
        tally.add((ChangedRow(row[0], row[1], row[3], one) for row, one in changed), self._drafted)
        found, is_done = tally.as_json(), len(rows) < CHUNK
        if is_done:
            found |= self._touched(part.workspace, tally)
        with self._still_wanted() as is_wanted:
            if is_wanted:
                self._effect.parts.filter(pk=part.pk).update(
                    found=found, after=rows[-1][0] if rows else part.after, is_done=is_done
                )
                self._effect.done += len(rows)
                self._effect.save(update_fields=["done"])
        return is_wanted

    def end(self) -> None:
        """Note that all is worked out."""
        with self._still_wanted() as is_wanted:
            if is_wanted:
                self._effect.finished_at = clock.now()
                self._effect.save(update_fields=["finished_at"])

    @contextmanager
    def _still_wanted(self) -> Iterator[bool]:
        """Open a transaction in which nobody asks again; False where somebody has."""
        with transaction.atomic():
            rows = _wanted().select_for_update(of=("self",))
            row = rows.filter(pk=self._effect.pk, asked_at=self._effect.asked_at).first()
            yield row is not None

    def _workspace(self, workspace_id: int) -> DraftedWorkspace:
        """Return both cascades with what a workspace taught when it was come to."""
        if self._taught is None or self._taught[0] != workspace_id:
            self._taught = (workspace_id, self._drafted.workspace(workspace_id))
        return self._taught[1]

    def _touched(self, workspace: Workspace, tally: WorkspaceCounts) -> dict[str, Any]:
        """Return saved searches that ask for what changes, and campaigns about its people."""
        moved = [change for change in self._found if change.kind in _ELSEWHERE]
        named = {slug for change in moved for slug in change.functions} | set(tally.functions)
        functions = {self._drafted.live(slug) for slug in named}
        departments = {change.key.split(":")[1] for change in moved if change.is_about_department}
        for document in (self._old, self._new):
            departments |= {row.department for row in document.functions if row.slug in named}
        asked = SavedSearchSlugs(
            functions=functions,
            departments=departments,
            levels=tally.levels,
            has_other=bool(tally.n_to_other or tally.n_from_other),
        )
        return {
            "top": [],  # Only asked for here.
            "searches": searches_about(workspace, asked),
            "campaigns": campaigns_about(workspace, [pk for _, pk in tally.top]),
        }
