"""The themes of a text that says what is looked for: "software for schools or hospitals" has two.

One vector for both lies near whatever is commoner; a vector for each keeps both in view.
"""

import re

MAX_THEMES = 4
# Between alternatives; in Portuguese "o" is an article: "software para o varejo".
_OR = re.compile(
    r"[;\n]+|,?\s+(?:or|oder|ou|nebo|albo|lub|eller|tai|или|або|veya)\s+"
    r"|,?(?<!\bpara)(?<!\bcom)(?<!\bde)(?<!\bem)(?<!\bpor)\s+o\s+",
    re.I,
)
# What binds the words after it to those before: for, of, in, with … in the same languages.
_BINDING_WORD = re.compile(
    r"\s(?:for|in|to|of|with|by|from|für|fuer|an|mit|bei|von|aus|im|pour|dans|de|des|du|aux|à|avec"
    r"|para|en|con|per|di|da|com|dla|do|w|pro|til|för|till|för|для|в|с|için)\s",
    re.I,
)


def themes_of(text: str) -> tuple[str, ...]:
    """Return the themes of a text, each with what binds them: at least one, at most four.

    What comes before the last binding word of an alternative holds for the next one, too, if that
    has none: "software for schools or hospitals" is "software for schools" and "software for
    hospitals".
    """
    parts = [part for part in (piece.strip(" .,") for piece in _OR.split(text)) if part]
    if not 1 < len(parts) <= MAX_THEMES:
        return (text,)
    themes = parts[:1]
    for part in parts[1:]:
        themes.append(_bind_theme(part, themes[-1]))
    return tuple(dict.fromkeys(themes))


def _bind_theme(part: str, previous: str) -> str:
    bindings = [*_BINDING_WORD.finditer(previous)]
    if bindings and _BINDING_WORD.match(f" {part}"):  # "For hospitals": what for comes before.
        return f"{previous[: bindings[-1].start()]} {part}"
    if bindings and not _BINDING_WORD.search(part):
        return previous[: bindings[-1].end()] + part
    return part
