"""What the frozen test set refuses."""

from collections.abc import Sequence

from classifiers.titles.training.frozen_test_set import MetricDrop
from leadqual.core.errors import LeadqualError
from leadqual.labeling.errors import CORRECT_ALONE
from leadqual.labeling.quality_gate.metric_drops import in_words


class LabelFallsError(LeadqualError, code="label_falls", status=409):
    """The frozen test set says that other functions or levels would be found less well."""

    def __init__(self, falls: Sequence[MetricDrop], *, advice: str = CORRECT_ALONE) -> None:
        self.falls = tuple(falls)
        self.advice = advice
        said = " ".join(map(in_words, falls))
        super().__init__(f"{said} It fails the quality gate. Nothing was saved. {advice}")
