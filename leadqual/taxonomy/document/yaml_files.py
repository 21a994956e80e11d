"""The taxonomy as one YAML file: written for people to edit, read as what anybody may send."""

from collections.abc import Iterable, Iterator, Mapping

import yaml
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
_RESOLVER = Resolver()


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
    whole, problems, lines = _parse(content)
    if problems:
        raise DocumentError(problems)
    try:
        return read_plain(whole)
    except DocumentError as error:
        raise DocumentError([_with_line(problem, lines) for problem in error.problems]) from error


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


def _parse(content: bytes) -> tuple[object, list[str], dict[str, int]]:
    """Return what a file holds, its problems, and the line of each place that `read_plain` names.

    Raises:
        DocumentError: the rest of the file cannot be read.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError([f"Line {line}: not valid UTF-8. Save the file as UTF-8."]) from error
    builder = _Builder(_supported(yaml.parse(text, Loader=yaml.CSafeLoader)))
    try:
        return builder.document(), builder.problems, builder.lines
    except yaml.YAMLError as error:
        raise DocumentError([*builder.problems, _error_text(error)]) from error


def _supported(events: Iterable[yaml.Event]) -> Iterator[yaml.Event]:
    """Hand on the events of one document without deep nesting and without what is unsafe."""
    n_documents = depth = 0
    for event in events:
        n_documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        problem = _unsafe(event) if isinstance(event, yaml.NodeEvent) else ""
        if n_documents > 1:
            problem = "the file contains a second document. Use one document per file."
        elif depth > _DEEPEST:
            problem = problem or "lists and mappings are nested too deep."
        if problem:
            raise DocumentError([f"Line {_line(event)}: {problem}"])
        yield event


def _unsafe(event: yaml.NodeEvent) -> str:
    if isinstance(event, yaml.AliasEvent):
        return f"*{str(event.anchor)[:60]}: aliases are not supported. Write the value out."
    if event.anchor:
        return f"&{event.anchor[:60]}: anchors are not supported. Remove it."
    tag = event.tag  # type: ignore[attr-defined]  # of scalars and collections
    is_text = isinstance(event, yaml.ScalarEvent) and tag == f"{_TAG}str"
    if tag not in (None, "!") and not is_text:
        return f"{tag[:60]}: tags are not supported. Remove it."
    return ""


def _error_text(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"Line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    what = (
        getattr(error, "problem", None) or getattr(error, "reason", None) or "could not be parsed"
    )
    return f"{where}not valid YAML: {what}."


class _Builder:
    """Makes lists and mappings of the events of the parser, and notes the line of each."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self.problems: list[str] = []
        self.lines: dict[str, int] = {}

    def document(self) -> object:
        """Return what the document holds; None for an empty one."""
        whole = None
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                whole = self._value(event, "")
        return whole

    def _value(self, event: yaml.Event, path: str) -> object:
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            rows: list[object] = []
            while not isinstance(row := next(self._events), yaml.SequenceEndEvent):
                rows.append(self._value(row, f"{path}[{len(rows) + 1}]"))
            return rows
        found: dict[object, object] = {}
        while not isinstance(name := next(self._events), yaml.MappingEndEvent):
            if not isinstance(name, yaml.ScalarEvent):
                problem = f"Line {_line(name)}: a name must be text, not a list or a mapping."
                raise DocumentError([*self.problems, problem])
            key = self._scalar(name)
            if key in found:
                self.problems.append(f"Line {_line(name)}: “{str(key)[:60]}” appears twice.")
            if len(self.problems) >= _MAX_PROBLEMS:
                raise DocumentError(self.problems)
            at = str(key)[:60]
            inner = f"{path}.{at}" if path else at
            self.lines.setdefault(inner, _line(name))
            found[key] = self._value(next(self._events), inner)
        return found

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        """Return what a word without quotes is: nothing, yes or no, a number, or a text."""
        text = str(event.value)
        if event.tag:
            return text
        found = _RESOLVER.resolve(yaml.ScalarNode, text, event.implicit)  # type: ignore[no-untyped-call]  # of the library
        tag = str(found).removeprefix(_TAG)
        if tag == "null":
            return None
        if tag == "bool":
            return text.lower() in {"yes", "true", "on"}
        try:
            if tag in {"int", "float"}:
                return float(text) if tag == "float" else int(text)
        except ValueError:
            tag = ""
        if tag != "str":
            self.problems.append(
                f"Line {_line(event)}: {text[:60]} must be text. Put it in quotes."
            )
        return text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _with_line(problem: str, lines: Mapping[str, int]) -> str:
    """Put the line before a problem that names its place."""
    known = (lines[path] for path in _paths_in(problem) if path in lines)
    line = next(known, None)
    return problem if line is None else f"Line {line}: {problem}"


def _paths_in(problem: str) -> Iterator[str]:
    """Give the places that a problem may name, the narrowest first."""
    for path in _heads(problem, ": "):
        yield path
        yield from _heads(path, ".")


def _heads(text: str, mark: str) -> Iterable[str]:
    while mark in text:
        text = text.rpartition(mark)[0]
        yield text
