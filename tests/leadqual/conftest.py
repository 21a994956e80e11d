"""What tests of several apps share."""

from collections.abc import Iterator

import pytest

from tests.dovecot import Dovecot, running_dovecot


@pytest.fixture(scope="session")
def kept_dovecot() -> Iterator[Dovecot]:
    """A server that starts once for all tests of a process."""
    with running_dovecot() as server:
        yield server
