"""Words of other tools for the status of a sale."""

from leadqual.leads.models.record_fields import RecordStatus

_OF_OTHERS = {
    "open": RecordStatus.NEW,
    "open not contacted": RecordStatus.NEW,
    "cold": RecordStatus.NEW,
    "open deal": RecordStatus.QUALIFIED,
    "attempted to contact": RecordStatus.CONTACTED,
    "in progress": RecordStatus.CONTACTED,
    "connected": RecordStatus.CONTACTED,
    "working contacted": RecordStatus.CONTACTED,
    "approaching": RecordStatus.CONTACTED,
    "closed won": RecordStatus.WON,
    "closed converted": RecordStatus.WON,
    "closed lost": RecordStatus.LOST,
    "closed not converted": RecordStatus.LOST,
}
"""What HubSpot, Salesforce and Apollo say, where one status means the same."""

_WORDS: dict[str, str] = {
    **{words: status.value for words, status in _OF_OTHERS.items()},
    **{status.value: status.value for status in RecordStatus},
    **{str(status.label).lower(): status.value for status in RecordStatus},
}


def status_of(value: str) -> str:
    """Return the code of a status by its code, its label or a word of another tool; "" for none."""
    plain = " ".join("".join(one if one.isalnum() else " " for one in value.lower()).split())
    return _WORDS.get(plain, "")
