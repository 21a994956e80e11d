"""The whole taxonomy as one plain document: what drafts change, versions keep and files carry."""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from leadqual.taxonomy.errors import DocumentError

LONGEST_NAME = 100
LONGEST_ABOUT = 300
LONGEST_TITLE = 200
LONGEST_PHRASE = 120
LONGEST_SLUG = {"department": 50, "function": 60}
MAX_FUNCTIONS = 2_000
_SLUG = re.compile(r"[a-zA-Z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


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
        places = {department.slug: place for place, department in enumerate(self.departments)}
        last = len(places)
        ordered = sorted(self.functions, key=lambda one: places.get(one.department, last))
        object.__setattr__(self, "functions", tuple(ordered))

    def department(self, slug: str) -> WrittenDepartment | None:
        """Return a department; None where there is none."""
        return next((one for one in self.departments if one.slug == slug), None)

    def function(self, slug: str) -> WrittenFunction | None:
        """Return a function; None where there is none."""
        return next((one for one in self.functions if one.slug == slug), None)

    def functions_of(self, department: str) -> list[WrittenFunction]:
        """Return the functions of a department in their order."""
        return [one for one in self.functions if one.department == department]

    def entries_of(self, function: str) -> dict[str, Meaning]:
        """Return the dictionary entries that name a function, in the order of their titles."""
        entries = sorted(self.dictionary.items())
        return {title: said for title, said in entries if function in said.functions}

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
                functions=sorted(said.functions), level=said.level, industry=said.industry
            )
            for title, said in sorted(document.dictionary.items())
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
            _trusted_function(each, department["slug"])
            for department in plain["departments"]
            for each in department.get("functions", ())
        ),
        dictionary={
            title: Meaning(_set(said, "functions"), said.get("level", ""), said.get("industry", ""))
            for title, said in plain["dictionary"].items()
        },
        phrases={phrase: frozenset(meant) for phrase, meant in plain["phrases"].items()},
    )


def _trusted_function(plain: Mapping[str, Any], department: str) -> WrittenFunction:
    return WrittenFunction(
        slug=plain["slug"],
        name=plain["name"],
        department=department,
        about=plain.get("about", ""),
        formerly=_set(plain, "formerly"),
        titles=_set(plain, "titles"),
        threshold=plain.get("threshold"),
        called=plain.get("called", {}),
    )


def _set(plain: Mapping[str, Iterable[str]], name: str) -> frozenset[str]:
    return frozenset(plain.get(name, ()))


# What became of each slug between two documents: renamed, merged, split, added or retired.


@dataclass(frozen=True, slots=True)
class SlugChanges:
    """What became of the slugs of one kind; slugs that stayed are in none of these.

    Args:
        renamed: former slug → the slug that it has now.
        merged: former slug → slug of what took its place.
        retired: slugs of which nothing took the place.
        added: slugs that are new.
    """

    renamed: dict[str, str]
    merged: dict[str, str]
    retired: tuple[str, ...]
    added: tuple[str, ...]

    def former(self, slug: str) -> str:
        """Return the slug that a row of the new document had in the old one."""
        return next((old for old, new in self.renamed.items() if new == slug), slug)

    def heir(self, slug: str) -> str:
        """Return the slug that a row of the old document has in the new one; "" for none."""
        if slug in self.retired:
            return ""
        return self.renamed.get(slug) or self.merged.get(slug) or slug


@dataclass(frozen=True, slots=True)
class FunctionSplit:
    """What a new function took of another one: titles, entries and phrases."""

    source: str
    titles: frozenset[str]
    entries: frozenset[str]
    phrases: frozenset[str]


def slug_changes(
    old: Sequence[WrittenDepartment] | Sequence[WrittenFunction],
    new: Sequence[WrittenDepartment] | Sequence[WrittenFunction],
) -> SlugChanges:
    """Compare the rows of two documents by their slugs and former slugs.

    Former slugs count both ways: who goes back from a new name finds the old one.
    """
    before, after = ({row.slug: row for row in rows} for rows in (old, new))
    come = [slug for slug in after if slug not in before]
    leads = {alias: row.slug for row in new for alias in row.formerly}
    renamed: dict[str, str] = {}
    merged: dict[str, str] = {}
    retired = []
    for slug in (slug for slug in before if slug not in after):
        free = [one for one in come if one not in renamed.values()]
        back = next((one for one in free if one in before[slug].formerly), "")
        to = leads.get(slug, back)
        if to in free:
            renamed[slug] = to
        elif to:
            merged[slug] = to
        else:
            retired.append(slug)
    added = tuple(slug for slug in come if slug not in renamed.values())
    return SlugChanges(renamed, merged, tuple(retired), added)


def splits(old: Document, new: Document, functions: SlugChanges) -> dict[str, FunctionSplit]:
    """Return which added functions took something of one that was there before, and what.

    Args:
        old: as it was.
        new: as it is.
        functions: what became of the functions between them.
    """
    found = {slug: _split(old, new, functions, slug) for slug in functions.added}
    return {slug: split for slug, split in found.items() if split is not None}


def _split(old: Document, new: Document, functions: SlugChanges, slug: str) -> FunctionSplit | None:
    added = new.function(slug)
    titles = added.titles if added else frozenset()
    sources = {row.slug: row for row in old.functions}
    entries = {
        title: old.dictionary[title].functions
        for title in new.entries_of(slug)
        if title in old.dictionary
    }
    phrases = {
        phrase: old.phrases[phrase] for phrase in new.phrases_of(slug) if phrase in old.phrases
    }
    taken: dict[str, FunctionSplit] = {}
    for source, row in sources.items():
        heir = new.function(functions.heir(source))
        left = heir.titles if heir else frozenset()
        took = FunctionSplit(
            source=source,
            titles=(row.titles & titles) - left,
            entries=frozenset(
                title
                for title, meant in entries.items()
                if source in meant and functions.heir(source) not in new.dictionary[title].functions
            ),
            phrases=frozenset(
                phrase
                for phrase, meant in phrases.items()
                if source in meant and functions.heir(source) not in new.phrases[phrase]
            ),
        )
        taken[source] = took
    sizes = Counter(
        {
            source: len(each.titles) + len(each.entries) + len(each.phrases)
            for source, each in taken.items()
        }
    )
    ((source, size),) = sizes.most_common(1) or [("", 0)]
    return taken[source] if size else None


# What a document must keep to, so that the tables can hold it and slugs lead to one thing.


@dataclass(frozen=True, slots=True)
class ExternalSlugs:
    """Slugs that a document may name and does not define."""

    levels: frozenset[str]
    industries: frozenset[str]
    tools: frozenset[str]


def check(document: Document, known: ExternalSlugs) -> None:
    """See that a document can be the taxonomy.

    Raises:
        DocumentError: names every problem.
    """
    if problems := list(_problems(document, known)):
        raise DocumentError(problems)


def _problems(document: Document, known: ExternalSlugs) -> Iterator[str]:
    if not document.functions:
        yield "A taxonomy needs at least one function."
    if len(document.functions) > MAX_FUNCTIONS:
        yield f"A taxonomy can have up to {MAX_FUNCTIONS:,} functions."
    yield from _slugs("department", document.departments)
    yield from _slugs("function", document.functions)
    yield from _names("departments", [row.name for row in document.departments])
    for row in document.departments:
        yield from _text(f"The name of the department “{row.slug}”", row.name, LONGEST_NAME)
        inside = [one.name for one in document.functions_of(row.slug)]
        yield from _names(f"functions of “{row.name}”", inside)
    departments = {row.slug for row in document.departments}
    for function in document.functions:
        if function.department not in departments:
            yield (f"“{function.name}” belongs to an unknown department: “{function.department}”.")
        yield from _function(function, known)
    yield from _meanings(document, known)


def _slugs(
    noun: str, rows: Sequence[WrittenDepartment] | Sequence[WrittenFunction]
) -> Iterator[str]:
    living = Counter(row.slug for row in rows)
    aliases = Counter(alias for row in rows for alias in row.formerly)
    for slug in living | aliases:
        if living[slug] > 1:
            yield f"Two {noun}s have the slug “{slug}”."
        elif aliases[slug] > 1:
            yield f"The former slug “{slug}” redirects to two {noun}s."
        elif living[slug] and aliases[slug]:
            yield f"“{slug}” is the slug of a {noun} and cannot redirect to another."
        if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG[noun]:
            yield (
                f"“{slug[:80]}” is not a valid slug for a {noun}. Use letters, digits, "
                f"- and _, up to {LONGEST_SLUG[noun]} characters."
            )


def _names(where: str, names: Iterable[str]) -> Iterator[str]:
    for name, number in Counter(names).items():
        if number > 1:
            yield f"Two {where} have the name “{name[:LONGEST_NAME]}”."


def _text(what: str, text: str, longest: int, *, is_needed: bool = True) -> Iterator[str]:
    if is_needed and not text.strip():
        yield f"{what} is empty."
    if len(text) > longest:
        yield f"{what} has {len(text):,} characters; the maximum is {longest}."
    if _CONTROL.search(text):
        yield (
            f"{what} contains a character that cannot be displayed, such as a tab or a line break."
        )


def _function(function: WrittenFunction, known: ExternalSlugs) -> Iterator[str]:
    whose = f"of “{(function.name or function.slug)[:LONGEST_NAME]}”"
    yield from _text(f"The name of the function “{function.slug}”", function.name, LONGEST_NAME)
    yield from _text(f"The description {whose}", function.about, LONGEST_ABOUT, is_needed=False)
    for title in function.titles:
        yield from _text(f"The title “{title[:60]}” {whose}", title, LONGEST_TITLE)
    if function.threshold is not None and not 0 <= function.threshold <= 1:
        yield f"The threshold {whose} is {function.threshold:g}; it must be from 0 to 1."
    for tool, name in function.called.items():
        if tool not in known.tools:
            yield f"There is a name {whose} for an unknown tool: “{tool[:60]}”."
        yield from _text(f"The name {whose} in {tool[:60]}", name, LONGEST_NAME)


def _meanings(document: Document, known: ExternalSlugs) -> Iterator[str]:
    functions = {row.slug for row in document.functions}
    for title, said in document.dictionary.items():
        where = f"The dictionary entry “{title[:60]}”"
        yield from _text(where, title, LONGEST_TITLE)
        yield from _strangers(where, said.functions - functions, "function")
        yield from _strangers(where, {said.level} - known.levels - {""}, "level")
        yield from _strangers(where, {said.industry} - known.industries - {""}, "industry")
    for phrase, meant in document.phrases.items():
        where = f"The phrase rule “{phrase[:60]}”"
        yield from _text(where, phrase, LONGEST_PHRASE)
        yield from _strangers(where, meant - functions, "function")


def _strangers(where: str, slugs: Iterable[str], noun: str) -> Iterator[str]:
    for slug in sorted(slugs):
        yield f"{where} refers to an unknown {noun}: “{slug[:60]}”."
