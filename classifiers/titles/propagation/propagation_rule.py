"""When a correction is propagated to a title: the one rule, whoever asks.

Asked are the close variants of the corrected title: titles of its signature, or one slip away from
it (`correction_memory` and the index on signatures find them). To reach other titles than these,
change `classifiers/titles/text/signature.py`.
"""

from dataclasses import dataclass

from classifiers.titles.lookup.dictionary import Entry


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """A person's correction of a title.

    Args:
        number: grows with time; of two corrections that a title may follow the later one counts.
        signature: of the title; "" where the correction is for this title alone.
        overruled: functions that the dictionary gave to the title; None where it did not know it.
    """

    number: int
    key: str
    signature: str
    entry: Entry
    overruled: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CloseVariant:
    """A title without a correction of its own, close to one that was corrected.

    Args:
        level: slug of its own level; "" where it was not read yet.
        matched: functions that the dictionary gives to it; None where it does not know it.
    """

    key: str
    signature: str
    level: str = ""
    matched: frozenset[str] | None = None


def follows(correction: StoredCorrection, title: CloseVariant) -> bool:
    """Return whether a correction is propagated to a close variant of its title.

    What the dictionary knows of the variant is a second opinion: it follows only where the
    dictionary said the same of both titles.
    """
    if title.key == correction.key:
        return False
    return title.matched is None or title.matched == correction.overruled
