"""The retention job: what is due is removed in chunks and stays on record."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from leadqual.accounts.models import Workspace
from leadqual.core.locks import hold_once
from leadqual.core.row_counts import count_rows
from leadqual.privacy.models import RetentionRun
from leadqual.privacy.retention_rules import CHUNK, RULES, Rule

logger = logging.getLogger(__name__)


def count_due(workspace: Workspace, *, now: datetime | None = None) -> list[tuple[Rule, int]]:
    """Return what the next run would remove, rule by rule; one query."""
    moment = now or timezone.now()
    active_rules = [rule for rule in RULES if rule.days]
    due_counts = count_rows(*(_due_rows(rule, workspace, moment) for rule in active_rules))
    found = dict(zip((rule.code for rule in active_rules), due_counts, strict=True))
    return [(rule, found.get(rule.code, 0)) for rule in RULES]


@dataclass(frozen=True, slots=True)
class Removed:
    """The result of one run.

    Args:
        finished_at: None where it was cut off, or is still at work.
    """

    started_at: datetime
    finished_at: datetime | None
    removed: list[tuple[str, int]]


def last_runs(workspace: Workspace, *, most: int) -> list[Removed]:
    """Return the last runs, the newest first."""
    words = {rule.code: rule.words for rule in RULES}
    return [
        Removed(
            run.started_at,
            run.finished_at,
            [(words.get(code, code), count_rows) for code, count_rows in run.counts.items()],
        )
        for run in workspace.retention_runs.all()[:most]
    ]


def run_retention(workspace: Workspace, *, now: datetime | None = None) -> RetentionRun | None:
    """Remove what is older than the settings keep, and record how much.

    Each chunk is one transaction: a run that is cut off loses nothing, and the next one goes on.

    Returns:
        The run; None where another process works on this workspace.
    """
    moment = now or timezone.now()
    with hold_once(f"privacy.retention.{workspace.pk}") as is_locked:
        if not is_locked:
            return None
        run = RetentionRun.objects.create(workspace=workspace)
        for rule in RULES:
            while count_rows := _remove_chunk(rule, workspace, moment):
                run.counts = {**run.counts, rule.code: run.counts.get(rule.code, 0) + count_rows}
                run.save(update_fields=["counts"])
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
        return run


def delete_old_emails() -> int:
    """Delete emails that were written to files and are older than the setting; returns how many."""
    old = old_emails()
    for path in old:
        path.unlink(missing_ok=True)
    if old:
        logger.info("old emails deleted", extra={"n_files": len(old)})
    return len(old)


def old_emails() -> list[Path]:
    home, days = Path(settings.STATE_DIR) / "email", settings.RETENTION_EMAIL_DAYS
    if not days or not home.is_dir():
        return []
    before = time.time() - days * 86_400
    return [path for path in home.rglob("*") if path.is_file() and path.stat().st_mtime < before]


def _due_rows(rule: Rule, workspace: Workspace, now: datetime) -> QuerySet[Any]:
    return rule.rows(workspace, now - timedelta(days=rule.days))


@transaction.atomic
def _remove_chunk(rule: Rule, workspace: Workspace, now: datetime) -> int:
    if not rule.days:
        return 0
    rows = rule.rows(workspace, now - timedelta(days=rule.days)).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:CHUNK])
    return rule.remove(rows.model._default_manager.filter(pk__in=keys)) if keys else 0
