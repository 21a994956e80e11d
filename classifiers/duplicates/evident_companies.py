"""Which pairs of companies are merged without anybody looking.

A probability is not enough: branches, subsidiaries and holding companies share name, domain and
address with their parent, and in any town there is a firm with a name of everyday words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_CONTRADICTION_TEXT = (
    "different_domain same_domain_name different_linkedin different_country different_state "
    "different_address different_legal_form different_year name_generic name_part name_branch "
    "name_different"
)
_CONTRADICTIONS = frozenset(_CONTRADICTION_TEXT.split())
"""Also one domain name under two endings: acme.com and acme.de are often two firms."""

_IDENTIFIERS = frozenset({"same_domain", "same_linkedin"})
_SAME_NAMES = frozenset({"name_same", "name_spacing"})
_SUPPORT = frozenset({"same_city", "similar_text", "same_year", "domain_fits_name"})
_PLACE_OR_TEXT = frozenset({"same_city", "similar_text"})
_N_SUPPORTS = 2

RARE_BITS = 17.0
"""Names of fewer bits are made of words that others have, too."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two records are besides what they share.

    Args:
        has_legal_form: whether one of both names has one; the sign of a branch has none.
        is_franchise: whether every place has a firm of this kind, as with "Sparkasse".
        are_described: whether both say what they do.
    """

    has_legal_form: bool
    is_franchise: bool
    are_described: bool


def is_evident(bits: Mapping[str, float], pair: Pair) -> bool:
    """Return whether two records are one company and nobody needs to look.

    Either domain or LinkedIn page is the same, and no more than size, industry or text differs. Or
    the names are the same, nothing differs, descriptions are alike where both have one, and so is
    the address, or two of city, text, founding year, a domain that is the name, and a legal form
    in one city. Of the latter only rare names have enough.

    Args:
        bits: code of each comparison → its evidence.
        pair: of the records.
    """
    codes = bits.keys()
    if codes & _CONTRADICTIONS:
        return False
    if codes & _IDENTIFIERS:
        return "different_city" not in codes or "same_linkedin" in codes
    if not codes & _SAME_NAMES or any(value < 0 for value in bits.values()):
        return False
    if pair.are_described and "similar_text" not in codes:
        return False
    if "same_address" in codes:
        return True
    is_rare = (
        max(bits.get(code, 0.0) for code in _SAME_NAMES) >= RARE_BITS and not pair.is_franchise
    )
    n_supports = len(codes & _SUPPORT) + (pair.has_legal_form and "same_city" in codes)
    return is_rare and bool(codes & _PLACE_OR_TEXT) and n_supports >= _N_SUPPORTS
