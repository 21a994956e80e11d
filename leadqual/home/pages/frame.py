"""The bar on top of every page: replies to review, and the running import."""

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Subquery
from django.http import HttpRequest

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.prepared_query import PreparedQuery
from leadqual.imports.models import ImportBatch
from leadqual.imports.selectors import running_batches
from leadqual.replies.selectors import replies_to_review


class Frame:
    """What the bar on top of every page needs; one query, if a template uses any of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._workspace: Workspace | None = getattr(request, "workspace", None)

    @cached_property
    def _row(self) -> Any:
        if self._workspace is None:
            return None
        return _FRAME.first(workspace_id=self._workspace.pk, now=clock.now())

    @property
    def waiting_replies(self) -> int:
        """Number of replies to review."""
        return (self._row.n_waiting or 0) if self._row else 0

    @cached_property
    def running_import(self) -> ImportBatch | None:
        """The import that runs now."""
        running = self._row and self._row.running
        return ImportBatch.objects.filter(pk=running).first() if running else None


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Add `frame`, what the bar on top of a page shows."""
    return {"frame": Frame(request)}


def _frame(workspace_id: int, now: datetime) -> QuerySet[Workspace]:
    workspace = Workspace(pk=workspace_id)
    waiting = replies_to_review(workspace, now=now).order_by().values("workspace")
    return (
        Workspace.objects.filter(pk=workspace_id)
        .only("pk")
        .annotate(
            n_waiting=Subquery(waiting.values(n=Count("pk"))),
            running=Subquery(running_batches(workspace).values("pk")[:1]),
        )
    )


_FRAME = PreparedQuery(
    _frame, {"workspace_id": 2_000_000_003, "now": datetime(1999, 1, 2, tzinfo=UTC)}
)
