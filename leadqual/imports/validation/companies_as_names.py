"""Company names in person name columns: "Berg Elektro ApS", "Berg & Söhne"."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_SURE_FORMS = (
    r"(?i:g?gmbh|gesmbh|mbh|aps|llc|llp|ltd\.?|limited|inc\.?|incorporated|corp\.?|corporation|plc|ohg|gbr|kgaa"
    r"|s\.?r\.?l\.?s?|sarl|eurl|sasu|bvba|b\.v\.|n\.v\.|s\.a\.(?:s\.)?|s\.l\.u?|a/s|e\.\s?k\.|e\.\s?v\.|k\.s\."
    r"|kft\.?|zrt\.?|nyrt\.?|s\.\s?r\.\s?o\.|a\.\s?s\.|sp\.?\s?z\s?o\.?\s?o\.?|d\.o\.o\.|ltda\.?|lda\.?"
    r"|oü|oyj|ооо)"
)
_CAPITAL_FORMS = r"AG|KG|SE|UG|AB|AS|ASA|SA|SAS|BV|NV|OY|SL|SpA"
"""Legal forms that are surnames, too, unless they are in capitals after other words."""
_PARTNER_WORDS = (
    r"(?:&|\+|und|and|et|e|y|i|og|och|en)\s+(?i:söhne|sohn|sons?|fils|figli|hijos|sønner|søn|söner|zonen|zoon"
    r"|co\.?|cie\.?|cía\.?|partners?|compagnie|company|töchter|daughters|gebrüder|brothers)"
)
_KIND_WORDS = (
    r"(?:stiftung|stadtwerke|stadtverwaltung|landratsamt|foundation|fondation|fundación|fondazione|stichting"
    r"|universität|university|université|universidad|università|hochschule|klinikum|krankenhaus|ministerium"
    r"|sparkasse|volksbank|genossenschaft)"
)
_ENDING_PATTERN = re.compile(rf"\S.*\s(?:{_SURE_FORMS}|{_PARTNER_WORDS})")
_CAPITAL_ENDING_PATTERN = re.compile(rf"\S.*[a-zß-ÿ].*\s(?:{_CAPITAL_FORMS})")
_KIND_PATTERN = re.compile(rf"(?:\S+\s+)*{_KIND_WORDS}(?:\s+\S+)*", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def is_company(name: str) -> bool:
    """Return whether a name can only be that of a company, by its legal form or its kind."""
    if " " not in name:
        return False
    return any(
        one.fullmatch(name) for one in (_ENDING_PATTERN, _CAPITAL_ENDING_PATTERN, _KIND_PATTERN)
    )


def move_company_names(table: dict[str, list[Any]], none: Sequence[str]) -> None:
    """Move company names found in person name columns to the company."""
    names = table.get("full_name", none)
    if any(map(is_company, names)):
        pairs = zip(table.get("company_name", none), names, strict=True)
        found = [one or (is_company(name) and name) or "" for one, name in pairs]
        table["company_name"] = found
