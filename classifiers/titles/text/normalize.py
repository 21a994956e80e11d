"""First stage of the title cascade: one spelling for each title, and its roles.

`normalize` gives the key by which the database tells titles apart; dictionary and corrections are
exact on it. It is gentle: what it takes away never says what a person does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import cast

from classifiers.core.text import (
    DATA,
    MARKS,
    MAX_CHARACTERS,
    Abbreviations,
    fold,
    load_abbreviations,
    read_yaml,
    repair,
)
from classifiers.titles.text.word_cache import Levels, WordCache

SAME_STEM = 4  # Letters that two forms of a noun share: "Direk-tor/trice".
LONGEST_ENDING = 5

BULLETS = re.compile(r"[•·∙‣◦●▪|¦/\\]{2,}|[•·∙‣◦●▪|¦\\](?![a-zA-Z]{1,4}\b)|[•∙‣◦●▪|¦\\]|[\r\n\t]+")
_LETTERS = r"(?<=[^\W\d_][^\W\d_][^\W\d_])"
_ENDING = r"innen|in|r|frau|ne|e|euse|rice|trice|ere|esse|as|os|a|o|ra|ka|tka|nka|zka|nik|iste|en"
_GENDER_LETTER = r"(?:[mwfhdxvkit]|diverse?|div)"
LONGEST_KEY = 200
MAX_PASSES = 4
LONGEST_SIDE_ROLE = 2  # Words: "Keynote Speaker".
REMEMBERED_WORDS = 100_000
_BRACKETED = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_NOISE = re.compile(rf"[^\w\s{MARKS},|/&+#.'()\[\]@*:;_-]|[\[\](){{}}]")
_MARKED = re.compile(r"[^\w\s]|_|\d\d\d")  # Without these, the steps leave a folded text alone.
JOINTS = frozenset(
    ("|", ",", "/", "and", "und", "et", "y", "e", "og", "och", "ve", "oraz", "en", "и", "兼")
)
TIGHT_JOINTS = frozenset("、，兼")
_SPLIT = re.compile(
    f" ({'|'.join(map(re.escape, sorted(JOINTS)))}) |({'|'.join(sorted(TIGHT_JOINTS))})"
)
_PARTS = re.compile(r"( \| |, )")
_AND_AT_END = re.compile(r"^and\b|\band$")
_LEGAL_FORMS = ("inc", "ltd", "llc", "llp", "gmbh", "ag", "co", "corp", "sa", "plc", "bv", "kg")
_LEGAL_FORM = re.compile(rf"\s*(?:{'|'.join(_LEGAL_FORMS)})\b")


@dataclass(frozen=True)
class Substitution:
    """A pattern and what replaces it."""

    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]
    marks: re.Pattern[str]

    def __call__(self, text: str) -> str:
        return self.pattern.sub(self.replacement, text) if self.marks.search(text) else text


def _step(
    pattern: str, replacement: str | Callable[[re.Match[str]], str], *, marks: str
) -> Substitution:
    return Substitution(re.compile(pattern), replacement, re.compile(marks))


def _first_gender(match: re.Match[str]) -> str:
    first, second = match.groups()
    same = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    rest = max(len(first), len(second)) - same
    return first if same >= SAME_STEM and rest <= LONGEST_ENDING else match.group()


def _without_dots(match: re.Match[str]) -> str:
    return re.sub(r"[.\s]", "", match.group()) + " "


STEPS = {
    "database command": _step(
        r"['\"]\s*\)*\s*;\s*(?:drop|delete|insert|update|select|alter|truncate|exec)\b.*",
        " ",
        marks=";",
    ),
    "hashtag": _step(r"(?<!\S)#[^\W\d_]\w{2,}", " ", marks="#"),
    "gender letters": _step(
        rf"[(\[]?(?<![\w&/])(?=[mwfhvk])(?:{_GENDER_LETTER}\s?[/|,*.:-]\s?)+{_GENDER_LETTER}"
        r"(?![\w&/])[)\]]?|[(\[](?:mwd|wmd|mfd|fmd|mf|gn|all(?:e)? ?(?:genders?|geschlechter))"
        r"[)\]]",
        " ",
        marks=r"[mwfhvk]\s?[/|,*.:-]|[(\[][mwfga]",
    ),
    "gender ending": _step(
        rf"{_LETTERS}(?:[/*:_][-]?(?:{_ENDING})|\([-/]?(?:{_ENDING}|[oae]/[ao])\)"
        r"|[.·](?:e|rice|trice|ne|euse)s?)(?![\w/])",
        "",
        marks=r"\w[/*:_(.·]",
    ),
    "two genders": _step(r"\b([^\W\d_]{5,})/-?([^\W\d_]{5,})\b", _first_gender, marks="/"),
    "requisition": _step(
        r"[(\[]?\b(?:req(?:uisition)?|job|ref(?:erenz|erence)?|posting|vacancy|jr|kennziffer)"
        r"\s?(?:id|no|nr|number)?\s?[.:#-]*\s?(?=[\w-]*\d{3})[\w-]+[)\]]?"
        r"|(?<!\w)#\s?\d{3,}\b|\b[a-z]{0,4}-?\d{5,}\b",
        " ",
        marks=r"\d\d\d",
    ),
    "dash": _step(
        r"\s+-+\s+|\s+-+(?=\w)|(?<=\w)-+\s+(?!und\b|and\b|oder\b|et\b)|[:;]+",
        " , ",
        marks="[-:;]",
    ),
    "initials": _step(r"(?<![\w.])(?:[^\W\d_]\.\s?){1,}[^\W\d_]\b\.?", _without_dots, marks=r"\."),
    "dot": _step(r"(?<![\s.])\.(?!net\b|js\b)(?=\w)|\.+(?=[\s,;|/&)]|$)", " ", marks=r"\."),
    "and": _step(r"\s*(?:&|(?<=\s)\+(?=\s))\s*", " and ", marks="[&+]"),
    "hyphen": _step(r"(?<=\w)-+(?=\w)", " ", marks="-"),
    "punctuation": _step(
        r"[*@_:;()\[\]{}-]+|(?<!\w)'|'(?!\w)|(?<!\w)#|(?<![\w+])\+",
        " ",
        marks=r"[*@_:;()\[\]{}'#+-]",
    ),
    "repeated separator": _step(r"([,|/])(?:\s+[,|/])+", itemgetter(1), marks=r"[,|/]\s+[,|/]"),
}


@dataclass(frozen=True)
class Vocabulary:
    """Words that stage 1 needs, all folded.

    Args:
        not_after_place_words: unless it is one of these ("attorney at law").
        bracket_noise: words between brackets that are left out.
        ignored_next_to_job: how parts begin that count for nothing next to a job.
    """

    abbreviations: Abbreviations
    role_words: frozenset[str]
    role_endings: tuple[str, ...]
    side_roles: frozenset[str]
    slogans: frozenset[str]
    place_words: tuple[str, ...]
    not_after_place_words: tuple[str, ...]
    bracket_noise: frozenset[str]
    ignored_next_to_job: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path = DATA) -> "Vocabulary":
        content = cast("Mapping[str, str]", read_yaml(folder / "titles/words.yaml"))
        lists = {name: tuple(fold(text).split()) for name, text in content.items()}
        return cls(
            abbreviations=Abbreviations(load_abbreviations(folder / "titles/abbreviations.csv")),
            role_words=frozenset(lists["role_words"]),
            role_endings=lists["role_endings"],
            side_roles=frozenset(lists["side_roles"]),
            slogans=frozenset(lists["slogans"]),
            place_words=lists["place_words"],
            not_after_place_words=lists["not_after_place_words"],
            bracket_noise=frozenset(lists["bracket_noise"]),
            ignored_next_to_job=tuple(
                beginning.replace("-", " ") for beginning in lists["beside_a_job"]
            ),
        )


class Normalizer:
    """Brings titles to one spelling and splits them into roles."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._is_role_word = lru_cache(maxsize=REMEMBERED_WORDS)(self._names_role)
        self._place_words = frozenset(vocabulary.place_words)
        self.pieces = WordCache(
            lambda text, as_written: self._levels(text, as_written=as_written),
            place_words=vocabulary.place_words,
            not_after_place_words=vocabulary.not_after_place_words,
            short_forms=vocabulary.abbreviations.forms,
            legal_forms=_LEGAL_FORMS,
            finish=self._finished,
        )
        beginnings = "|".join(
            map(re.escape, sorted(vocabulary.ignored_next_to_job, key=len, reverse=True))
        )
        self._beside_a_job = re.compile(rf"(?:{beginnings})(?![^\s,])")
        self._besides = frozenset(
            beginning.split()[0] for beginning in vocabulary.ignored_next_to_job
        )
        places = "|".join(map(re.escape, vocabulary.place_words))
        exempt = "|".join(map(re.escape, vocabulary.not_after_place_words))
        self._company = re.compile(
            rf"(?<=[\w.)])(?:\s*@+\s*|\s+(?:{places})\s+(?!(?:{exempt})\b))[^|,/()\[]*"
        )

    def normalize(self, title: str) -> str:
        """Return the one spelling of a title, at most 200 characters; "" where nothing is left.

        The same for every spelling that differs only in case, accents, spaces, emoji, gender forms,
        requisition numbers, slogans, the company behind "at", or abbreviations. Never raises.
        """
        key = self.pieces.join(title)
        if key is not None:
            return key
        first = self._first_pass(title)
        key = self.pieces.join(first)  # Most titles hold nothing odd any more.
        return self._settled(first) if key is None else key

    def _first_pass(self, title: str) -> str:
        return self._normalize_once(BULLETS.sub(" | ", repair(title[:MAX_CHARACTERS])))

    def _settled(self, key: str) -> str:
        for _ in range(MAX_PASSES):  # What one pass uncovers, the next one takes away.
            if (again := self._normalize_once(key)) == key:
                break
            key = again
        return key

    def _normalize_once(self, text: str) -> str:
        return self._finished(self._levels(text)[-1])

    def _levels(self, text: str, *, as_written: bool = False) -> Levels:
        """Return a text before its short forms are expanded, after once, and after twice."""
        text = fold(BULLETS.sub(" | ", text) if as_written else text)
        if _MARKED.search(text) is None:
            first = " ".join(self._without_company(text).split())
        else:
            first = self._without_marks(text)
        expanded = self._words.abbreviations.expand(first)
        is_same = expanded == first and _MARKED.search(first) is None
        second = first if is_same else _strip_edges(expanded)
        return first, second, self._words.abbreviations.expand(second)

    def _without_marks(self, text: str) -> str:
        text = STEPS["gender letters"](STEPS["hashtag"](STEPS["database command"](text)))
        text = STEPS["two genders"](STEPS["gender ending"](text))
        text = self._without_bracket_noise(STEPS["requisition"](text))
        text = self._without_company(STEPS["dash"](text))
        return _strip_marks(STEPS["dot"](STEPS["initials"](text)))

    def _finished(self, text: str) -> str:
        return _cut(_trim(self._without_slogans(text))).replace(" , ", ", ")

    def split(self, key: str) -> tuple[str, ...]:
        """Split a normalized title into its roles, in their order; () for an empty one.

        Splits only where what is on both sides is a role: "Sales & Marketing Director" is one.
        Side roles next to a main one are left out.
        """
        words = key.replace(", ", " , ").split(" ")
        tight = not key.isascii() and not TIGHT_JOINTS.isdisjoint(key)
        if not tight and JOINTS.isdisjoint(words):
            return (key,) if key else ()
        if tight:
            pieces = [piece for piece in _SPLIT.split(" ".join(words)) if piece]
        else:
            pieces = list(_split_at_joints(words))
        roles = self._roles_of(pieces, splits_roles="assistant to" not in key)
        if len(roles) == 1 and not tight:
            return (key,)
        main = [role for role in roles if not self._is_side_role(role)]
        return tuple(dict.fromkeys(_trim(role).replace(" , ", ", ") for role in main or roles))

    def _roles_of(self, pieces: Sequence[str], *, splits_roles: bool) -> list[str]:
        """Join the pieces of a title to its roles; where not apart, to one."""
        roles, joint = [pieces[0]], ""
        is_role = self._is_role(pieces[0])
        for piece in pieces[1:]:
            if piece in JOINTS:
                joint = piece
            elif (names_one := self._is_role(piece)) and is_role and splits_roles:
                roles.append(piece)
            else:
                roles[-1] = f"{roles[-1]} {joint} {piece}"
                is_role = is_role or names_one or self._is_role(joint)
        return roles

    def without_side_parts(self, key: str, *, is_job: Callable[[str], bool]) -> str:
        """Return a normalized title without parts that count for nothing next to its job.

        Board seats, advice, investments, former jobs and certificates, between "|" or commas.
        Alone, or next to what is no job, they stay: they are all that there is.

        Args:
            key: normalized title.
            is_job: whether a part of it is a job.
        """
        if self._besides.isdisjoint(key.replace(",", " ").split()):
            return key  # Most titles.
        pieces = _PARTS.split(key)  # Part, separator, part ...
        keeps = [self._beside_a_job.match(part) is None for part in pieces[::2]]
        jobs = (part for part, keep in zip(pieces[::2], keeps, strict=True) if keep)
        if all(keeps) or not any(map(is_job, jobs)):
            return key
        parts = zip(["", *pieces[1::2]], pieces[::2], keeps, strict=True)
        kept = [(before, part) for before, part, keep in parts if keep]
        return kept[0][1] + "".join([before + part for before, part in kept[1:]])

    def names_role(self, words: Iterable[str]) -> bool:
        """Return whether folded words name a role; "marketing" alone does not."""
        return any(map(self._is_role_word, words))

    def _names_role(self, word: str) -> bool:
        return word in self._words.role_words or word.endswith(self._words.role_endings)

    def _is_role(self, text: str) -> bool:
        return self.names_role(text.split())

    def _is_side_role(self, role: str) -> bool:
        words = role.split()
        return len(words) <= LONGEST_SIDE_ROLE and words[-1] in self._words.side_roles

    def _without_bracket_noise(self, text: str) -> str:
        def replace(match: re.Match[str]) -> str:
            inside = match.group(1)
            noise = set(re.findall(r"[\w-]+", inside)) & self._words.bracket_noise
            return " " if noise else f" , {inside} , "

        return _BRACKETED.sub(replace, text)

    def _without_company(self, text: str) -> str:
        def replace(match: re.Match[str]) -> str:
            rest = text[match.end() :]
            return "\x00" if _LEGAL_FORM.match(rest.lstrip(" ,")) else " "

        if "@" not in text and self._place_words.isdisjoint(text.split()):
            return text
        shorter = self._company.sub(replace, text)
        return re.sub(r"\x00[\s,]*\w+\.?", " ", shorter)

    def _without_slogans(self, text: str) -> str:
        if "|" not in text:
            return text.strip(" ,/")
        parts = [part.strip(" ,/") for part in text.split("|")]
        kept = [part for part in parts if part and not self._is_slogan(part)]
        return " | ".join(kept if any(map(self._is_role, kept)) else filter(None, parts))

    def _is_slogan(self, part: str) -> bool:
        first = part.split(maxsplit=1)[0]
        return first in self._words.slogans


@lru_cache(maxsize=1)
def default_normalizer() -> Normalizer:
    """Return the normaliser with the words that come with the product."""
    return Normalizer(Vocabulary.load())


def normalize(title: str) -> str:
    """Return the one spelling of a title; see `Normalizer.normalize`."""
    return default_normalizer().normalize(title)


def split(key: str) -> tuple[str, ...]:
    """Split a normalized title into its roles; see `Normalizer.split`."""
    return default_normalizer().split(key)


def without_side_parts(key: str, *, is_job: Callable[[str], bool]) -> str:
    """Leave out what counts for nothing next to a job; see `Normalizer.without_side_parts`."""
    return default_normalizer().without_side_parts(key, is_job=is_job)


def names_role(words: Iterable[str]) -> bool:
    """Return whether folded words name a role; "marketing" alone does not."""
    return default_normalizer().names_role(words)


def _split_at_joints(words: Sequence[str]) -> Iterator[str]:
    """Join words to pieces and the joints between them; a joint has words at both sides."""
    start, last = 0, len(words) - 1
    for index, word in enumerate(words):
        if word in JOINTS and start < index < last:
            yield " ".join(words[start:index])
            yield word
            start = index + 1
    yield " ".join(words[start:])


def _strip_edges(text: str) -> str:
    text = STEPS["hyphen"](STEPS["and"](text))
    text = STEPS["punctuation"](text)
    for separator in ",|/":
        text = text.replace(separator, f" {separator} ")
    return _strip_marks(STEPS["repeated separator"](text))


def _strip_marks(text: str) -> str:
    if _NOISE.search(text) is not None:
        text = _NOISE.sub(" ", text)
    return " ".join(text.split())


def _trim(text: str) -> str:
    if text[:1].isalnum() and text[-1:].isalnum() and not _AND_AT_END.search(text):
        return text
    return re.sub(r"^(?:[,|/&.'\s]|and\b)+|(?:[,|/&.'\s]|\band)+$", "", text)


def _cut(text: str) -> str:
    if len(text) <= LONGEST_KEY:
        return text
    return _trim(text[:LONGEST_KEY].rsplit(" ", 1)[0])
