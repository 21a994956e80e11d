"""A reply as numbers: hashed words and letters, phrase groups, and plain signals."""

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from classifiers.companies.embeddings.encoder import DEFAULT_DIMENSIONS, CompanyEncoder
from classifiers.core.array_types import Floats
from classifiers.core.text import is_written_without_spaces
from classifiers.replies.rules.glosses import MARKS, Gloss
from classifiers.replies.rules.phrases import PhraseGroups, fold, load_phrases
from classifiers.replies.rules.proposals import full_name, name_after_cue
from classifiers.replies.rules.subjects import REPLY_SUBJECT, is_automatic_subject

BUCKETS = 1 << 16
MAX_WRITTEN_CHARACTERS = 6_000
"""Characters of the written part that count; the point is always made before."""
MAX_EMBEDDED_CHARACTERS = 1_200
"""Characters of the written part that the sentence encoder reads."""
SIGNALS: tuple[str, ...] = (
    "question",
    "question at the end",
    "exclamation",
    "mail address",
    "web address",
    "phone number",
    "time of day",
    "day and month",
    "money",
    "plus name",
    "short",
    "long",
    "automatic subject",
    "forwarded subject",
    "not a reply",
    "name behind a cue",
    "full name",
)
_TOKEN = re.compile(rf"\w[\w{MARKS}]*(?:'\w+)?|[?!]|[\U0001F300-\U0001FAFF\u2600-\u27BF]")
_FORWARD = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc|i|doorst)\s?:")
_PATTERNS: dict[str, re.Pattern[str]] = {
    "question": re.compile(r"[?]"),
    "question at the end": re.compile(r"[?]\W*$"),
    "exclamation": re.compile(r"!"),
    "mail address": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w|\b\w+@(?!\w)"),
    "web address": re.compile(r"https?://|www\.|\b[\w-]+\.(?:example|com|org|net|io)/"),
    "phone number": re.compile(r"\+?\d[\d\s()./-]{6,}\d|\b(?:ext|durchwahl|poste|ramal)\b\.?\s?\d"),
    "time of day": re.compile(r"\b\d{1,2}(?::\d{2}|h\d{0,2}| ?(?:am|pm|uhr|h|heures|o'clock))\b"),
    "day and month": re.compile(
        r"\b\d{1,2}[./-]\d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th|\.|er)?\s?(?:de\s)?(?:jan|feb|fev|mar|apr|avr|abr|may|mai"
        r"|jun|juin|jul|juil|aug|aou|ago|sep|set|oct|okt|out|nov|dec|dez|dic)\w*"
    ),
    "money": re.compile(
        r"[$€£¥]|\b(?:eur|usd|gbp|chf|euro|euros|dollars?|pounds?|reais|pesos)\b|\d ?%"
    ),
    "plus name": re.compile(r"(?:^|\s)\+\s?[a-z]{2,}"),
}
_SHORT, _LONG = 5, 60
_SIZES, _SIZES_UNSPACED = (3, 4, 5), (2, 3, 4)
"""Letters of a gram; of scripts without spaces, where two letters are a word."""
_LONGEST_TOKEN, _LONGEST_RUN = 30, 300
_SUBJECT_GROUPS = ("absence", "machine")
BLOCKS: tuple[str, ...] = ("words", "letters", "subject")


@dataclass(frozen=True, slots=True)
class Feature:
    """One number with its origin.

    Args:
        index: bucket of a hashed feature, or place among the named ones.
        count: how often it occurs, at least 1.
    """

    index: int
    count: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplyFeatures:
    """All features of one reply: three hashed blocks, the named ones, and its meaning.

    Args:
        embedding: of the written part as the sentence encoder reads it, in its own language; zeros
            where nothing is written, shape (DEFAULT_DIMENSIONS,).
    """

    words: tuple[Feature, ...]
    letters: tuple[Feature, ...]
    subject: tuple[Feature, ...]
    named: tuple[Feature, ...]
    embedding: Floats


def names_of_features(phrases: PhraseGroups) -> tuple[str, ...]:
    """Return the names of the named features in their order: phrase groups, then signals."""
    return (*phrases.groups, *(f"subject {group}" for group in _SUBJECT_GROUPS), *SIGNALS)


def features_of(*, written: str, subject: str, gloss: Gloss | None = None) -> ReplyFeatures:
    """Turn the parts of a reply into features; what it quotes is no part of them.

    The words of a gloss count next to the writer's own, as those of an English reply do.
    """
    folded = fold(written[:MAX_WRITTEN_CHARACTERS])
    tokens = _TOKEN.findall(folded)
    folded_subject = fold(subject[:300])
    subject_tokens = _TOKEN.findall(folded_subject)
    return ReplyFeatures(
        words=_hash_grams("w", chain(_word_grams(tokens), _glossed(gloss))),
        letters=_hash_grams("c", _letter_grams(tokens)),
        subject=_hash_grams("s", _word_grams(subject_tokens)),
        named=tuple(
            _named_features(
                folded, folded_subject, tokens, _name_signals(written[:MAX_WRITTEN_CHARACTERS])
            )
        ),
        embedding=_embed(written),
    )


def _embed(written: str) -> Floats:
    if not written.strip():
        return np.zeros(DEFAULT_DIMENSIONS, dtype=np.float32)
    found: Floats = CompanyEncoder().encode([written[:MAX_EMBEDDED_CHARACTERS]])[0]
    return found


def _hash_grams(block: str, grams: Iterator[tuple[str, tuple[str, ...]]]) -> tuple[Feature, ...]:
    counts: Counter[str] = Counter()
    origins: defaultdict[str, set[str]] = defaultdict(set)
    for gram, words in grams:
        counts[gram] += 1
        origins[gram].update(words)
    return tuple(
        Feature(
            zlib.crc32(f"{block}\t{gram}".encode()) % BUCKETS,
            1 + math.log(count),
            tuple(sorted(origins[gram])),
        )
        for gram, count in counts.items()
    )


def _word_grams(tokens: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for token in tokens:
        yield token, (token,)
    for pair in pairwise(tokens):
        yield " ".join(pair), pair


def _glossed(gloss: Gloss | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word, english in gloss.words if gloss else ():
        for token in english.split():
            yield token, (fold(word),)


def _letter_grams(tokens: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for token in tokens:
        unspaced = is_written_without_spaces(token)
        padded = f" {token[: _LONGEST_RUN if unspaced else _LONGEST_TOKEN]} "
        for size in _SIZES_UNSPACED if unspaced else _SIZES:
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size], (token,)


def _name_signals(written: str) -> dict[str, str]:
    """Signal → the name that shows it; names are known by their capitals."""
    found = {"name behind a cue": name_after_cue(written), "full name": full_name(written)}
    return {signal: fold(name) for signal, name in found.items() if name}


def _named_features(
    folded: str, folded_subject: str, tokens: list[str], names: dict[str, str]
) -> Iterator[Feature]:
    phrases = load_phrases()
    for index, group in enumerate(phrases.groups):
        if found := phrases.in_folded(folded, group=group):
            yield Feature(index, math.sqrt(min(len(found), 4)), tuple(dict.fromkeys(found)))
    place = len(phrases.groups)
    for index, group in enumerate(_SUBJECT_GROUPS, start=place):
        if found := phrases.in_folded(folded_subject, group=group):
            yield Feature(index, 1.0, tuple(dict.fromkeys(found)))
    place += len(_SUBJECT_GROUPS)
    shown = _signals(folded, folded_subject, tokens) | names
    for index, signal in enumerate(SIGNALS, start=place):
        if signal in shown:
            yield Feature(index, 1.0, (shown[signal],))


def _signals(folded: str, folded_subject: str, tokens: list[str]) -> dict[str, str]:
    """Signal → the words that show it."""
    found = {name: pattern.search(folded) for name, pattern in _PATTERNS.items()}
    shown = {name: match.group().strip() for name, match in found.items() if match}
    statements = {
        "mail address": "mail address" in shown,  # Nobody's address is kept as a reason.
        "short": len(tokens) <= _SHORT,
        "long": len(tokens) > _LONG,
        "automatic subject": is_automatic_subject(folded_subject),
        "forwarded subject": bool(_FORWARD.search(folded_subject)),
        "not a reply": bool(folded_subject.strip()) and not REPLY_SUBJECT.search(folded_subject),
    }
    return shown | {name: name for name, holds in statements.items() if holds}
