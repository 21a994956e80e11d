"""What was done to the models of a kind and by whom, from the audit log, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadqual.accounts.models import AuditRow
from leadqual.registry.models import ModelVersion

MAX_VERSIONS = 20
_SUBJECT = "model:"
_WORDS = {
    "model.promoted": "promoted",
    "model.registered": "registered",
    "model.withdrawn": "retired",
    "model.shadowed": "shadow mode started",
    "model.training": "training requested",
    "encoder.desired": "scheduled to go live",
    "encoder.withdrawn": "no longer scheduled to go live",
}


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done to a version.

    Args:
        at: when.
        who: the person; "" for a job, the start of the product and the command line.
        version: of the model.
        words: what happened to it.
        why: the reason that was given, with the gates that failed all the same.
    """

    at: datetime
    who: str
    version: str
    words: str
    why: str


def history_of(versions: Sequence[ModelVersion]) -> list[Done]:
    """Return what was last done to versions, the newest first; one query."""
    rows = AuditRow.objects.filter(
        workspace=None,
        action__in=_WORDS,
        subject__in=[f"{_SUBJECT}{version.version}" for version in versions],
    )
    return [
        Done(
            at=row.created_at,
            who=str(row.actor or ""),
            version=row.subject.removeprefix(_SUBJECT),
            words=_WORDS[row.action],
            why=" ".join([row.details.get("reason", ""), *row.details.get("failed", [])]).strip(),
        )
        for row in rows.select_related("actor").order_by("-created_at", "-pk")[:MAX_VERSIONS]
    ]
