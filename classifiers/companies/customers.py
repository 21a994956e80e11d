"""Whom a text names as customers, and how they stand to each other."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

SEED = Path(__file__).parent.parent / "data" / "company_customers.csv"
SENTENCE = re.compile(r"[.!?;•\n]+\s")
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|&")
MOST_BETWEEN = 8
"""Words between two mentions that still belong together."""
HEAD_REACH = 4
"""Words before a mention in which is said what is done to whom is mentioned."""
GROUPS = ("people", "organisations", "clients")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of the seed file, folded.

    Args:
        mentions: phrase → kind and group of customers.
        links: name and words of a link between two mentions; the first that fits counts.
        heads: word before a mention → what is done.
        offers: word → what is offered.
    """

    mentions: Mapping[tuple[str, ...], tuple[str, str]]
    links: Sequence[tuple[str, frozenset[str]]]
    heads: Mapping[str, str]
    offers: Mapping[str, str]

    @property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return max(map(len, self.mentions))


@dataclass(frozen=True, slots=True)
class Mention:
    """A group of customers that a sentence names.

    Args:
        kind: `people`, `organisations` or `clients` (customers of a customer).
        group: which of them, e.g. `parents`.
        start: place of its first word in the sentence.
        end: place after its last word.
    """

    kind: str
    group: str
    start: int
    end: int


def customer_relations(text: str) -> Iterator[str]:
    """Yield how folded text speaks of customers: `for people`, `people and organisations`.

    For each sentence: what is done for each group that is mentioned, and what stands between one
    mention and the next; for the whole text which are mentioned at all.
    """
    kinds: list[str] = []
    offers: dict[str, None] = {}
    known = _lexicon().offers
    for sentence in SENTENCE.split(text):
        words = WORD.findall(sentence)
        offers |= {known[word]: None for word in words if word in known}
        mentions = _mentions(words)
        kinds += [mention.kind for mention in mentions]
        for mention in mentions:
            if head := _head(words, mention.start):
                yield f"{head} {mention.kind}"
                yield f"{head} {mention.group}"
        for first, second in pairwise(mentions):
            between = words[first.end : second.start]
            if len(between) <= MOST_BETWEEN:
                link = _link(between)
                yield f"{first.kind} {link} {second.kind}"
                yield f"{first.group} {link} {second.group}"
    if kinds:
        yield f"first {kinds[0]}"
        together = " beside ".join(sorted(set(kinds)))
    else:
        together = "nobody"
    yield together
    yield from (f"{offer} with {together}" for offer in offers)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    with SEED.open(encoding="utf-8", newline="") as lines:
        rows = [
            (row["kind"], row["group"], row["words"].split("|")) for row in csv.DictReader(lines)
        ]
    return Lexicon(
        mentions={
            tuple(phrase.split()): (kind, group)
            for kind, group, phrases in rows
            if kind in GROUPS
            for phrase in phrases
        },
        links=[(name, frozenset(words)) for kind, name, words in rows if kind == "link"],
        heads={word: name for kind, name, words in rows if kind == "head" for word in words},
        offers={word: name for kind, name, words in rows if kind == "offer" for word in words},
    )


@lru_cache(maxsize=1)
def _longest() -> int:
    return _lexicon().longest


def _mentions(words: Sequence[str]) -> list[Mention]:
    known, found, at = _lexicon().mentions, list[Mention](), 0
    while at < len(words):
        for length in range(min(_longest(), len(words) - at), 0, -1):
            if entry := known.get(tuple(words[at : at + length])):
                start = at
                if found and found[-1].kind == entry[0] and found[-1].end == at:
                    start = found.pop().start
                found.append(Mention(*entry, start, at + length))
                at += length
                break
        else:
            at += 1
    return found


def _head(words: Sequence[str], start: int) -> str | None:
    heads = _lexicon().heads
    before = reversed(words[max(0, start - HEAD_REACH) : start])
    return next((heads[word] for word in before if word in heads), None)


def _link(between: Sequence[str]) -> str:
    return next((name for name, words in _lexicon().links if words.intersection(between)), "then")
