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
MAX_WORDS_BETWEEN = 8
"""Words between two mentions that still belong together."""
MAX_WORDS_AFTER_HEAD = 4
"""How many words before a mention may say what is done for that customer."""
NO_CUSTOMER_WORDS: tuple[str, ...] = ("nobody", "named", "as", "customer")
GROUPS = ("people", "organisations", "clients")
OWN_KIND = "itself"
"""Kind of a mention of the company itself, or of its own shops and brands: not a customer."""
MAX_WORDS_AFTER_OF = 4
"""Words between `chain of` and what it is a chain of."""
MAX_WORDS_AFTER_OWN = 2


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
    own_words: Mapping[str, frozenset[str]]

    @property
    def max_phrase_words(self) -> int:
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
    """Yield how folded text describes customers: `for people`, `people and organisations`.

    For each sentence: what is done for each group that is mentioned, and what is between one
    mention and the next; for the whole text which are mentioned at all.
    """
    return (relation for relation, _ in _relations(text))


def customer_words(text: str) -> dict[str, str]:
    """Return each relation of folded text → the words in which it was read first.

    `people and organisations` → "families and small businesses"; `shop with nobody` → "delivery,
    nobody named as customer".
    """
    phrases: dict[str, str] = {}
    for relation, words in _relations(text):
        phrases.setdefault(relation, " ".join(words).replace(" ,", ","))
    return phrases


def _relations(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield relations, each with the words it was read from."""
    words_by_kind: dict[
        str, Sequence[str]
    ] = {}  # Kind → words of its first mention, in their order.
    offers: dict[str, str] = {}
    offer_words = _load_lexicon().offers
    for sentence in SENTENCE.split(text):
        words = WORD.findall(sentence)
        for word in filter(offer_words.__contains__, words):
            offers.setdefault(offer_words[word], word)
        mentions = _find_mentions(words)
        for mention in mentions:
            if mention.kind == OWN_KIND:
                yield f"{OWN_KIND} {mention.group}", words[mention.start : mention.end]
            else:
                words_by_kind.setdefault(mention.kind, words[mention.start : mention.end])
        yield from _sentence_relations(words, [each for each in mentions if each.kind != OWN_KIND])
    kinds, phrase = "nobody", NO_CUSTOMER_WORDS
    if words_by_kind:
        first_kind = next(iter(words_by_kind))
        yield f"first {first_kind}", words_by_kind[first_kind]
        kinds = " beside ".join(sorted(words_by_kind))
        phrase = tuple(" , ".join(map(" ".join, words_by_kind.values())).split())
    yield kinds, phrase
    for offer, word in offers.items():
        yield f"{offer} with {kinds}", (word, ",", *phrase)


def _sentence_relations(
    words: Sequence[str], mentions: Sequence[Mention]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what one sentence does for each group, and what is between two of them."""
    for mention in mentions:
        if (at := _find_head(words, mention.start)) is not None:
            head, phrase = _load_lexicon().heads[words[at]], words[at : mention.end]
            yield f"{head} {mention.kind}", phrase
            yield f"{head} {mention.group}", phrase
    for first, second in pairwise(mentions):
        between = words[first.end : second.start]
        if len(between) <= MAX_WORDS_BETWEEN:
            link, phrase = _find_link(between), words[first.start : second.end]
            yield f"{first.kind} {link} {second.kind}", phrase
            yield f"{first.group} {link} {second.group}", phrase


@lru_cache(maxsize=1)
def _load_lexicon() -> Lexicon:
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
        own_words={name: frozenset(words) for kind, name, words in rows if kind == OWN_KIND},
    )


@lru_cache(maxsize=1)
def _max_phrase_words() -> int:
    return _load_lexicon().max_phrase_words


def _find_mentions(words: Sequence[str]) -> list[Mention]:
    phrases, mentions, at = _load_lexicon().mentions, list[Mention](), 0
    while at < len(words):
        for length in range(min(_max_phrase_words(), len(words) - at), 0, -1):
            if entry := phrases.get(tuple(words[at : at + length])):
                start = at
                if mentions and mentions[-1].kind == entry[0] and mentions[-1].end == at:
                    start = mentions.pop().start
                mentions.append(Mention(*entry, start, at + length))
                at += length
                break
        else:
            at += 1
    return _mark_own_mentions(words, mentions)


def _mark_own_mentions(words: Sequence[str], mentions: Sequence[Mention]) -> list[Mention]:
    """Return mentions; those of the company itself get the kind `itself`."""
    marked: list[Mention] = []
    for mention in reversed(mentions):
        if mention.kind == "organisations" and _is_own_mention(words, mention, marked):
            marked.append(replace(mention, kind=OWN_KIND))
        else:
            marked.append(mention)
    return marked[::-1]


def _is_own_mention(words: Sequence[str], mention: Mention, later: Sequence[Mention]) -> bool:
    """Return whether a mention is the company: "a retailer with", "chain of shops", "its shops"."""
    own_words = _load_lexicon().own_words
    if own_words["own"].intersection(
        words[max(0, mention.start - MAX_WORDS_AFTER_OWN) : mention.start]
    ):
        return True
    if any(word in _load_lexicon().heads for word in words[: mention.start]):
        return False
    before = words[max(0, mention.start - MAX_WORDS_AFTER_OF) : mention.start]
    if "of" in before and own_words["group"].intersection(words[: mention.start]):
        return True
    if words[mention.end - 1] not in own_words["company"]:
        return False
    return _may_end_description(words[mention.end : mention.end + 1], mention, later)


def _may_end_description(rest: Sequence[str], mention: Mention, later: Sequence[Mention]) -> bool:
    """Return whether the word after a mention lets it be the company, unlike "bank software"."""
    if rest and rest[0] in {"and", "&"}:
        next_mention = later[-1] if later else None
        is_next = next_mention is not None and next_mention.start == mention.end + 1
        return not is_next or (next_mention is not None and next_mention.kind == OWN_KIND)
    return not rest or rest[0] in _load_lexicon().own_words["follow"] or not rest[0].isascii()


def _find_head(words: Sequence[str], start: int) -> int | None:
    """Return the index of the word before a mention that says what is done."""
    heads = _load_lexicon().heads
    before = range(start - 1, max(0, start - MAX_WORDS_AFTER_HEAD) - 1, -1)
    return next((at for at in before if words[at] in heads), None)


def _find_link(between: Sequence[str]) -> str:
    return next(
        (name for name, words in _load_lexicon().links if words.intersection(between)), "then"
    )
