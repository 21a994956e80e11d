"""Where the record that is open beside its list stands in it, and the ways to its neighbors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model
from django.urls import reverse

from leadqual.search.cursors import PAGE_SIZE, Page
from leadqual.search.pages.filters import heat_map
from leadqual.search.query.query import Search

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Search)
_LIST = "#main"


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The record before or behind the open one.

    Args:
        url: the page with it open.
        part_url: what htmx asks for: the record, or the list where it is on another page of it.
        target: selector of what the answer replaces.
        is_list: the answer is the list, whose address is pushed by the link.
    """

    url: str
    part_url: str
    target: str
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class ResultPlace:
    """Number of the open record among the results, from 1, and its neighbors."""

    number: int
    total: int
    previous: Neighbor | None
    next: Neighbor | None


@dataclass(frozen=True, slots=True)
class Pane(Generic[S, M]):
    """Where records of one kind open, and how their list is read.

    Args:
        list_name: name of the address of the list.
        part_name: name of the address of the part that shows one record.
        param: parameter of the list that names the open record.
        target: id of the element that shows it.
        read: reads so many results at most, from where the cursor of a search says.
        count: counts all results.
        kept: what the addresses of the list carry on beside the search.
    """

    list_name: str
    part_name: str
    param: str
    target: str
    read: Callable[[S, int], Page[M]]
    count: Callable[[S], int]
    kept: Sequence[tuple[str, str]] = ()

    def address(self, query: S, key: int | None = None) -> str:
        """Return the address of the list, with a record open where a key is given."""
        more = [*self.kept, *([] if key is None else [(self.param, str(key))])]
        return f"{reverse(self.list_name)}?{query.to_query(more)}".rstrip("?")

    def part_address(self, query: S, key: int) -> str:
        """Return where the part that shows a record comes from."""
        return f"{reverse(self.part_name, args=[key])}?{query.to_query(self.kept)}"

    def place_of(
        self, query: S, key: int, page: Page[M] | None = None, total: int | None = None
    ) -> ResultPlace | None:
        """Return where a record stands on the page of the search; None where it is not.

        Args:
            query: the search, with the cursor of the page.
            key: of the record.
            page: that page, where it was read already.
            total: number of all results, where it was counted already.
        """
        page = page or self.read(query, PAGE_SIZE)
        keys = [row.pk for row in page.rows]
        if key not in keys:
            return None
        at = keys.index(key)
        return ResultPlace(
            number=page.first + at,
            total=max(self.count(query) if total is None else total, page.first + at),
            previous=self._here(query, keys[at - 1]) if at else self._beyond(query, page.before),
            next=self._here(query, keys[at + 1])
            if at + 1 < len(keys)
            else self._beyond(query, page.after, is_after=True),
        )

    def _here(self, query: S, key: int) -> Neighbor:
        url, part = self.address(query, key), self.part_address(query, key)
        return Neighbor(f"{url}#{self.target}", part, f"#{self.target}")

    def _beyond(self, query: S, cursor: str, *, is_after: bool = False) -> Neighbor | None:
        if not cursor:
            return None
        there = query.changed(**{"after" if is_after else "before": cursor})
        found = self.read(there, 1).rows
        if not found:
            return None
        url = self.address(there, found[0].pk)
        return Neighbor(f"{url}#{self.target}", url, _LIST, is_list=True)


def kept_of(params: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what the addresses of a list carry on: its saved search, the heat map."""
    saved = params.get("saved", "")
    kept = [("saved", saved)] if saved.isdecimal() else []
    return [*kept, *(heat_map.KEPT if heat_map.PARAM in params else [])]
