"""Texts that a person reads use the words of the field: none of those that were replaced by them.

Asked of templates, of strings in the code that may be shown (all with a blank in them that are
neither docstrings nor SQL), of scripts and of the documents.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("leadqual", "classifiers", "recommender", "facet_index", "launcher", "research")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs")
REPLACED = {
    r"in force": "active",
    r"put away": "discarded, deleted",
    r"(take|takes|taken|took|taking) (it |them |this |that )?back": "undo, revert",
    r"(like|near) titles?": "similar titles, close variants",
    r"(un)?tick(s|ed|ing)?": "select, clear",
    r"(left|leave|leaves|leaving) out": "exclude, omit, skip",
    r"passed over": "skipped",
    r"(stay|stays|stayed) out": "rejected",
    r"mend(s|ed|ing)?": "fix, correct",
    r"colours?|coloured": "color",
    r"labell(ed|er|ers)|labelling(?![:.])": "labeled, labeling",
    r"neither way|(leans to|likely) a (dis)?like": "uncertain, likely match",
    r"waits? for (you|a person|its)": "needs your attention, waiting for review",
    r"(?<!e)mail address(es)?|by mail|mails": "email",
    r"said to be": "predicted as",
    r"dnc": "do not contact",
    r"sp(eak|eaks|oke|oken) (of|for|against|about)": "correct, label",
    r"(person|people|somebody)['’]s words?": "correction",
    r"settle(s|d)?": "confirm, decide",
    r"the usual": "the default",
    r"anew": "again",
    r"what (a )?confusions? costs?": "misclassification costs",
    r"test set refuses": "fails the quality gate",
    r"held back": "on hold",
    r"likest": "most similar",
    r"nobody fits|is no yaml": "no matches, not valid YAML",
    r"audit trail": "audit log",
    r"throw(n|s)? away": "discard",
    r"kept apart": "held out",
}
_OLD = re.compile(rf"\b(?:{'|'.join(f'(?:{words})' for words in REPLACED)})\b", re.IGNORECASE)
_SQL = re.compile(r"\b(SELECT|UPDATE|INSERT|DELETE|CREATE|ALTER|WHERE|ON CONFLICT)\b")
_TAGS = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<svg.*?</svg>|<!--.*?-->", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"\b(?:class|id|for|form|href|name|value|action|data-[\w-]+|hx-[\w-]+|aria-controls"
    r"|aria-labelledby)=\"[^\"]*\""
)
_BROKEN = re.compile(r"[\"']\s*\n\s*f?[\"']")  # A string that goes on in the next line.
_QUOTED = re.compile(r"\"[^\"\n]*\"|`[^`\n]*`")


def _strings(source: str) -> Iterator[tuple[int, str]]:
    if not _OLD.search(_BROKEN.sub("", source)):
        return  # Parsing takes a thousand times as long.
    tree = ast.parse(source)
    plain = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) in plain or " " not in node.value.strip() or _SQL.search(node.value):
            continue
        yield node.lineno, node.value


def _texts() -> Iterator[tuple[str, str]]:
    yield from _code()
    yield from _templates()
    yield from _scripts()
    yield from _documents()


def _code() -> Iterator[tuple[str, str]]:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            # Names of features stand in trained models.
            if not {"migrations", "rules", "translation", "features.py", "reply_features.py"} & set(
                path.parts
            ):
                for line, text in _strings(path.read_text(encoding="utf-8")):
                    yield f"{path.relative_to(ROOT)}:{line}", text


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        text = _TAGS.sub(lambda one: "\n" * one[0].count("\n"), path.read_text())
        yield from _lines(path, _ATTRIBUTES.sub("", text))


def _scripts() -> Iterator[tuple[str, str]]:  # Selectors are not read by a person.
    for path in sorted((ROOT / "leadqual/static/js").rglob("*.js")):
        for number, line in enumerate(path.read_text().split("\n"), 1):
            quoted = [one for one in _QUOTED.findall(line) if " " in one]
            shown = [one for one in quoted if one.strip("\"'`")[:1] not in {"#", "[", "."}]
            yield f"{path.relative_to(ROOT)}:{number}", " ".join(shown)


def _documents() -> Iterator[tuple[str, str]]:
    for name in DOCUMENTS:
        place = ROOT / name
        for path in sorted(place.rglob("*.md")) if place.is_dir() else [place]:
            if "decisions" not in path.parts:
                yield from _lines(path, re.sub(r"`[^`\n]*`|\]\([^)\n]*\)", "", path.read_text()))


def _lines(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.costs("reads every template and message")
def test_no_replaced_word_is_left_in_what_a_person_reads() -> None:
    found = [
        f"{place}: {match[0]}: {text.strip()[:100]}"
        for place, text in _texts()
        for match in _OLD.finditer(text)
    ]

    assert not found, "\n".join(found)
