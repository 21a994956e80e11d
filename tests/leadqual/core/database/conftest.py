"""Row-level security is on in these tests."""

from tests.leadqual.accounts.row_security.switched_on import _row_security

__all__ = ["_row_security"]
