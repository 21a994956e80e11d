"""The system status page for staff: processes, queues and failed jobs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.formats import job_words
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors
from leadqual.monitoring.failed_jobs import MAX_SHOWN, failed_jobs, run_again
from leadqual.monitoring.models import FailedJob
from leadqual.monitoring.system_status import MAX_COUNTED, system_status


@route("lab/system-status/", name="system_status", is_for_staff=True)
def page(request: WorkspaceRequest) -> HttpResponse:
    """Show the installation as it is now."""
    rows = failed_jobs()
    context = {
        "status": system_status(),
        "failed": rows[:MAX_SHOWN],
        "n_failed": rows.count(),
        "max_counted": MAX_COUNTED,
    }
    return render(request, "monitoring/system_status.html", context)


@route(
    "lab/system-status/failed-jobs/<int:failed_job_id>/rerun/",
    name="rerun_failed_job",
    is_for_staff=True,
    methods="POST",
)
def rerun(request: WorkspaceRequest, failed_job_id: int) -> HttpResponse:
    """Run a failed job again; pressed twice, it runs once."""
    row = get_object_or_404(FailedJob, pk=failed_job_id)
    with ShownErrors(request):
        run_again(failed_job_id=row.pk, author=request.user)
        messages.success(
            request, f"“{job_words(row.job)}” is queued. It disappears here when it succeeds."
        )
    return redirect(address_of("monitoring:system_status"))
