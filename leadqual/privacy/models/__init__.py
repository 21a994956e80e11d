"""Tables of privacy: erasures and retention."""

from leadqual.privacy.models.erasures import Erasure
from leadqual.privacy.models.retention import RetentionRun

__all__ = ["Erasure", "RetentionRun"]
