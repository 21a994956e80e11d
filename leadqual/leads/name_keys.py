"""One spelling for names of companies, by which the same company is found again."""

import re
import unicodedata
from functools import lru_cache

LONGEST_KEY = 300

_ACCENT = re.compile("[\u0300-\u036f]")
_NO_WORD = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_IN_FRONT = frozenset({"株式会社", "有限会社", "合同会社", "ооо", "оао", "зао", "пао", "ао"})
_LAST = re.compile(
    r"ab|ag|aps|as|asa|bhd|bv|bvba|co|corp|corporation|cv|doo|dba|eg|eirl|ek|eood|eurl|ev|"
    r"gbr|gesmbh|ggmbh|gmbh|gmbhco|hf|inc|incorporated|jsc|kft|kg|kgaa|kk|lda|limited|llc|"
    r"llp|lp|ltd|ltda|mbh|nv|nyrt|ohg|oou|ood|ou|oy|oyj|plc|pllc|private|pte|pty|pvt|sa|"
    r"sab|sapi|sarl|sas|sasu|sca|scs|sdn|se|sia|slu|sl|sll|spa|spzoo|sro|srl|srls|srlu|ug|"
    r"uab|vof|zoo|zrt|株式会社|有限会社|合同会社|有限公司|ооо|оао|зао|and|und|et|y|haftungsbeschrankt"
)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Bring a company's name to one spelling, without case, accents, signs and legal form.

    Two names with the same key are taken for the same company where nothing else speaks against it.
    Never empty for a name that is not; at most 300 characters.
    """
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", name.casefold()))
    plain = unicodedata.normalize("NFKC", plain)  # Korean and Japanese letters rejoin.
    plain = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", plain)
    words = _NO_WORD.sub(" ", plain).split()
    while len(words) > 1 and _LAST.fullmatch(words[-1]):
        words.pop()
    while len(words) > 1 and words[0] in _IN_FRONT:
        words.pop(0)
    return (" ".join(words) or " ".join(name.split()).casefold())[:LONGEST_KEY]
