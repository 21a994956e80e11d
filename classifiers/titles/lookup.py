"""Third stage of the title cascade: a few readable phrase rules, kept in data and not in code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import cast

from classifiers.core.text import DATA, fold, read_table, read_yaml
from classifiers.titles.text.normalize import JOINTS, names_role, normalise

# Second stage of the title cascade: titles whose answer is known, exact on the one spelling.

SMALL_WORDS = frozenset(("of", "the", "for"))

CONFIRMED = DATA / "titles/confirmed.tsv"
STRENGTH = 5.0  # Titles that what is usual counts as, beside those that an entry or phrase met.
CUT = "\n"  # No normalized title holds one.
RANKS = ("ranks", "before_ranks", "small_words")  # Lists of `ranks.yaml`.


@dataclass(frozen=True, slots=True)
class Entry:
    """What a title is, said by the dictionary or, as a correction, by a person.

    Args:
        functions: slugs in the order of importance; empty means that none fits.
        level: slug; None leaves it to the model.
        industry: slug, "" for none; None leaves it to the model.
    """

    functions: tuple[str, ...]
    level: str | None = None
    industry: str | None = None


Correction = Entry


class Shares:
    """How often people who labeled titles confirmed what an entry or a phrase says.

    An entry that answers for a whole title and one that answers for a part are counted apart. With
    few titles or none, the mean of all that were counted decides (Beta prior), for a whole title
    together with what the entry was in parts.

    Args:
        counts: kind (`title`, `part` or `phrase`), spelling → how often it gave a function to a
            title, and how often that was right.
    """

    def __init__(self, counts: Mapping[tuple[str, str], tuple[int, int]]) -> None:
        self._counts = counts
        self._usual: dict[str, float] = {}
        for kind in ("title", "part", "phrase"):
            found = [right / n for (own, _), (n, right) in counts.items() if own == kind]
            self._usual[kind] = sum(found) / len(found) if found else 1.0

    def of(self, kind: str, spelling: str) -> float:
        """Return the share of an entry or phrase, 0 to 1, whatever its functions are called now."""
        share = self._usual[kind]
        for own in ("part", "title") if kind == "title" else (kind,):
            n, right = self._counts.get((own, spelling), (0, 0))
            share = (right + STRENGTH * share) / (n + STRENGTH)
        return round(share, 4)


@lru_cache(maxsize=1)
def load_shares(path: Path = CONFIRMED) -> Shares:
    """Read the shares that come with the product; none where there is no file."""
    rows = read_table(path) if path.is_file() else []
    return Shares(
        {(row["kind"], row["spelling"]): (int(row["n"]), int(row["confirmed"])) for row in rows}
    )


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
            if (key := bare(normalise(title)))
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
        found = self.entries.get(bare(title))
        if found is None or "," not in title or names_role(title.replace(",", " ").split()):
            return found
        return found if normalise(found[0]) == title else None


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


def bare(normalised: str) -> str:
    """Return the spelling in which a normalized title is looked up."""
    words = normalised.replace(",", " ").split()
    if SMALL_WORDS.isdisjoint(words):
        return " ".join(words)
    return " ".join([word for word in words if word not in SMALL_WORDS])


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
            if (key := normalise(phrase))
        }
        said = shares or load_shares()
        self._share_of = {phrase: said.of("phrase", phrase) for phrase in self.functions}
        longest_first = sorted(self.functions, key=len, reverse=True)
        phrases = "|".join(map(re.escape, longest_first)) or "(?!)"  # No rules match nothing.
        self._pattern = re.compile(rf"(?<![^\s,])(?:{phrases})(?![^\s,])")
        beside = "|".join(map(re.escape, sorted(JOINTS - {","})))
        content = cast("Mapping[str, str]", read_yaml(DATA / "titles/ranks.yaml"))
        ranks = "|".join(map(re.escape, fold(" ".join(content[name] for name in RANKS)).split()))
        self._joint_behind = re.compile(rf"(?<![^\s,])({phrases}) (?:{beside}) (?=\S)")
        self._joint_before = re.compile(
            rf"(?<=\S) (?:{beside}) ((?:(?:{ranks}) )*(?:{phrases})(?![^\s,]))"
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

    def apart(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Split roles where a phrase stands beside a joint: the other side is a job of its own.

        "Head of Sales & Revenue Operations" names two; a comma names a field ("Data Engineer,
        Marketing"), and what stands before other words is part of them.
        """
        return tuple(chain.from_iterable(map(self._cut, roles)))

    def _cut(self, role: str) -> list[str]:
        words = role.split(" ")
        if JOINTS.isdisjoint(words) or self._first_words.isdisjoint(words):
            return [role]  # Most roles.
        text = self._joint_behind.sub(lambda match: match[1] + CUT, role)
        text = self._joint_before.sub(lambda match: CUT + match[1], text)
        return text.split(CUT)

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
