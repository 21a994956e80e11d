"""The contact who replies."""

from tests.leadqual.replies.conftest import contact

__all__ = ["contact"]
