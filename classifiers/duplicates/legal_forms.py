"""Legal forms in names of companies: which words they are, and which of them are one."""

import re
import unicodedata
from functools import lru_cache

_ACCENT = re.compile("[\u0300-\u036f]")
_NO_WORD = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_IN_FRONT = frozenset(
    {"株式会社", "有限会社", "合同会社", "ооо", "оао", "зао", "пао", "ао", "тов", "прат"}
)
_JOINED = re.compile("^(?:株式会社|有限会社|合同会社)|(?:株式会社|有限会社|合同会社|有限公司)$")
"""Written without a space."""

_POLISH = re.compile(r"\bsp\.?\s*(z\s*o\.?\s*o\.?|[jkp]\.?)\s*$", re.IGNORECASE)

_LAST = re.compile(
    r"ab|ad|ag|aps|as|asa|bhd|bv|bvba|co|corp|corporation|cv|doo|dba|eg|ehf|eirl|ek|eood|eurl|"
    r"ev|gbr|gesmbh|ggmbh|gmbh|gmbhco|hf|inc|incorporated|jsc|kft|kg|kgaa|kk|lda|limited|llc|"
    r"llp|lp|ltd|ltda|mbh|nv|nyrt|ohg|oou|ood|ou|oy|oyj|plc|pllc|private|pte|pty|pvt|sa|"
    r"sab|sac|sapi|sarl|sas|sasu|sca|scs|sdn|se|sia|slu|sl|sll|snc|spa|spj|spk|spp|sprl|spzoo|sro|srl|"
    r"srls|srlu|sti|ug|"
    r"uab|vof|zoo|zrt|株式会社|有限会社|合同会社|有限公司|ооо|оао|зао|and|und|et|y|haftungsbeschrankt"
)


_FORM = {
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
_NO_FORM = frozenset(
    {"and", "und", "et", "y", "co", "dba", "private", "pte", "pty", "pvt", "sdn", "cv", "ao"}
)


@lru_cache(maxsize=200_000)
def legal_forms(name: str) -> frozenset[str]:
    """Return the legal forms in a name in one spelling: "Acme Limited" is an `ltd`; often none."""
    return frozenset(
        _FORM.get(word, word) for word in split_legal_form(name)[1] if word not in _NO_FORM
    )


def without_form_in_front(name: str) -> str:
    """Return a name without a legal form before it: "株式会社ほしの" is ほしの.

    Polish forms of several words become one: "Borówka Sp. z o.o." is Borówka spzoo.
    """
    spaced = _POLISH.sub(_one_word, _JOINED.sub(r" \g<0> ", name.strip()).strip())
    first, _, rest = spaced.partition(" ")
    return rest.strip() if rest and first.casefold() in _IN_FRONT else spaced


def _one_word(form: re.Match[str]) -> str:
    return "sp" + "".join(letter for letter in form.group(1).lower() if letter.isalpha())


def split_legal_form(name: str) -> tuple[list[str], list[str]]:
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", name.casefold()))
    plain = unicodedata.normalize("NFKC", plain)  # Korean and Japanese letters rejoin.
    plain = _POLISH.sub(_one_word, _JOINED.sub(r" \g<0> ", plain.strip()))
    plain = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", plain)
    words = _NO_WORD.sub(" ", plain).split()
    forms: list[str] = []
    while len(words) > 1 and _LAST.fullmatch(words[-1]):
        forms.append(words.pop())
    while len(words) > 1 and words[0] in _IN_FRONT:
        forms.append(words.pop(0))
    return words, forms


def forms_contradict(one: str, other: str) -> bool:
    """Return whether both names have legal forms and share none: a GmbH is not an AG."""
    forms = legal_forms(one), legal_forms(other)
    return all(forms) and not forms[0] & forms[1]
