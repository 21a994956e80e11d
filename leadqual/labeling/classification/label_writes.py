"""What titles are is written to their rows: from the cascade, from a person, from like titles."""

import json
from collections.abc import Collection, Sequence

from django.db import connection

from classifiers.core.types import OTHER, Evidence, TitlePrediction
from classifiers.titles.text.signature import signature
from leadqual.core import clock
from leadqual.labeling.models.corrections import Correction, PropagatedLabel
from leadqual.labeling.prediction_log.writing import StoredAnswer, keep_former
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.models import Function, Industry, Level

BATCH = 2_000
FOLLOWING = {"correction", "neighbour"}  # Kinds of evidence that are a person's word.
# One statement for a whole batch: the ORM's bulk_update writes a CASE for each row and field. Rows
# go as one JSON text, which takes a tenth of the time of an array for each column.
_UPDATE = """
WITH gone AS (DELETE FROM leads_titlelabel WHERE job_title_id = ANY(%s))
UPDATE leads_jobtitle AS title
SET level_id = new.level_id, level_score = new.level_score,
    industry_id = new.industry_id, industry_score = new.industry_score,
    source = new.source, model_version = new.model_version, signature = new.signature,
    surest = new.surest, why = new.why, level_why = new.level_why, classified_at = %s
FROM jsonb_to_recordset(%s::jsonb)
  AS new(id bigint, level_id bigint, level_score float8, industry_id bigint, industry_score float8,
         source text, model_version text, signature text, surest float8, why jsonb, level_why jsonb)
WHERE title.id = new.id
"""
_LABEL = """
INSERT INTO leads_titlelabel (job_title_id, function_id, source, score)
SELECT * FROM jsonb_to_recordset(%s::jsonb)
  AS new(job_title_id bigint, function_id bigint, source text, score float8)
"""


def store_predictions(
    titles: Sequence[JobTitle],
    predictions: Sequence[TitlePrediction],
    *,
    kept: Collection[int] = (),
) -> None:
    """Write what the cascade said of locked titles; seven queries whatever their number.

    What was stored before and is another answer stays on record.

    Args:
        titles: each once.
        predictions: of the titles, in the same order.
        kept: keys of titles of which that is on record already.
    """
    if not titles:
        return
    functions = dict(Function.objects.values_list("slug", "pk"))
    levels = dict(Level.objects.values_list("slug", "pk"))
    industries = dict(Industry.objects.values_list("slug", "pk"))
    rows = [
        {
            "id": title.pk,
            "level_id": levels[found.level.slug],
            "level_score": found.level.score,
            "industry_id": industries[found.industry.slug] if found.industry else None,
            "industry_score": found.industry.score if found.industry else None,
            "source": found.source,
            "model_version": found.model,
            "signature": signature(title.normalised),
            "surest": max((label.score for label in found.functions), default=0.0),
            "why": [_as_json(reason) for reason in found.why],
            "level_why": [_as_json(reason) for reason in found.level_why],
        }
        for title, found in zip(titles, predictions, strict=True)
    ]
    labels = [
        {
            "job_title_id": title.pk,
            "function_id": functions[label.slug],
            "source": _source(label.slug, found.why),
            "score": label.score,
        }
        for title, found in zip(titles, predictions, strict=True)
        for label in found.functions
    ]
    keep_former(
        {
            title.pk: StoredAnswer(
                functions=[
                    (functions[label.slug], _source(label.slug, found.why).value, label.score)
                    for label in found.functions
                ],
                level=levels[found.level.slug],
                industry=industries[found.industry.slug] if found.industry else None,
                source=found.source,
                model=found.model,
            )
            for title, found in zip(titles, predictions, strict=True)
            if title.level_id is not None and title.pk not in kept  # Never read: nothing to keep.
        }
    )
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [[title.pk for title in titles], clock.now(), json.dumps(rows)])
        if labels:
            cursor.execute(_LABEL, [json.dumps(labels)])
    end_moves(
        [
            title.pk
            for title, found in zip(titles, predictions, strict=True)
            if found.source != "correction"
        ]
    )


def store_corrections(
    titles: Sequence[JobTitle],
    corrections: Sequence[Correction],
    functions: Sequence[Sequence[Function]],
) -> None:
    """Write a person's word on locked titles; five queries, whatever their number.

    Args:
        titles: each once.
        corrections: of the titles, in the same order.
        functions: what each of them says, without those that were retired.
    """
    if not titles:
        return
    keep_former(
        {
            title.pk: StoredAnswer(
                functions=[(each.pk, TitleLabel.Source.CORRECTION.value, 1.0) for each in given],
                level=correction.level_id,
                industry=correction.industry_id,
                source=TitleLabel.Source.CORRECTION.value,
                model=title.model_version,
            )
            for title, correction, given in zip(titles, corrections, functions, strict=True)
        }
    )
    for title, correction, given in zip(titles, corrections, functions, strict=True):
        title.level, title.industry = correction.level, correction.industry
        title.level_score, title.industry_score = 1.0, 1.0 if correction.industry else None
        title.source = TitleLabel.Source.CORRECTION
        title.surest = 1.0 if given else 0.0
        title.signature = title.signature or signature(title.normalised)
        title.why = [
            _said(function.slug if function else OTHER, title) for function in given or (None,)
        ]
        title.level_why = [_said(correction.level.slug, title)]
        title.classified_at = clock.now()
    names = (
        *("id", "level_id", "level_score", "industry_id", "industry_score", "source", "surest"),
        *("model_version", "signature", "why", "level_why"),
    )
    rows = [{name: getattr(title, name) for name in names} for title in titles]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [[title.pk for title in titles], clock.now(), json.dumps(rows)])
    TitleLabel.objects.bulk_create(
        TitleLabel(
            job_title=title, function=function, source=TitleLabel.Source.CORRECTION, score=1.0
        )
        for title, given in zip(titles, functions, strict=True)
        for function in given
    )
    end_moves([title.pk for title in titles])


def end_moves(title_ids: Sequence[int]) -> None:
    """Note that titles follow no other title anymore."""
    moves = PropagatedLabel.objects.filter(job_title__any=title_ids, is_in_force=True)
    moves.update(is_in_force=False, ended_at=clock.now())


def _said(slug: str, title: JobTitle) -> dict[str, object]:
    """Return the evidence of a label that a person gave a title, as it is stored."""
    return _as_json(Evidence(slug, "correction", title.normalised))


def _as_json(reason: Evidence) -> dict[str, object]:
    """Return evidence as it is stored; `asdict` takes ten times as long."""
    return {
        "label": reason.label,
        "because": reason.because,
        "text": reason.text,
        "score": reason.score,
    }


def _source(slug: str, why: Sequence[Evidence]) -> TitleLabel.Source:
    because = next((reason.because for reason in why if reason.label == slug), "")
    if because in FOLLOWING:
        return TitleLabel.Source.CORRECTION
    by_reason = {"dictionary": TitleLabel.Source.DICTIONARY, "rule": TitleLabel.Source.RULES}
    return by_reason.get(because, TitleLabel.Source.MODEL)
