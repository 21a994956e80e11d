"""What every page shows of imports: the one that runs now."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest

from leadqual.imports.models import AT_WORK, ImportBatch


def running_import(request: HttpRequest) -> dict[str, Callable[[], ImportBatch | None]]:
    """Add `running_import`, the newest import of the workspace that still runs.

    It is looked for where a template asks: a part of a page costs no query.
    """

    @cache
    def newest() -> ImportBatch | None:
        workspace = getattr(request, "workspace", None)
        if workspace is None:
            return None
        return ImportBatch.objects.filter(workspace=workspace, status__in=AT_WORK).first()

    return {"running_import": newest}
