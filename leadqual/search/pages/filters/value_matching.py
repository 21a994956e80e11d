"""Values of a long filter by what somebody types: cities, countries, industries, technologies."""

from collections.abc import Mapping

from classifiers.core.text import fold, words

MAX_OFFERED = 8
LONGEST = 200


def matching_values(text: str, values: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the values that a text may mean with their numbers, the best first.

    Case and accents do not count. A value that begins as it was typed comes before one of which
    another word does, and that before one that holds it anywhere; of these the one most have.

    Args:
        text: as it was typed so far; empty finds nothing.
        values: each with how many it would find.
    """
    typed = fold(text[:LONGEST]).strip()
    if not typed:
        return []
    found = []
    for value, n in values.items():
        if typed in (folded := fold(value)):
            begins = folded.startswith(typed)
            is_word = begins or any(word.startswith(typed) for word in words(folded))
            found.append((not begins, not is_word, -n, value))
    return [(value, -n) for _, _, n, value in sorted(found)[:MAX_OFFERED]]
