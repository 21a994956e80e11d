"""Lists and mappings that others wrote → a document, or what is wrong with them, place by place."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from classifiers.titles.text.normalize import normalize
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.errors import DocumentError

MeaningValue = TypeVar("MeaningValue", Meaning, frozenset[str])

_DEPARTMENT = {"slug", "name", "formerly", "functions"}
_FUNCTION = {"slug", "name", "about", "formerly", "titles", "threshold", "called"}
_MEANING = {"functions", "level", "industry"}


def read_plain(plain: object) -> Document:
    """Return the document in what `to_plain` gives, as a file or a program may have changed it.

    Titles of the dictionary and phrases are normalised. What the parts say is for
    `checking.check`.

    Raises:
        DocumentError: a part is missing, unknown or of the wrong kind; every place is named.
    """
    reader = _Reader()
    found = reader.document(plain)
    if reader.problems:
        raise DocumentError(reader.problems)
    return found


class _Reader:
    """Reads part by part and goes on after a problem, to name all of them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def document(self, plain: object) -> Document:
        whole = self._mapping(plain, "The file", {"departments", "dictionary", "phrases"})
        rows = list(self._rows(whole.get("departments"), "departments", _DEPARTMENT))
        return Document(
            departments=tuple(
                WrittenDepartment(
                    self._text(row, "slug", at),
                    self._text(row, "name", at),
                    self._texts(row, "formerly", at),
                )
                for at, row in rows
            ),
            functions=tuple(
                self._function(function, path, str(row.get("slug", "")))
                for at, row in rows
                for path, function in self._rows(
                    row.get("functions", []), f"{at}.functions", _FUNCTION
                )
            ),
            dictionary=self._dictionary(whole.get("dictionary", {})),
            phrases=self._phrases(whole.get("phrases", {})),
        )

    def _function(self, row: Mapping[str, Any], at: str, department: str) -> WrittenFunction:
        threshold = row.get("threshold")
        if threshold is not None and not _is_share(threshold):
            self.problems.append(f"{at}.threshold: must be a number from 0 to 1, or omitted.")
            threshold = None
        called = self._mapping(row.get("called", {}), f"{at}.called")
        return WrittenFunction(
            slug=self._text(row, "slug", at),
            name=self._text(row, "name", at),
            department=department,
            about=self._text(row, "about", at, default=""),
            formerly=self._texts(row, "formerly", at),
            titles=self._texts(row, "titles", at),
            threshold=None if threshold is None else float(threshold),
            called={tool: self._text(called, tool, f"{at}.called") for tool in called},
        )

    def _dictionary(self, plain: object) -> dict[str, Meaning]:
        found: dict[str, Meaning] = {}
        for title, written in self._mapping(plain, "dictionary").items():
            at = f"dictionary.{title[:60]}"
            row = self._mapping(written if written is not None else {}, at, _MEANING)
            meaning = Meaning(
                self._texts(row, "functions", at),
                self._text(row, "level", at, default=""),
                self._text(row, "industry", at, default=""),
            )
            self._put(found, title, meaning, at)
        return found

    def _phrases(self, plain: object) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for phrase, meant in self._mapping(plain, "phrases").items():
            at = f"phrases.{phrase[:60]}"
            self._put(found, phrase, self._texts({"functions": meant or []}, "functions", at), at)
        return found

    def _put(
        self, found: dict[str, MeaningValue], text: str, meaning: MeaningValue, at: str
    ) -> None:
        key = text if text in found else normalize(text)
        if not key:
            self.problems.append(f"{at}: is empty after normalization.")
        elif key in found and found[key] != meaning:
            self.problems.append(f"{at}: appears twice with different values.")
        else:
            found[key] = meaning

    def _rows(
        self, plain: object, at: str, names: set[str]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if not isinstance(plain, list):
            self.problems.append(f"{at}: must be a list.")
            return
        for number, row in enumerate(plain, 1):
            path = f"{at}[{number}]"
            yield path, self._mapping(row, path, names)

    def _mapping(self, plain: object, at: str, names: set[str] | None = None) -> Mapping[str, Any]:
        if not isinstance(plain, dict):
            self.problems.append(f"{at}: must be a mapping.")
            return {}
        if non_texts := [name for name in plain if not isinstance(name, str)]:
            self.problems.append(f"{at}: {str(non_texts[0])[:60]} must be text. Put it in quotes.")
        if names and (unknown := sorted(str(name) for name in set(plain) - names)):
            self.problems.append(f"{at}: unknown field “{unknown[0][:60]}”.")
        return {name: value for name, value in plain.items() if isinstance(name, str)}

    def _text(
        self, row: Mapping[str, Any], name: str, at: str, *, default: str | None = None
    ) -> str:
        value = row.get(name, default)
        if isinstance(value, str):
            return value
        what = "is missing" if value is None else "must be text. Put it in quotes"
        self.problems.append(f"{at}.{name[:60]}: {what}.")
        return ""

    def _texts(self, row: Mapping[str, Any], name: str, at: str) -> frozenset[str]:
        values = row.get(name) or []
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return frozenset(values)
        self.problems.append(f"{at}.{name}: must be a list of texts.")
        return frozenset()


def _is_share(value: object) -> bool:
    """Return whether it is a number from 0 to 1; there are whole numbers that no float can hold."""
    return not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value <= 1
