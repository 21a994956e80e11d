"""Row-level security for the tests of it; `ROW_SECURITY=on make test` runs all tests with it."""

import pytest
from pytest_django.fixtures import Settings

from leadqual.accounts.row_security import set_up_row_security


@pytest.fixture(autouse=True)
def _row_security(db: None, settings: Settings) -> None:
    """Switch it on, with its role and policies in the database of the test."""
    settings.ROW_SECURITY = "on"
    assert set_up_row_security() == []
