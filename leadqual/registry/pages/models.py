"""The lab: which models are live, how good they are, what would come next, and the way back."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.navigation import Tab
from leadqual.core.texts.plain_texts import without_signs
from leadqual.lab.shown_comparison import ShownComparison, shown_comparison
from leadqual.registry.encoders import choice, throughput
from leadqual.registry.models import ModelVersion
from leadqual.registry.models.candidates import Training
from leadqual.registry.pages.history import history_of
from leadqual.registry.pages.model_data import model_data
from leadqual.registry.pages.reports import tables_of
from leadqual.registry.selectors import versions_by_kind
from leadqual.registry.shadow import shadow_mode
from leadqual.registry.sources import kinds as kinds_that_learn
from leadqual.registry.training import retraining
from leadqual.registry.trials import candidate_evaluation
from leadqual.registry.versions import promotion, services

MAX_ROWS = 20  # Of a table that stands open.
_LIVE = "{} is live."
_LIVE_TITLES = "{} is live. Stored titles are being classified again."
_DESIRED = "{} goes live when all companies are embedded. Until then nothing changes."
_MAX_REASON = promotion.LONGEST_REASON
State = ModelVersion.State


@require_GET
def lab(request: WorkspaceRequest) -> HttpResponse:
    """Show one kind: the live version, the candidate with its gates, and what was live before."""
    versions = list(versions_by_kind())
    kinds = [kind for kind in ModelVersion.Kind if any(v.kind == kind for v in versions)]
    wanted = request.GET.get("kind")
    kind = next((each.value for each in kinds if each == wanted), kinds[0].value if kinds else "")
    of_kind = [version for version in versions if version.kind == kind]
    live = next((version for version in of_kind if version.is_active), None)
    desired = next((version for version in of_kind if version.is_desired), None)
    chosen = request.GET.get("candidate", "")
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
        "kind": kind,
        "here": f"{reverse('registry:lab')}?kind={kind}",
        "live": live,
        "tables": tables_of(live.report) if live else [],
        "most_rows": MAX_ROWS,
        "desired": desired,
        "time_left": throughput.words_left(desired.version) if desired else "",
        "setting_problem": choice.setting_problem() if kind == ModelVersion.Kind.ENCODER else "",
        "others": [one for one in of_kind if _comes_back(one) and one != desired],
        "learns": kind in kinds_that_learn(),
        "comparison": _comparison(request) if kind == ModelVersion.Kind.TITLES else None,
        "may_promote": request.user.is_staff,
        "history": history_of(of_kind) if request.user.is_staff else [],
        **model_data(
            of_kind,
            kind=kind,
            workspace=request.workspace,
            chosen=int(chosen) if chosen.isdecimal() and chosen.isascii() else None,
        ),
    }
    return render(request, "registry/lab.html", context)


def _comparison(request: WorkspaceRequest) -> ShownComparison | None:
    """Return fastText beside the title model; figures are of no workspace."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "set", "method")}
    return shown_comparison(settings.STATE_DIR, page=reverse("registry:lab"), asked=asked)


@require_http_methods(["GET", "POST"])
def promote(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Make a version live, or ask for the reason where a gate fails; staff only, it is for all."""
    version = _version(request, version_id)
    if request.method == "GET":
        trial = candidate_evaluation.newest_trial(version)
        failed = trial.refusals if trial else []
        if not failed:
            return _back_to(version.kind)
        return render(
            request,
            "registry/promote.html",
            {"version": version, "refusals": failed, "most": _MAX_REASON},
        )
    if version.kind == ModelVersion.Kind.ENCODER:
        is_live = choice.choose(version=version, author=request.user)
        messages.success(request, (_LIVE if is_live else _DESIRED).format(version.version))
        return _back_to(version.kind)
    reason = without_signs(request.POST.get("reason", ""), _MAX_REASON)
    try:
        promotion.go_live(version=version, author=request.user, reason=reason)
    except LeadqualError as error:
        messages.error(request, error.message)
        return _back_to(version.kind)
    words = _LIVE_TITLES if version.kind == ModelVersion.Kind.TITLES else _LIVE
    messages.success(request, words.format(version.version))
    return _back_to(version.kind)


@require_POST
def withdraw(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Take a candidate out, or back that an encoder shall go live; the live model stays."""
    version = _version(request, version_id)
    if version.kind != ModelVersion.Kind.ENCODER:
        return _done(
            request,
            version.kind,
            f"Retired {version.version}.",
            lambda: promotion.retire(version=version, author=request.user),
        )
    if services.withdraw(version=version, author=request.user):
        messages.success(
            request, f"{version.version} will not go live; its embeddings are deleted."
        )
    else:
        messages.error(
            request, f"{version.version} was not scheduled to go live. Nothing was changed."
        )
    return _back_to(version.kind)


@require_POST
def measure(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Have a candidate measured beside the live model once more."""
    version = _version(request, version_id)
    words = f"{version.version} is being evaluated against the live model."
    return _done(request, version.kind, words, lambda: candidate_evaluation.ask_trial(version))


@require_POST
def shadow(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Let a candidate answer beside the live model for a while, or end that."""
    version = _version(request, version_id)
    if request.POST.get("end"):
        words = f"Shadow test of {version.version} stopped."
        return _done(request, version.kind, words, lambda: shadow_mode.stop(candidate=version))
    words = f"Shadow test of {version.version} started. Its predictions are shown only here."
    return _done(
        request,
        version.kind,
        words,
        lambda: shadow_mode.start(candidate=version, author=request.user),
    )


@require_POST
def train(request: WorkspaceRequest) -> HttpResponse:
    """Have the live model learn further from what people said; what comes out is a candidate."""
    if not request.user.is_staff:
        raise PermissionDenied
    kind = request.POST.get("kind", "")
    if kind not in kinds_that_learn():
        messages.error(request, "Unknown kind of model. Nothing was started.")
        return redirect("registry:lab")
    words = "Training a candidate. It goes live only when someone promotes it."
    cause = Training.Cause.PERSON
    return _done(
        request, kind, words, lambda: retraining.ask(kind=kind, cause=cause, author=request.user)
    )


def _version(request: WorkspaceRequest, version_id: int) -> ModelVersion:
    """Return a version for somebody of the staff: it is for all workspaces."""
    if not request.user.is_staff:
        raise PermissionDenied
    return get_object_or_404(ModelVersion, pk=version_id)


def _done(
    request: WorkspaceRequest, kind: str, words: str, do: Callable[[], object]
) -> HttpResponse:
    """Do something, and say that it is done or why it is not."""
    try:
        do()
    except LeadqualError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return _back_to(kind)


def _comes_back(version: ModelVersion) -> bool:
    """Say whether a version can be brought back: of embeddings, any that is not live."""
    if version.kind == ModelVersion.Kind.ENCODER:
        return not version.is_active
    return version.state == State.RETIRED and version.withdrawn_at is None


def _back_to(kind: str) -> HttpResponse:
    return redirect(f"{reverse('registry:lab')}?kind={kind}")
