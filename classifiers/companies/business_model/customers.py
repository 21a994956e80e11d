"""The customers that a text names, and how they relate to each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from classifiers.core.text import DATA, read_table

SEED = DATA / "companies/customers.csv"
SENTENCE = re.compile(r"[.!?;•\n]+\s|[。！？]")
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|&")
MAX_BETWEEN = 8
"""Words between two mentions that still belong together."""
HEAD_REACH = 4
"""How many words before a mention may say what is done for that customer."""
NOBODY: tuple[str, ...] = ("nobody", "named", "as", "customer")
GROUPS = ("people", "organisations", "clients")
ITSELF = "itself"
"""Kind of a mention of the company itself, or of its own shops and brands: not a customer."""
OF_REACH = 4
"""Words between `chain of` and what it is a chain of."""
OWN_REACH = 2


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
    itself: Mapping[str, frozenset[str]]

    @property
    def longest(self) -> int:
        return max(map(len, self.mentions))


@dataclass(frozen=True, slots=True)
class Mention:
    """A group of customers that a sentence names.

    Args:
        kind: `people`, `organisations`, `clients` (customers of a customer) or `itself`.
    """

    kind: str
    group: str
    start: int
    end: int


def customer_relations(text: str) -> Iterator[str]:
    """Yield how folded text speaks of customers: `for people`, `people and organisations`.

    For each sentence: what is done for each group that is mentioned, and what is between one
    mention and the next; for the whole text which are mentioned at all.
    """
    return (relation for relation, _ in _relations(text))


def customer_words(text: str) -> dict[str, str]:
    """Return each relation of folded text → the words in which it was read first.

    `people and organisations` → "families and small businesses"; `shop with nobody` → "delivery,
    nobody named as customer".
    """
    found: dict[str, str] = {}
    for relation, words in _relations(text):
        found.setdefault(relation, " ".join(words).replace(" ,", ","))
    return found


def _relations(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield relations, each with the words it was read from."""
    named: dict[str, Sequence[str]] = {}  # Kind → words of its first mention, in their order.
    offers: dict[str, str] = {}
    known = _lexicon().offers
    for sentence in SENTENCE.split(text):
        words = WORD.findall(sentence)
        for word in filter(known.__contains__, words):
            offers.setdefault(known[word], word)
        mentions = _mentions(words)
        for mention in mentions:
            if mention.kind == ITSELF:
                yield f"{ITSELF} {mention.group}", words[mention.start : mention.end]
            else:
                named.setdefault(mention.kind, words[mention.start : mention.end])
        yield from _within(words, [each for each in mentions if each.kind != ITSELF])
    together, read = "nobody", NOBODY
    if named:
        first_kind = next(iter(named))
        yield f"first {first_kind}", named[first_kind]
        together = " beside ".join(sorted(named))
        read = tuple(" , ".join(map(" ".join, named.values())).split())
    yield together, read
    for offer, word in offers.items():
        yield f"{offer} with {together}", (word, ",", *read)


def _within(
    words: Sequence[str], mentions: Sequence[Mention]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what one sentence does for each group, and what is between two of them."""
    for mention in mentions:
        if (at := _head(words, mention.start)) is not None:
            head, read = _lexicon().heads[words[at]], words[at : mention.end]
            yield f"{head} {mention.kind}", read
            yield f"{head} {mention.group}", read
    for first, second in pairwise(mentions):
        between = words[first.end : second.start]
        if len(between) <= MAX_BETWEEN:
            link, read = _link(between), words[first.start : second.end]
            yield f"{first.kind} {link} {second.kind}", read
            yield f"{first.group} {link} {second.group}", read


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    rows = [(row["kind"], row["group"], row["words"].split("|")) for row in read_table(SEED)]
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
        itself={name: frozenset(words) for kind, name, words in rows if kind == ITSELF},
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
    return _without_itself(words, found)


def _without_itself(words: Sequence[str], mentions: Sequence[Mention]) -> list[Mention]:
    """Return mentions; those in which the company speaks of itself are of the kind `itself`."""
    found: list[Mention] = []
    for mention in reversed(mentions):
        if mention.kind == "organisations" and _is_itself(words, mention, found):
            found.append(replace(mention, kind=ITSELF))
        else:
            found.append(mention)
    return found[::-1]


def _is_itself(words: Sequence[str], mention: Mention, later: Sequence[Mention]) -> bool:
    """Return whether a mention is the company: "a retailer with", "chain of shops", "its shops"."""
    known = _lexicon().itself
    if known["own"].intersection(words[max(0, mention.start - OWN_REACH) : mention.start]):
        return True
    if any(word in _lexicon().heads for word in words[: mention.start]):
        return False
    before = words[max(0, mention.start - OF_REACH) : mention.start]
    if "of" in before and known["group"].intersection(words[: mention.start]):
        return True
    if words[mention.end - 1] not in known["company"]:
        return False
    return _says_what_it_is(words[mention.end : mention.end + 1], mention, later)


def _says_what_it_is(rest: Sequence[str], mention: Mention, later: Sequence[Mention]) -> bool:
    """Return whether the word after a mention lets it be the company, unlike "bank software"."""
    if rest and rest[0] in {"and", "&"}:
        follows = later[-1] if later else None
        is_next = follows is not None and follows.start == mention.end + 1
        return not is_next or (follows is not None and follows.kind == ITSELF)
    return not rest or rest[0] in _lexicon().itself["follow"] or not rest[0].isascii()


def _head(words: Sequence[str], start: int) -> int | None:
    """Return the index of the word before a mention that says what is done."""
    heads = _lexicon().heads
    before = range(start - 1, max(0, start - HEAD_REACH) - 1, -1)
    return next((at for at in before if words[at] in heads), None)


def _link(between: Sequence[str]) -> str:
    return next((name for name, words in _lexicon().links if words.intersection(between)), "then")
