"""Alert thresholds: defaults, and those set by staff."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.monitoring.models import Limit


@dataclass(frozen=True, slots=True)
class AlertThreshold:
    """An alert threshold that staff can change.

    Args:
        area: one of `Alert.Area`.
    """

    name: str
    area: str
    label: str
    help: str
    default: float
    lowest: float
    highest: float
    is_whole: bool = False

    def problem_of(self, value: float) -> str:
        """Return why a value cannot be set; empty where it can."""
        if self.lowest <= value <= self.highest and not (self.is_whole and value % 1):
            return ""
        kind = "a whole number from " if self.is_whole else ""
        return f"Must be {kind}{self.lowest:.10g} to {self.highest:.10g}."


LIMITS = {
    each.name: each
    for each in (
        AlertThreshold(
            "drift_index",
            "data",
            "Data drift",
            "Population stability index. Below 0.1 is a minor change, above 0.25 a major one.",
            0.2,
            0.05,
            5.0,
        ),
        AlertThreshold(
            "drift_chance",
            "data",
            "False alarm rate of drift",
            "Probability of at least one false alarm per month in a workspace, over all signals.",
            0.01,
            0.0001,
            0.2,
        ),
        AlertThreshold(
            "drift_rows",
            "data",
            "Minimum rows per day",
            "Days with fewer rows are combined with the days before.",
            50.0,
            20.0,
            10_000.0,
            is_whole=True,
        ),
        AlertThreshold(
            "model_changed",
            "model",
            "Corrected predictions",
            "Share of reviewed predictions that people corrected in the last 28 days, beyond "
            "what chance explains.",
            0.4,
            0.01,
            1.0,
        ),
        AlertThreshold(
            "model_precision",
            "model",
            "Precision per label",
            "Share of predictions of a label that people confirm. An alert opens below it.",
            0.5,
            0.01,
            1.0,
        ),
        AlertThreshold(
            "model_calibration",
            "model",
            "Calibration error",
            "Mean difference between scores and the share of right labels, 0 to 1.",
            0.2,
            0.01,
            1.0,
        ),
        AlertThreshold(
            "model_agreement",
            "model",
            "Agreement between labelers",
            "Agreement beyond chance; 1 is perfect. An alert opens below it. 0.4 and above "
            "is called moderate.",
            0.4,
            0.0,
            1.0,
        ),
        AlertThreshold(
            "failures",
            "operation",
            "Failed requests and jobs",
            "Share within one hour.",
            0.02,
            0.0001,
            1.0,
        ),
        AlertThreshold(
            "slow_pages",
            "operation",
            "Page response time",
            "95th percentile per hour, in milliseconds.",
            1_500.0,
            10.0,
            600_000.0,
        ),
        AlertThreshold(
            "slow_api",
            "operation",
            "API response time",
            "95th percentile per hour, in milliseconds, including classification.",
            2_000.0,
            10.0,
            600_000.0,
        ),
        AlertThreshold(
            "queue",
            "operation",
            "Queued jobs",
            "Median queue length within an hour.",
            500.0,
            1.0,
            10_000_000.0,
            is_whole=True,
        ),
    )
}
"""By name, in the order of the form."""


def active_thresholds() -> dict[str, float]:
    """Return name → limit; one query."""
    own = dict(Limit.objects.values_list("name", "value"))
    return {name: own.get(name, known.default) for name, known in LIMITS.items()}


@transaction.atomic
def set_limits(*, values: Mapping[str, float], author: User) -> list[str]:
    """Set thresholds; they apply from the next check. The default removes the custom value.

    Returns:
        The names of those that changed.
    """
    list(Limit.objects.select_for_update().order_by("name"))  # Two people may save at once.
    before = active_thresholds()
    changed = [name for name in LIMITS if name in values and values[name] != before[name]]
    for name in changed:
        if values[name] == LIMITS[name].default:
            Limit.objects.filter(name=name).delete()
        else:
            Limit.objects.update_or_create(
                name=name, defaults={"value": values[name], "updated_by": author}
            )
    if changed:
        record_audit(
            workspace=None,
            actor=author,
            action="watching.limits_set",
            subject="monitoring:alert-thresholds",
            before={name: before[name] for name in changed},
            after={name: values[name] for name in changed},
        )
    return changed
