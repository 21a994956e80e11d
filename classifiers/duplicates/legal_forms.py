"""Legal forms in names of companies: which words they are, and which of them are one."""

import re
import unicodedata
from functools import cache, lru_cache

from classifiers.duplicates.name_spellings import word_lists

_ACCENTS = re.compile("[\u0300-\u036f]")
_NON_WORD = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_PREFIX_FORMS = frozenset(
    {"株式会社", "有限会社", "合同会社", "ооо", "оао", "зао", "пао", "ао", "тов", "прат"}
)
_UNSPACED_FORMS = re.compile(
    "^(?:株式会社|有限会社|合同会社)|(?:株式会社|有限会社|合同会社|有限公司)$"
)
"""Written without a space."""

_POLISH = re.compile(r"\bsp\.?\s*(z\s*o\.?\s*o\.?|[jkp]\.?)\s*$", re.IGNORECASE)

_CANONICAL_FORMS = {
    **dict.fromkeys(("incorporated", "corp", "corporation"), "inc"),
    **dict.fromkeys(("limited", "ltda", "lda"), "ltd"),
    **dict.fromkeys(("spzoo", "zoo"), "spzoo"),
    **dict.fromkeys(("mbh", "gesmbh", "haftungsbeschrankt"), "gmbh"),
    **dict.fromkeys(("gmbhco",), "gmbh"),
    **dict.fromkeys(("srls", "srlu"), "srl"),
    **dict.fromkeys(("slu", "sll"), "sl"),
    **dict.fromkeys(("oyj",), "oy"),
    **dict.fromkeys(("nyrt", "zrt"), "rt"),
    **dict.fromkeys(("ооо",), "ooo"),
}
_IGNORED_WORDS = frozenset(
    {"and", "und", "et", "y", "co", "dba", "private", "pte", "pty", "pvt", "sdn", "cv", "ao"}
)


@lru_cache(maxsize=200_000)
def legal_forms(name: str) -> frozenset[str]:
    """Return the legal forms in a name in one spelling: "Acme Limited" is an `ltd`; often none."""
    return frozenset(
        _CANONICAL_FORMS.get(word, word)
        for word in split_legal_form(name)[1]
        if word not in _IGNORED_WORDS
    )


def remove_prefix_form(name: str) -> str:
    """Return a name without a legal form before it: "株式会社ほしの" is ほしの.

    Polish forms of several words become one: "Borówka Sp. z o.o." is Borówka spzoo.
    """
    spaced = _POLISH.sub(_join_polish_form, _UNSPACED_FORMS.sub(r" \g<0> ", name.strip()).strip())
    first, _, rest = spaced.partition(" ")
    return rest.strip() if rest and first.casefold() in _PREFIX_FORMS else spaced


def _join_polish_form(form: re.Match[str]) -> str:
    return "sp" + "".join(letter for letter in form.group(1).lower() if letter.isalpha())


def split_legal_form(name: str) -> tuple[list[str], list[str]]:
    folded = _POLISH.sub(_join_polish_form, _UNSPACED_FORMS.sub(r" \g<0> ", _fold(name).strip()))
    folded = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", folded)
    words = _NON_WORD.sub(" ", folded).split()
    known = _forms_after_name()
    forms: list[str] = []
    while len(words) > 1 and words[-1] in known:
        forms.append(words.pop())
    while len(words) > 1 and words[0] in _PREFIX_FORMS:
        forms.append(words.pop(0))
    return words, forms


def _fold(text: str) -> str:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFKC", plain)  # Korean and Japanese letters rejoin.


@cache
def _forms_after_name() -> frozenset[str]:
    return frozenset(map(_fold, word_lists()["legal_forms"]))


def forms_contradict(one: str, other: str) -> bool:
    """Return whether both names have legal forms and share none: a GmbH is not an AG."""
    forms = legal_forms(one), legal_forms(other)
    return all(forms) and not forms[0] & forms[1]
