"""The dictionary: titles whose answer is known, exact on the one spelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.core.text import DATA, read_table
from classifiers.titles.confirmed_shares import Shares, load_shares
from classifiers.titles.text.normalize import names_role, normalize

SMALL_WORDS = frozenset(("of", "the", "for"))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a title is, by the dictionary or, as a correction, by a person.

    Args:
        functions: slugs in the order of importance; empty means that none fits.
        level: slug; None leaves it to the model.
        industry: slug, "" for none; None leaves it to the model.
    """

    functions: tuple[str, ...]
    level: str | None = None
    industry: str | None = None


class Dictionary:
    """Exact answers; small words and commas do not matter ("Director, Sales", "Director of Sales").

    Args:
        entries: title, normalized or not → what it is. Of two spellings the last counts.
        shares: how often people confirmed entries; None for those that come with the product.

    Attributes:
        entries: spelling in which it is looked up → the title as it was written, what it is.
    """

    def __init__(self, entries: Mapping[str, Entry], shares: Shares | None = None) -> None:
        self.shares = shares or load_shares()
        self.entries: Mapping[str, tuple[str, Entry]] = {
            key: (title, entry)
            for title, entry in entries.items()
            if (key := without_small_words(normalize(title)))
        }

    def __len__(self) -> int:
        return len(self.entries)

    def predict(self, titles: Sequence[str]) -> list[tuple[str, Entry] | None]:
        """Look up normalized titles: the entry as it was written and what it says, or None."""
        return [self.find(title) for title in titles]

    def find(self, title: str) -> tuple[str, Entry] | None:
        """Look up one normalized title.

        Fields between commas are several: "Product, Marketing" is not product marketing.
        """
        found = self.entries.get(without_small_words(title))
        if found is None or "," not in title or names_role(title.replace(",", " ").split()):
            return found
        return found if normalize(found[0]) == title else None


def load_dictionary(path: Path = DATA / "titles/dictionary.csv") -> dict[str, Entry]:
    """Read a dictionary: title, functions joined by `|`, level, industry (empty for none)."""
    return {
        row["title"]: Entry(
            functions=tuple(filter(None, row["functions"].split("|"))),
            level=row["level"] or None,
            industry=row["industry"],
        )
        for row in read_table(path)
    }


def without_small_words(normalised: str) -> str:
    """Return the spelling in which a normalized title is looked up."""
    words = normalised.replace(",", " ").split()
    if SMALL_WORDS.isdisjoint(words):
        return " ".join(words)
    return " ".join([word for word in words if word not in SMALL_WORDS])


Correction = Entry
