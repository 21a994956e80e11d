"""The intents of a reply: one row each, from which models, pages, keys and API follow."""

from collections.abc import Mapping
from dataclasses import dataclass

WILLING_TO_MEET = "positive_willing_to_meet"
OPT_OUT = "unsubscribe"
REFERRAL = "referral_specific_contacts"
ABSENCE = "out_of_office"
OTHER = "other_intents"
CATEGORIES: tuple[str, ...] = ("positive", "objection", "referral", "unsubscribe", "other")
ASKS_TO_STOP = "may ask to stop"
"""Kind of evidence for which a person looks: a phrase, or without one the chance of it."""
FOR_OTHER = "asks to stop for somebody else"
"""Kind of evidence for which somebody else is proposed: the words that say it."""
ASKS_SOURCE = "asks for the source of the address"
"""Kind of evidence for which a person looks: the question."""
PROPOSE_STOP = "propose_stop"
"""Action of a reply that asks to stop for somebody else."""
DENIES = "may ask for the opposite"
"""Kind of evidence for which a person looks at a request to stop: the words that deny it."""
MAY_ANSWER = "may be an answer"
"""Kind of evidence for which a person looks: an invitation, an unreadable part, an address."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a reply to outreach wants.

    Args:
        category: one of `CATEGORIES`.
    """

    slug: str
    label: str
    category: str
    key: str
    action: str = "none"


INTENT_TABLE = (
    Intent(WILLING_TO_MEET, "Willing to meet", "positive", "1"),
    Intent("positive_need_information", "Needs information", "positive", "2"),
    Intent("positive_misc_reasons", "Positive, other reasons", "positive", "3"),
    Intent("objection_already_has_solution", "Already has a solution", "objection", "4"),
    Intent("objection_bad_timing", "Bad timing", "objection", "5"),
    Intent("objection_financial", "Budget or price", "objection", "6"),
    Intent("objection_no_reason", "No reason given", "objection", "8"),
    Intent("objection_not_right_person", "Not the right person", "objection", "7"),
    Intent("objection_other_reasons", "Objection, other reasons", "objection", "9"),
    Intent(REFERRAL, "Refers to someone", "referral", "R", "propose_contact"),
    Intent(OPT_OUT, "Unsubscribe", "unsubscribe", "U", "do_not_contact"),
    Intent(ABSENCE, "Out of office", "other", "A", "propose_date"),
    Intent("empty_body", "Empty", "other", "0"),
    Intent(OTHER, "Other", "other", "O"),
)
"""In the order of the columns of the models: a new one comes last, and they are trained again."""

INTENTS: tuple[str, ...] = tuple(intent.slug for intent in INTENT_TABLE)
INTENT_LABELS: Mapping[str, str] = {intent.slug: intent.label for intent in INTENT_TABLE}
"""Slug → label."""

ACTIONS: Mapping[str, str] = {
    intent.slug: intent.action for intent in INTENT_TABLE if intent.action != "none"
}
"""Intent → what the product may do where the score reaches the threshold; `none` for all others."""


_CATEGORY_OF = {intent.slug: intent.category for intent in INTENT_TABLE}


def category_of(intent: str) -> str:
    return _CATEGORY_OF.get(intent, "other")
