"""Reads of titles, what they are and what people said of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.models.corrections import Correction, PropagatedLabel
from leadqual.labeling.models.learned import LearnedFunction, LearnedTitle, Spread
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.search.results.title_sums import sums_of
from leadqual.taxonomy.checks import ReachOfChange
from leadqual.taxonomy.services import normalised

_Said = Correction.functions.through

NEVER_READ = Q(classified_at=None, level=None)  # One that is read again keeps what it was.
_N_FOLLOWERS = Count("propagated_labels", filter=Q(propagated_labels__is_in_force=True))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the workspace is settled by a person's word.

    Args:
        n_people: contacts with a title.
        n_known: those whose title the dictionary settles.
        n_other: those whose title holds no function.
        n_pending: titles that wait for the job.
    """

    n_people: int
    n_corrected: int
    n_following: int
    n_known: int
    n_other: int
    n_pending: int
    n_titles: int

    @property
    def n_read(self) -> int:
        """Titles that are read, and do not wait to be read again."""
        return self.n_titles - self.n_pending

    @property
    def share_read(self) -> float:
        """Share of the titles that do not wait, 0 to 1."""
        return self.n_read / self.n_titles if self.n_titles else 1.0

    @property
    def share_taught(self) -> float:
        """Share of the people whose title a person settles, 0 to 1."""
        return self.n_taught / self.n_people if self.n_people else 0.0

    @property
    def share_known(self) -> float:
        """Share of the people whose title the dictionary settles, 0 to 1."""
        return self.n_known / self.n_people if self.n_people else 0.0

    @property
    def share(self) -> float:
        """Share of the people whose title a person or the dictionary settles, 0 to 1."""
        return (self.n_taught + self.n_known) / self.n_people if self.n_people else 0.0

    @property
    def n_taught(self) -> int:
        """Contacts whose title a person has settled, by its own name or by that of a like one."""
        return self.n_corrected + self.n_following


def titles_of(workspace: Workspace | int) -> QuerySet[JobTitle]:
    """Return the titles of a workspace with labels and whom they follow; five queries at most.

    `followed` holds the move by which a title follows a corrected one, or nothing; `silenced` the
    correction whose functions were all retired, or nothing.
    """
    without_function = retired_corrections().prefetch_related("functions")
    moves = PropagatedLabel.objects.filter(is_in_force=True).select_related("correction__job_title")
    return (
        JobTitle.objects.filter(workspace=workspace)
        .select_related("level", "industry")
        .prefetch_related(
            Prefetch("labels", TitleLabel.objects.select_related("function__department")),
            Prefetch("propagated_labels", moves, "followed"),
        )
        .prefetch_related(Prefetch("corrections", without_function, "silenced"))
    )


def title_named(workspace: Workspace, title: str) -> JobTitle | None:
    """Return the stored title that reads like this one; one query."""
    return titles_of(workspace).filter(normalised=normalised(title)).first()


def coverage(workspace: Workspace) -> Coverage:
    """Count people by who settled their title; four queries."""
    sums = sums_of(workspace)
    # Counted from the other side: joined to titles, one that was corrected twice would count twice.
    corrected = effective_corrections().filter(workspace=workspace)
    following = PropagatedLabel.objects.filter(job_title__workspace=workspace, is_in_force=True)
    return Coverage(
        n_people=sums.n_people,
        n_corrected=corrected.aggregate(n=Sum("job_title__n_contacts", default=0))["n"],
        n_following=following.aggregate(n=Sum("job_title__n_contacts", default=0))["n"],
        n_known=sums.n_known,
        n_other=sums.n_other,
        n_pending=sums.n_pending,
        n_titles=sums.n_titles,
    )


@dataclass(frozen=True, slots=True)
class TitleCount:
    """How many titles there are of a kind."""

    n_titles: int
    n_contacts: int


def propagated_from(correction: Correction) -> TitleCount:
    """Count the titles that follow a correction now; one query."""
    moves = correction.propagated_labels.filter(is_in_force=True)
    found = moves.aggregate(
        n_titles=Count("pk"), n_contacts=Sum("job_title__n_contacts", default=0)
    )
    return TitleCount(**found)


def propagated_to(title: JobTitle) -> list[PropagatedLabel]:
    """Return the move by which a title of `titles_of` follows a correction, or nothing."""
    return list(getattr(title, "followed", ()))


def propagated_titles(workspace: Workspace, correction: Correction) -> QuerySet[JobTitle]:
    """Return the titles that follow a correction now, the most frequent first."""
    moved = PropagatedLabel.objects.filter(correction=correction, is_in_force=True)
    titles = titles_of(workspace).filter(pk__in=moved.values("job_title"))
    return titles.order_by("-n_contacts", "pk")


def corrections_of(workspace: Workspace) -> QuerySet[Correction]:
    """Return the corrections of a workspace, the newest first, with how many titles follow each."""
    return (
        Correction.objects.filter(workspace=workspace)
        .select_related("job_title", "level", "industry", "author", "undone_by")
        .prefetch_related("functions")
        .annotate(n_followers=_N_FOLLOWERS)
        .order_by("-pk")
    )


def learned_functions(workspace: Workspace) -> QuerySet[LearnedFunction]:
    """Return what is learned from corrections now, or was held back, refused or switched off.

    One for each function; a newer one that is kept next to it is in `learned_rows` alone.
    """
    return learned_rows(workspace).exclude(state=LearnedFunction.State.NEWER)


def learned_rows(workspace: Workspace) -> QuerySet[LearnedFunction]:
    """Return `learned_functions` and those kept next to an active one."""
    rows = LearnedFunction.objects.filter(workspace=workspace).exclude(
        state=LearnedFunction.State.REPLACED
    )
    return rows.select_related("workspace", "function__department", "author").order_by(
        "function__name", "-pk"
    )


def titles_claimed(learned: LearnedFunction) -> QuerySet[JobTitle]:
    """Return the titles that a learned function takes or would take, the most frequent first.

    Titles that people corrected, directly or by a close variant, are not among them.
    """
    taken = LearnedTitle.objects.filter(learned=learned)
    titles = titles_of(learned.workspace).filter(pk__in=taken.values("job_title"))
    return titles.exclude(source="correction").order_by("-n_contacts", "-pk")


def counts_taken(workspace: Workspace) -> defaultdict[int, TitleCount]:
    """Count the titles of `titles_taken` for each learned function by its key; one query."""
    taken = LearnedTitle.objects.filter(learned__workspace=workspace)
    rows = (
        taken.exclude(job_title__source="correction")
        .values_list("learned")
        .annotate(Count("pk"), Sum("job_title__n_contacts", default=0))
        .order_by()
    )
    found = {key: TitleCount(n_titles, n_contacts) for key, n_titles, n_contacts in rows}
    return defaultdict(lambda: TitleCount(0, 0), found)


def rollout_of(workspace: Workspace) -> Spread | None:
    """Return the walk that puts what was learned into stored titles; None where none runs."""
    return Spread.objects.filter(pk=workspace.pk, finished_at=None).first()


def history_of(job_title: JobTitle) -> QuerySet[Correction]:
    """Return every correction of a title, the newest first.

    `suggested` holds who asked for it, `returned_with` the note of who returned it, if any.
    """
    asked = Suggestion.objects.filter(state=Suggestion.State.ACCEPTED).select_related("author")
    returned = Suggestion.objects.filter(
        job_title=job_title,
        state=Suggestion.State.RETURNED,
        author=OuterRef("author"),
        reviewed_at=OuterRef("undone_at"),
    )
    return (
        job_title.corrections.select_related(
            "author", "level", "industry", "undone_by", "approved_by"
        )
        .prefetch_related("functions", Prefetch("suggestions", asked, "suggested"))
        .annotate(n_followers=_N_FOLLOWERS, returned_with=Subquery(returned.values("answer")[:1]))
        .order_by("-pk")
    )


def last_correction_of(workspace: Workspace, author: User) -> Correction | None:
    """Return the last correction of a person that still counts, with its functions; two queries."""
    rows = effective_corrections().filter(workspace=workspace, author=author, step=None)
    return rows.prefetch_related("functions").order_by("-pk").first()


def effective_corrections(*, of_title: bool = False) -> QuerySet[Correction]:
    """Return the current corrections that say None fits, or name a function that is not retired."""
    rows = Correction.objects.filter(_has_labels(), is_current=True)
    return rows.filter(job_title=OuterRef("pk")) if of_title else rows


def retired_corrections() -> QuerySet[Correction]:
    """Return the current corrections whose functions were all retired."""
    return Correction.objects.exclude(_has_labels()).filter(is_current=True)


def reach_of_change(changed: Collection[str], retired: Collection[str]) -> ReachOfChange:
    """Return what a change of the taxonomy reaches in all workspaces; two queries.

    Args:
        changed: slugs of functions that change.
        retired: slugs of functions that will be retired.
    """
    titles = TitleLabel.objects.filter(function__slug__in=changed)
    links = _Said.objects.filter(correction=OuterRef("pk"))
    others = links.filter(function__retired_at=None).exclude(function__slug__in=retired)
    without_function = Correction.objects.filter(
        Exists(links.filter(function__slug__in=retired)), ~Exists(others), is_current=True
    )
    n_titles = titles.aggregate(n=Count("job_title", distinct=True))["n"]
    return ReachOfChange(n_titles, without_function.count())


def outdated_corrections(*, of_title: bool = True) -> QuerySet[Correction]:
    """Return current corrections that the stored labels of their title do not follow.

    Functions are retired and put back while titles are corrected to them.
    """
    labels = TitleLabel.objects.filter(job_title=OuterRef("job_title"))
    stored = labels.filter(function__retired_at__isnull=False)
    mine = TitleLabel.objects.filter(
        job_title=OuterRef("correction__job_title"), function=OuterRef("function")
    )
    living = _Said.objects.filter(correction=OuterRef("pk"), function__retired_at=None)
    missing = living.exclude(Exists(mine))
    is_read = ~Q(job_title__source=TitleLabel.Source.CORRECTION)
    rows = Correction.objects.filter(
        Exists(stored) | Exists(missing) | (is_read & _has_labels()), is_current=True
    )
    return rows.filter(job_title=OuterRef("pk")) if of_title else rows


def _has_labels() -> Q:
    links = _Said.objects.filter(correction=OuterRef("pk"))
    return ~Exists(links) | Exists(links.filter(function__retired_at=None))
