"""Where a person is in the queues of titles, and which title comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.pages.navigation import Tab
from leadqual.labeling.queues.selectors import QUEUES, title_queue
from leadqual.leads.models import JobTitle

PAGE = 50
WALKED = frozenset({"people", "unsure", "disagreeing", "others", "second", "unapproved"})
"""Queues of titles that wait for somebody's word; what is in the others is only looked at."""

BLIND = frozenset({"people", "unsure", "others", "second"})
"""Queues in which a person sees nothing of what somebody else said of a title."""

_FOR = {"unapproved": Role.MANAGER, "second": Role.QUALIFIER}


def queue_tabs(here: str, role: Role) -> list[Tab]:
    """Return the tabs of the queues that a role works on, with the one of this slug open."""
    address = reverse("labelling:titles")
    ways = {"others": reverse("labelling:groups")}
    tabs = [
        Tab(ways.get(name, f"{address}?queue={name}"), label, None, name == here)
        for name, label in QUEUES.items()
        if name == here or role.includes(_FOR.get(name, Role.VIEWER))
    ]
    if role.includes(Role.QUALIFIER):
        suggested = Tab(reverse("labelling:suggestions"), "Suggested", None, here == "suggestions")
    else:
        suggested = Tab(reverse("labelling:my-suggestions"), "My suggestions", None, is_here=False)
    return [*tabs, suggested]


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """A page of a queue.

    Args:
        queue: one of the `QUEUES`.
        words: only titles that hold these.
        page: number of the page as it was asked for, from 1 on.
        reader: key of who works on it.
    """

    queue: str
    words: str
    page: str
    reader: int

    @classmethod
    def read(cls, said: Mapping[str, str], reader: User) -> "QueuePosition":
        """Read the parameters of the page; an unknown queue is read as `people`."""
        queue = said.get("queue", "people")
        return cls(
            queue=queue if queue in QUEUES else "people",
            words=said.get("q", "").strip().lower(),
            page=said.get("page", ""),
            reader=reader.pk,
        )

    @classmethod
    def at(cls, address: str, reader: User) -> "QueuePosition | None":
        """Read an address of ours; None where it is no queue."""
        parts = urlsplit(address)
        if parts.path != reverse("labelling:titles"):
            return None
        return cls.read(dict(parse_qsl(parts.query)), reader)

    def titles(self, workspace: Workspace) -> QuerySet[JobTitle]:
        """Return the titles of the queue in their order."""
        return title_queue(workspace, self.queue, words=self.words, reader=self.reader)

    def shown(self, workspace: Workspace) -> Page[JobTitle]:
        """Return the titles of the page; the last page where there are fewer."""
        return Paginator(self.titles(workspace), PAGE).get_page(self.page)

    def number(self, workspace: Workspace) -> int:
        """Return the number of the page that is shown; without a query for the first one."""
        return self.shown(workspace).number if self.page not in {"", "1"} else 1

    def address(self, number: int, title: int | None = None) -> str:
        """Return the address of a page of this queue, with a title open if one is named."""
        asked: dict[str, str | int] = {"queue": self.queue, "q": self.words, "page": number}
        where = f"{reverse('labelling:titles')}?{urlencode(asked)}"
        return where if title is None else f"{where}&title={title}#title"

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
