"""Lead scores of a large workspace: the first time, from day to day, after a change, in a search.

Starts a Postgres and a Redis of its own, fills a workspace as `leadqual demo-data` does, gives its
titles labels, verdicts and replies at random, and lets the job score everybody.

Imported once the settings can be read.
"""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from benchmarks.workspace import begin, label_at_random
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.demo.large_data import create_records
from leadqual.lead_scores.models import LeadScoreRun
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.lead_scores.refresh import score_job
from leadqual.lead_scores.rules import save_rules
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.leads.models import Company, Contact
from leadqual.search.index.index_file_job import build_files
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_keys, result_page

_TIMES = 20
_ARRIVED = """
    UPDATE leads_contact SET created_at = now() - (id %% 365) * interval '1 day'
     WHERE workspace_id = %s
"""
_VERDICTS = """
    INSERT INTO campaigns_verdict (workspace_id, campaign_id, company_id, value, author_id,
                                  request_id, is_final_decision, is_current, created_at)
    SELECT o.workspace_id, %(campaign)s, o.id,
           CASE WHEN o.id %% 3 = 0 THEN 'like' ELSE 'dislike' END, %(author)s,
           gen_random_uuid(), false, true, now() - (o.id %% 200) * interval '1 day'
      FROM leads_company AS o WHERE o.workspace_id = %(workspace)s AND o.id %% 20 = 0
"""
_REPLIES = """
    INSERT INTO replies_reply (workspace_id, contact_id, message_id, sender, subject, text, headers,
                               answers_to, attachments, received_at, created_at, written, left_out,
                               intent, category, source, model_version, why, action, state)
    SELECT c.workspace_id, c.id, 'invented-' || c.id, '', '', '', '{}', '{}', '[]',
           now() - (c.id %% 200) * interval '1 day', now(), '', '[]', 'other_intents',
           CASE WHEN c.id %% 3 = 0 THEN 'positive' ELSE 'objection' END,
           '', '', '[]', 'none', 'none'
      FROM leads_contact AS c WHERE c.workspace_id = %(workspace)s AND c.id %% 100 = 0
"""


def measure(n_people: int, *, say: Callable[[str], None]) -> dict[str, object]:
    """Fill a workspace and score it, once for each reason to."""
    workspace, person = begin(say)
    say(f"{n_people:,} people")
    create_records(workspace, n_people)
    _outcomes(workspace, person)
    job = {}
    say("first time")
    job["everybody, the first time"] = _worked()
    say(str(job))
    say("next day")
    LeadScoreRun.objects.update(day=timezone.now().date() - timedelta(days=1))
    people = Contact.objects.filter(workspace=workspace)
    people.update(created_at=F("created_at") - timedelta(days=1))
    job["everybody, the next day"] = _worked()
    say("rules")
    save_rules(workspace=workspace, rules=ScoreRules(weights={"level": 30}), author=person)
    job["everybody, after the rules changed"] = _worked()
    say("one company")
    someone = people.select_related("company").filter(company__isnull=False).earliest("pk")
    is_b2b = someone.company is not None and someone.company.business_model == "b2b"
    of_someone = Company.objects.filter(pk=someone.company_id or 0)
    of_someone.update(business_model="public" if is_b2b else "b2b")
    job["the people of one company"] = _worked()
    say(str(job))
    say("search")
    build_files(workspace.pk)
    return {"people": n_people, "job": job, "search_ms": _search(workspace), **_sizes()}


def _outcomes(workspace: Workspace, person: User) -> None:
    campaign = Campaign.objects.create(
        workspace=workspace, name="Old", author=person, archived_at=timezone.now()
    )
    label_at_random(workspace)
    values = {"workspace": workspace.pk, "campaign": campaign.pk, "author": person.pk}
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVED, [workspace.pk])
        for statement in (_VERDICTS, _REPLIES):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


def _worked() -> dict[str, float]:
    start, worked = time.perf_counter(), time.process_time()
    stored = score_job.work(seconds=float("inf"))
    return {
        "stored": stored,
        "seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
    }


def _search(workspace: Workspace) -> dict[str, float]:
    first = ContactQuery(sort="lead_score")
    after = result_page(workspace, first).after
    of_tier = ContactQuery(sort="lead_score", lead_tier=("B",), level=("vp",))
    someone = Contact.objects.filter(workspace=workspace).earliest("pk")
    steps: dict[str, Callable[[], object]] = {
        "page by name": lambda: result_page(workspace, ContactQuery()),
        "page by lead score": lambda: result_page(workspace, first),
        "second page by lead score": lambda: result_page(
            workspace, ContactQuery(sort="lead_score", after=after)
        ),
        "page of a tier and a level by lead score": lambda: result_page(workspace, of_tier),
        "counts of a tier and a level": lambda: counts_of(workspace, of_tier),
        "keys of everybody by lead score": lambda: result_keys(workspace, first),
        "breakdown of a person": lambda: breakdown_of(workspace, someone),
    }
    return {name: _median_ms(step) for name, step in steps.items()}


def _median_ms(step: Callable[[], object]) -> float:
    step()
    taken = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        step()
        taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(taken), 2)


def _sizes() -> dict[str, int]:
    """Return the bytes of the index: its column of scores, and all files."""
    column = next(Path(settings.STATE_DIR).rglob("contact-lead_score"))
    return {
        "score_column_bytes": column.stat().st_size,
        "index_bytes": sum(path.stat().st_size for path in column.parent.iterdir()),
    }
