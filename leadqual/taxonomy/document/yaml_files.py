"""The taxonomy as one YAML file: written for people to edit, read as what anybody may send."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from leadqual.core.errors import LeadqualError
from leadqual.taxonomy.document.document import Document, to_plain
from leadqual.taxonomy.document.document_parsing import read_plain
from leadqual.taxonomy.errors import DocumentError

MAX_BYTES = 5_000_000
"""Ten times what the taxonomy of the product takes."""

_DEEPEST = 10
_MAX_PROBLEMS = 50
_HEAD = """\
# The taxonomy of LeadQual: departments with their functions, the dictionary, phrase rules.
# Edit this file and import it: it becomes a draft that shows its changes. Nothing is live until
# you publish the draft. Functions missing from the file are retired. `formerly` lists slugs that
# redirect to a function. An entry without functions is unclassified.
"""
_TAG = "tag:yaml.org,2002:"


def write_yaml(document: Document) -> str:
    """Return a document as a file; equal documents give the same text."""
    body = yaml.dump(
        to_plain(document),
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=120,
    )
    return f"{_HEAD}{body}"


def read_yaml(content: bytes) -> Document:
    """Return the document that a file holds; whether it can be the taxonomy is for `check`.

    Anchors, tags, repeated keys and deep nesting are refused, so that what a person sees in the
    file is what is read, and no small file becomes a large one.

    Raises:
        LeadqualError: `file_too_large`: it is larger than `MAX_BYTES`.
        DocumentError: it is no YAML, or no taxonomy; problems name their lines.
    """
    refuse_too_large(len(content))
    built = _built(content)
    if built.problems:
        raise DocumentError(built.problems)
    try:
        return read_plain(built.whole)
    except DocumentError as error:
        raise DocumentError([built.placed(problem) for problem in error.problems]) from error


def refuse_too_large(size: int) -> None:
    """Refuse a file of more bytes than a taxonomy has.

    Raises:
        LeadqualError: `file_too_large`: it is larger than `MAX_BYTES`.
    """
    if size > MAX_BYTES:
        tenths = -(-size // 100_000)  # Rounded up, so that what is refused never looks allowed.
        raise LeadqualError(
            f"The file has {tenths / 10:,.1f} MB; the maximum is "
            f"{MAX_BYTES // 1_000_000} MB. Nothing was changed.",
            code="file_too_large",
            status=413,
        )


def _built(content: bytes) -> "_Builder":
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError([f"Line {line}: not valid UTF-8. Save the file as UTF-8."]) from error
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
            if len(builder.problems) >= _MAX_PROBLEMS:
                break
    except _UnreadableError as error:
        raise DocumentError([*builder.problems, str(error)]) from error
    except yaml.YAMLError as error:
        raise DocumentError([*builder.problems, _in_words(error)]) from error
    return builder


def _in_words(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"Line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    what = (
        getattr(error, "problem", None) or getattr(error, "reason", None) or "could not be parsed"
    )
    return f"{where}not valid YAML: {what}."


class _UnreadableError(Exception):
    """The rest of a file cannot be read."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read.

    Args:
        into: list or mapping.
        place: as `read_plain` names it.
        key: of the value that comes next; None where a key comes next.
    """

    into: list[Any] | dict[Any, Any]
    place: str
    key: object = None
    has_key: bool = False


@dataclass(slots=True)
class _Builder:
    """Makes lists and mappings of the events of the parser, and notes the line of each."""

    whole: object = None
    problems: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    n_documents: int = 0
    resolver: Resolver = field(default_factory=Resolver)

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.n_documents += 1
            if self.n_documents > 1:
                raise _UnreadableError(
                    f"Line {line}: the file contains a second document. Use one document per file."
                )
        elif isinstance(event, yaml.AliasEvent):
            raise _UnreadableError(
                f"Line {line}: *{str(event.anchor)[:60]}: aliases are not supported. Write "
                "the value out."
            )
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor:
                raise _UnreadableError(
                    f"Line {line}: &{event.anchor[:60]}: anchors are not supported. Remove it."
                )
            self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._add(self.open.pop().into, line)

    def placed(self, problem: str) -> str:
        """Put the line before a problem that names its place."""
        for place in _places(problem):
            if place in self.lines:
                return f"Line {self.lines[place]}: {problem}"
        return problem

    def _node(self, event: Any, line: int) -> None:
        is_plain = isinstance(event, yaml.ScalarEvent)
        if event.tag not in (None, "!") and not (is_plain and event.tag == f"{_TAG}str"):
            raise _UnreadableError(
                f"Line {line}: {event.tag[:60]}: tags are not supported. Remove it."
            )
        if is_plain:
            self._add(self._value(event, line), line)
            return
        if len(self.open) >= _DEEPEST:
            raise _UnreadableError(f"Line {line}: lists and mappings are nested too deep.")
        place = self._next_place()
        self.lines.setdefault(place, line)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        self.open.append(_Open([] if is_list else {}, place))

    def _value(self, event: yaml.ScalarEvent, line: int) -> object:
        """Return what a word without quotes is: nothing, yes or no, a number, or a text."""
        text = str(event.value)
        if event.tag:
            return text
        found = self.resolver.resolve(ScalarNode, text, event.implicit)  # type: ignore[no-untyped-call]  # of the library
        tag = str(found).removeprefix(_TAG)
        if tag == "null":
            return None
        if tag == "bool":
            return text.lower() in {"yes", "true", "on"}
        if tag in {"int", "float"}:
            try:
                return float(text) if tag == "float" else int(text)
            except ValueError:
                self.problems.append(f"Line {line}: {text[:60]} must be text. Put it in quotes.")
        elif tag != "str":
            self.problems.append(f"Line {line}: {text[:60]} must be text. Put it in quotes.")
        return text

    def _add(self, value: object, line: int) -> None:
        """Put a value that is complete where it belongs."""
        if not self.open:
            self.whole = value
            return
        here = self.open[-1]
        if isinstance(here.into, list):
            self.lines.setdefault(self._next_place(), line)
            here.into.append(value)
        elif here.has_key:
            here.into[here.key] = value
            here.has_key = False
        elif isinstance(value, list | dict):
            raise _UnreadableError(f"Line {line}: a name must be text, not a list or a mapping.")
        else:
            if value in here.into:
                self.problems.append(f"Line {line}: “{str(value)[:60]}” appears twice.")
            here.key, here.has_key = value, True
            self.lines.setdefault(self._next_place(), line)

    def _next_place(self) -> str:
        """Return the place of the value that comes next, as `read_plain` names it."""
        if not self.open:
            return ""
        here = self.open[-1]
        if isinstance(here.into, list):
            return f"{here.place}[{len(here.into) + 1}]"
        name = str(here.key)[:60]
        return f"{here.place}.{name}" if here.place else name


def _places(problem: str) -> Iterator[str]:
    """Give the places that a problem may name, the narrowest first."""
    for place in _heads(problem, ": "):
        yield place
        yield from _heads(place, ".")


def _heads(text: str, mark: str) -> Iterable[str]:
    while mark in text:
        text = text.rpartition(mark)[0]
        yield text
