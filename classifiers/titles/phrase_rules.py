"""Phrase rules: the third stage of the title cascade, kept in data and not in code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import cast

from classifiers.core.text import DATA, fold, read_table, read_yaml
from classifiers.titles.confirmed_shares import Shares, load_shares
from classifiers.titles.text.normalize import JOINTS, normalize

CUT_MARK = "\n"  # No normalized title holds one.
RANKS = ("ranks", "before_ranks", "small_words")  # Lists of `ranks.yaml`.


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """What the rules say about one title.

    Args:
        functions: slug → the phrase that meant it, in the order of the title.
        phrases: every phrase that fired, also those that mean no function.
        shares: slug → how often people confirmed what the phrase means, 0 to 1.
    """

    functions: Mapping[str, str]
    phrases: tuple[str, ...]
    shares: Mapping[str, float] = field(default_factory=dict, compare=False)


class PhraseRules:
    """Phrase rules: the longest phrase wins and uses up its words.

    "sales" never sees "sales engineer". A phrase without functions keeps shorter ones and the model
    from answering: such a title is Other.

    Args:
        rules: phrase, normalized or not → slugs of the functions that it means.
        shares: how often people confirmed phrases; None for those that come with the product.

    Attributes:
        functions: normalized phrase → slugs of the functions that it means.
    """

    def __init__(self, rules: Mapping[str, Sequence[str]], shares: Shares | None = None) -> None:
        self.functions: Mapping[str, tuple[str, ...]] = {
            key: tuple(functions)
            for phrase, functions in rules.items()
            if (key := normalize(phrase))
        }
        known_shares = shares or load_shares()
        self._share_of = {phrase: known_shares.of("phrase", phrase) for phrase in self.functions}
        longest_first = sorted(self.functions, key=len, reverse=True)
        phrases = "|".join(map(re.escape, longest_first)) or "(?!)"  # No rules match nothing.
        self._pattern = re.compile(rf"(?<![^\s,])(?:{phrases})(?![^\s,])")
        joints = "|".join(map(re.escape, sorted(JOINTS - {","})))
        content = cast("Mapping[str, str]", read_yaml(DATA / "titles/ranks.yaml"))
        ranks = "|".join(map(re.escape, fold(" ".join(content[name] for name in RANKS)).split()))
        self._joint_behind = re.compile(rf"(?<![^\s,])({phrases}) (?:{joints}) (?=\S)")
        self._joint_before = re.compile(
            rf"(?<=\S) (?:{joints}) ((?:(?:{ranks}) )*(?:{phrases})(?![^\s,]))"
        )
        beginnings = [tuple(_words(phrase)[:2]) for phrase in self.functions]
        self._first_words = frozenset(words[0] for words in beginnings)
        self._first_pairs = frozenset(words for words in beginnings if len(words) > 1)
        self._lone_words = frozenset(words[0] for words in beginnings if len(words) == 1)

    def __len__(self) -> int:
        return len(self.functions)

    def predict(self, titles: Sequence[str]) -> list[PhraseMatch | None]:
        """Classify normalized titles; None leaves a title to the next stage."""
        return [self._predict_one(title) for title in titles]

    def split_jobs(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Split roles where a phrase is next to a joint: the other side is a job of its own.

        "Head of Sales & Revenue Operations" names two; a comma names a field ("Data Engineer,
        Marketing"), and what comes before other words is part of them.
        """
        return tuple(chain.from_iterable(map(self._cut, roles)))

    def _cut(self, role: str) -> list[str]:
        words = role.split(" ")
        if JOINTS.isdisjoint(words) or self._first_words.isdisjoint(words):
            return [role]  # Most roles.
        text = self._joint_behind.sub(lambda match: match[1] + CUT_MARK, role)
        text = self._joint_before.sub(lambda match: CUT_MARK + match[1], text)
        return text.split(CUT_MARK)

    def _predict_one(self, title: str) -> PhraseMatch | None:
        words = _words(title)
        if self._first_words.isdisjoint(words):
            return None  # Trying every rule at every word takes longer.
        if self._first_pairs.isdisjoint(pairwise(words)) and self._lone_words.isdisjoint(words):
            return None
        phrases = tuple(self._pattern.findall(title))
        if not phrases:
            return None
        functions: dict[str, str] = {}
        for phrase in phrases:
            for function in self.functions[phrase]:
                functions.setdefault(function, phrase)
        shares = {slug: self._share_of[phrase] for slug, phrase in functions.items()}
        return PhraseMatch(functions, phrases, shares)


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def load_phrases(path: Path = DATA / "titles/phrases.csv") -> dict[str, tuple[str, ...]]:
    """Read phrase rules: phrase, functions joined by `|` (empty: such a title is Other)."""
    return {
        row["phrase"]: tuple(filter(None, row["functions"].split("|"))) for row in read_table(path)
    }
