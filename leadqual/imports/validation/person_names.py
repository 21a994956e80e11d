"""Names of people as lists write them → first and last name."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import yaml

_WORDS = Path(__file__).with_name("name_words.yaml")
_PLAIN = re.compile(r"([A-Z][a-z]{2,}) ([A-Z][a-z]{3,})")
_NON_LETTERS = frozenset({"Cf", "Cc", "So", "Cs", "Co"})  # Also pictures next to a name.
_STYLED_LETTERS = re.compile("[\U0001d400-\U0001d7ff]+")  # Mathematical alphanumeric symbols.
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f]")
_JOINERS = "\u200c"  # Within Persian names.
_TRAILING_NOTE = re.compile(
    r"\s*[(\[（][^()\[\]（）]*[)\]）]?\s*(?=,|$)|\s+(?:geb\.?|geborene|née|nee|ur\.)\s.*$"
)
_PRONOUN = (
    r"(?:she|he|they|her|him|hers|his|them|theirs|any|xe|ze|er|sie|ihn?m?|ihr|elle|il|lui|iel"
    r"|ella|él|ela|ele|hij|zij|hun|hen)"
)
_PRONOUNS = re.compile(rf"[\s,|–—-]+{_PRONOUN}(?:\s?/\s?{_PRONOUN})+\s*$", re.IGNORECASE)
_TRAILING_ROLE = re.compile(r"^(\S+\s+\S.*?)\s+[-–—]\s+(.+)$")
_COUPLE_PREFIX = re.compile(r"^eheleute\s+", re.IGNORECASE)
_HEADLINE = re.compile(r"^(\S+\s+\S.*?)\s+[|•·]\s.*$")
_PERSON_SEPARATOR = re.compile(
    r"\s*[&+;/＆]\s*|\s+(?:(?i:and|(?<!\bvon )und(?! zu\b))|et|ET|og|och|en|ve|и|та|ja)\s+"
)
_NAME = re.compile(r"[^\W\d_]+(?:[ .,'’ʼ·-]+[^\W\d_]+)*\.?")
_TWO_FIRST_NAMES = re.compile(r"(\S+)\s+(?:y|e|i|a)\s+(\S+\s+\S.*)")
_SURNAME_FIRST = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")
_LATIN_PART = re.compile(r"^(?:Ma?c|[OD]['’]|De|Di|Le|La|Van|Von)(?=[A-ZÀ-Þ]{2})")
_MAX_INITIALS = 2


@lru_cache(maxsize=100_000)
def split_name(full: str) -> tuple[str, str]:
    """Split a name into first and last: "Brandt, Jana" and "Dr. Jana BRANDT, MBA" are the same.

    Particles stay with the last name: "Ludwig van Beethoven" → "Ludwig", "van Beethoven". What
    stands around a name is left out. Of several people the first one counts.
    """
    if (plain := _PLAIN.fullmatch(full)) and not _is_known(plain[1]) and not _is_known(plain[2]):
        return plain[1], plain[2]
    people = people_of(full)
    if not people:
        return "", ""
    if len(people) == 1:
        return _split_person(people[0])
    return _split_first_person(*people[:2])


def split_surname_first(full: str) -> tuple[str, str]:
    """Split a name of a column "Nom Prénom"; a comma or a word in capitals decides first."""
    first, last = split_name(full)
    words = f"{first} {last}".split()
    if not (first and last) or "," in full or len({*map(_is_capital, words)}) > 1:
        return first, last
    end = 1
    while end < len(words) - 1 and _is_particle(words[end - 1]):
        end += 1
    return " ".join(words[end:]), " ".join(words[:end])


@lru_cache(maxsize=100_000)
def people_of(text: str) -> tuple[str, ...]:
    """Return the people that a cell names, each as written: "Anna & Tom Berg" are two."""
    if _PLAIN.fullmatch(text):
        return (text,)
    text = _strip_notes(text)
    parts = tuple(
        part for part in map(str.strip, _PERSON_SEPARATOR.split(text)) if part.strip(" ,.-")
    )
    if len(parts) > 1 and not all(map(_NAME.fullmatch, parts)):
        return (text,)  # Unknown format.
    parts = (*parts[:1], *(part for part in parts[1:] if not _is_role(part)))
    if len(parts) == 1 and "," not in text and (two := _TWO_FIRST_NAMES.fullmatch(text)):
        return two[1], two[2]
    return parts


@lru_cache(maxsize=100_000)
def strip_honors(names: str) -> str:
    """Read a cell of first or of last names alone: without titles before and letters after it.

    Of several people the first one counts.
    """
    if names.isalpha() and names.istitle() and not _is_known(names):
        return names
    people = people_of(names)
    parts = _split_at_commas(people[0]) if people else [[]]
    words, _ = _strip_titles(parts[0])
    return ", ".join(filter(None, [" ".join(words), *map(" ".join, parts[1:])]))


def _split_first_person(one: str, other: str) -> tuple[str, str]:
    """Split the first of two people, who may share the other's last name."""
    words, has_title = _strip_titles(_split_at_commas(one)[0])
    if "," in one or len(words) > 1 or (words and has_title):
        return _split_person(one)
    first, last = _split_person(other)
    if not words or words == ["M."]:  # "Mr. & Mrs. John Smith", "M. et Mme Dupont"
        return first, last
    return words[0], last


def _split_person(text: str) -> tuple[str, str]:
    parts = _split_at_commas(text)
    if len(parts) > 1:
        last, first = (_strip_titles(part)[0] for part in parts[:2])
        if len(parts) == 2 and first and last:
            while len(first) > 1 and _is_particle(first[-1]):
                last.insert(0, first.pop())  # "Heide, Erika von der"
            return " ".join(first), " ".join(last)
        parts = [[word for part in parts for word in part]]
    words, has_title = _strip_titles(parts[0])
    has_title = has_title or ("," in text and len(words) == 1)  # "Berg, Dr."
    if len(words) < 2:
        word = words[0] if words else ""
        return ("", word) if has_title else (word, "")
    if has_title and len(words) == 2 and words[0].casefold() in _load_words()["sure_particles"]:
        return "", " ".join(words)  # "Madame Le Goff"
    at = _last_name_start(words)
    if at < 0:  # The last name comes first.
        return " ".join(words[-at:]), " ".join(words[:-at])
    return " ".join(words[:at]), " ".join(words[at:])


def _last_name_start(words: Sequence[str]) -> int:
    """Return where the last name begins; negative: how many words of it come first."""
    n = len(words)
    if n == 2 and all(_SURNAME_FIRST.search(word) for word in words):
        return -1
    if n_first := _count_leading_capitals(words):
        return -n_first
    start = n - 1
    while start > 1 and _is_capital(words[start - 1]) and _is_capital(words[start]):
        start -= 1
    if start > 1 and all(map(_is_capital, words[start:])) and not _is_capital(words[0]):
        return _include_particles(words, start)
    known = _load_words()
    is_vietnamese = words[0].casefold() in known["surnames_before"]
    if is_vietnamese and words[-1].casefold() not in known["surnames_before"]:
        return -1
    start = _include_particles(words, n - 1)
    if start > 1 and words[start - 1].casefold() in known["double_surnames"]:
        start = _include_particles(words, start - 1)
    return start


def _include_particles(words: Sequence[str], start: int) -> int:
    if start > 1 and words[start - 1] in {"y", "e", "i"}:  # "José Ortega y Gasset"
        start -= 2
    while start > 1 and _is_particle(words[start - 1]):
        start -= 1
    return 0 if start == 1 and words[0].islower() and _is_particle(words[0]) else start


def _count_leading_capitals(words: Sequence[str]) -> int:
    """Return how many leading words are in capitals: "DE SMET Wouter"."""
    n = 0
    while n < len(words) and (
        _is_capital(words[n]) or (words[n].islower() and _is_particle(words[n]))
    ):
        n += 1
    before, rest = words[:n], words[n:]
    if not rest or not any(map(_is_capital, before)) or any(map(_is_capital, rest)):
        return 0
    return n


def _is_capital(word: str) -> bool:
    plain = _LATIN_PART.sub("", word).replace("ß", "SS")
    n_letters = sum(map(str.isalpha, plain))
    if not plain.isupper() or n_letters < _MAX_INITIALS or "." in plain:
        return False
    if n_letters > _MAX_INITIALS or _is_particle(word):
        return True
    return word.casefold() in _load_words()["short_surnames"]


def _is_particle(word: str) -> bool:
    known = _load_words()
    return word.lower() in known["particles"] or word in known["lower_particles"]


def _strip_notes(text: str) -> str:
    """Remove pronouns, brackets, birth names and non-letters."""
    text = " ".join(text.split())
    if not text.isascii():
        text = _VARIATION_SELECTORS.sub("", text)
        text = _STYLED_LETTERS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
        text = "".join(
            character
            for character in unicodedata.normalize("NFC", text)
            if character in _JOINERS or unicodedata.category(character) not in _NON_LETTERS
        )
    while (found := _PRONOUNS.sub("", _TRAILING_NOTE.sub("", _HEADLINE.sub(r"\1", text)))) != text:
        text = found
    text = _COUPLE_PREFIX.sub("", text).strip(" |,;•·*")
    if (role := _TRAILING_ROLE.match(text)) and _is_honor(role[2].split()):
        return role[1]
    return text


def _split_at_commas(text: str) -> list[list[str]]:
    """Return the words of each part between commas, without letters and honors after a name."""
    parts_of_words = [part.split() for part in text.split(",") if part.strip(" .")]
    parts_of_words = [[word for word in words if word.strip(".")] for words in parts_of_words]
    is_uppercase = text.isupper()
    found = [
        _strip_suffixes(words, is_uppercase=is_uppercase)
        for at, words in enumerate(parts_of_words)
        if at == 0 or not _is_honor(words)
    ]
    return found or [[]]


def _is_honor(words: Sequence[str]) -> bool:
    """Return whether the text after a comma is not a name: "PhD", "Dr.", "Head of Sales"."""
    if all(_is_suffix(word) or (len(word) == 1 and not word.isalnum()) for word in words):
        return True
    return _is_role(" ".join(words)) or not _strip_titles(words)[0]


def _is_role(text: str) -> bool:
    return not _load_words()["roles"].isdisjoint(text.casefold().split())


def _strip_suffixes(words: list[str], *, is_uppercase: bool) -> list[str]:
    n = len(words)
    while n > 1 and (_is_suffix(words[n - 1]) or words[n - 1] in {"-", "–", "—", "|", "/"}):
        is_unsure = words[n - 1].replace(".", "") in _load_words()["capital_suffixes"]
        if is_unsure and "." not in words[n - 1] and (is_uppercase or n < 3):
            break
        n -= 1
    return words[:n]


def _strip_titles(words: Sequence[str]) -> tuple[list[str], bool]:
    """Return the words after titles and salutations, and whether there were any of these."""
    remaining, has_title = [*words], False
    while remaining:
        head, _, rest = remaining[0].partition(".")
        if _is_title(remaining[0], len(remaining) - 1) or (
            has_title and _follows_title(remaining[0])
        ):
            remaining.pop(0)
        elif rest[:1].isalpha() and len(rest) > 1 and _is_title(head, 0):
            remaining[0] = rest.lstrip(".")  # "Dr.Anna", "Dr.med."
        else:
            break
        has_title = True
    return remaining, has_title


def _is_title(word: str, n_following: int) -> bool:
    known = _load_words()
    plain = word.casefold().replace(".", "").rstrip(":,")
    if plain in known["titles"] or word.rstrip(".:") in known["capital_titles"]:
        return True
    if word.endswith((".", ":")) and plain in known["dotted_titles"]:
        return True
    is_longer = {word.casefold(), plain if len(plain) > 1 else ""} & known["longer_titles"]
    return n_following > 1 and bool(is_longer)


def _follows_title(word: str) -> bool:
    if word.startswith("(") and word.endswith(")"):  # "(FH)"
        return True
    plain = word.casefold()
    parts = [part for part in re.split(r"[.-]", plain) if part]
    is_short = word.endswith(".") or word.islower()
    return is_short and bool(parts) and all(part in _load_words()["after_titles"] for part in parts)


def _is_suffix(word: str) -> bool:
    plain = word.strip("()[]").replace(".", "")
    known = _load_words()
    if plain in known["capital_suffixes"]:
        return True
    is_name = plain.istitle() and "." not in word and plain.lower() not in known["titled_suffixes"]
    return plain.lower() in known["suffixes"] and not is_name


def _is_known(word: str) -> bool:
    plain, known = word.casefold(), _load_words()
    return any(plain in known[kind] for kind in ("titles", "longer_titles", "suffixes"))


@cache
def _load_words() -> Mapping[str, frozenset[str]]:
    content = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {kind: frozenset(map(str, words)) for kind, words in content.items()}
