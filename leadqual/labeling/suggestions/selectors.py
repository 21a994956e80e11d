"""Reads of suggestions: the review queue, what one member suggested, how far two people agree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.labeling.corrections.suggested_labels import Meaning, said_by
from leadqual.labeling.models.corrections import BusinessModelCorrection, Correction
from leadqual.labeling.models.suggestions import Suggestion, waiting, with_waiting
from leadqual.labeling.prediction_log.writing import key_of
from leadqual.taxonomy.selectors import function_names, industries, levels, slugs_now

ANSWERED_DAYS = 30
"""For so long what was returned waits for an answer."""


@dataclass(frozen=True, slots=True)
class OpenSuggestions:
    """A title, company or reply of which somebody suggested something.

    Args:
        newest: key of the newest suggestion about it.
        kind: one of `Suggestion.Kind`.
        n_contacts: contacts that carry the title; 0 for all else.
        n_voices: people who said so, each counted once.
        n_times: how often they said so.
    """

    newest: int
    kind: str
    text: str
    n_contacts: int
    n_voices: int
    n_times: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one or several people say that something should be.

    Args:
        suggestion: the first that said so.
        slugs: of the functions of the title, as they are called now; empty means Other.
        functions: the same in words.
        gone: functions that were suggested and are none anymore; the reviewer chooses others.
        level: its name; "" where it is left as it is.
        industry: its name; "" where none is meant, or the level is left as it is.
    """

    suggestion: Suggestion
    slugs: tuple[str, ...]
    functions: tuple[str, ...]
    gone: tuple[str, ...]
    level: str
    industry: str
    is_only_wrong: bool
    voices: tuple[Suggestion, ...]

    @property
    def label(self) -> str:
        """Business model or intent, in words; empty for titles."""
        return self.suggestion.label_in_words

    @property
    def n_times(self) -> int:
        return sum(voice.n_times for voice in self.voices)


def open_suggestions(workspace: Workspace) -> QuerySet[Suggestion]:
    """Return suggestions that wait for a reviewer."""
    return Suggestion.objects.filter(waiting(), workspace=workspace)


def suggestions_of(workspace: Workspace) -> QuerySet[Suggestion]:
    """Return all suggestions of a workspace, the newest first."""
    rows = Suggestion.objects.filter(workspace=workspace)
    return rows.select_related(
        *("author", "reviewer", "correction", "business_model_correction", "job_title", "company")
    ).order_by("-pk")


def review_queue(workspace: Workspace) -> QuerySet[Any, Any]:
    """Return what waits, one row for each thing spoken of: most people first, then most voices."""
    return (
        open_suggestions(workspace)
        .order_by()
        .values("kind", "key")
        .annotate(
            newest=Max("pk"),
            n_contacts=Coalesce(Max("job_title__n_contacts"), 0),
            n_voices=Count("pk"),
            n_said=Sum("n_times"),
        )
        .order_by("-n_contacts", "-n_voices", "newest")
    )


def waiting_of(rows: Sequence[dict[str, object]]) -> list[OpenSuggestions]:
    """Return rows of the queue with their texts; one query."""
    texts = dict(
        Suggestion.objects.filter(pk__in=[row["newest"] for row in rows]).values_list("pk", "text")
    )
    return [
        OpenSuggestions(
            newest=int(str(row["newest"])),
            kind=str(row["kind"]),
            text=texts[int(str(row["newest"]))],
            n_contacts=int(str(row["n_contacts"])),
            n_voices=int(str(row["n_voices"])),
            n_times=int(str(row["n_said"])),
        )
        for row in rows
    ]


def proposals_about(suggestion: Suggestion) -> list[Proposal]:
    """Return what people say of the same thing, the most voices first; eight queries at most.

    Functions that were renamed or merged since count as what they are now.
    """
    rows = (
        open_suggestions(suggestion.workspace)
        .filter(kind=suggestion.kind, key=suggestion.key)
        .select_related("author", "job_title", "correction", "business_model_correction")
        .order_by("pk")
    )
    alike: defaultdict[Meaning, list[Suggestion]] = defaultdict(list)
    now = slugs_now({slug for row in rows for slug in row.functions or ()})
    for row in rows:
        alike[said_by(row, now)].append(row)
    names = function_names()
    says_level = any(row.level for row in rows)
    level_names = {each.slug: each.name for each in levels()} if says_level else {}
    industry_names = {each.slug: each.name for each in industries()} if says_level else {}
    found = []
    for voices in alike.values():
        said = list(dict.fromkeys(now.get(slug, slug) for slug in voices[0].functions or ()))
        slugs = tuple(slug for slug in said if slug in now.values())
        found.append(
            Proposal(
                suggestion=voices[0],
                slugs=slugs,
                functions=tuple(names.get(slug, slug) for slug in slugs),
                gone=tuple(names.get(slug, slug) for slug in said if slug not in slugs),
                level=level_names.get(voices[0].level, ""),
                industry=industry_names.get(voices[0].industry, ""),
                is_only_wrong=voices[0].functions is None and not voices[0].label,
                voices=tuple(voices),
            )
        )
    return sorted(found, key=lambda one: (one.is_only_wrong, -len(one.voices)))


def suggested_by(workspace: Workspace, author: User) -> QuerySet[Suggestion]:
    """Return what one member suggested, the newest first."""
    return suggestions_of(workspace).filter(author=author)


def was_reopened(workspace: Workspace, author: User) -> QuerySet[Suggestion]:
    """Return what was returned to a member with a note, the newest first.

    Whoever has said something of the same since has answered; after `ANSWERED_DAYS` nobody will.
    """
    same = {name: OuterRef(name) for name in ("workspace", "kind", "key", "author")}
    later = {"author": author, "created_at__gt": OuterRef("reviewed_at")}
    of_title = Correction.objects.filter(job_title=OuterRef("job_title"), **later)
    of_company = BusinessModelCorrection.objects.filter(company=OuterRef("company"), **later)
    since = clock.now() - timedelta(days=ANSWERED_DAYS)
    return (
        suggested_by(workspace, author)
        .filter(state=Suggestion.State.RETURNED, reviewed_at__gte=since)
        .exclude(Exists(Suggestion.objects.filter(**same, pk__gt=OuterRef("pk"))))
        .exclude(Exists(of_title))
        .exclude(Exists(of_company))
    )


def n_in_review(workspace: Workspace) -> int:
    """Count the titles, companies and replies of which a suggestion waiting for review."""
    return open_suggestions(workspace).order_by().values("kind", "key").distinct().count()


def newest_about(
    workspace: Workspace, *, kind: str, key: str, author: User | None, visitor: str
) -> Suggestion | None:
    """Return the newest suggestion of one person about one thing, or None; one query."""
    rows = suggestions_of(workspace).filter(kind=kind, key=key, author=author, visitor=visitor)
    return rows.first()


def suggested_about(workspace: Workspace, kind: str, text: str) -> QuerySet[Suggestion]:
    """Return what was suggested about a text of one kind, the newest first."""
    about = suggestions_of(workspace).filter(kind=kind, key=key_of(kind, text))
    return with_waiting(about)
