"""Tables of privacy: erasures, requests and retention."""

from leadqual.privacy.models.erasures import Erasure
from leadqual.privacy.models.requests import PrivacyRequest
from leadqual.privacy.models.retention import RetentionRun

__all__ = ["Erasure", "PrivacyRequest", "RetentionRun"]
