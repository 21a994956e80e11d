"""Word topics of a workspace: what the words of its companies have in common."""

import numpy as np
from django.db import connection, transaction
from pgvector import HalfVector

from classifiers.companies.company_text import company_text
from classifiers.companies.translation.glosses import with_glosses
from leadqual.companies import vectors
from leadqual.companies.classifier_records import record_of
from leadqual.companies.encoder_reads import is_alone
from leadqual.companies.models import N_TOPICS
from leadqual.leads.models import Company
from recommender.ranking.word_topics import WordTopics

SHARE = 0.05
"""New topics for everybody once so many wait for theirs: finding them reads every text."""

_CHUNK = 2_000
# Of all encoders: words are the same for each, and topics of two findings cannot be compared.
_SET_TOPICS = """
    UPDATE matching_companyreading r SET topics = n.topics::halfvec, revision = %s
      FROM unnest(%s::bigint[], %s::text[]) AS n (company_id, topics)
     WHERE r.company_id = n.company_id
"""


def find_topics(encoder: str) -> int:
    """Find the word topics of every workspace where many companies have none.

    Args:
        encoder: version of the live one, which has read the companies.

    Returns:
        How many companies have new topics.
    """
    waiting = vectors.workspaces_without_topics(encoder=encoder, share=SHARE)
    return sum(_find_topics(workspace, encoder) for workspace in waiting)


@transaction.atomic
def _find_topics(workspace_id: int, encoder: str) -> int:
    if not is_alone("matching.find_topics"):
        return 0
    companies = list(
        Company.objects.filter(
            workspace=workspace_id, readings__encoder=encoder, readings__workspace=workspace_id
        ).order_by("pk")
    )
    found = WordTopics(n_topics=N_TOPICS).fit_transform(
        [with_glosses(company_text(record_of(company))) for company in companies]
    )
    topics = np.zeros((len(companies), N_TOPICS), dtype=np.float32)
    topics[:, : found.shape[1]] = found
    revision = vectors.next_revision()
    with connection.cursor() as cursor:
        for start in range(0, len(companies), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            keys = [company.pk for company in companies[chunk]]
            texts = [HalfVector(row).to_text() for row in topics[chunk]]
            cursor.execute(_SET_TOPICS, [revision, keys, texts])
    return len(companies)
