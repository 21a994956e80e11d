"""Patterns of stage 1 of the title cascade, each with what replaces it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

SAME_STEM = 4  # Letters that two forms of a noun share: "Direk-tor/trice".
LONGEST_ENDING = 5


@dataclass(frozen=True)
class Substitution:
    """A pattern and what replaces it.

    Args:
        pattern: what is looked for.
        replacement: as in `re.sub`.
        marks: found in every text in which the pattern is; much quicker than the pattern.
    """

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


BULLETS = re.compile(r"[•·∙‣◦●▪|¦/\\]{2,}|[•·∙‣◦●▪|¦\\](?![a-zA-Z]{1,4}\b)|[•∙‣◦●▪|¦\\]|[\r\n\t]+")
_LETTERS = r"(?<=[^\W\d_][^\W\d_][^\W\d_])"
_ENDING = r"innen|in|r|frau|ne|e|euse|rice|trice|ere|esse|as|os|a|o|ra|ka|tka|nka|zka|nik|iste|en"
_GENDER_LETTER = r"(?:[mwfhdxvkit]|diverse?|div)"
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
        marks=r"[/|,*.:(\[-]",
    ),
    "gender ending": _step(
        rf"{_LETTERS}(?:[/*:_][-]?(?:{_ENDING})|\([-/]?(?:{_ENDING}|[oae]/[ao])\)"
        r"|[.·](?:e|rice|trice|ne|euse)s?)(?![\w/])",
        "",
        marks="[/*:_(.·]",
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
    "separator": _step(r"\s*([,|/])\s*", r" \1 ", marks="[,|/]"),
    "repeated separator": _step(r"([,|/])(?:\s+[,|/])+", r"\1", marks="[,|/]"),
}
