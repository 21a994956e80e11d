"""Names of people: read into given names, family name and generation, and compared."""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

Agreement = Literal["same", "near", "nickname", "short", "initial", "unknown", "different"]

_MIN_NEAR = 0.93
_LONG_WORD = 5
_MIN_CUT = 3
"""Letters that a short form leaves away; with less it is another name, as Martin and Martina."""

_YOUNGER = {"jr": "jr", "junior": "jr", "jun": "jr", "ii": "jr", "sr": "sr", "senior": "sr"}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it is compared.

    Args:
        given: folded given names, e.g. `("anna", "m")`.
        family: folded family name in one word, without particles: `gaulle`.
        generation: `jr`, `sr`, `iii`, `iv` or "".
    """

    given: tuple[str, ...]
    family: str
    generation: str

    @property
    def first(self) -> str:
        """The first given name, "" where none is known."""
        return self.given[0] if self.given else ""

    @property
    def is_empty(self) -> bool:
        return not self.given and not self.family


@lru_cache(maxsize=400_000)
def read_name(first_name: str, last_name: str) -> PersonName:
    """Read a name; "Müller, Anna" and a whole name in one field are understood."""
    if not (first_name and last_name):
        first_name, last_name = _split(first_name or last_name)
    generation = ""
    honorifics, generations = word_list("honorifics"), word_list("generations")
    given: list[str] = []
    family: list[str] = []
    for words, found in ((words_of(first_name), given), (words_of(last_name), family)):
        for word in words:
            if word in generations and (found or found is family):
                generation = _YOUNGER.get(word, word)
            elif word not in honorifics or len(words) == 1:
                found.append(word)
    particles = word_list("particles")
    core = [word for word in family if word not in particles] or family
    return PersonName(tuple(given), "".join(core), generation)


def _split(name: str) -> tuple[str, str]:
    """Split a whole name: before a comma stands the family name, else the last word is it."""
    before, comma, after = name.partition(",")
    if comma and not set(words_of(after)) <= word_list("honorifics") | word_list("generations"):
        return after.strip(), before.strip()
    words = before.split()
    tail = [after] if comma else []
    while len(words) > 1 and fold(words[-1]).strip(".") in word_list("generations"):
        tail.insert(0, words.pop())
    if len(words) < 2:  # one word
        return "", name
    particles, at = word_list("particles"), len(words) - 1
    while at > 1 and fold(words[at - 1]) in particles:
        at -= 1
    return " ".join(words[:at]), " ".join([*words[at:], *tail])


def compare_given(one: PersonName, other: PersonName) -> Agreement:
    """Compare given names: "Bob" and "Robert" are one, "A." may be "Anna"."""
    if not one.given or not other.given:
        return "unknown"
    if _middle_differs(one.given, other.given):
        return "different"
    found: Agreement = "different"
    for left in _forms(one.given):
        for right in _forms(other.given):
            agreement = _compare_word(left, right)
            if _ORDER[agreement] < _ORDER[found]:
                found = agreement
    return found


_ORDER: dict[Agreement, int] = {
    "same": 0,
    "nickname": 1,
    "near": 2,
    "short": 3,
    "initial": 4,
    "unknown": 5,
    "different": 6,
}


def _forms(given: tuple[str, ...]) -> list[str]:
    """Return the first given name and all in one word: "Karl-Heinz" is also "Karlheinz"."""
    forms = [given[0]]
    if len(given) > 1:
        forms.append("".join(given))
        if len(given[0]) == 1:  # "J. Edgar" goes by Edgar.
            forms.append(given[1])
    return forms


def _middle_differs(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether both have a middle name and these cannot be one: "John A." and "John B."."""
    if min(len(one), len(other)) < 2 or one[0] != other[0]:  # first and middle
        return False
    left, right = one[1], other[1]
    if min(len(left), len(right)) == 1:
        return left[0] != right[0]
    return _compare_word(left, right) == "different"


@lru_cache(maxsize=200_000)
def _compare_word(left: str, right: str) -> Agreement:
    if left == right:
        return "same" if len(left) > 1 else "initial"
    if _nicknames_of(left) & _nicknames_of(right):
        return "nickname"
    if min(len(left), len(right)) == 1:
        return "initial" if left[0] == right[0] else "different"
    shorter, longer = sorted((left, right), key=len)
    if longer.startswith(shorter) and len(longer) - len(shorter) >= _MIN_CUT:
        return "short"
    return "near" if _is_near(left, right) and not _are_two_names(left, right) else "different"


def _are_two_names(left: str, right: str) -> bool:
    """Tell whether what looks like a slip makes another name: Martin and Martina, Anna and Anne."""
    if _nicknames_of(left) and _nicknames_of(right):
        return True
    return min(len(left), len(right)) < _LONG_WORD or _stem(left) == _stem(right)


def _stem(word: str) -> str:
    return word.rstrip("aeio")


def compare_family(one: PersonName, other: PersonName) -> Agreement:
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
    is_double = len(longer) - len(shorter) >= _MIN_CUT  # Else it is an ending, "Mohr(s)".
    return "near" if (is_part and is_double) or _is_near(left, right) else "different"


def are_swapped(one: PersonName, other: PersonName) -> bool:
    """Tell whether the given name of one is the family name of the other, both ways."""
    return bool(
        one.family
        and other.family
        and "".join(one.given) == other.family
        and "".join(other.given) == one.family
    )


def _is_near(left: str, right: str) -> bool:
    """Tell whether two words differ as by a slip; short words need all letters."""
    shorter = min(len(left), len(right))
    if shorter < _LONG_WORD - 1:
        return False
    n_slips = DamerauLevenshtein.distance(left, right, score_cutoff=2)
    if n_slips == 1:
        return shorter >= _LONG_WORD or left[0] == right[0]
    return bool(
        n_slips == 2  # slips
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


def _nicknames_of(word: str) -> frozenset[int]:
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
        for one, other in combinations(map(fold, names), 2):
            parents[root(other)] = root(one)
    return {name: root(name) for name in list(parents)}
