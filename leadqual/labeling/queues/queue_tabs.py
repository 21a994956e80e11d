"""The tabs of Titles with how many wait in each, and the filters inside a tab."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.pages.panels import Tab
from leadqual.core.prepared_query import PreparedCounts
from leadqual.core.row_counts import count_rows
from leadqual.labeling.queues.label_filter import NO_FILTER, LabelFilter
from leadqual.labeling.queues.positions import PLACE_PAGES, QueuePosition
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.queues.title_queues import PLACES, QUEUES
from leadqual.labeling.suggestions import subjects_in_review

SUGGESTED, MINE, GROUPS = "suggested", "mine", "groups"
"""Pages inside a place that hold something else than titles one by one."""


@dataclass(frozen=True, slots=True)
class QueueReader:
    """Who looks at the queues of which workspace, and which labels they want."""

    workspace: Workspace
    person: User
    role: Role
    labels: LabelFilter = NO_FILTER

    def rows(self, queue: str, labels: LabelFilter = NO_FILTER) -> "QuerySet[Any]":
        """Return what waits in a queue, or as suggestions."""
        if queue == SUGGESTED:
            return subjects_in_review(self.workspace)
        return title_queue(self.workspace, queue, reader=self.person.pk, labels=labels)

    def counts(self, *queues: str) -> list[int]:
        """Return how many wait in each queue, or as suggestions, whatever their labels."""
        prepared = _counts(queues, self.workspace.title_overlap)
        return prepared.of(workspace=self.workspace.pk, reader=self.person.pk)


@cache
def _counts(queues: tuple[str, ...], overlap: int) -> PreparedCounts:
    def rows(workspace: int, reader: int) -> Iterator[QuerySet[Any]]:
        where = Workspace(pk=workspace, title_overlap=overlap)
        return map(QueueReader(where, User(pk=reader), Role.VIEWER).rows, queues)

    return PreparedCounts(rows, {"workspace": -1, "reader": -2})


def queue_navigation(reader: QueueReader, here: str) -> dict[str, list[Tab]]:
    """Return `tabs`, an empty one without a number, and the `filters` inside the open one.

    One query, one more where labels are chosen.

    Args:
        reader: who looks.
        here: slug of the queue, or one of `SUGGESTED`, `MINE` and `GROUPS`.
    """
    index = "review" if here in {SUGGESTED, MINE} else _tab_of_queue(here)
    slugs = [slug for slug, _ in _review_slugs(reader) if slug != MINE]
    inside = _queues_of("todo") if index == "todo" else []
    if reader.labels:
        n_todo, *found = reader.counts("todo", *slugs)
        found += count_rows(*(reader.rows(slug, reader.labels) for slug in inside))
    else:
        n_todo, *found = reader.counts("todo", *slugs, *inside)
    reviews = _reviews(reader, here, found[: len(slugs)])
    waiting = {"todo": n_todo, "review": sum(found[: len(slugs)]), "done": 0}
    tabs = [
        Tab(reverse(PLACE_PAGES[slug]), name, waiting[slug] or None, slug == index)
        for slug, name in PLACES.items()
    ]
    tabs.append(Tab(reverse("taxonomy:tree"), "Functions", None, is_here=False))
    if index == "todo":
        counts = zip(inside, found[len(slugs) :], strict=True)
        filters = [_filter(reader, slug, here, count) for slug, count in counts]
    elif index == "done":
        filters = [_filter(reader, slug, here) for slug in _queues_of("done")]
    else:
        filters = reviews
    return {"tabs": tabs, "filters": filters}


def first_review(reader: QueueReader) -> str:
    """Return the slug of the first queue of Review in which something waits; else its first."""
    slugs = [slug for slug, _ in _review_slugs(reader) if slug != MINE]
    counts = reader.counts(*slugs)
    waiting = [slug for slug, count in zip(slugs, counts, strict=True) if count]
    return next(iter([*waiting, *slugs]), MINE)


def _tab_of_queue(queue: str) -> str:
    return "todo" if queue == GROUPS else QUEUES[queue].place


def _queues_of(index: str) -> list[str]:
    return [slug for slug, queue in QUEUES.items() if queue.place == index]


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


def _reviews(reader: QueueReader, here: str, counts: Sequence[int]) -> list[Tab]:
    address = f"{reverse(PLACE_PAGES['review'])}?queue="
    return [  # One's own suggestions come last, without a number.
        Tab(f"{address}{slug}", name, count or None, slug == here)
        for (slug, name), count in zip(_review_slugs(reader), [*counts, 0], strict=True)
    ]
