"""Tables of the registry: model versions, and candidates on their way."""

from leadqual.registry.models.candidates import (
    Shadow,
    ShadowDifference,
    ShadowPart,
    Training,
    Trial,
    TrialPart,
)
from leadqual.registry.models.versions import (
    PRETRAINED,
    SHIPPED_ENCODER,
    EncoderTrades,
    ModelVersion,
)

__all__ = [
    "PRETRAINED",
    "SHIPPED_ENCODER",
    "EncoderTrades",
    "ModelVersion",
    "Shadow",
    "ShadowDifference",
    "ShadowPart",
    "Training",
    "Trial",
    "TrialPart",
]
