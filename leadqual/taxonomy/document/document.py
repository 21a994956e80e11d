"""The whole taxonomy as one plain document: what drafts change, versions keep and files carry."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

LONGEST_NAME = 100
LONGEST_ABOUT = 300
LONGEST_TITLE = 200
LONGEST_PHRASE = 120
LONGEST_SLUG = {"department": 50, "function": 60}


@dataclass(frozen=True, slots=True)
class WrittenDepartment:
    """A department as the document has it.

    Args:
        slug: for programs.
        name: for people.
        formerly: slugs that lead to it: its own former ones and those of what was merged into it.
    """

    slug: str
    name: str
    formerly: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WrittenFunction:
    """A function as the document has it.

    Args:
        slug: for programs.
        name: for people.
        department: slug of its department.
        about: what belongs here.
        formerly: slugs that lead to it: its own former ones and those of what was merged into it.
        titles: representative titles.
        threshold: 0 to 1; None leaves it to the model.
        called: slug of another tool → what it calls this function.
    """

    slug: str
    name: str
    department: str
    about: str = ""
    formerly: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    threshold: float | None = None
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the dictionary says of a title.

    Args:
        functions: slugs; none means Other.
        level: slug; empty leaves it to the model.
        industry: slug; empty means none.
    """

    functions: frozenset[str] = frozenset()
    level: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Departments and functions in their order on screen, the dictionary and the phrase rules.

    What is retired is not in it. Two documents are equal where they say the same.

    Args:
        departments: in their order.
        functions: in the order of their departments, then in their own; put so when it is made.
        dictionary: normalised title → what it is.
        phrases: normalised phrase → slugs of the functions it means; none means Other.
    """

    departments: tuple[WrittenDepartment, ...] = ()
    functions: tuple[WrittenFunction, ...] = ()
    dictionary: Mapping[str, Meaning] = field(default_factory=dict)
    phrases: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        positions = {department.slug: path for path, department in enumerate(self.departments)}
        last = len(positions)
        ordered = sorted(
            self.functions, key=lambda function: positions.get(function.department, last)
        )
        object.__setattr__(self, "functions", tuple(ordered))

    def department(self, slug: str) -> WrittenDepartment | None:
        """Return a department; None where there is none."""
        return next(
            (department for department in self.departments if department.slug == slug), None
        )

    def function(self, slug: str) -> WrittenFunction | None:
        """Return a function; None where there is none."""
        return next((function for function in self.functions if function.slug == slug), None)

    def functions_of(self, department: str) -> list[WrittenFunction]:
        """Return the functions of a department in their order."""
        return [function for function in self.functions if function.department == department]

    def entries_of(self, function: str) -> dict[str, Meaning]:
        """Return the dictionary entries that name a function, in the order of their titles."""
        entries = sorted(self.dictionary.items())
        return {title: meaning for title, meaning in entries if function in meaning.functions}

    def phrases_of(self, function: str) -> list[str]:
        """Return the phrases that mean a function, in order."""
        return sorted(phrase for phrase, meant in self.phrases.items() if function in meant)


def to_plain(document: Document) -> dict[str, Any]:
    """Return a document as lists, mappings and texts, for JSON and YAML; empty parts are left out.

    Sets are sorted, so that equal documents give the same text.
    """
    return {
        "departments": [
            _without_empty(
                slug=department.slug,
                name=department.name,
                formerly=sorted(department.formerly),
                functions=[
                    _plain_function(each) for each in document.functions_of(department.slug)
                ],
            )
            for department in document.departments
        ],
        "dictionary": {
            title: _without_empty(
                functions=sorted(meaning.functions), level=meaning.level, industry=meaning.industry
            )
            for title, meaning in sorted(document.dictionary.items())
        },
        "phrases": {phrase: sorted(meant) for phrase, meant in sorted(document.phrases.items())},
    }


def _plain_function(function: WrittenFunction) -> dict[str, Any]:
    plain = _without_empty(
        slug=function.slug,
        name=function.name,
        about=function.about,
        formerly=sorted(function.formerly),
        titles=sorted(function.titles),
        called=dict(sorted(function.called.items())),
    )
    return plain if function.threshold is None else plain | {"threshold": function.threshold}


def _without_empty(**parts: object) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part not in ("", [], {})}


def pack(document: Document) -> bytes:
    """Return a document compressed, as versions and drafts keep it."""
    text = json.dumps(to_plain(document), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), level=6)


def unpack(packed: bytes | memoryview) -> Document:
    """Return the document that `pack` compressed; the last few are remembered."""
    return _unpacked(bytes(packed))


@lru_cache(maxsize=4)  # A page asks for the same version and draft several times; each takes 3 MB.
def _unpacked(packed: bytes) -> Document:
    return _trusted(json.loads(zlib.decompress(packed)))


def _trusted(plain: Mapping[str, Any]) -> Document:
    """Return the document of what `to_plain` gave; what others give is for `plain.read_plain`."""
    return Document(
        departments=tuple(
            WrittenDepartment(each["slug"], each["name"], _set(each, "formerly"))
            for each in plain["departments"]
        ),
        functions=tuple(
            WrittenFunction(
                **{
                    **each,
                    "department": department["slug"],
                    "formerly": _set(each, "formerly"),
                    "titles": _set(each, "titles"),
                }
            )
            for department in plain["departments"]
            for each in department.get("functions", ())
        ),
        dictionary={
            title: Meaning(**{**meaning, "functions": _set(meaning, "functions")})
            for title, meaning in plain["dictionary"].items()
        },
        phrases={phrase: frozenset(meant) for phrase, meant in plain["phrases"].items()},
    )


def _set(plain: Mapping[str, Iterable[str]], name: str) -> frozenset[str]:
    return frozenset(plain.get(name, ()))
