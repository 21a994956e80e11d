"""The 14 intents of a reply, their categories, and what each allows the product to do."""

INTENTS: tuple[str, ...] = (
    "positive_willing_to_meet",
    "positive_need_information",
    "positive_misc_reasons",
    "objection_already_has_solution",
    "objection_bad_timing",
    "objection_financial",
    "objection_no_reason",
    "objection_not_right_person",
    "objection_other_reasons",
    "referral_specific_contacts",
    "unsubscribe",
    "out_of_office",
    "empty_body",
    "other_intents",
)
CATEGORIES: tuple[str, ...] = ("positive", "objection", "referral", "unsubscribe", "other")
ACTIONS: dict[str, str] = {
    "unsubscribe": "do_not_contact",
    "referral_specific_contacts": "propose_contact",
    "out_of_office": "propose_date",
}
"""Intent → what the product may do where the score reaches the floor; `none` for all others."""

ASKS_TO_STOP = "may ask to stop"
"""Kind of evidence for which a person looks: a phrase, or without one the chance of it."""

DENIES = "may ask for the opposite"
"""Kind of evidence for which a person looks at a request to stop: the words that deny it."""


def category_of(intent: str) -> str:
    """Return the category of an intent."""
    first = intent.split("_", maxsplit=1)[0]
    return first if first in CATEGORIES else "other"
