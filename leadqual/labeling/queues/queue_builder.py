"""The queues that take a while are made by a job: Others by group, and titles that disagree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from django.db.models import Max

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.embedding import title_space
from classifiers.titles.text.signature import signature
from classifiers.titles.training.clusters import TitleCluster, group_titles
from classifiers.titles.training.label_conflicts import same_job
from classifiers.titles.training.label_errors import cross_fitted_scores, suspects
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import GroupedTitle, LabelConflict, QueueRun, TitleGroup
from leadqual.labeling.queues.selectors import resolved_conflicts
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import DictionaryEntry

MAX_JUDGED = 8_000
Kind = LabelConflict.Kind

MAX_TITLES = 100_000  # The most frequent ones; rarer titles carry next to nobody.
MAX_GROUPED = 40_000
MAX_GROUPS = 2_000
CHUNK = 5_000
_READ = """
SELECT t.id, t.title, t.normalised, t.signature, t.n_contacts, t.source,
       ARRAY(SELECT f.slug FROM leads_titlelabel l JOIN taxonomy_function f ON f.id = l.function_id
             WHERE l.job_title_id = t.id)
FROM leads_jobtitle t
WHERE t.workspace_id = %s AND t.level_id IS NOT NULL
ORDER BY t.n_contacts DESC, t.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class TitleNow:
    """A stored title as it is now.

    Args:
        title: as it was first written.
        signature: of the title; "" where it has none yet.
        n_contacts: how many people carry it.
    """

    pk: int
    title: str
    key: str
    signature: str
    n_contacts: int
    source: str
    functions: frozenset[str]

    @property
    def is_trusted(self) -> bool:
        return self.source in {"correction", "dictionary"}


def conflicts_of(
    titles: Sequence[TitleNow], *, workspace_id: int, cascade: TitleCascade
) -> list[LabelConflict]:
    """Return at most one doubt of each title: suspected errors, then others of the same job.

    They are not stored yet.

    Args:
        titles: of the workspace, the most frequent first.
        workspace_id: whose corrections count.
        cascade: the live one.
    """
    found: dict[int, LabelConflict] = {}
    for doubt in (*_by_other_labels(titles, workspace_id, cascade), *_by_same_job(titles)):
        doubt.workspace_id = workspace_id
        found.setdefault(doubt.job_title_id, doubt)
    return list(found.values())


def _make_doubt(
    title: TitleNow,
    kind: LabelConflict.Kind,
    functions: Iterable[str],
    score: float,
    beside: int | None = None,
) -> LabelConflict:
    return LabelConflict(
        job_title_id=title.pk,
        kind=kind,
        functions=sorted(functions),
        beside_id=beside,
        score=min(max(score, 0.0), 1.0),
    )


def _by_other_labels(
    titles: Sequence[TitleNow], workspace_id: int, cascade: TitleCascade
) -> list[LabelConflict]:
    """Return corrected titles whose labels are probably wrong."""
    rows = Correction.objects.filter(workspace=workspace_id, is_current=True)
    corrected = set(rows.values_list("job_title_id", flat=True))
    own = [each for each in titles if each.pk in corrected]
    given = {each.key: each.functions for each in own[:MAX_JUDGED]}
    for entry in DictionaryEntry.objects.prefetch_related("functions"):
        given.setdefault(entry.normalised, frozenset(row.slug for row in entry.functions.all()))
    slugs = sorted({slug for functions in given.values() for slug in functions})
    if not own or not slugs:
        return []
    keys = list(given)
    labels = np.array([[slug in given[key] for slug in slugs] for key in keys], dtype=np.bool_)
    space = title_space(keys, cascade.model.unit_vectors(keys))
    chances = cross_fitted_scores(space, labels, [signature(key) for key in keys])
    by_key = {each.key: each for each in own}
    return [
        _make_doubt(
            by_key[keys[each.row]], Kind.SUSPECT, [slugs[n] for n in each.rather], each.score
        )
        for each in suspects(labels, chances)
        if keys[each.row] in by_key
    ]


def _by_same_job(titles: Sequence[TitleNow]) -> list[LabelConflict]:
    """Return titles with other labels than most people of the same job have."""
    conflicts = same_job(
        [title.signature or title.key for title in titles],
        [title.functions for title in titles],
        trusted=[title.is_trusted for title in titles],
        people=[title.n_contacts for title in titles],
    )
    pairs = ((titles[each.row], titles[each.other], each.similarity) for each in conflicts)
    return [
        _make_doubt(title, Kind.SIMILAR, beside.functions, likeness, beside.pk)
        for title, beside, likeness in pairs
        if title.source != "dictionary"
    ]


def build_queues(workspace: Workspace, run: QueueRun) -> bool:
    """Build the queues of a workspace; 100,000 titles take a minute or two."""
    corrected = Correction.objects.filter(workspace=workspace)
    newest = corrected.aggregate(newest=Max("pk"))["newest"] or 0
    _note_progress(run, "Classifying titles", started_at=clock.now())
    titles = list(_read_titles(workspace))
    cascade = load_titles()
    _note_progress(run, "Grouping unclassified titles", total=4, done=1)
    groups = _groups(titles, cascade)
    _note_progress(run, "Finding label conflicts", done=2)
    doubts = conflicts_of(titles, workspace_id=workspace.pk, cascade=cascade)
    for doubt in doubts:
        doubt.newest = newest
    _note_progress(run, "Writing", done=3)
    with transaction.atomic():
        _store_groups(workspace, groups)
        _store_doubts(workspace, doubts)
        _note_progress(run, "", asked_at=None, made_at=clock.now(), n_titles=len(titles), done=4)
        _note_progress(run, "", newest=newest)
    return True


def _note_progress(run: QueueRun, phase: str, **fields: datetime | int | None) -> None:
    for name, value in {"phase": phase, **fields}.items():
        setattr(run, name, value)
    run.save(update_fields=["phase", *fields])


def _read_titles(workspace: Workspace) -> Iterator[TitleNow]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [workspace.pk, MAX_TITLES])
        while rows := cursor.fetchmany(CHUNK):
            for pk, title, key, signature, n_contacts, source, functions in rows:
                yield TitleNow(pk, title, key, signature, n_contacts, source, frozenset(functions))


def _groups(
    titles: Sequence[TitleNow], cascade: TitleCascade
) -> list[tuple[TitleCluster, list[TitleNow]]]:
    """Return groups of the titles that are Other, each with its titles, most people first."""
    others = [each for each in titles if not each.functions and not each.is_trusted]
    others = [each for each in others if each.key][:MAX_GROUPED]
    keys = [each.key for each in others]
    space = title_space(keys, cascade.model.unit_vectors(keys))
    found = group_titles(keys, space, [each.n_contacts for each in others])[:MAX_GROUPS]
    return [(group, [others[row] for row in group.rows]) for group in found]


def _store_groups(
    workspace: Workspace, groups: Sequence[tuple[TitleCluster, list[TitleNow]]]
) -> None:
    """Put groups in the place of those from before; titles that are gone are left out."""
    here = _existing_keys(workspace, [each.pk for _, titles in groups for each in titles])
    TitleGroup.objects.filter(workspace=workspace).delete()
    rows = TitleGroup.objects.bulk_create(
        [
            TitleGroup(
                workspace=workspace,
                name=group.name or titles[0].title[:200],
                n_titles=len(titles),
                n_contacts=sum(each.n_contacts for each in titles),
            )
            for group, titles in groups
        ],
        batch_size=CHUNK,
    )
    GroupedTitle.objects.bulk_create(
        [
            GroupedTitle(group=row, job_title_id=each.pk, likeness=likeness)
            for row, (group, titles) in zip(rows, groups, strict=True)
            for each, likeness in zip(titles, group.similarity, strict=True)
            if each.pk in here
        ],
        batch_size=CHUNK,
    )


def _store_doubts(workspace: Workspace, doubts: Sequence[LabelConflict]) -> None:
    """Put doubts in the place of those from before; what a person settled since stays settled."""
    settled = set(resolved_conflicts(workspace).values_list("pk", flat=True))
    LabelConflict.objects.filter(workspace=workspace).exclude(pk__in=settled).delete()
    meant = {each.job_title_id for each in doubts} | {each.beside_id for each in doubts}
    here = _existing_keys(workspace, [key for key in meant if key is not None]) | {None}
    kept = [each for each in doubts if each.job_title_id in here and each.beside_id in here]
    LabelConflict.objects.bulk_create(
        [each for each in kept if each.job_title_id not in settled], batch_size=CHUNK
    )


def _existing_keys(workspace: Workspace, keys: Sequence[int]) -> set[int | None]:
    rows = JobTitle.objects.filter(workspace=workspace, pk__in=keys)
    return set(rows.values_list("pk", flat=True))
