"""Tables of privacy: erasures."""

from leadqual.privacy.models.erasures import Erasure

__all__ = ["Erasure"]
