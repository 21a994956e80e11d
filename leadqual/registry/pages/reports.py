"""The report of an evaluation as tables: whatever figures it has, in its own order."""

from collections.abc import Mapping

from leadqual.core.pages.figures import FigureRow, FigureTable

OWN = "Training"  # what a report says outside of its groups


def tables_of(report: Mapping[str, object]) -> list[FigureTable]:
    """Turn a report into tables: figures first, then how it was trained and each label."""
    tables = _tables(OWN, report)
    return sorted(tables, key=lambda table: not table.name.lower().endswith("figures"))


def _tables(name: str, group: Mapping[str, object]) -> list[FigureTable]:
    own = [
        FigureRow(_words(key), (_shown(value),))
        for key, value in group.items()
        if isinstance(value, int | float | str) and key != "name"
    ]
    tables = [FigureTable(name, "Figure", ("Value",), tuple(own))] if own else []
    for key, value in group.items():
        if isinstance(value, Mapping):
            tables += _of_labels(_joined(name, key), value) or _tables(_joined(name, key), value)
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, Mapping):
                    tables += _tables(_words(str(part.get("name") or key)), part)
    return tables


def _of_labels(name: str, group: Mapping[str, object]) -> list[FigureTable]:
    """Return one table where every entry has the same figures; none where they differ."""
    entries = {key: value for key, value in group.items() if isinstance(value, Mapping)}
    shapes = {tuple(entry) for entry in entries.values()}
    if len(entries) != len(group) or len(shapes) != 1:
        return []
    columns = shapes.pop()
    rows = tuple(
        FigureRow(_words(key), tuple(_shown(entry[column]) for column in columns))
        for key, entry in entries.items()
    )
    head = "Label" if len(columns) > 1 else "Figure"
    return [FigureTable(name, head, tuple(map(_words, columns)), rows)]


def _joined(name: str, key: str) -> str:
    return _words(key) if name == OWN else f"{name}: {_words(key).lower()}"


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _words(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
