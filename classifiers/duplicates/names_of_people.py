"""Names of people: read into given names, family name and generation, and compared."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

NameAgreement = Literal["same", "near", "nickname", "short", "initial", "unknown", "different"]

_MIN_NEAR = 0.93
_LONG_WORD = 5
_MIN_DROPPED_LETTERS = 3
"""Letters that a short form leaves away; with less it is another name, as Martin and Martina."""

_GENERATIONS_OR_NAMES = frozenset({"jun", "sen"})
_TITLES_OR_NAMES = frozenset({"ba", "bc", "don", "ing", "ma", "nat", "phil"})
_NON_LETTER = re.compile(r"[\W_]+")
_GENERATIONS = {
    **dict.fromkeys(("jr", "junior", "jun", "ii"), "jr"),
    **dict.fromkeys(("sr", "senior", "sen"), "sr"),
}

_AGREEMENT_ORDER: dict[NameAgreement, int] = {
    "same": 0,
    "nickname": 1,
    "near": 2,
    "short": 3,
    "initial": 4,
    "unknown": 5,
    "different": 6,
}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it is compared.

    Args:
        given: folded given names, e.g. `("anna", "m")`.
        family: folded family name in one word, without particles: `gaulle`.
        generation: `jr`, `sr`, `iii`, `iv` or "".
        is_compound: all given names are one, so "Karl-Heinz" is not Karl and "Wei Cheng" not Wei.
    """

    given: tuple[str, ...]
    family: str
    generation: str
    is_compound: bool = False

    @property
    def first(self) -> str:
        """The first given name, "" where none is known."""
        return self.given[0] if self.given else ""

    @property
    def is_empty(self) -> bool:
        return not self.given and not self.family


@lru_cache(maxsize=400_000)
def parse_person_name(first_name: str, last_name: str) -> PersonName:
    """Read a name; "Müller, Anna" and a whole name in one field are understood."""
    if not (first_name and last_name):
        first_name, last_name = _split_full_name(first_name or last_name)
    first_name, first_name_generation = _split_generation(first_name)
    last_name, generation = _split_generation(last_name)
    first_name, last_name = map(_strip_titles, (first_name, last_name))
    given, family = map(words_of, (first_name, last_name))
    particles = word_list("particles")
    core = "".join([word for word in family if word not in particles] or family)
    has_syllables = core in word_list("syllable_family_names")
    if has_syllables and first_name.isascii():
        given = _NON_LETTER.sub(" ", first_name.casefold()).split()  # No umlauts in there.
    is_compound = (has_syllables or "-" in first_name) and sum(map(_is_full_name, given)) > 1
    return PersonName(tuple(given), core, generation or first_name_generation, is_compound)


def _is_full_name(word: str) -> bool:
    return len(word) > 1


def _split_generation(name: str) -> tuple[str, str]:
    """Take "Jr." off the end of a name that goes on without it."""
    parts = name.replace(",", " ").split()
    generation = ""
    while len(parts) > 1 and _is_generation(parts[-1]):
        word = fold(parts.pop().strip("."))
        generation = generation or _GENERATIONS.get(word, word)
    return (" ".join(parts), generation) if generation else (name, "")


def _is_generation(part: str) -> bool:
    """Return whether a part of a name is a generation suffix: "Sen" and "Jun" are names."""
    word = part.casefold().strip(".")
    is_name = word in _GENERATIONS_OR_NAMES and part[0].isupper() and "." not in part
    return word in word_lists()["generations"] and not is_name


def _strip_titles(name: str) -> str:
    """Take titles off both ends of a name: those inside are syllables, as in "Bae" and "Ma"."""
    parts = name.replace(",", " ").split()
    has_title = False
    for at in (0, -1):
        while len(parts) > 1 and _is_title(parts[at], is_after_title=has_title):
            parts.pop(at)
            has_title = True
    return " ".join(parts)


def _is_title(part: str, *, is_after_title: bool) -> bool:
    words = [word for word in _NON_LETTER.split(part.casefold()) if word]
    is_name = "." not in part and not is_after_title and set(words) <= _TITLES_OR_NAMES
    return bool(words) and set(words) <= _titles() and not is_name


@cache
def _titles() -> frozenset[str]:
    """Return titles as they are written: folded, "Bae" would be a Bachelor of Arts."""
    return frozenset(word_lists()["honorifics"])


def _split_full_name(name: str) -> tuple[str, str]:
    """Split a whole name: the family name comes before a comma, else the last word is it."""
    before, comma, after = name.partition(",")
    if comma and not set(words_of(after)) <= word_list("honorifics") | word_list("generations"):
        return after.strip(), before.strip()
    words = before.split()
    suffixes = [after] if comma else []
    while len(words) > 2 and _is_generation(words[-1]):
        suffixes.insert(0, words.pop())
    if len(words) < 2:  # one word
        return "", name
    particles, at = word_list("particles"), len(words) - 1
    while at > 1 and fold(words[at - 1]) in particles:
        at -= 1
    return " ".join(words[:at]), " ".join([*words[at:], *suffixes])


def compare_given(one: PersonName, other: PersonName) -> NameAgreement:
    """Compare given names: "Bob" and "Robert" are one, "A." may be "Anna"."""
    if not one.given or not other.given:
        return "unknown"
    middle = _compare_middle(one.given, other.given)
    if middle == "different":
        return "different"
    if middle in ("near", "short") or _is_first_of_compound(one, other):
        return "short"
    best: NameAgreement = "different"
    are_joined = one.is_compound and other.is_compound
    for left in _given_forms(one.given)[are_joined:]:  # "Chu-An" is not the start of "Chuan-Chi".
        for right in _given_forms(other.given)[are_joined:]:
            agreement = _compare_word(left, right)
            if _AGREEMENT_ORDER[agreement] < _AGREEMENT_ORDER[best]:
                best = agreement
    return best


def _given_forms(given: tuple[str, ...]) -> list[str]:
    """Return the first given name and all in one word: "Karl-Heinz" is also "Karlheinz"."""
    forms = [given[0]]
    if len(given) > 1:
        forms.append("".join(given))
        if len(given[0]) == 1:  # "J. Edgar" goes by Edgar.
            forms.append(given[1])
    return forms


def _compare_middle(one: tuple[str, ...], other: tuple[str, ...]) -> NameAgreement:
    """Compare the middle names after equal first names: "John A." and "John B." are different."""
    if min(len(one), len(other)) < 2:  # first and middle
        return "unknown"
    is_first_same = _compare_word(one[0], other[0]) in ("same", "nickname", "initial")
    return _compare_word(one[1], other[1]) if is_first_same else "unknown"


def _is_first_of_compound(one: PersonName, other: PersonName) -> bool:
    """Return whether one has the first word alone of a name that the other has in full."""
    short, long = sorted((one, other), key=lambda name: len(name.given))
    return long.is_compound and len(short.given) == 1 and short.first == long.first


@lru_cache(maxsize=200_000)
def _compare_word(left: str, right: str) -> NameAgreement:
    if left == right:
        return "same" if len(left) > 1 else "initial"
    if _nickname_groups_of(left) & _nickname_groups_of(right):
        return "nickname"
    if min(len(left), len(right)) == 1:
        return "initial" if left[0] == right[0] else "different"
    shorter, longer = sorted((left, right), key=len)
    if longer.startswith(shorter) and len(longer) - len(shorter) >= _MIN_DROPPED_LETTERS:
        return "short"
    return "near" if _is_near(left, right) and not _are_two_names(left, right) else "different"


def _are_two_names(left: str, right: str) -> bool:
    """Return whether a slip makes another name: Martin and Martina, Anna and Anne."""
    if _nickname_groups_of(left) and _nickname_groups_of(right):
        return True
    return min(len(left), len(right)) < _LONG_WORD or _stem(left) == _stem(right)


def _stem(word: str) -> str:
    return word.rstrip("aeio")


def compare_family(one: PersonName, other: PersonName) -> NameAgreement:
    """Compare family names; a part of a double name is near to it."""
    left, right = one.family, other.family
    if not left or not right:
        return "unknown"
    if left == right:
        return "same"
    if min(len(left), len(right)) == 1:
        return "initial" if left[0] == right[0] else "different"
    shorter, longer = sorted((left, right), key=len)
    if longer in (f"{shorter}a", f"{shorter}ova"):
        return "different"  # Petrov and Petrova, Novák and Nováková: a couple, or siblings.
    is_part = len(shorter) >= _LONG_WORD - 1 and (
        longer.startswith(shorter) or longer.endswith(shorter)
    )
    is_double = (
        len(longer) - len(shorter) >= _MIN_DROPPED_LETTERS
    )  # Else it is an ending, "Mohr(s)".
    return "near" if (is_part and is_double) or _is_near(left, right) else "different"


def are_transposed(one: PersonName, other: PersonName) -> bool:
    """Return whether family names differ by two letters in the wrong order: no name is made by it.

    Letters left out, doubled or replaced make other names: Petersen and Pedersen, Hofmann and
    Hoffmann. So do "ei" and "ie": Weiner and Wiener.
    """
    left, right = one.family, other.family
    differing = [at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b]
    if (
        len(left) != len(right) or len(differing) != 2 or differing[1] != differing[0] + 1
    ):  # neighbors
        return False
    pair, swapped = (name[differing[0] : differing[1] + 1] for name in (left, right))
    return pair == swapped[::-1] and pair not in ("ei", "ie")


def may_be_given(word: str) -> bool:
    """Return whether a word is known as a first name."""
    return word in _nickname_groups()


def are_swapped(one: PersonName, other: PersonName) -> bool:
    return bool(
        one.family
        and other.family
        and "".join(one.given) == other.family
        and "".join(other.given) == one.family
    )


def _is_near(left: str, right: str) -> bool:
    """Return whether two words differ as by a slip; short words need all letters."""
    shorter = min(len(left), len(right))
    if shorter < _LONG_WORD - 1:
        return False
    n_edits = DamerauLevenshtein.distance(left, right, score_cutoff=2)
    if n_edits == 1:
        return shorter >= _LONG_WORD or left[0] == right[0]
    return bool(
        n_edits == 2  # slips
        and shorter > _LONG_WORD + 1
        and JaroWinkler.similarity(left, right) >= _MIN_NEAR
    )


@cache
def _nickname_groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, names in enumerate(word_lists()["nicknames"]):
        for name in names:
            groups.setdefault(fold(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


def _nickname_groups_of(word: str) -> frozenset[int]:
    return _nickname_groups().get(word, frozenset())


@cache
def formal_names() -> dict[str, str]:
    """Return one name for each group of nicknames: a key under which all of them meet."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            name = parents[name]
        return name

    for names in word_lists()["nicknames"]:
        for first, first_name_generation in combinations(map(fold, names), 2):
            parents[root(first_name_generation)] = root(first)
    return {name: root(name) for name in list(parents)}
