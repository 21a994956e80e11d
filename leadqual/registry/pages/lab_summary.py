"""The first page of the lab in sentences: how well each kind is read, what changed, what to do."""

from collections.abc import Mapping, Sequence

from django.conf import settings

from leadqual.accounts.models import Workspace
from leadqual.core.formats import thousands
from leadqual.core.texts.plain_texts import format_count
from leadqual.registry.model_sources import DAYS, recent_agreement, source_of
from leadqual.registry.models import ModelVersion, Training
from leadqual.registry.pages.report_summary import report_value

_Kind = ModelVersion.Kind
_SHARES: Mapping[str, tuple[tuple[str, tuple[str | int, ...]], ...]] = {
    _Kind.TITLES: (
        (
            "of 100 test titles get exactly the right functions",
            ("evaluations", 0, "figures", "all functions right"),
        ),
        (
            "of 100 the right level",
            ("evaluations", 0, "figures", "level accuracy"),
        ),
    ),
    _Kind.COMPANIES: (
        (
            "of 100 clear test companies get the right business model",
            ("figures", "pool_accuracy_without_doubt"),
        ),
        ("of 100 hard ones", ("figures", "hard_accuracy")),
    ),
    _Kind.REPLIES: (
        ("of 100 test replies get the right intent", ("accuracy",)),
        ("of 100 requests to unsubscribe are found", ("unsubscribe", "recall")),
    ),
}
"""Shares of a report that people understand without a definition, the most telling first."""


def kind_text(
    kind: str,
    versions: Sequence[ModelVersion],
    *,
    workspace: Workspace,
    attention: Sequence[tuple[str, str, bool]],
    details: str,
) -> dict[str, str]:
    """Return one kind that people correct in sentences.

    Args:
        kind: titles, companies or replies.
        versions: of this kind with their reports, newest first.
        workspace: whose corrections are counted.
        attention: what needs a decision: words, URL, whether it is a problem.
        details: URL of its figures.

    Returns:
        `quality`, on test cases; `change` since the version before and `use`, how many predictions
        people corrected lately, "" where there is nothing to say; `training`; `next_step` with
        its `url`, "" where nothing is to be done.
    """
    live = next((version for version in versions if version.is_active), None)
    former = former_version(versions)
    open_now = next(((words, url) for words, url, _ in attention if url.startswith(details)), None)
    return {
        "kind": kind,
        "name": str(_Kind(kind).label),
        "quality": _quality(kind, live) if live else "No model is live.",
        "change": _change(kind, live, former) if live and former else "",
        "use": _usage_text(kind, workspace),
        "training": _training(kind),
        "next_step": open_now[0] if open_now else "",
        "url": open_now[1] if open_now else "",
    }


def former_version(versions: Sequence[ModelVersion]) -> ModelVersion | None:
    """Return the version that was live before the one of now; None if there was none."""
    gone = [version for version in versions if version.promoted_at and not version.is_active]
    return max(gone, key=lambda row: row.promoted_at or row.created_at, default=None)


def _shares(kind: str, version: ModelVersion) -> list[tuple[str, float]]:
    """Return the figures of a version that are shares, in words and from 0 to 1."""
    found = ((words, report_value(version, path)) for words, path in _SHARES.get(kind, ()))
    return [(words, value) for words, value in found if isinstance(value, float | int)]


def _per_hundred(share: float) -> int:
    """Round a share to a whole number of 100; 100 only where nothing is wrong."""
    return 99 if 0.99 < share < 1 else round(100 * share)


def _quality(kind: str, version: ModelVersion) -> str:
    parts = [f"{_per_hundred(share)} {words}" for words, share in _shares(kind, version)]
    return f"{', and '.join(parts)}." if parts else "This version has not been measured."


def _change(kind: str, live: ModelVersion, former: ModelVersion) -> str:
    now, then = _shares(kind, live)[:1], _shares(kind, former)[:1]
    if not now or not then:
        return ""
    step = _per_hundred(now[0][1]) - _per_hundred(then[0][1])
    moved = f"up {step}" if step > 0 else f"down {-step}" if step else "unchanged"
    return f"The first figure is {moved} since {former.version}."


def _usage_text(kind: str, workspace: Workspace) -> str:
    found = recent_agreement(kind, workspace)
    read = format_count(found.n_read, "prediction") if found.n_read else "no predictions"
    corrected = (
        format_count(found.n_corrected, "correction") if found.n_corrected else "no corrections"
    )
    return f"{read.capitalize()} and {corrected} in the last {DAYS} days."


def _training(kind: str) -> str:
    """Return how far it is until the next training."""
    last = Training.objects.filter(kind=kind).first()
    if last is not None and last.is_open:
        return "A new version is being trained."
    n_new = source_of(kind).n_corrected_since(last.asked_at if last else None)
    wanted = settings.RETRAIN_CORRECTIONS
    if not wanted:
        return f"{format_count(n_new, 'correction')} to learn from."
    return f"{thousands(n_new)} of {thousands(wanted)} corrections until the next training."
