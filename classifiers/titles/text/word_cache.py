"""What pieces of a title between spaces become, remembered, so that most titles need no patterns.

Most pieces become the same wherever they are: "Mgr," is always "manager ,". Such a piece is read
once by the plain steps, between two words that mean nothing, and looked up from then on. A title
with a piece that leans on its neighbors ("at", "(m", "#1234") is left to the plain steps.
"""

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from classifiers.core.text import fold, has_markup, is_wrongly_decoded

LONGEST_TITLE = 200
MAX_PIECES = 200_000

Levels = tuple[str, str, str]  # Before short forms are expanded, after once, and after twice.

_PLACEHOLDER = "zzzz"
_PAIR = 2
_ALONE = frozenset("&-–—/|•·")
_PIECE = re.compile(
    r"[^\W_]+(?:[-'’/&.*:_][^\W_]+)*(?:\([-/]?[^\W\d_]+\))?\.?,?"
    r"|\([^\W_]+(?:[ ,&/-]{1,3}[^\W_]+)*\),?"
)
_BRACKETS_OR_PIECE = re.compile(r"(?<![^ ])\([^()]*\),?(?![^ ])|[^ ]+")
_THREE_DIGITS = re.compile(r"\d{3}")
_OPEN_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.,?$")  # "J." takes the next single letter with it.
_GENDER_LETTER = re.compile(r"\b(?:[mwfhdxvkit]|diverse?|div)\b")  # Two of them may be a form.
_GENDER_WORDS = frozenset(("divers", "diverse", "div"))
_IN_BRACKETS = re.compile(r"\(.*\),?")
_LETTER = "[A-Za-zäöüÄÖÜéÉèáíóúñçåøß]"
_INSIDE = rf"{_LETTER}|\d(?!\d\d)"
_COMPANY = (  # Behind "at": nothing that a step before the one for companies reads.
    rf"(?:{_INSIDE})(?:{_INSIDE}|[&.' -](?=\w)(?<=\w.)|(?<=\w) & (?=\w))*(?<={_LETTER}{_LETTER})\.?"
)
_CONTEXT_NEEDED, _GENDER, _SHORT = "\x00", "\x01", "\x02"  # Marks before what a piece becomes.
_MARKS = str.maketrans(dict.fromkeys((_GENDER, _SHORT), ""))
_SEPARATORS = (",", "|", "/")


class WordCache(dict[str, str]):
    """Piece → what it becomes, behind the marks that say what its neighbors must not be.

    Args:
        levels: the plain steps up to the short forms; the second argument says whether the text
            is as it was written.
    """

    def __init__(
        self,
        levels: Callable[[str, bool], Levels],
        *,
        place_words: Collection[str],
        not_after_place_words: Collection[str],
        short_forms: Collection[Sequence[str]],
        legal_forms: Collection[str],
        finish: Callable[[str], str],
    ) -> None:
        super().__init__()
        self._levels = levels
        self._place_words = frozenset(place_words)
        places, exempt = (
            "|".join(map(re.escape, some)) for some in (place_words, not_after_place_words)
        )
        self._company = re.compile(
            rf"(?<=[^\W_])(?: *@ ?| (?:{places}) (?!(?:{exempt})\b)){_COMPANY}"
            rf"(?=$| [|/]|,(?! *(?:{'|'.join(legal_forms)})\b))",
            re.IGNORECASE,
        )
        self._last_pairs = frozenset((f[-2], f[-1]) for f in short_forms if len(f) >= _PAIR)
        self._touched = self._place_words.union(_GENDER_WORDS, *short_forms)
        self._short_words = frozenset(word for pair in self._last_pairs for word in pair)
        self._longer = frozenset((f[-2], f[-1]) for f in short_forms if len(f) > _PAIR)
        self._never_beside = self._last_pairs | {(a, b) for a in _SEPARATORS for b in _SEPARATORS}
        self._finish = finish
        self._before: dict[str, tuple[list[str], ...]] = {}

    def join(self, title: str) -> str | None:
        """Return the one spelling of a title; None where a piece leans on its neighbors."""
        if len(title) > LONGEST_TITLE:
            return None
        pieces = _BRACKETS_OR_PIECE.findall(title) if "(" in title else title.split(" ")
        text = " ".join(map(self.__getitem__, pieces))
        if _CONTEXT_NEEDED in text:
            shorter = self._company.sub("", title)
            return self.join(shorter) if shorter != title else None
        if _GENDER in text or _SHORT in text:
            if text.count(_GENDER) > 1 or (_SHORT in text and self._joins_short_forms(pieces)):
                return None
            text = text.translate(_MARKS)
        words = text.split()
        if not words or not self._never_beside.isdisjoint(pairwise(words)):
            return None
        return self._finished(pieces, words)

    def _finished(self, pieces: Sequence[str], words: Sequence[str]) -> str | None:
        first, last = words[0], words[-1]
        text = " ".join(words)
        if len(text) > LONGEST_TITLE:
            return None
        if "|" in text or "and" in (first, last) or not (first.isalnum() and last.isalnum()):
            if pieces[0] in _ALONE or pieces[-1] in _ALONE:
                return None
            return self._finish(text)
        return text.replace(" , ", ", ") if "," in text else text

    def __missing__(self, piece: str) -> str:
        if len(self) >= MAX_PIECES:
            self.clear()
            self._before.clear()
        self[piece] = found = self._read(piece) if piece else ""
        return found

    def _read(self, piece: str) -> str:
        folded = fold(piece)
        word = folded.removesuffix(",")
        parts = word.split("-")  # "Bau-Ingenieur": a space for each hyphen.
        is_plain = word not in self._touched and all(map(self._is_plain, parts))
        if is_plain and not is_wrongly_decoded(piece):
            return " ".join(parts if word == folded else [*parts, ","])  # No step changes a word.
        if _needs_context(piece) or _needs_context(folded):
            return _CONTEXT_NEEDED
        levels = self._between_placeholders(piece, as_written=True)
        if levels is None or not self._is_independent(levels):
            return _CONTEXT_NEEDED
        n_letters = 0 if _IN_BRACKETS.fullmatch(piece) else len(_GENDER_LETTER.findall(folded))
        n_letters = max(n_letters, len(_GENDER_LETTER.findall(levels[-1])))
        if n_letters > 1:
            return _CONTEXT_NEEDED
        found = _GENDER * n_letters + levels[-1]
        if self._short_words.isdisjoint(" ".join(levels[:2]).split()) or len(set(levels)) == 1:
            return found
        self._before[piece] = tuple(level.split() for level in levels[:2])
        return _SHORT + found

    def _is_plain(self, word: str) -> bool:
        return len(word) > 1 and word.isalpha() and word not in self._touched

    def _between_placeholders(self, text: str, *, as_written: bool) -> Levels | None:
        found = self._levels(f"{_PLACEHOLDER} {text} {_PLACEHOLDER}", as_written)
        if any(not f"{level} ".startswith(f"{_PLACEHOLDER} ") for level in found):
            return None
        if any(not level.endswith(f" {_PLACEHOLDER}") for level in found):
            return None
        first, second, third = (
            level[len(_PLACEHOLDER) : -len(_PLACEHOLDER)].strip() for level in found
        )
        return first, second, third

    def _is_independent(self, levels: Levels) -> bool:
        """Return whether a second reading changes nothing and no word reaches beyond the piece."""
        if not all(map(self._is_plain, levels[-1].removesuffix(" ,").split())):
            written = f" {levels[-1]} ".replace(" , ", ", ").strip()
            again = self._between_placeholders(written, as_written=False)
            if again is None or {" ".join(again[0].replace(",", " , ").split()), *again[1:]} != {
                levels[-1]
            }:
                return False
        for level in levels:
            words = level.split()
            if not self._place_words.isdisjoint(words):
                return False
            if not self._longer.isdisjoint(pairwise(words)):
                return False
        return True

    def _joins_short_forms(self, pieces: Sequence[str]) -> bool:
        """Return whether pieces shared short forms of several words before they were read."""
        first: list[str] = []
        second: list[str] = []
        for piece in pieces:
            found = self[piece]
            if _SHORT in found:
                if piece not in self._before:
                    self._read(piece)  # Another thread forgot all pieces meanwhile.
                before = self._before[piece]
                first += before[0]
                second += before[1]
            else:
                words = found.replace(_GENDER, "").split()
                first += words
                second += words
        return not (
            self._last_pairs.isdisjoint(pairwise(first))
            and self._last_pairs.isdisjoint(pairwise(second))
        )


def _needs_context(piece: str) -> bool:
    if piece in _ALONE:
        return False
    return (
        _PIECE.fullmatch(piece) is None
        or _THREE_DIGITS.search(piece) is not None
        or _OPEN_INITIAL.search(piece) is not None
        or is_wrongly_decoded(piece)
        or has_markup(piece)
    )
