"""The page of one kind of model: live and candidate, quality gates, labels, shadow results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from leadqual.accounts.models import Workspace
from leadqual.core.formats import EMPTY_VALUE, percent
from leadqual.registry.model_sources import kinds, recent_agreement, source_of
from leadqual.registry.models import ModelVersion, Shadow, Training, Trial
from leadqual.registry.trials import n_passed, newest_trial

N_EXAMPLES = 12
N_TRANSITIONS = 8
N_LABELS = 12
_MINUS = "−"
State = ModelVersion.State


@dataclass(frozen=True, slots=True)
class LabelRow:
    """The quality of one label for the selected model and for the live one."""

    name: str
    new: float
    live: float | None
    n_examples: int


def model_data(
    versions: Sequence[ModelVersion],
    *,
    kind: str,
    names: Mapping[str, str],
    workspace: Workspace,
    chosen: int | None,
) -> dict[str, Any]:
    """Return the context of a page about one kind that people correct; empty for others.

    Args:
        versions: all of this kind, newest first.
        kind: of the page.
        names: of its labels.
        workspace: whose records and corrections may be shown.
        chosen: key of the selected candidate; None for the newest.
    """
    if kind not in kinds():
        return {}
    candidates = [version for version in versions if version.state == State.CANDIDATE]
    candidate = next((row for row in candidates if row.pk == chosen), None)
    candidate = candidate or next(iter(candidates), None)
    trial = newest_trial(candidate) if candidate else None
    training = Training.objects.filter(kind=kind).select_related("base", "candidate").first()
    labels = labels_of(trial, names) if trial else []
    return {
        "candidate": candidate,
        "candidates": candidates,
        "trial": trial,
        "gates": [_gate_row(gate) for gate in trial.gates] if trial else [],
        "n_passed": n_passed(trial) if trial else 0,
        "refusals": trial.refusals if trial else [],
        "turned": [
            (
                figure["text"],
                _label_text(figure["wanted"], names),
                _label_text(figure["new"], names),
            )
            for figure in trial.figures.get("turned", [])
        ]
        if trial
        else [],
        "labels": labels[:N_LABELS],
        "other_labels": labels[N_LABELS:],
        "against": recent_agreement(kind, workspace),
        "shadow": shadow_data(candidate, workspace, names) if candidate else None,
        "training": training,
        "n_said": source_of(kind).n_corrected_since(None),
        "n_new": source_of(kind).n_corrected_since(training.asked_at if training else None),
        "n_wanted": settings.RETRAIN_CORRECTIONS,
    }


def labels_of(trial: Trial, names: Mapping[str, str]) -> list[LabelRow]:
    """Return labels by how well the candidate finds them, the worst first."""
    if trial.state != Trial.State.DONE:
        return []
    new, live = (trial.figures[side]["labels"] for side in ("new", "live"))
    rows = [
        LabelRow(names.get(label, label), f1, live.get(label, [0.0])[0], n)
        for label, (f1, n) in new.items()
    ]
    return sorted(rows, key=lambda row: (row.new, row.name))


def shadow_data(
    candidate: ModelVersion, workspace: Workspace, names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return the shadow results of a candidate in a workspace; None if it never ran in shadow."""
    shadow = Shadow.objects.filter(candidate=candidate).select_related("live").first()
    if shadow is None:
        return None
    part = shadow.parts.filter(workspace=workspace).first()
    if part is None:
        return {"shadow": shadow, "n_read": 0, "n_differ": 0, "share": 0.0, "n_live": 0, "n_new": 0}
    source, differences = source_of(candidate.kind), list(part.differences.all())
    corrected = source.corrected_labels(workspace, [difference.row for difference in differences])
    agreed = {
        difference.row: _agreed(corrected[difference.row], difference.live, difference.new)
        for difference in differences
        if difference.row in corrected
    }
    newest = differences[:N_EXAMPLES]
    words = source.names(workspace, [row.row for row in newest])
    examples = [
        {
            "words": words[row.row],
            "address": source.address(row.row),
            "live": _label_text(row.live, names),
            "new": _label_text(row.new, names),
            "said": _label_text(corrected[row.row], names) if row.row in corrected else "",
            "agreed": agreed.get(row.row, ""),
        }
        for row in newest
        if row.row in words
    ]
    turns = sorted(part.turns.items(), key=lambda turn: (-turn[1], turn[0]))[:N_TRANSITIONS]
    return {
        "shadow": shadow,
        "n_read": part.n_read,
        "n_differ": part.n_differ,
        "share": part.n_differ / part.n_read if part.n_read else 0.0,
        "turns": [(*_turn(turn, names), count) for turn, count in turns],
        "examples": examples,
        "n_live": sum(value == "live" for value in agreed.values()),
        "n_new": sum(value == "new" for value in agreed.values()),
    }


def _agreed(corrected: frozenset[str], live: Sequence[str], new: Sequence[str]) -> str:
    """Return the model that a person agrees with: `live`, `new`, or neither."""
    if corrected == frozenset(live):
        return "live"
    return "new" if corrected == frozenset(new) else ""


def _turn(turn: str, names: Mapping[str, str]) -> tuple[str, str]:
    live, _, new = turn.partition(">")
    return _label_text(live.split("|"), names), _label_text(new.split("|"), names)


def _label_text(labels: Sequence[str] | frozenset[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(label, label) for label in sorted(labels) if label) or EMPTY_VALUE


def _gate_row(gate: Mapping[str, Any]) -> dict[str, Any]:
    unit = str(gate["unit"])
    return {
        **gate,
        "live": _figure(gate["live"], unit),
        "new": _figure(gate["new"], unit),
        "change": _figure(gate["change"], unit, is_change=True),
    }


def _figure(value: float | None, unit: str, *, is_change: bool = False) -> str:
    """Write a figure of a gate with its unit; a change with its sign."""
    if value is None:
        return EMPTY_VALUE
    if unit == "share":
        written = percent(abs(value), 1)
    elif unit == "f1":
        written = f"{abs(value):.3f}"
    else:
        written = f"{abs(value):.1f} {unit}"
    if not is_change:
        return written
    sign = _MINUS if value < 0 else "+"
    return written if value == 0 else f"{sign}{written}"
