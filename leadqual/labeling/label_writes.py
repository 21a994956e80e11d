"""Labels of titles, written to their rows: from the cascade, from a person."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from classifiers.core.types import OTHER, Evidence, TitlePrediction
from classifiers.titles.text.signature import signature
from leadqual.core import clock
from leadqual.labeling.models.corrections import (
    Correction,
    PropagatedLabel,
)
from leadqual.labeling.prediction_log import StoredAnswer, keep_former
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.models import Function, Industry, Level

BATCH = 4_000
FOLLOWING = {"correction", "neighbour"}  # Kinds of evidence that are a person's word.
_SEPARATOR = chr(31)  # In no text of these: titles are normalized, and JSON escapes it.
_COLUMN = "string_to_array(%s, chr(31))"
# One statement for a whole batch: the ORM's bulk_update writes a CASE for each row and field. Each
# column goes as one text, which is quicker to make and to read than JSON or an array.
_UPDATE = f"""
UPDATE leads_jobtitle AS title
SET level_id = new.level_id::bigint, level_score = new.level_score::float8,
    industry_id = NULLIF(new.industry_id, '')::bigint,
    industry_score = NULLIF(new.industry_score, '')::float8,
    source = COALESCE(new.source, ''), model_version = COALESCE(new.model_version, ''),
    signature = COALESCE(new.signature, ''), surest = new.surest::float8,
    why = new.why::jsonb, level_why = new.level_why::jsonb, classified_at = %s
FROM unnest({", ".join([_COLUMN] * 11)})
  AS new(id, level_id, level_score, industry_id, industry_score, source, model_version, signature,
         surest, why, level_why)
WHERE title.id = new.id::bigint
"""  # noqa: S608  # only texts of this module
_NEW_LABELS = f"""
SELECT job_title_id::bigint, function_id::bigint, source, score::float8, place
FROM unnest({", ".join([_COLUMN] * 4)})
  WITH ORDINALITY AS new(job_title_id, function_id, source, score, place)
"""  # noqa: S608  # only texts of this module
# Titles that keep their functions, as most do when another model reads them, keep the rows, too.
_RELABEL = f"""
WITH new AS MATERIALIZED ({_NEW_LABELS}), same AS MATERIALIZED (
    SELECT job_title_id
    FROM (SELECT job_title_id, array_agg(function_id ORDER BY id) AS functions
          FROM leads_titlelabel WHERE job_title_id = ANY(%s::bigint[]) GROUP BY job_title_id) AS old
    JOIN (SELECT job_title_id, array_agg(function_id ORDER BY place) AS functions
          FROM new GROUP BY job_title_id) AS told USING (job_title_id, functions)
), gone AS (
    DELETE FROM leads_titlelabel
    WHERE job_title_id = ANY(%s::bigint[]) AND job_title_id NOT IN (SELECT job_title_id FROM same)
)
UPDATE leads_titlelabel AS label SET source = new.source, score = new.score
FROM new JOIN same USING (job_title_id)
WHERE label.job_title_id = new.job_title_id AND label.function_id = new.function_id
  AND (label.source, label.score) IS DISTINCT FROM (new.source, new.score)
"""  # noqa: S608  # only texts of this module
_LABEL = f"""
WITH new AS MATERIALIZED ({_NEW_LABELS})
INSERT INTO leads_titlelabel (job_title_id, function_id, source, score)
SELECT job_title_id, function_id, source, score FROM new
WHERE job_title_id NOT IN (
    SELECT job_title_id FROM leads_titlelabel WHERE job_title_id = ANY(%s::bigint[])
)
ORDER BY place
"""  # noqa: S608  # only texts of this module


def store_predictions(
    titles: Sequence[JobTitle],
    predictions: Sequence[TitlePrediction],
    *,
    kept: Collection[int] = (),
) -> None:
    """Write what the cascade said of locked titles; eight queries whatever their number.

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
    labels = [
        [
            (functions[label.slug], _source(label.slug, found.why).value, label.score)
            for label in found.functions
        ]
        for found in predictions
    ]
    rows = [
        (
            title.pk,
            levels[found.level.slug],
            found.level.score,
            industries[found.industry.slug] if found.industry else None,
            found.industry.score if found.industry else None,
            found.source,
            found.model,
            signature(title.normalised),
            max((label.score for label in found.functions), default=0.0),
            _as_json(found.why),
            _as_json(found.level_why),
        )
        for title, found in zip(titles, predictions, strict=True)
    ]
    keep_former(
        {
            title.pk: StoredAnswer(
                functions=given,
                level=levels[found.level.slug],
                industry=industries[found.industry.slug] if found.industry else None,
                source=found.source,
                model=found.model,
            )
            for title, found, given in zip(titles, predictions, labels, strict=True)
            if title.level_id is not None and title.pk not in kept  # Never read: nothing to keep.
        }
    )
    _write(rows, labels)
    end_propagation(
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
            _correction_evidence(function.slug if function else OTHER, title)
            for function in given or (None,)
        ]
        title.level_why = [_correction_evidence(correction.level.slug, title)]
        title.classified_at = clock.now()
    names = (
        "id",
        "level_id",
        "level_score",
        "industry_id",
        "industry_score",
        "source",
        "model_version",
        "signature",
        "surest",
    )
    source = TitleLabel.Source.CORRECTION.value
    _write(
        [
            (
                *(getattr(title, name) for name in names),
                json.dumps(title.why),
                json.dumps(title.level_why),
            )
            for title in titles
        ],
        [[(function.pk, source, 1.0) for function in given] for given in functions],
    )
    end_propagation([title.pk for title in titles])


def _write(
    rows: Sequence[tuple[Any, ...]], labels: Sequence[Sequence[tuple[int, str, float]]]
) -> None:
    """Write what titles are; three statements whatever their number.

    Args:
        rows: values in the order of the statement, the key first; reasons as JSON.
        labels: function, source and score of the labels of each row, in the order of the rows.
    """
    keys = [row[0] for row in rows]
    array = f"{{{','.join(map(str, keys))}}}"
    columns = [
        _SEPARATOR.join(["" if each is None else str(each) for each in column])
        for column in zip(*rows, strict=True)
    ]
    flat = [(key, *label) for key, given in zip(keys, labels, strict=True) for label in given]
    new = [_SEPARATOR.join(map(str, column)) for column in zip(*flat, strict=True)] or [""] * 4
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [clock.now(), *columns])
        cursor.execute(_RELABEL, [*new, array, array])
        if flat:
            cursor.execute(_LABEL, [*new, array])


def end_propagation(title_ids: Sequence[int]) -> None:
    """Note that titles follow no other title anymore."""
    moves = PropagatedLabel.objects.filter(job_title__any=title_ids, is_in_force=True)
    moves.update(is_in_force=False, ended_at=clock.now())


def _correction_evidence(slug: str, title: JobTitle) -> dict[str, object]:
    """Return the evidence of a label that a person gave a title, as it is stored."""
    return _stored(Evidence(slug, "correction", title.normalised))


def _as_json(why: Sequence[Evidence]) -> str:
    return json.dumps(list(map(_stored, why))) if why else "[]"


def _stored(reason: Evidence) -> dict[str, object]:
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
