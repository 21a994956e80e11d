"""Signals of incoming data, with their names and texts."""

from dataclasses import dataclass

from classifiers.monitoring.drift import REST
from classifiers.replies.intents import INTENT_LABELS

EMPTY = "not given"
WITH_FUNCTION, OTHER = "with a function", "Other"


@dataclass(frozen=True, slots=True)
class DriftSignal:
    """A signal: one property of the data of a day.

    Args:
        read_by: kind of the model that its values depend on; "" for none.
    """

    name: str
    label: str
    rows: str
    is_ordered: bool = False
    read_by: str = ""


TITLES_LANGUAGE = DriftSignal("titles_language", "Languages of titles", "titles")
TITLES_WORDS = DriftSignal("titles_words", "Known words in titles", "titles", read_by="titles")
TITLES_LENGTH = DriftSignal("titles_length", "Length of titles", "titles", is_ordered=True)
TITLES_LEVEL = DriftSignal("titles_level", "Levels of titles", "titles", read_by="titles")
TITLES_OTHER = DriftSignal("titles_other", "Unclassified titles", "titles", read_by="titles")
COMPANIES_INDUSTRY = DriftSignal("companies_industry", "Industries of companies", "companies")
COMPANIES_COUNTRY = DriftSignal("companies_country", "Countries of companies", "companies")
REPLIES_LANGUAGE = DriftSignal("replies_language", "Languages of replies", "replies")
REPLIES_INTENT = DriftSignal("replies_intent", "Intents of replies", "replies", read_by="replies")

SIGNALS = {
    signal.name: signal
    for signal in (
        *(TITLES_LANGUAGE, TITLES_WORDS, TITLES_LENGTH, TITLES_LEVEL, TITLES_OTHER),
        *(COMPANIES_INDUSTRY, COMPANIES_COUNTRY, REPLIES_LANGUAGE, REPLIES_INTENT),
    )
}
"""By name, in the order of the page."""


def value_text(name: str, value: str) -> str:
    if name == "replies_intent":
        return INTENT_LABELS.get(value, value)
    if name == "companies_industry" and value not in (EMPTY, REST):
        return value.title() if value.islower() else value
    return f"{value} characters" if name == "titles_length" else value
