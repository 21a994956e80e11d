"""The page of backups, for staff: the last one, and the last that was verified."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.backups.errors import BackupError
from leadqual.backups.models import BackupRun
from leadqual.backups.services import configured_place

MAX_SHOWN = 30


@route("lab/monitoring/backups/")
def page(request: WorkspaceRequest) -> HttpResponse:
    """Show the last runs; staff only, since a backup holds all workspaces."""
    if not request.user.is_staff:
        raise PermissionDenied
    here = settings.BACKUP_TO
    runs = BackupRun.objects.all()
    with suppress(BackupError):  # An address that can hold none: backups fail and say so.
        if place := configured_place():
            here = place.address
            runs = runs.filter(place=here)
    backups = runs.filter(kind=BackupRun.Kind.BACKUP)
    verified = runs.filter(kind=BackupRun.Kind.VERIFICATION)
    context = {
        "place": here,
        "every_hours": settings.BACKUP_EVERY_HOURS,
        "keep_days": settings.BACKUP_KEEP_DAYS,
        "is_encrypted": bool(settings.BACKUP_RECIPIENTS),
        "last": backups.filter(is_good=True).first(),
        "last_verified": verified.filter(is_good=True).first(),
        "runs": BackupRun.objects.all()[:MAX_SHOWN],
    }
    return render(request, "backups/last_backups.html", context)
