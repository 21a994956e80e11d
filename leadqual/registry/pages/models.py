"""The model pages of the lab: live versions, quality, candidates and rollback."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import AuditRow
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.charts import FigureRow, FigureTable
from leadqual.core.pages.undo import ShownErrors
from leadqual.core.texts.plain_texts import to_plain_line
from leadqual.registry import encoder_pace, encoders, training
from leadqual.registry import shadow as shadow_mode
from leadqual.registry import trials as candidate_evaluation
from leadqual.registry.model_sources import kinds as trainable_kinds
from leadqual.registry.model_sources import source_of
from leadqual.registry.models import ModelVersion, Training
from leadqual.registry.pages.lab_summary import former_version, kind_text
from leadqual.registry.pages.model_data import N_LABELS, model_data
from leadqual.registry.pages.report_summary import (
    MIN_EXAMPLES,
    key_figures,
    kind_summary,
    label_chart,
    label_rows,
)
from leadqual.registry.selectors import versions_by_kind
from leadqual.registry.versions import promotion, services

OWN = "Training"  # report figures outside of any group

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
_LIVE = "{} is live."
_LIVE_TITLES = "{} is live. Stored titles are being classified again."
_DESIRED = "{} goes live when all companies are embedded. Until then nothing changes."
_MAX_REASON = promotion.LONGEST_REASON
State = ModelVersion.State


def tables_of(report: Mapping[str, object]) -> list[FigureTable]:
    """Turn a report into tables: figures first, then how it was trained and each label."""
    tables = _tables(OWN, report)
    return sorted(tables, key=lambda table: not table.name.lower().endswith("figures"))


def _tables(name: str, group: Mapping[str, object]) -> list[FigureTable]:
    own = [
        FigureRow(_title_case(key), (_shown(value),))
        for key, value in group.items()
        if isinstance(value, int | float | str) and key != "name"
    ]
    tables = [FigureTable(name, "Figure", ("Value",), tuple(own))] if own else []
    for key, value in group.items():
        if isinstance(value, Mapping):
            tables += _of_labels(_joined(name, key), value) or _tables(_joined(name, key), value)
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, Mapping):
                    tables += _tables(_title_case(str(part.get("name") or key)), part)
    return tables


def _of_labels(name: str, group: Mapping[str, object]) -> list[FigureTable]:
    """Return one table if all entries have the same figures; else none."""
    entries = {key: value for key, value in group.items() if isinstance(value, Mapping)}
    shapes = {tuple(entry) for entry in entries.values()}
    if len(entries) != len(group) or len(shapes) != 1:
        return []
    columns = shapes.pop()
    rows = tuple(
        FigureRow(_title_case(key), tuple(_shown(entry[column]) for column in columns))
        for key, entry in entries.items()
    )
    head = "Label" if len(columns) > 1 else "Figure"
    return [FigureTable(name, head, tuple(map(_title_case, columns)), rows)]


def _joined(name: str, key: str) -> str:
    return _title_case(key) if name == OWN else f"{name}: {_title_case(key).lower()}"


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _title_case(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def history_of(versions: Sequence[ModelVersion]) -> list[dict[str, Any]]:
    """Return the latest actions on versions, newest first; one query.

    `who` is "" for a job, the start of the product and the command line.
    """
    rows = AuditRow.objects.filter(
        workspace=None,
        action__in=_WORDS,
        subject__in=[f"{_SUBJECT}{version.version}" for version in versions],
    )
    return [
        {
            "at": row.created_at,
            "who": str(row.actor or ""),
            "version": row.subject.removeprefix(_SUBJECT),
            "words": _WORDS[row.action],
            "why": " ".join(
                [row.details.get("reason", ""), *row.details.get("failed", [])]
            ).strip(),
        }
        for row in rows.select_related("actor").order_by("-created_at", "-pk")[:MAX_VERSIONS]
    ]


@route("lab/")
def lab(request: WorkspaceRequest) -> HttpResponse:
    """Say in sentences how well each kind is read, what changed, and what to do."""
    if "kind" in request.GET:  # Where the figures of a kind were before.
        return redirect(f"{reverse('registry:models')}?{request.GET.urlencode()}")
    versions = list(versions_by_kind())
    _add_reports(versions)
    attention = _attention(versions)
    of_kind = {
        kind: [version for version in versions if version.kind == kind]
        for kind in trainable_kinds()
    }
    context = {
        "rows": [
            kind_text(
                kind,
                found,
                workspace=request.workspace,
                attention=attention,
                details=_address(kind),
            )
            for kind, found in of_kind.items()
            if found
        ],
        "attention": attention,
    }
    return render(request, "registry/lab.html", context)


@route("lab/models/")
def models(request: WorkspaceRequest) -> HttpResponse:
    """Show one kind: the live version, the candidate with its quality gates, and past versions."""
    versions = list(versions_by_kind())
    _add_reports(versions)
    kinds = [kind for kind in ModelVersion.Kind if any(v.kind == kind for v in versions)]
    wanted = request.GET.get("kind")
    kind = next((each.value for each in kinds if each == wanted), kinds[0].value if kinds else "")
    of_kind = [version for version in versions if version.kind == kind]
    live = next((version for version in of_kind if version.is_active), None)
    desired = next((version for version in of_kind if version.is_desired), None)
    chosen = request.GET.get("candidate", "")
    names = source_of(kind).label_names() if kind in trainable_kinds() else {}
    rows = label_rows(live, names) if live else []
    context = {
        "kinds": [
            kind_summary(
                each.value,
                [version for version in versions if version.kind == each],
                page=reverse("registry:models"),
                here=kind,
            )
            for each in kinds
        ],
        "attention": _attention(versions),
        "kind": kind,
        "kind_name": ModelVersion.Kind(kind).label if kind else "",
        "here": _address(kind),
        "live": live,
        "tables": tables_of(live.report) if live else [],
        "key_figures": key_figures(live) if live else [],
        "live_labels": rows[:N_LABELS],
        "other_live_labels": rows[N_LABELS:],
        "label_chart": label_chart(rows),
        "n_rare_labels": sum(row.n_examples < MIN_EXAMPLES for row in rows),
        "min_examples": MIN_EXAMPLES,
        "desired": desired,
        "time_left": encoder_pace.words_left(desired.version) if desired else "",
        "setting_problem": encoders.setting_problem() if kind == ModelVersion.Kind.ENCODER else "",
        "others": [item for item in of_kind if _can_return(item) and item != desired],
        "learns": kind in trainable_kinds(),
        "may_promote": request.user.is_staff,
        "history": history_of(of_kind) if request.user.is_staff else [],
        **model_data(
            of_kind,
            kind=kind,
            names=names,
            workspace=request.workspace,
            chosen=int(chosen) if chosen.isdecimal() and chosen.isascii() else None,
        ),
    }
    return render(request, "registry/models.html", context)


def _add_reports(versions: Sequence[ModelVersion]) -> None:
    """Read the long reports of live versions and those before, left out of lists; one query."""
    live = [version for version in versions if version.is_active]
    by_kind = [
        [version for version in versions if version.kind == kind] for kind in ModelVersion.Kind
    ]
    live += [former for of_kind in by_kind if (former := former_version(of_kind))]
    rows = ModelVersion.objects.filter(pk__in=[row.pk for row in live])
    reports = dict(rows.values_list("pk", "report"))
    for row in live:
        row.report = reports[row.pk]


def _attention(versions: Sequence[ModelVersion]) -> list[tuple[str, str, bool]]:
    """Return candidates that need a decision and broken encoders; one query."""
    candidates = [version for version in versions if version.state == State.CANDIDATE]
    trials = candidate_evaluation.newest_trials(candidates)
    found = [
        (f"{version.version}: {version.problem}", _address(version.kind), True)
        for version in versions
        if version.problem and (version.is_active or version.is_desired)
    ]
    for candidate in candidates:
        trial = trials.get(candidate.pk)
        if trial is None or trial.is_open:
            continue
        url = f"{_address(candidate.kind)}&candidate={candidate.pk}"
        if trial.passes:
            words = f"{candidate.version} passed its quality gate and can be promoted."
            found.append((words, url, False))
        elif trial.gates:
            n_passed = candidate_evaluation.n_passed(trial)
            words = f"{candidate.version} passes {n_passed} of {len(trial.gates)} checks."
            found.append((words, url, True))
    return found


@route("lab/<int:version_id>/promote/", methods="GET POST")
def promote(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Make a version live, or ask for the reason where a gate fails; staff only, it is for all."""
    version = _version(request, version_id)
    if request.method == "GET":
        trial = candidate_evaluation.newest_trial(version)
        failed = trial.refusals if trial else []
        if not failed:
            return _redirect_to_kind(version.kind)
        return render(
            request,
            "registry/promote.html",
            {"version": version, "refusals": failed, "most": _MAX_REASON},
        )
    if version.kind == ModelVersion.Kind.ENCODER:
        is_live = encoders.choose(version=version, author=request.user)
        messages.success(request, (_LIVE if is_live else _DESIRED).format(version.version))
        return _redirect_to_kind(version.kind)
    reason = to_plain_line(request.POST.get("reason", ""), _MAX_REASON)
    with ShownErrors(request):
        promotion.go_live(version=version, author=request.user, reason=reason)
        words = _LIVE_TITLES if version.kind == ModelVersion.Kind.TITLES else _LIVE
        messages.success(request, words.format(version.version))
    return _redirect_to_kind(version.kind)


@route("lab/<int:version_id>/retire/", name="retire", methods="POST")
def withdraw(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Withdraw a candidate, or cancel a pending encoder; the live model stays."""
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
    return _redirect_to_kind(version.kind)


@route("lab/<int:version_id>/evaluate/", name="evaluate", methods="POST")
def measure(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Compare a candidate with the live model again."""
    version = _version(request, version_id)
    words = f"{version.version} is being evaluated against the live model."
    return _done(request, version.kind, words, lambda: candidate_evaluation.start_trial(version))


@route("lab/<int:version_id>/shadow/", methods="POST")
def shadow(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Start or end a shadow run of a candidate."""
    version = _version(request, version_id)
    if request.POST.get("end"):
        words = f"Shadow mode of {version.version} stopped."
        return _done(request, version.kind, words, lambda: shadow_mode.stop(candidate=version))
    words = f"Shadow mode of {version.version} started. Its predictions are shown only here."
    return _done(
        request,
        version.kind,
        words,
        lambda: shadow_mode.start(candidate=version, author=request.user),
    )


@route("lab/train/", methods="POST")
def train(request: WorkspaceRequest) -> HttpResponse:
    """Train the live model on new corrections; the result is a candidate."""
    if not request.user.is_staff:
        raise PermissionDenied
    kind = request.POST.get("kind", "")
    if kind not in trainable_kinds():
        messages.error(request, "Unknown kind of model. Nothing was started.")
        return redirect("registry:lab")
    words = "Training a candidate. It goes live only when someone promotes it."
    cause = Training.Cause.PERSON
    return _done(
        request, kind, words, lambda: training.ask(kind=kind, cause=cause, author=request.user)
    )


def _version(request: WorkspaceRequest, version_id: int) -> ModelVersion:
    """Return a version for somebody of the staff: it is for all workspaces."""
    if not request.user.is_staff:
        raise PermissionDenied
    return get_object_or_404(ModelVersion, pk=version_id)


def _done(
    request: WorkspaceRequest, kind: str, words: str, do: Callable[[], object]
) -> HttpResponse:
    """Run an action, and show a message of success or failure."""
    with ShownErrors(request):
        do()
        messages.success(request, words)
    return _redirect_to_kind(kind)


def _can_return(version: ModelVersion) -> bool:
    """Return whether a version can be brought back: of embeddings, any that is not live."""
    if version.kind == ModelVersion.Kind.ENCODER:
        return not version.is_active
    return version.state == State.RETIRED and version.withdrawn_at is None


def _redirect_to_kind(kind: str) -> HttpResponse:
    return redirect(_address(kind))


def _address(kind: str) -> str:
    return f"{reverse('registry:models')}?kind={kind}"
