"""The text of a company that is embedded, and its hash, which changes with the text."""

import hashlib
import unicodedata

from classifiers.companies.placeholder_sentences import without_placeholders
from classifiers.core.types import CompanyRecord

OVERVIEW_CHARACTERS = 600
"""The encoder reads 256 word pieces; what a company does comes at the beginning."""
LIST_ENTRIES = 8
REPETITION_PROBE = 16
"""Characters by which a text is looked for in itself."""


def company_text(record: CompanyRecord) -> str:
    """Return one text about what a company does: name, overview, industry, categories, specialties.

    The overview is cut at a word after `OVERVIEW_CHARACTERS`; missing fields leave no trace, nor
    do placeholders ("This domain is parked.").
    """
    lists = (record.industry or "", *record.categories, *record.specialties)
    entries = dict.fromkeys(_one_line(entry) for entry in lists)
    topics = [topic for topic in entries if topic][: LIST_ENTRIES * 2]
    parts = (
        _one_line(record.name),
        overview_of(record, characters=OVERVIEW_CHARACTERS),
        ", ".join(topics),
    )
    return ". ".join(part.rstrip(". ") for part in parts if part.strip(". "))


def overview_of(record: CompanyRecord, *, characters: int) -> str:
    """Return what a company tells of itself on one line, without placeholders; "" for nothing."""
    # A text of a megabyte is not worth reading for its first lines.
    overview = without_placeholders((record.overview or "")[: characters * 8], name=record.name)
    return shorten(overview, characters=characters)


def has_text(record: CompanyRecord) -> bool:
    """Return whether a company tells anything of itself; a placeholder is nothing."""
    return bool(overview_of(record, characters=OVERVIEW_CHARACTERS))


def shorten(text: str, *, characters: int) -> str:
    """Put a text on one line and cut it at the last space within `characters`."""
    # A text of a megabyte is not worth folding for its first lines.
    line = remove_repetition(_one_line(text[: characters * 8]))
    if len(line) <= characters:
        return line
    shortened = line[:characters].rpartition(" ")[0]
    return shortened or line[:characters]


def remove_repetition(text: str) -> str:
    """Return what a text repeats to its end, once; any other text as it is.

    Saying a thing a thousand times says no more than saying it once.
    """
    beginning = text[: min(REPETITION_PROBE, len(text) // 2)]
    length = text.find(beginning, 1)
    while 0 < length <= (len(text) + 1) // 2:
        if text.startswith(text[length:]):
            return text[:length].rstrip()
        length = text.find(beginning, length + 1)
    return text


def text_hash(text: str) -> str:
    """Return 64 hexadecimal digits that change with the text and with nothing else."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
