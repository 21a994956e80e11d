"""Lists and companies that tests of the search share with those of the records."""

from tests.leadqual.leads.conftest import berlin, kelvia

__all__ = ["berlin", "kelvia"]
