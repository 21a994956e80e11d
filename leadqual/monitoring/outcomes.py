"""Predictions against corrections, day by day, and how far two people agree."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection

from classifiers.evaluation.human_evaluation import Outcome
from leadqual.accounts.models import Workspace
from leadqual.core.hosts.direct_connection import chunked_cursor
from leadqual.labeling.agreement import agreement_on_titles
from leadqual.monitoring.daily_profiles import day_begins
from leadqual.registry.models import ModelVersion
from recommender.agreement import Agreement, measure

TITLES, COMPANIES, REPLIES = (
    ModelVersion.Kind.TITLES.value,
    ModelVersion.Kind.COMPANIES.value,
    ModelVersion.Kind.REPLIES.value,
)
KINDS = (TITLES, COMPANIES, REPLIES)
CHUNK = 2_000

# The prediction of a title before its first correction. Its record ended in the transaction of that
# correction, so it is the nearest in time: another correction may follow seconds later. Titles
# never predicted have none, nor do corrections that change nothing; records by a person are not
# predictions.
_TITLES = """
SELECT (c.created_at AT TIME ZONE 'UTC')::date, former.labels, former.source,
       COALESCE((SELECT jsonb_agg(f.slug) FROM labeling_correction_functions cf
                 JOIN taxonomy_function f ON f.id = cf.function_id
                 WHERE cf.correction_id = c.id), '[]')
FROM labeling_correction c
JOIN LATERAL (
    SELECT labels, source FROM labeling_formerprediction f
    WHERE f.job_title_id = c.job_title_id AND f.ended_at <= c.created_at + interval '5 seconds'
      AND f.ended_at > c.created_at - interval '1 minute'
    ORDER BY abs(extract(epoch FROM f.ended_at - c.created_at)), f.id DESC LIMIT 1
) former ON former.source <> 'correction'
WHERE c.workspace_id = %s AND c.created_at >= %s AND c.created_at < %s AND c.undone_at IS NULL
ORDER BY 1
"""
_COMPANIES = """
SELECT (c.created_at AT TIME ZONE 'UTC')::date, c.former->>'business_model',
       (c.former->>'probability')::float, c.business_model
FROM labeling_businessmodelcorrection c
WHERE c.workspace_id = %s AND c.created_at >= %s AND c.created_at < %s AND c.undone_at IS NULL
  AND c.former->>'probability' IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM labeling_businessmodelcorrection e
                  WHERE e.company_id = c.company_id AND e.undone_at IS NULL AND e.id < c.id)
ORDER BY 1
"""
_REPLIES = """
SELECT (c.created_at AT TIME ZONE 'UTC')::date, c.former_intent, r.score, c.intent
FROM replies_replycorrection c JOIN replies_reply r ON r.id = c.reply_id
WHERE r.workspace_id = %s AND c.created_at >= %s AND c.created_at < %s AND c.undone_at IS NULL
  AND c.former_intent <> '' AND r.classified_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM replies_replycorrection e
                  WHERE e.reply_id = c.reply_id AND e.undone_at IS NULL AND e.id < c.id)
ORDER BY 1
"""
_SHOWN = """
SELECT kind, day, sum(n) FROM (
    SELECT CASE kind WHEN 'title' THEN 'titles' WHEN 'company' THEN 'companies' ELSE 'replies'
           END AS kind, (last_at AT TIME ZONE 'UTC')::date AS day, count(*) AS n
    FROM labeling_shownprediction
    WHERE workspace_id = %(workspace)s AND last_at >= %(first)s AND last_at < %(until)s
    GROUP BY 1, 2
    UNION ALL
    SELECT 'titles', (classified_at AT TIME ZONE 'UTC')::date, count(*) FROM leads_jobtitle
    WHERE workspace_id = %(workspace)s AND classified_at >= %(first)s AND classified_at < %(until)s
      AND source <> 'correction' GROUP BY 2
    UNION ALL
    SELECT 'replies', (classified_at AT TIME ZONE 'UTC')::date, count(*) FROM replies_reply
    WHERE workspace_id = %(workspace)s AND classified_at >= %(first)s AND classified_at < %(until)s
    GROUP BY 2
) AS parts GROUP BY 1, 2
"""

# The last label by each person for records labeled by several people.
_COMPANY_PAIRS = """
SELECT company_id, business_model FROM (
    SELECT company_id, author_id, business_model, count(*) OVER (PARTITION BY company_id) AS n
    FROM (
        SELECT DISTINCT ON (company_id, author_id) company_id, author_id, business_model
        FROM labeling_businessmodelcorrection WHERE workspace_id = %s AND undone_at IS NULL
        ORDER BY company_id, author_id, id DESC
    ) AS last
) AS voices WHERE n > 1 ORDER BY company_id, author_id
"""
_REPLY_PAIRS = """
SELECT reply_id, intent FROM (
    SELECT reply_id, author_id, intent, count(*) OVER (PARTITION BY reply_id) AS n FROM (
        SELECT DISTINCT ON (c.reply_id, c.author_id) c.reply_id, c.author_id, c.intent
        FROM replies_replycorrection c JOIN replies_reply r ON r.id = c.reply_id
        WHERE r.workspace_id = %s AND c.undone_at IS NULL
        ORDER BY c.reply_id, c.author_id, c.id DESC
    ) AS last
) AS voices WHERE n > 1 ORDER BY reply_id, author_id
"""


def outcomes(
    kind: str, workspace: Workspace, first: date, last: date
) -> Iterator[tuple[date, Outcome]]:
    """Yield people's verdicts on the predictions of a kind of model, day by day; one query.

    The first correction of each record that was not undone counts: later ones respond to a person.
    Rows are read in chunks to limit memory.

    Args:
        kind: one of `KINDS`.
        workspace: whose.
        first: day, in UTC.
        last: day, included.
    """
    statement = {TITLES: _TITLES, COMPANIES: _COMPANIES, REPLIES: _REPLIES}[kind]
    until = day_begins(last + timedelta(days=1))
    with chunked_cursor() as cursor:
        cursor.execute(statement, [workspace.pk, day_begins(first), until])
        while rows := cursor.fetchmany(CHUNK):
            for day, former, more, corrected in rows:
                yield (
                    day,
                    _outcome_of_title(former, corrected)
                    if kind == TITLES
                    else _outcome_of_label(former, more, corrected),
                )


def shown_by_day(workspace: Workspace, first: date, last: date) -> dict[tuple[str, date], int]:
    """Count the predictions stored or shown: kind and day → how many; one query."""
    asked: dict[str, Any] = {
        "workspace": workspace.pk,
        "first": day_begins(first),
        "until": day_begins(last + timedelta(days=1)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, asked)
        return {(kind, day): int(n) for kind, day, n in cursor.fetchall()}


def _outcome_of_title(labels: str, corrected: str) -> Outcome:
    rows = json.loads(labels)
    return Outcome(
        given={slug: score for slug, _, score in rows},
        judged=frozenset(json.loads(corrected)),
        scored=frozenset(slug for slug, source, _ in rows if source == "model"),
    )


def _outcome_of_label(given: str, score: float | None, corrected: str) -> Outcome:
    is_scored = score is not None and score < 1  # Rules are certain.
    return Outcome(
        given={given: 1.0 if score is None else score},
        judged=frozenset({corrected}),
        scored=frozenset({given} if is_scored else ()),
    )


def agreement(kind: str, workspace: Workspace) -> Agreement:
    """Return the agreement between people for one kind of model."""
    if kind == TITLES:
        return agreement_on_titles(workspace).measured
    answers: defaultdict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_COMPANY_PAIRS if kind == COMPANIES else _REPLY_PAIRS, [workspace.pk])
        for key, corrected in cursor.fetchall():
            answers[key].append(corrected)
    return measure(answers)


def chance_corrected_agreement(kind: str, found: Agreement) -> float | None:
    """Return how far people agree beyond chance: kappa of titles, alpha of all others."""
    return found.kappa if kind == TITLES else found.alpha
