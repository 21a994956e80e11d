"""Which pairs of people are merged without anybody looking: what they share, and what they do not.

A probability is not enough. Lists are full of fathers and sons, of namesakes at one firm and of
people behind one switchboard, so name and company, or name and number, are never enough alone.
"""

from collections.abc import Mapping, Set

_IDENTIFIERS = frozenset({"same_mailbox", "same_linkedin"})
_CONTRADICTION_TEXT = (
    "different_first_name different_generation generation different_email mailboxes_fit_name "
    "mailboxes_of_two_names numbered_mailboxes dotted_mailbox different_linkedin similar_linkedin"
)
_CONTRADICTIONS = frozenset(_CONTRADICTION_TEXT.split())
"""Other first names, two mailboxes of one provider or firm, two profiles."""

_UNCERTAIN_TEXT = "similar_first_name short_name similar_last_name last_initial similar_company"
_UNCERTAIN_CODES = frozenset(_UNCERTAIN_TEXT.split())
"""Alike, but other names: Keiichi and Kenichi, Petersen and Pedersen, a firm and its group."""

_SWAPPED_CODES = frozenset({"names_swapped", "names_turned"})
_WEAK_NAME_CODES = ("nickname", "initial", "transposed_last_name", "names_turned")
_FULL_NAME = frozenset({"same_first_name", "same_last_name"})
_SUPPORT = {
    "same_title": 1,
    "same_city": 1,
    "same_phone": 1,
    "same_mobile": 2,
    "same_local_part": 1,
    "similar_mailbox": 2,
}
_PHONES = frozenset({"same_phone", "same_mobile"})
_FIRST_NAMES = frozenset({"same_first_name", "nickname"})
_NAME_CHANGE_TEXT = (
    "different_last_name mailboxes_of_two_names mailboxes_fit_name different_email different_city"
)
_NAME_CHANGE_CODES = frozenset(_NAME_CHANGE_TEXT.split())
"""Evidence against a match that a new last name explains."""


def is_evident(bits: Mapping[str, float], *, n_least: int) -> bool:
    """Return whether two records are one person and nobody needs to look.

    Either a mailbox or a profile is the same; or the full name and the company are, nothing
    differs, and title, city, phone number or mailbox agree. A nickname, an initial, a slip, titles
    that are only alike and two phone numbers each need one more of them.

    Args:
        bits: code of each comparison → its evidence.
        n_least: how many of them a name needs that is as common as this one at such a company.
    """
    codes = bits.keys()
    if codes & _CONTRADICTIONS:
        return False
    if codes & _IDENTIFIERS:
        return True
    against = {code for code, value in bits.items() if value < 0}
    if codes & _UNCERTAIN_CODES or against - {"different_phone"}:
        return False
    n_weak = sum(code in codes for code in _WEAK_NAME_CODES)
    if not n_weak and not codes >= _FULL_NAME and not codes & _SWAPPED_CODES:
        return False
    n_more = n_weak + len(against) + ("similar_title" in codes)
    return _n_supports(codes) >= max(n_least, 1 + n_more)


def _n_supports(codes: Set[str]) -> int:
    """Count what agrees besides the name and what ties two records: a company, else a number."""
    if "same_company" not in codes and not codes & _PHONES:
        return 0
    n_found = sum(weight for code, weight in _SUPPORT.items() if code in codes)
    return n_found if "same_company" in codes else n_found - 2  # the number ties, not supports


def is_changed_name(bits: Mapping[str, float]) -> bool:
    """Return whether one person may have taken another last name, so that people are asked.

    First name and company are the same, and so is the phone number or the name of the mailbox.
    """
    codes = bits.keys()
    against = {code for code, value in bits.items() if value < 0}
    return (
        "different_last_name" in codes
        and "same_company" in codes
        and bool(codes & _FIRST_NAMES)
        and bool(codes & (_PHONES | {"same_local_part"}))
        and against <= _NAME_CHANGE_CODES
    )
