"""Titles are classified, corrected, and given back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import connection, transaction
from django.utils import timezone

from classifiers.titles.answer import as_json
from classifiers.titles.dictionary import Entry
from classifiers.titles.normalise import normalise
from classifiers.types import Evidence, TitlePrediction
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.labelling.errors import (
    NothingToUndoError,
    TooManyFunctionsError,
    UnknownLabelError,
)
from leadqual.labelling.models import Correction
from leadqual.labelling.selectors import current_corrections
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.registry.loading import load_titles
from leadqual.taxonomy.loading import load_knowledge
from leadqual.taxonomy.models import Function, Industry, Level

BATCH = 2_000
# One statement for a whole batch: the ORM's bulk_update writes a CASE for each row and field.
_UPDATE = """
UPDATE leads_jobtitle AS title
SET level_id = new.level_id, level_score = new.level_score,
    industry_id = new.industry_id, industry_score = new.industry_score,
    source = new.source, model_version = new.model_version,
    why = new.why::jsonb, classified_at = clock_timestamp()
FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::bigint[], %s::float8[],
            %s::text[], %s::text[], %s::text[])
  AS new(id, level_id, level_score, industry_id, industry_score, source, model_version, why)
WHERE title.id = new.id
"""
MOST_FUNCTIONS = 3


def predict(*, workspace: Workspace, titles: Sequence[str]) -> list[TitlePrediction]:
    """Classify titles as they are now, with every correction of the workspace in force.

    Nothing is stored. Queries: the corrections, the live model, the version of the taxonomy.
    """
    keys = {normalise(title) for title in titles}
    corrections = {
        row.job_title.normalised: _entry(row) for row in current_corrections(workspace, keys)
    }
    return load_titles().predict(titles, corrections=corrections)


def predict_for_everybody(*, titles: Sequence[str]) -> list[TitlePrediction]:
    """Classify titles without the corrections of any workspace.

    Nothing is stored. Queries: the live model, the version of the taxonomy.
    """
    return load_titles().predict(titles)


def answers(*, workspace: Workspace, titles: Sequence[str]) -> list[dict[str, object]]:
    """Classify titles and give them in the shape of the API; see `predict`."""
    taxonomy = load_knowledge().taxonomy
    return [as_json(found, taxonomy) for found in predict(workspace=workspace, titles=titles)]


@transaction.atomic
def classify_batch(*, size: int = BATCH) -> int:
    """Classify the titles that have waited longest and store what they are.

    Safe to run twice and beside itself: rows in work are skipped, corrected titles are left alone.

    Returns:
        How many titles were taken; 0 when none waits.
    """
    waiting = JobTitle.objects.filter(classified_at=None).order_by("pk")
    titles = list(waiting.select_for_update(skip_locked=True)[:size])
    if not titles:
        return 0
    corrected = set(
        Correction.objects.filter(job_title__in=titles, is_current=True).values_list(
            "job_title_id", flat=True
        )
    )
    open_titles = [title for title in titles if title.pk not in corrected]
    JobTitle.objects.filter(pk__in=corrected).update(classified_at=timezone.now())
    predictions = load_titles().predict([title.title for title in open_titles])
    _store(open_titles, predictions)
    return len(titles)


def mark_all_for_reclassification() -> int:
    """Have every title without a correction read again; its labels stay until then."""
    titles = JobTitle.objects.exclude(classified_at=None).exclude(corrections__is_current=True)
    count = titles.update(classified_at=None)
    enqueue(Job.CLASSIFY_TITLES)
    return count


@transaction.atomic
def record_correction(
    *,
    job_title: JobTitle,
    functions: Iterable[str],
    level: str,
    industry: str | None,
    author: User,
    note: str = "",
) -> Correction:
    """Replace what a title is by what a person says it is.

    In force for the next request of every process: the labels change in this transaction, and
    classification leaves corrected titles alone.

    Args:
        job_title: every contact that carries this title changes with it.
        functions: slugs, at most three; empty means that none fits (Other).
        level: slug.
        industry: slug, or None where the title names none.
        author: kept with the correction.
        note: why, for colleagues.

    Raises:
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
    """
    rows = _functions(list(dict.fromkeys(functions)))
    level_row = Level.objects.filter(slug=level).first()
    industry_row = Industry.objects.filter(slug=industry).first() if industry else None
    if level_row is None:
        raise UnknownLabelError("level", [level])
    if industry and industry_row is None:
        raise UnknownLabelError("industry", [industry])
    locked = JobTitle.objects.select_for_update().get(pk=job_title.pk)  # Two people may correct.
    locked.corrections.filter(is_current=True).update(is_current=False)
    correction = Correction.objects.create(
        workspace_id=locked.workspace_id,
        job_title=locked,
        level=level_row,
        industry=industry_row,
        author=author,
        note=note,
    )
    correction.functions.set(rows)
    _apply(locked, correction)
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="title.corrected",
        subject=f"job_title:{locked.pk}",
        details={"correction": correction.pk, "functions": [row.slug for row in rows]},
    )
    return correction


@transaction.atomic
def undo_correction(*, correction: Correction, author: User) -> JobTitle:
    """Take a correction back: the one before it counts again, or else the cascade.

    Raises:
        NothingToUndoError: it is not the current one; nothing has changed.
    """
    title = JobTitle.objects.select_for_update().get(pk=correction.job_title_id)
    correction = Correction.objects.get(pk=correction.pk)
    if not correction.is_current:
        raise NothingToUndoError("This correction is no longer in force, so nothing was changed.")
    correction.is_current = False
    correction.undone_at = timezone.now()
    correction.undone_by = author
    correction.save(update_fields=["is_current", "undone_at", "undone_by"])
    former = title.corrections.filter(undone_at=None).order_by("-pk").first()
    if former is not None:
        former.is_current = True
        former.save(update_fields=["is_current"])
        _apply(title, former)
    else:
        _store([title], load_titles().predict([title.title]))
    record_audit(
        workspace=title.workspace,
        actor=author,
        action="title.correction_undone",
        subject=f"job_title:{title.pk}",
        details={"correction": correction.pk},
    )
    return title


def _entry(correction: Correction) -> Entry:
    return Entry(
        functions=tuple(function.slug for function in correction.functions.all()),
        level=correction.level.slug,
        industry=correction.industry.slug if correction.industry else "",
    )


def _functions(slugs: list[str]) -> list[Function]:
    if len(slugs) > MOST_FUNCTIONS:
        raise TooManyFunctionsError(
            f"A title holds {MOST_FUNCTIONS} functions at most; {len(slugs)} were ticked. "
            "Nothing was written."
        )
    rows = {row.slug: row for row in Function.objects.filter(slug__in=slugs, retired_at=None)}
    if unknown := set(slugs) - set(rows):
        raise UnknownLabelError("function", unknown)
    return [rows[slug] for slug in slugs]


def _apply(title: JobTitle, correction: Correction) -> None:
    functions = list(correction.functions.all())
    title.level = correction.level
    title.industry = correction.industry
    title.level_score = 1.0
    title.industry_score = 1.0 if correction.industry else None
    title.source = TitleLabel.Source.CORRECTION
    title.why = [
        {"label": function.slug, "because": "correction", "text": title.normalised, "score": None}
        for function in functions
    ]
    title.classified_at = timezone.now()
    title.save()
    title.labels.all().delete()
    TitleLabel.objects.bulk_create(
        TitleLabel(
            job_title=title, function=function, source=TitleLabel.Source.CORRECTION, score=1.0
        )
        for function in functions
    )


def _store(titles: Sequence[JobTitle], predictions: Sequence[TitlePrediction]) -> None:
    """Write what the cascade said of locked titles; six queries whatever their number."""
    if not titles:
        return
    functions = dict(Function.objects.values_list("slug", "pk"))
    levels = dict(Level.objects.values_list("slug", "pk"))
    industries = dict(Industry.objects.values_list("slug", "pk"))
    rows = [
        (
            title.pk,
            levels[found.level.slug],
            found.level.score,
            industries[found.industry.slug] if found.industry else None,
            found.industry.score if found.industry else None,
            found.source,
            found.model,
            json.dumps([asdict(reason) for reason in found.why]),
        )
        for title, found in zip(titles, predictions, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [list(column) for column in zip(*rows, strict=True)])
    TitleLabel.objects.filter(job_title__in=titles).delete()
    TitleLabel.objects.bulk_create(
        [
            TitleLabel(
                job_title=title,
                function_id=functions[label.slug],
                source=_source(label.slug, found.why),
                score=label.score,
            )
            for title, found in zip(titles, predictions, strict=True)
            for label in found.functions
        ],
        batch_size=BATCH,
    )


def _source(slug: str, why: Sequence[Evidence]) -> TitleLabel.Source:
    because = next((reason.because for reason in why if reason.label == slug), "")
    by_reason = {
        "correction": TitleLabel.Source.CORRECTION,
        "dictionary": TitleLabel.Source.DICTIONARY,
        "rule": TitleLabel.Source.RULES,
    }
    return by_reason.get(because, TitleLabel.Source.MODEL)
