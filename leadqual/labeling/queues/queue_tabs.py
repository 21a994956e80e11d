"""The tabs of Titles with how many wait in each, and the filters inside a tab."""

from dataclasses import dataclass

from django.urls import reverse

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.pages.panels import Tab
from leadqual.labeling.queues.selectors import (
    NO_FILTER,
    PLACE_PAGES,
    LabelFilter,
    QueuePosition,
    title_queue,
)
from leadqual.labeling.queues.title_queues import PLACES, QUEUES
from leadqual.labeling.suggestions import n_in_review

SUGGESTED, MINE, GROUPS = "suggested", "mine", "groups"
"""Pages inside a place that hold something else than titles one by one."""


@dataclass(frozen=True, slots=True)
class QueueNavigation:
    """The ways through Titles.

    Args:
        tabs: To do, Review and Done; an empty one has no number.
        filters: queues inside the open tab.
    """

    tabs: list[Tab]
    filters: list[Tab]


@dataclass(frozen=True, slots=True)
class QueueReader:
    """Who looks at the queues of which workspace, and which labels they want."""

    workspace: Workspace
    person: User
    role: Role
    labels: LabelFilter = NO_FILTER

    def n_titles(self, queue: str, labels: LabelFilter = NO_FILTER) -> int:
        found = title_queue(self.workspace, queue, reader=self.person.pk, labels=labels)
        return found.order_by().count()


def queue_navigation(reader: QueueReader, here: str) -> QueueNavigation:
    """Return the tabs and the filters; eight queries at most.

    Args:
        reader: who looks.
        here: slug of the queue, or one of `SUGGESTED`, `MINE` and `GROUPS`.
    """
    place = "review" if here in {SUGGESTED, MINE} else _place(here)
    reviews = _reviews(reader, here)
    waiting = {
        "todo": reader.n_titles("todo"),
        "review": sum(filter_.count or 0 for filter_ in reviews),
        "done": 0,
    }
    tabs = [
        Tab(reverse(PLACE_PAGES[slug]), name, waiting[slug] or None, slug == place)
        for slug, name in PLACES.items()
    ]
    if place == "todo":
        filters = _to_do(reader, here, waiting["todo"])
    elif place == "done":
        filters = [_filter(reader, slug, here) for slug in _queues_of("done")]
    else:
        filters = reviews
    return QueueNavigation(tabs, filters)


def first_review(reader: QueueReader) -> str:
    """Return the slug of the first queue of Review in which something waits; else its first."""
    slugs = [slug for slug, _ in _review_slugs(reader)]
    reviews = _reviews(reader, "")
    waiting = [slug for slug, found in zip(slugs, reviews, strict=True) if found.count]
    return next(iter(waiting), slugs[0])


def _place(queue: str) -> str:
    return "todo" if queue == GROUPS else QUEUES[queue].place


def _queues_of(place: str) -> list[str]:
    return [slug for slug, queue in QUEUES.items() if queue.place == place]


def _to_do(reader: QueueReader, here: str, n_all: int) -> list[Tab]:
    found = []
    for slug in _queues_of("todo"):
        is_counted = slug == "todo" and not reader.labels
        count = n_all if is_counted else reader.n_titles(slug, reader.labels)
        found.append(_filter(reader, slug, here, count))
    return found


def _filter(reader: QueueReader, slug: str, here: str, count: int | None = None) -> Tab:
    position = QueuePosition(slug, "", "", reader.person.pk, reader.labels)
    is_here = slug == here or (here == GROUPS and slug == "unclassified")
    return Tab(position.address(), QUEUES[slug].name, count or None, is_here)


def _review_slugs(reader: QueueReader) -> list[tuple[str, str]]:
    """Return slug and name of what a role reviews, and of what became of its own suggestions."""
    own = [(MINE, "My suggestions")]
    if not reader.role.includes(Role.QUALIFIER):
        return own
    titles = [(slug, QUEUES[slug]) for slug in _queues_of("review")]
    mine = [(slug, queue.name) for slug, queue in titles if reader.role.includes(queue.role)]
    return [(SUGGESTED, "Suggested"), *mine, *own]


def _reviews(reader: QueueReader, here: str) -> list[Tab]:
    found = []
    for slug, name in _review_slugs(reader):
        if slug == SUGGESTED:
            count = n_in_review(reader.workspace)
        elif slug == MINE:
            count = 0
        else:
            count = reader.n_titles(slug)
        address = f"{reverse(PLACE_PAGES['review'])}?queue={slug}"
        found.append(Tab(address, name, count or None, slug == here))
    return found
