"""What the bar on top of every page shows: replies to review, and the import that runs."""

from collections.abc import Callable
from functools import cache

from django.db.models import Count, Subquery
from django.http import HttpRequest

from leadqual.accounts.models import Workspace
from leadqual.imports.models import ImportBatch
from leadqual.imports.selectors import running_batches
from leadqual.replies.selectors import replies_to_review


def frame(request: HttpRequest) -> dict[str, Callable[[], object]]:
    """Add `waiting_replies` and `running_import`; one query, where a template asks for either."""

    @cache
    def found() -> tuple[int, ImportBatch | None]:
        workspace: Workspace | None = getattr(request, "workspace", None)
        if workspace is None:
            return 0, None
        waiting = replies_to_review(workspace).order_by().values("workspace")
        n, running = (
            Workspace.objects.filter(pk=workspace.pk)
            .values_list(
                Subquery(waiting.values(n=Count("pk"))),
                Subquery(running_batches(workspace).values("pk")[:1]),
            )
            .get()
        )
        return n or 0, ImportBatch.objects.filter(pk=running).first() if running else None

    return {"waiting_replies": lambda: found()[0], "running_import": lambda: found()[1]}
