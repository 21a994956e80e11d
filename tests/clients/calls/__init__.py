"""What the test of every operation sends, by operation; the others are called without a body."""

from tests.clients.calls.call import Call, Keys
from tests.clients.calls.campaigns import CAMPAIGNS
from tests.clients.calls.labeling import LABELING
from tests.clients.calls.records import RECORDS
from tests.clients.calls.settings import SETTINGS

CALLS: dict[str, Call] = {**RECORDS, **LABELING, **CAMPAIGNS, **SETTINGS}

__all__ = ["CALLS", "Call", "Keys"]
