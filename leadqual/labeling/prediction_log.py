"""Predictions stay on record: what was stored before something else was, and what was shown."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from classifiers.core.types import TitlePrediction
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.taxonomy.services import normalised

LONGEST_KEY = 200
# One statement for a whole batch. A title that was never read has no level, and nothing to keep;
# one that is read again with the same answer has the same text here and is left out. Scores count
# to three digits: the last digits depend on which titles are read together. Of each title that is
# put on record, the oldest answers beyond those that are kept go.
_KEEP = """
WITH kept AS (
INSERT INTO labeling_formerprediction
       (workspace_id, job_title_id, labels, level, level_score, industry, source, model_version,
        ended_at)
SELECT t.workspace_id, t.id, COALESCE(old.labels, '[]'), level.slug, t.level_score,
       COALESCE(industry.slug, ''), t.source, t.model_version, %s
FROM jsonb_to_recordset(%s::jsonb) AS new(id bigint, answer text)
JOIN leads_jobtitle t ON t.id = new.id
JOIN taxonomy_level level ON level.id = t.level_id
LEFT JOIN taxonomy_industry industry ON industry.id = t.industry_id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(f.slug, l.source, l.score) ORDER BY l.score DESC) AS labels,
           string_agg(l.function_id || ':' || l.source || ':' || round(l.score * 1000), ','
                      ORDER BY l.function_id) AS answer
    FROM leads_titlelabel l JOIN taxonomy_function f ON f.id = l.function_id
    WHERE l.job_title_id = t.id
) old ON true
WHERE new.answer IS DISTINCT FROM concat_ws('|', COALESCE(old.answer, ''), t.level_id,
      COALESCE(t.industry_id, 0), t.source, t.model_version)
RETURNING job_title_id
)
DELETE FROM labeling_formerprediction AS oldest USING (
    SELECT former.id, row_number() OVER (PARTITION BY former.job_title_id
                                         ORDER BY former.ended_at DESC, former.id DESC) AS place
    FROM labeling_formerprediction AS former JOIN kept USING (job_title_id)
) AS numbered
WHERE oldest.id = numbered.id AND numbered.place >= %s
"""
_SHOWN = """
INSERT INTO labeling_shownprediction
       (workspace_id, kind, text_hash, labels, level, model_version, answer_hash)
SELECT %s, new.kind, new.text_hash, new.labels, new.level, new.model, new.answer_hash
FROM jsonb_to_recordset(%s::jsonb) AS new(kind text, text_hash text, labels jsonb, level text,
                                          model text, answer_hash text)
ON CONFLICT (workspace_id, kind, text_hash, answer_hash)
DO UPDATE SET n_times = labeling_shownprediction.n_times + 1, last_at = now()
"""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What is about to be stored for a title, by the keys of the taxonomy.

    Args:
        functions: key of each, with its source and its score.
        industry: key, None where the title names none.
    """

    functions: Sequence[tuple[int, str, float]]
    level: int
    industry: int | None
    source: str
    model: str

    def as_text(self) -> str:
        """Return it as the statement writes what is stored now; same text, same answer."""
        labels = ",".join(
            f"{key}:{source}:{round(score * 1000)}" for key, source, score in sorted(self.functions)
        )
        parts = (labels, self.level, self.industry or 0, self.source, self.model)
        return "|".join(map(str, parts))


def keep_former(new: Mapping[int, StoredAnswer | None]) -> None:
    """Put on record what titles are now, where something else is about to be stored.

    Call it before the first write to a title and its labels; one statement whatever their number.
    The last `PREDICTIONS_KEPT` of each title are kept.

    Args:
        new: key of each title → what it will be; None where that differs for certain.
    """
    if not new:
        return
    rows = [{"id": key, "answer": shown and shown.as_text()} for key, shown in new.items()]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [clock.now(), json.dumps(rows), settings.PREDICTIONS_KEPT])


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer that was shown.

    Args:
        kind: one of `Suggestion.Kind`.
        text: what was asked; kept as a keyed hash alone.
        labels: slug and score of each; empty means Other.
        level: slug, for titles.
        key: of the text, as `key_of` gives it, where that is known.
    """

    kind: str
    text: str
    labels: Sequence[tuple[str, float]]
    level: str
    model: str
    key: str = ""


def log_shown(answers: Sequence[ShownAnswer], *, workspace: Workspace | None) -> None:
    """Put on record what was shown: a row for each answer that differs, one statement for all.

    Args:
        answers: what was shown.
        workspace: of the member who asked, None for the public.
    """
    rows = {
        (answer.kind, row["text_hash"], row["answer_hash"]): row
        for answer in answers
        for row in [_row_of(answer)]
    }
    if rows:  # In one order: requests with the same titles never wait for each other in a circle.
        in_order = [row for _, row in sorted(rows.items(), key=itemgetter(0))]
        with connection.cursor() as cursor:
            cursor.execute(_SHOWN, [workspace.pk if workspace else None, json.dumps(in_order)])


def _row_of(answer: ShownAnswer) -> dict[str, Any]:
    labels = [[slug, round(score, 4)] for slug, score in answer.labels]
    rounded = [[slug, round(score, 3)] for slug, score in answer.labels]
    shown = f"{rounded} {answer.level} {answer.model}"
    return {
        "kind": answer.kind,
        "text_hash": _hash(answer.kind, answer.key or key_of(answer.kind, answer.text)),
        "labels": labels,
        "level": answer.level,
        "model": answer.model,
        "answer_hash": hashlib.sha256(shown.encode()).hexdigest(),
    }


def text_hash(kind: str, text: str) -> str:
    """Return the keyed hash of a text; titles that are read the same have the same."""
    return _hash(kind, key_of(kind, text))


def _hash(kind: str, key: str) -> str:
    return hmac.digest(_key(kind, settings.SECRET_KEY), key.encode(), "sha256").hex()


@lru_cache(maxsize=8)
def _key(kind: str, secret: str) -> bytes:
    """Return the key of the hashes, made as `django.utils.crypto.salted_hmac` makes it."""
    return hashlib.sha256(f"leadqual.shown.{kind}{secret}".encode()).digest()


def key_of(kind: str, text: str) -> str:
    """Return what identifies it: a normalized title, or a hash of other texts."""
    if kind == "title":
        return normalised(text)[:LONGEST_KEY]
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()


def predictions_about(
    workspace: Workspace, kind: str, text: str, *, at: datetime | None = None, model: str = ""
) -> QuerySet[ShownPrediction]:
    """Return the answers that were shown for a text, the last one first.

    Args:
        workspace: to whose members they were shown; those shown to the public are there too.
        kind: one of `Suggestion.Kind`.
        text: as it was typed; spaces and capitals make no difference.
        at: only what was shown then.
        model: only answers of this version.
    """
    shown = ShownPrediction.objects.filter(kind=kind, text_hash=text_hash(kind, text))
    if at is not None:
        shown = shown.filter(first_at__lte=at, last_at__gte=at)
    if model:
        shown = shown.filter(model_version=model)
    found = shown.filter(workspace=workspace) | shown.filter(workspace=None)
    return found.order_by("-last_at", "-pk")


def read_shown_answer(found: TitlePrediction) -> ShownAnswer:
    """Return what is kept on record of a prediction that was shown."""
    labels = [(label.slug, label.score) for label in found.functions]
    key = found.normalised[:LONGEST_KEY]
    return ShownAnswer("title", found.title, labels, found.level.slug, found.model, key=key)
