"""The lab: which models are live, how good they are, and the way back to a former one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.core.ways import Tab
from leadqual.registry import encoders, pace, services
from leadqual.registry.models import ModelVersion
from leadqual.registry.reports import tables_of
from leadqual.registry.selectors import versions_by_kind

_LIVE = "{} is live."
_LIVE_TITLES = "{} is live; stored titles are being read again."
_DESIRED = "{} goes live when it has read every company. Until then nothing changes."


@require_GET
def lab(request: WorkspaceRequest) -> HttpResponse:
    """Show the live version of one kind with the figures of its evaluation."""
    versions = list(versions_by_kind())
    kinds = [kind for kind in ModelVersion.Kind if any(v.kind == kind for v in versions)]
    kind = request.GET.get("kind") or (kinds[0].value if kinds else "")
    of_kind = [version for version in versions if version.kind == kind]
    live = next((version for version in of_kind if version.is_active), None)
    desired = next((version for version in of_kind if version.is_desired), None)
    context = {
        "tabs": [
            Tab(
                url=f"{reverse('registry:lab')}?kind={each.value}",
                words=str(each.label),
                count=sum(version.kind == each for version in versions),
                is_here=each == kind,
            )
            for each in kinds
        ],
        "live": live,
        "tables": tables_of(live.report) if live else [],
        "desired": desired,
        "time_left": pace.words_left(desired.version) if desired else "",
        "setting_problem": encoders.setting_problem() if kind == ModelVersion.Kind.ENCODER else "",
        "others": [version for version in of_kind if version not in (live, desired)],
        "may_promote": request.user.is_staff,
    }
    return render(request, "registry/lab.html", context)


@require_POST
def promote(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Bring a version back, or make it live; staff only, since it is for all workspaces."""
    if not request.user.is_staff:
        raise PermissionDenied
    version = get_object_or_404(ModelVersion, pk=version_id)
    if version.kind == ModelVersion.Kind.ENCODER:
        is_live = encoders.choose(version=version, author=request.user)
        words = _LIVE if is_live else _DESIRED
    else:
        services.promote(version=version, author=request.user)
        words = _LIVE_TITLES if version.kind == ModelVersion.Kind.TITLES else _LIVE
    messages.success(request, words.format(version.version))
    return _back_to(version.kind)


@require_POST
def withdraw(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Take back that an encoder shall go live; its vectors are deleted, the live one stays."""
    if not request.user.is_staff:
        raise PermissionDenied
    version = get_object_or_404(ModelVersion, pk=version_id, kind=ModelVersion.Kind.ENCODER)
    if services.withdraw(version=version, author=request.user):
        messages.success(request, f"{version.version} is not going live; its vectors are deleted.")
    else:
        messages.error(
            request, f"{version.version} was not waiting to go live. Nothing has changed."
        )
    return _back_to(version.kind)


def _back_to(kind: str) -> HttpResponse:
    return redirect(f"{reverse('registry:lab')}?kind={kind}")
