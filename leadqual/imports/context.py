"""What every page shows of imports: the one that runs now."""

from django.http import HttpRequest

from leadqual.imports.models import ImportBatch


def running_import(request: HttpRequest) -> dict[str, ImportBatch | None]:
    """Add `running_import`, the newest import of the workspace that still runs."""
    workspace = getattr(request, "workspace", None)
    if workspace is None:
        return {"running_import": None}
    running = [ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING]
    batches = ImportBatch.objects.filter(workspace=workspace, status__in=running)
    return {"running_import": batches.first()}
