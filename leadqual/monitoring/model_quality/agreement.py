"""How far people agree on titles, business models and replies."""

from collections import defaultdict

from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.labeling.agreement.measures import agreement_on_titles
from leadqual.monitoring.model_quality.outcomes import COMPANIES, TITLES
from recommender.agreement import Agreement, measure

# What each person said last of the things of which several spoke; others are not read.
_COMPANIES = """
SELECT company_id, business_model FROM (
    SELECT company_id, author_id, business_model, count(*) OVER (PARTITION BY company_id) AS n
    FROM (
        SELECT DISTINCT ON (company_id, author_id) company_id, author_id, business_model
        FROM labelling_businessmodelcorrection WHERE workspace_id = %s AND undone_at IS NULL
        ORDER BY company_id, author_id, id DESC
    ) AS last
) AS voices WHERE n > 1 ORDER BY company_id, author_id
"""
_REPLIES = """
SELECT reply_id, intent FROM (
    SELECT reply_id, author_id, intent, count(*) OVER (PARTITION BY reply_id) AS n FROM (
        SELECT DISTINCT ON (c.reply_id, c.author_id) c.reply_id, c.author_id, c.intent
        FROM replies_replycorrection c JOIN replies_reply r ON r.id = c.reply_id
        WHERE r.workspace_id = %s AND c.undone_at IS NULL
        ORDER BY c.reply_id, c.author_id, c.id DESC
    ) AS last
) AS voices WHERE n > 1 ORDER BY reply_id, author_id
"""


def agreement(kind: str, workspace: Workspace) -> Agreement:
    """Return how far people agree on things of one kind."""
    if kind == TITLES:
        return agreement_on_titles(workspace).measured
    voices: defaultdict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_COMPANIES if kind == COMPANIES else _REPLIES, [workspace.pk])
        for key, said in cursor.fetchall():
            voices[key].append(said)
    return measure(voices)


def beyond_chance(kind: str, found: Agreement) -> float | None:
    """Return how far people agree beyond chance: kappa of titles, alpha of all others."""
    return found.kappa if kind == TITLES else found.alpha
