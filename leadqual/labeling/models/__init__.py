"""Tables of labels, corrections and queues."""

from leadqual.labeling.models import (  # noqa: F401  # Django finds them here.
    corrections,
    learned,
    predictions,
    queues,
    scores,
    suggestions,
)
