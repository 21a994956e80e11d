"""Links behind the cells of a sheet: the label stays, the link goes to the column of its kind."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

Links = Mapping[int, str]
"""Place of a cell in its row, from 0 → where it leads."""

_N_SEEN = 20
"""Rows in which the header is looked for."""

_LONGEST_NAME = 60
_MOSTLY = 0.6


class _Kind(NamedTuple):
    """Links that belong into one column.

    Args:
        target: what such a link looks like.
        names: names of its column.
        added: name of the column that is added where there is none; "" adds none.
    """

    target: re.Pattern[str]
    names: re.Pattern[str]
    added: str


_OF_COMPANY = r"(?=.*(?:company|compan|firm|organi|account|entreprise|empresa|azienda))"
_KINDS = (
    _Kind(
        re.compile(r"(?:https?://)?(?:\w+\.)?linkedin\.com/(?:in|pub|sales)/\S+", re.IGNORECASE),
        re.compile(rf"(?!{_OF_COMPANY}).*linked\s*in.*", re.IGNORECASE),
        "LinkedIn",
    ),
    _Kind(
        re.compile(r"(?:https?://)?(?:\w+\.)?linkedin\.com/(?:company|school)/\S+", re.IGNORECASE),
        re.compile(rf"{_OF_COMPANY}.*linked\s*in.*", re.IGNORECASE),
        "Company LinkedIn",
    ),
    _Kind(
        re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?.*)?", re.IGNORECASE),
        re.compile(r".*(?:e-?mail|courriel|correo|e-?post).*", re.IGNORECASE),
        "Email",
    ),
    _Kind(
        re.compile(r"https?://(?!(?:\w+\.)*linkedin\.com)\S+", re.IGNORECASE),
        re.compile(
            r"(?!.*linked\s*in).*(?:web|home\s?page|domain|\burl\b|\bsit[eo]\b|internet).*",
            re.IGNORECASE,
        ),
        "",
    ),
)
_VALUE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|[\d\s.,+()/-]+", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*[\w-]\.[a-z]{2,}(?:[/?#]\S*)?|\S+@\S+", re.IGNORECASE)


def with_links(
    rows: Iterable[tuple[tuple[Any, ...], Links]], more: Iterable[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of rows, with links in the columns of their kind where these are empty.

    A link to a person or company on LinkedIn, or to an email address, gets a column of its own
    where the header has none for it.

    Args:
        rows: cells and links of each row.
        more: links of rows further down, as far as they are known.
    """
    coming = iter(rows)
    first = list(islice(coming, _N_SEEN))
    urls = [url for _, links in first for url in links.values()] + list(more)
    places = _Places([cells for cells, _ in first], [_kind_of(url) for url in urls])
    for cells, links in chain(first, coming):
        yield places.filled(cells, links) if links or places.added else cells


def _kind_of(url: str) -> _Kind | None:
    return next((kind for kind in _KINDS if kind.target.fullmatch(url)), None)


class _Places:
    """Which column takes links of which kind."""

    def __init__(self, first: Sequence[tuple[Any, ...]], kinds: Sequence[_Kind | None]) -> None:
        self._width = max(map(len, first), default=0)
        self._header = next((cells for cells in first if self._is_header(cells)), ())
        self._place_of: dict[_Kind, int] = {}
        self.added: list[_Kind] = []
        for kind in _KINDS:
            named = (at for at, name in enumerate(self._header) if _names(kind, name))
            if (at := next(named, None)) is not None:
                self._place_of[kind] = at
            elif kind in kinds and kind.added and self._header:
                self._place_of[kind] = self._width + len(self.added)
                self.added.append(kind)

    def _is_header(self, cells: tuple[Any, ...]) -> bool:
        filled = [cell for cell in cells if cell is not None and str(cell).strip()]
        return len(filled) >= max(2, _MOSTLY * self._width) and not any(
            not isinstance(cell, str) or len(cell) > _LONGEST_NAME or _VALUE.fullmatch(cell.strip())
            for cell in filled
        )

    def filled(self, cells: tuple[Any, ...], links: Links) -> tuple[Any, ...]:
        values = [*cells, *[None] * (self._width - len(cells))]
        new = [kind.added if cells is self._header else None for kind in self.added]
        values[self._width : self._width] = new
        for at, url in links.items():
            kind = _kind_of(url)
            place = self._place_of.get(kind) if kind else None
            if place is None or place >= len(values):
                continue
            held = str(values[place] or "").strip()
            if not held or (place == at and not _ADDRESS.fullmatch(held)):
                values[place] = url.partition(":")[2].partition("?")[0] if "@" in url else url
        return tuple(values)


def _names(kind: _Kind, name: Any) -> bool:
    return isinstance(name, str) and bool(kind.names.fullmatch(name.strip()))
