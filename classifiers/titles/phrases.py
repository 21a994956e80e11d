"""Third stage of the title cascade: a few readable phrase rules, kept in data and not in code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.text import DATA, read_table
from classifiers.titles.normalise import normalise


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """What the rules say about one title.

    Args:
        functions: slug → the phrase that meant it, in the order of the title.
        phrases: every phrase that fired, also those that mean no function.
    """

    functions: Mapping[str, str]
    phrases: tuple[str, ...]


class PhraseRules:
    """Phrase rules: the longest phrase wins and uses up its words.

    "sales" never sees "sales engineer". A phrase without functions keeps shorter ones and the model
    from answering: such a title is Other.

    Args:
        rules: phrase, normalised or not → slugs of the functions that it means.
    """

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self._rules = {
            key: tuple(functions)
            for phrase, functions in rules.items()
            if (key := normalise(phrase))
        }
        longest_first = sorted(self._rules, key=len, reverse=True)
        phrases = "|".join(map(re.escape, longest_first)) or "(?!)"  # No rules match nothing.
        self._pattern = re.compile(rf"(?<![^\s,])(?:{phrases})(?![^\s,])")
        self._first_words = frozenset(_words(phrase)[0] for phrase in self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def predict(self, titles: Sequence[str]) -> list[PhraseMatch | None]:
        """Classify normalised titles; None leaves a title to the next stage."""
        return [self._predict_one(title) for title in titles]

    def _predict_one(self, title: str) -> PhraseMatch | None:
        if self._first_words.isdisjoint(_words(title)):
            return None  # Trying every rule at every word takes longer.
        phrases = tuple(self._pattern.findall(title))
        if not phrases:
            return None
        functions: dict[str, str] = {}
        for phrase in phrases:
            for function in self._rules[phrase]:
                functions.setdefault(function, phrase)
        return PhraseMatch(functions, phrases)


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def load_phrases(path: Path = DATA / "phrases.csv") -> dict[str, tuple[str, ...]]:
    """Read phrase rules: phrase, functions joined by `|` (empty: such a title is Other)."""
    return {
        row["phrase"]: tuple(filter(None, row["functions"].split("|"))) for row in read_table(path)
    }
