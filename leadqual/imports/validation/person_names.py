"""Names of people in one column → first and last name."""

from functools import lru_cache

_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el"}
    | {"al", "bin", "ben", "ter", "ten", "zu", "zur", "af", "mc", "st", "st."}
)


@lru_cache(maxsize=100_000)
def split_name(full: str) -> tuple[str, str]:
    """Split a name into first and last: "Brandt, Jana" and "Jana Brandt" are the same.

    Particles stay with the last name: "Ludwig van Beethoven" → "Ludwig", "van Beethoven".
    """
    last, comma, first = full.partition(",")
    if comma and first.strip() and "," not in first:
        return first.strip(), last.strip()
    words = full.replace(",", " ").split()
    if len(words) == 1:
        return words[0], ""
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])
