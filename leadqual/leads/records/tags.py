"""Tags of records: one spelling for each, in alphabetical order."""

import re
from collections.abc import Iterable

MAX_TAGS = 50
LONGEST_TAG = 50
_SEPARATORS = re.compile(r"[,;\n]")


def joined_tags(tags: Iterable[str]) -> list[str]:
    """Return tags as a record keeps them: each once whatever its case, in alphabetical order.

    Of two spellings the first one stays; more than `MAX_TAGS` are cut off.
    """
    known: dict[str, str] = {}
    for tag in tags:
        clean = "".join(one for one in " ".join(tag.split()) if one.isprintable())[:LONGEST_TAG]
        if clean.strip():
            known.setdefault(clean.casefold(), clean.strip())
    return sorted(known.values(), key=str.casefold)[:MAX_TAGS]


def split_tags(text: str) -> list[str]:
    """Return the tags of a text: separated by commas, semicolons or lines."""
    return joined_tags(_SEPARATORS.split(text))
