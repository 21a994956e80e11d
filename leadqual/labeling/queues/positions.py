"""The position of a person in the queues of titles, and its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.paginator import Page, Paginator
from django.db.models import (
    QuerySet,
)
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.queues.label_filter import NO_FILTER, LabelFilter
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.queues.title_queues import QUEUES, queue_named
from leadqual.leads.models import JobTitle

PAGE = 50
PLACE_PAGES = {"todo": "labeling:titles", "review": "labeling:review", "done": "labeling:done"}


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """A page of a queue.

    Args:
        queue: one of `title_queues.QUEUES`.
        words: only titles that hold these.
        page: number of the page as it was asked for, from 1 on.
        reader: key of who works on it.
        labels: only titles of these functions.
    """

    queue: str
    words: str
    page: str
    reader: int
    labels: LabelFilter = NO_FILTER

    @classmethod
    def read(
        cls, labels: Mapping[str, str], reader: User, *, default: str = "todo"
    ) -> "QueuePosition":
        """Read the parameters of the page; an unknown queue is read as the default."""
        return cls(
            queue=queue_named(labels.get("queue", ""), default),
            words=labels.get("q", "").strip().lower(),
            page=labels.get("page", ""),
            reader=reader.pk,
            labels=LabelFilter.read(labels),
        )

    @classmethod
    def at(cls, address: str, reader: User) -> "QueuePosition | None":
        """Read an address of ours; None where it is no queue."""
        parts = urlsplit(address)
        index = {reverse(name): slug for slug, name in PLACE_PAGES.items()}.get(parts.path)
        labels = dict(parse_qsl(parts.query))
        if index is None or (index == "review" and queue_named(labels.get("queue", ""), "") == ""):
            return None
        return cls.read(labels, reader, default=index)

    @property
    def place(self) -> str:
        """Return the slug of the place in which the queue is."""
        return QUEUES[self.queue].place

    def titles(self, workspace: Workspace) -> QuerySet[JobTitle]:
        """Return the titles of the queue in their order."""
        return title_queue(
            workspace, self.queue, words=self.words, reader=self.reader, labels=self.labels
        )

    def shown(self, workspace: Workspace) -> Page[JobTitle]:
        """Return the titles of the page; the last page where there are fewer."""
        return Paginator(self.titles(workspace), PAGE).get_page(self.page)

    def number(self, workspace: Workspace) -> int:
        """Return the number of the page that is shown; without a query for the first one."""
        return self.shown(workspace).number if self.page not in {"", "1"} else 1

    def address(self, number: int = 1, title: int | None = None) -> str:
        """Return the address of a page of this queue, with a title open if one is named."""
        asked: dict[str, str | int] = {"queue": self.queue, "q": self.words, **self.labels.params()}
        asked["page"] = number if number > 1 else ""
        asked["title"] = title or ""
        named = {name: value for name, value in asked.items() if value}
        where = f"{reverse(PLACE_PAGES[self.place])}?{urlencode(named)}"
        return where if title is None else f"{where}#title"

    def after(self, workspace: Workspace, title: JobTitle) -> tuple[int, ...]:
        """Return the keys of titles that come after one, the nearest first; then those before it.

        Ask before the title is corrected: it may leave the queue by that.
        """
        return nearest(self.keys(workspace, self.number(workspace)), title.pk)

    def past(self, number: int, title: int) -> str:
        """Return the address that goes past a title, to the next one that nobody else has open."""
        return f"{self.address(number)}&after={title}"

    def keys(self, workspace: Workspace, number: int) -> list[int]:
        """Return the keys of the titles of a page and of the next one; one query."""
        start = (number - 1) * PAGE
        return list(self.titles(workspace).values_list("pk", flat=True)[start : start + 2 * PAGE])


def nearest(keys: Sequence[int], title: int) -> tuple[int, ...]:
    """Return the keys behind that of a title, then those before it."""
    at = keys.index(title) if title in keys else -1
    return (*keys[at + 1 :], *keys[: max(at, 0)])
