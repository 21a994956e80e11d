"""Words that may ask to stop, in many languages, read from `replies/stop_words.csv`.

They find as much as they can, so that a person looks; nothing is done because of them. A row has,
for one language, words for stopping (`stop`) near what is to stop (`object`), denials (`never`)
near words for writing (`contact`), threats (`threat`) near what would bring them about (`again`),
and what says it alone (`phrase`). Between a denial and a later word for writing is no comma, unless
a conjunction (`that`) comes after it. `*` stands for any letters.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from classifiers.core.text import DATA, read_table
from classifiers.replies.rules.phrases import fold

STOP_WORDS = DATA / "replies/stop_words.csv"
_MAX_CHARACTERS = 5_000
_MAX_DISTANCE = 50
_MAX_SHORT = 24
"""Characters up to which a word for stopping says it alone: "Unsubscribe!", "Lopeta."."""
_EQUIVALENT_LETTERS = str.maketrans(
    {
        "ı": "i",
        "đ": "d",
        "ħ": "h",
        "ð": "d",
        "þ": "th",
        "\u200c": "",
        "ـ": "",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ۀ": "ه",
    }
)
"""Letters that people type for each other."""
_SPELLED_OUT = re.compile(r"(?<!\w)(?:\w[ .\-_*]){3,}\w(?!\w)")
_ENDS = re.compile(r"[.!?;:]\s|[。！？؟।]")
_COMMA = re.compile(r"[,،]\s+")
# Scripts that mark no words, or whose vowels are no letters of their own: found in any place.
_ANYWHERE = re.compile(r"[\u0900-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff]")
_KEY = 2
_WORD = re.compile(r"(?<!\w)\w")


class _Entry(NamedTuple):
    pattern: re.Pattern[str]
    language: str
    kind: str


def possible_stop(written: str) -> str | None:
    """Return the words by which a text may ask to stop, in any language; None where there are none.

    Args:
        written: what a person newly wrote, without quoted original and signature.
    """
    plain = " ".join(_normalize(written[:_MAX_CHARACTERS]).split())
    conjunctions = _SPELLED_OUT.sub(_join_letters, plain)
    return _find_request(plain) or (_find_request(conjunctions) if conjunctions != plain else None)


def names_stopping(written: str) -> bool:
    """Whether a text has a word for stopping, or may ask to stop; what is to stop is known."""
    kinds = _word_spans(_normalize(written)).values()
    return possible_stop(written) is not None or any(kind["stop"] for kind in kinds)


def _find_request(text: str) -> str | None:
    for kinds in _word_spans(text).values():
        pairs = (
            *kinds["phrase"],
            *(kinds["stop"] if len(text) <= _MAX_SHORT else ()),
            *_spans_near(text, kinds["stop"], kinds["object"]),
            *_spans_near(text, kinds["object"], kinds["stop"]),
            *_spans_near(text, kinds["threat"], kinds["again"]),
            *_spans_near(text, kinds["again"], kinds["threat"]),
            *_denials(text, kinds),
        )
        if pairs:
            start, end = pairs[0]
            return text[start:end]
    return None


def _word_spans(text: str) -> Mapping[str, Mapping[str, list[tuple[int, int]]]]:
    """Return language → kind of word → where such words may be."""
    found: defaultdict[str, defaultdict[str, list[tuple[int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    whole, inside = _index()
    for index, starts in (
        (whole, map(re.Match.start, _WORD.finditer(text))),
        (inside, range(0 if text.isascii() else len(text))),
    ):
        for start in starts:
            for entry in (*index.get(text[start : start + _KEY], ()), *index.get(text[start], ())):
                if match := entry.pattern.match(text, start):
                    found[entry.language][entry.kind].append(match.span())
    return found


def _spans_near(
    text: str, first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the span in which a word comes before another, in the same sentence."""
    for start, end in first:
        for later, last in second:
            if 0 <= later - end <= _MAX_DISTANCE and not _ENDS.search(text, end, later):
                yield start, last


def _denials(text: str, kinds: Mapping[str, list[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    yield from _spans_near(text, kinds["contact"], kinds["never"])
    conjunctions = {start for start, _ in kinds["that"]}
    for start, end in _spans_near(text, kinds["never"], kinds["contact"]):
        if all(comma.end() in conjunctions for comma in _COMMA.finditer(text, start, end)):
            yield start, end


def _normalize(text: str) -> str:
    return fold(text).translate(_EQUIVALENT_LETTERS)


def _join_letters(spelled: re.Match[str]) -> str:
    return re.sub(r"[\W_]", "", spelled.group())


@cache
def _index() -> tuple[dict[str, list[_Entry]], dict[str, list[_Entry]]]:
    """Return the words of all languages by how they begin: whole ones, and those inside others."""
    whole: defaultdict[str, list[_Entry]] = defaultdict(list)
    inside: defaultdict[str, list[_Entry]] = defaultdict(list)
    for row in read_table(STOP_WORDS):
        language = row.pop("language")
        for kind, words in row.items():
            for word in filter(None, map(_normalize, words.split("|"))):
                is_inside = word[0] == "*" or _ANYWHERE.search(word)
                begins = word.lstrip("*").partition("*")[0][:_KEY]
                index = inside if is_inside else whole
                index[begins].append(_Entry(_pattern(word), language, kind))
    return dict(whole), dict(inside)


def _pattern(word: str) -> re.Pattern[str]:
    """Compile a word; whatever letters it begins with are left out, as a search finds any place."""
    body = re.escape(word.lstrip("*")).replace(r"\*", r"\w*")
    return re.compile(body if _ANYWHERE.search(word) else body + r"(?!\w)")
