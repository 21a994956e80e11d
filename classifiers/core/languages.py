"""Which language a short text is in: job titles and replies.

Naive Bayes over pieces of words (W. Cavnar and J. Trenkle, N-gram-based text categorization, 1994;
counts as in A. McCallum and K. Nigam, 1998). Scripts of one language are known by their letters.
Made from the titles and replies that come with the product; `python -m classifiers.core.languages`
makes the file again.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.core.text import DATA

TABLE_FILE = DATA / "languages.npy"
_LANGUAGE_CODES = "en de nl fr es pt it ro pl cs sk hu tr sv da no fi hr sl et lv lt ru uk bg zh ja"
LANGUAGES = tuple(_LANGUAGE_CODES.split())
_LANGUAGE_NAMES = (
    "English German Dutch French Spanish Portuguese Italian Romanian Polish Czech Slovak Hungarian "
    "Turkish Swedish Danish Norwegian Finnish Croatian Slovene Estonian Latvian Lithuanian Russian "
    "Ukrainian Bulgarian Chinese Japanese Korean Greek Arabic Hebrew Thai Hindi"
)
_SCRIPT_LANGUAGES = ("ko", "el", "ar", "he", "th", "hi")
NAMES = dict(zip((*LANGUAGES, *_SCRIPT_LANGUAGES), _LANGUAGE_NAMES.split(), strict=True)) | {
    "": "no language"
}
"""Names of all that `language_of` answers."""

N_BUCKETS = 2**14
MAX_TEXTS_PER_LANGUAGE = 4_000
MAX_LETTERS = 400
_CYRILLIC_LANGUAGES, _HAN_LANGUAGES = frozenset({"ru", "uk", "bg"}), frozenset({"zh", "ja"})
_ENGLISH_PRIOR = 2.0
"""Log-odds added to English: "CEO" and "Account Manager" are written in all countries."""

_SCALE = 16.0  # Steps of the file for one unit of log-odds.
_MAX_LOG_ODDS = 127
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3\u1100-\u11ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_CYRILLIC_LETTERS = re.compile("[\u0400-\u04ff]")
_HAN_LETTERS = re.compile("[\u3400-\u9fff]")

LanguageTable = NDArray[np.int8]


def language_of(text: str) -> str:
    """Return the language of a text, one of `NAMES`; "" where it holds no letters."""
    text = text[:MAX_LETTERS]
    for language, letters in _SCRIPTS:
        if letters.search(text):
            return language
    buckets = list(_buckets(text))
    if not buckets:
        return ""
    scores = _table()[buckets].sum(axis=0, dtype=np.int64).astype(float)
    scores[0] += _ENGLISH_PRIOR * _SCALE
    possible = _possible_languages(text)
    for index, language in enumerate(LANGUAGES):
        if language not in possible:
            scores[index] = -np.inf
    return LANGUAGES[int(scores.argmax())]


def _possible_languages(text: str) -> frozenset[str]:
    """Return the languages whose script a text is written in."""
    if _HAN_LETTERS.search(text):
        return _HAN_LANGUAGES
    if _CYRILLIC_LETTERS.search(text):
        return _CYRILLIC_LANGUAGES
    return frozenset(LANGUAGES) - _HAN_LANGUAGES - _CYRILLIC_LANGUAGES


def fit(examples: Iterable[tuple[str, str]]) -> LanguageTable:
    """Count pieces of words in texts of known languages.

    Returns:
        Log-odds of each language against the mean of all, shape (N_BUCKETS, n_languages).
    """
    counts = np.zeros((N_BUCKETS, len(LANGUAGES)))
    n_texts = Counter[str]()
    for language, text in examples:
        if language in LANGUAGES and n_texts[language] < MAX_TEXTS_PER_LANGUAGE:
            n_texts[language] += 1
            np.add.at(counts[:, LANGUAGES.index(language)], list(_buckets(text[:MAX_LETTERS])), 1)
    smoothed = counts + 0.1
    logs = np.log(smoothed / smoothed.sum(axis=0))
    centered = logs - logs.mean(axis=1, keepdims=True)
    table: LanguageTable = np.clip(
        np.rint(centered * _SCALE), -_MAX_LOG_ODDS, _MAX_LOG_ODDS
    ).astype(np.int8)
    return table


def examples(folder: Path = DATA) -> Iterator[tuple[str, str]]:
    """Yield language and text of the titles and replies that come with the product."""
    for path in (folder / "titles/written.tsv", *sorted((folder / "titles/taught").glob("*.tsv"))):
        with path.open(encoding="utf-8", newline="") as file:
            lines = (line for line in file if not line.startswith("#"))
            for row in csv.DictReader(lines, delimiter="\t"):
                yield {"nb": "no"}.get(row["language"], row["language"]), row["title"]
    for line in (folder / "replies/written.jsonl").read_text(encoding="utf-8").splitlines():
        reply = json.loads(line)
        yield reply["language"], reply["text"]


def _buckets(text: str) -> Iterator[int]:
    """Yield the buckets of the words of a text and of their pieces of one to four letters."""
    for word in _WORD.findall(text.casefold()):
        bounded = f"<{word}>"
        yield crc32(bounded.encode("utf-8", "surrogatepass")) % N_BUCKETS
        for size in (1, 2, 3, 4):
            for start in range(len(bounded) - size + 1):
                piece = bounded[start : start + size]
                yield crc32(piece.encode("utf-8", "surrogatepass")) % N_BUCKETS


@cache
def _table() -> LanguageTable:
    table: LanguageTable = np.load(TABLE_FILE, allow_pickle=False)
    return table


if __name__ == "__main__":
    import random

    shuffled = sorted(examples())
    random.Random(7).shuffle(shuffled)
    np.save(TABLE_FILE, fit(shuffled), allow_pickle=False)
