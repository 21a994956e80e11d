"""Suggestions beside corrections: what they ask for, and those that a correction settles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from classifiers.core.types import TitlePrediction
from classifiers.titles.workspace_cascade import as_json
from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.labeling.classification import load_online
from leadqual.labeling.errors import TooManyFunctionsError, UnknownLabelError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import Suggestion, waiting
from leadqual.labeling.prediction_log import LONGEST_KEY, ShownAnswer, log_shown
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function, Industry, Level
from leadqual.taxonomy.selectors import function_names, levels, slugs_now

# A person's word on a title, as the form, the API and the command line give it.

MAX_FUNCTIONS = 3
NO_INDUSTRY = "other"  # Of the list, but never written: a title that names none has none.


@dataclass(frozen=True, slots=True)
class CorrectionInput:
    """What a person wants to say of a title; slugs.

    Args:
        functions: at most three, each once; empty means that none fits (Other).
        industry: None where the title names none.
        note: why, for colleagues.
        propagate: whether to also correct close variants.
    """

    functions: tuple[str, ...]
    level: str
    industry: str | None = None
    note: str = ""
    propagate: bool = True


def word_of(said: Mapping[str, Any]) -> CorrectionInput:
    """Make a word of what was checked: the clean values of the form or of the body of a request.

    Args:
        said: `functions` (in their order; repeated ones count once), `level`, `propagate`, and
            where they were given `industry` and `note`.
    """
    return CorrectionInput(
        functions=tuple(dict.fromkeys(said["functions"])),
        level=said["level"],
        industry=said.get("industry") or None,
        note=said.get("note") or "",
        propagate=said["propagate"],
    )


def word_again(correction: Correction) -> CorrectionInput:
    """Return what a correction said, to be said once more."""
    return CorrectionInput(
        functions=tuple(correction.functions.order_by("pk").values_list("slug", flat=True)),
        level=correction.level.slug,
        industry=correction.industry.slug if correction.industry else None,
        note=correction.note,
        propagate=bool(correction.signature),
    )


def is_as_now(title: JobTitle, word: CorrectionInput) -> bool:
    """Return whether a title is already what is said of it, as it is stored."""
    return (
        {label.function.slug for label in title.labels.all()} == set(word.functions)
        and (title.level.slug if title.level else "") == word.level
        and (title.industry.slug if title.industry else None) == word.industry
    )


def rows_of(word: CorrectionInput) -> tuple[list[Function], Level, Industry | None]:
    """Return what a word names; three queries at most.

    Raises:
        UnknownLabelError: a slug is unknown.
        LeadqualError: `industry_other`: the industry is “other”.
        LeadqualError: `unknown_label`: a function is retired.
        TooManyFunctionsError: more than three functions.
    """
    if word.industry == NO_INDUSTRY:
        raise LeadqualError(
            "“other” cannot be used as an industry. Leave the industry empty if the title "
            "names none. Nothing was saved.",
            WrongValue("industry", "other"),
            code="industry_other",
            status=400,
        )
    functions = functions_of(word.functions)
    level = Level.objects.filter(slug=word.level).first()
    industry = Industry.objects.filter(slug=word.industry).first() if word.industry else None
    if level is None:
        raise UnknownLabelError("level", [word.level], field="level", allowed=_slugs_of(Level))
    if word.industry and industry is None:
        industries = [slug for slug in _slugs_of(Industry) if slug != NO_INDUSTRY]
        raise UnknownLabelError("industry", [word.industry], field="industry", allowed=industries)
    return functions, level, industry


def functions_of(slugs: tuple[str, ...]) -> list[Function]:
    """Return the functions that slugs name, in their order; one query.

    Raises:
        UnknownLabelError: a slug is unknown.
        LeadqualError: `unknown_label`: a function is retired.
        TooManyFunctionsError: more than three functions.
    """
    if len(slugs) > MAX_FUNCTIONS:
        raise TooManyFunctionsError(len(slugs), most=MAX_FUNCTIONS)
    rows = {row.slug: row for row in Function.objects.filter(slug__in=slugs)}
    if unknown := set(slugs) - set(rows):
        raise UnknownLabelError("function", unknown, field="functions", allowed=_assignable())
    if retired := {slug: row.name for slug, row in rows.items() if row.retired_at}:
        names = ", ".join(f"“{name}”" for name in sorted(retired.values()))
        allowed = _assignable()
        raise LeadqualError(
            f"Retired and no longer assignable: {names}. Nothing was saved. Choose another "
            "function or “None fits”, or ask staff to clear “Retired at” of the function.",
            *(
                WrongValue("functions", slug, allowed, "This function is retired.")
                for slug in sorted(retired)
            ),
            code="unknown_label",
            status=422,
        )
    return [rows[slug] for slug in slugs]


def _assignable() -> list[str]:
    rows = Function.objects.filter(retired_at=None).order_by("slug")
    return list(rows.values_list("slug", flat=True))


def _slugs_of(kind: type[Level | Industry]) -> list[str]:
    rows: QuerySet[Any] = kind._default_manager.all()
    return list(rows.values_list("slug", flat=True))


class Meaning(NamedTuple):
    """What one or several people say that something should be.

    Args:
        functions: as they are called now; None where they say only that it is wrong.
        label: business model or intent.
        level: slug; "" where it stays as it is.
        industry: slug; "" means none, or that it stays with the level.
    """

    functions: frozenset[str] | None
    label: str
    level: str
    industry: str


def said_by(row: Suggestion, now: Mapping[str, str]) -> Meaning:
    """Return what somebody suggests, with the functions as they are called now."""
    return Meaning(meant_by(row, now), row.label, row.level, row.industry)


def is_same_word(row: Suggestion, now: Mapping[str, str], word: CorrectionInput) -> bool:
    """Return whether a suggestion asks for just what a correction says.

    A suggestion that names no level agrees with any.
    """
    if meant_by(row, now) != frozenset(word.functions):
        return False
    return not row.level or (row.level, row.industry) == (word.level, word.industry or "")


def meant_by(row: Suggestion, now: Mapping[str, str]) -> frozenset[str] | None:
    """Return the functions that somebody means, as they are called now.

    Args:
        row: what they said.
        now: slug → what it leads to, as `slugs_now` gives it; others stay as they were said.

    Returns:
        Empty for Other, None where they say only that it is wrong.
    """
    if row.functions is None:
        return None
    return frozenset(now.get(slug, slug) for slug in row.functions)


@dataclass(frozen=True, slots=True)
class OpenSuggestion:
    """A suggestion in review, next to the title that it is about.

    Args:
        author: who says so; "" for an anonymous visitor.
        labels: names of functions and level; empty where it only says that the labels are wrong.
    """

    key: int
    author: str
    labels: tuple[str, ...]
    is_same: bool


def open_about(title: JobTitle) -> list[OpenSuggestion]:
    """Return the suggestions in review about a title, the oldest first; six queries at most."""
    rows = Suggestion.objects.filter(waiting(), job_title=title).select_related("author")
    found = list(rows.order_by("pk"))
    if not found:
        return []
    now = slugs_now({slug for row in found for slug in row.functions or ()})
    names, level_names = function_names(), {each.slug: each.name for each in levels()}
    word = CorrectionInput(
        tuple(label.function.slug for label in title.labels.all()),
        title.level.slug if title.level else "",
        title.industry.slug if title.industry else None,
    )
    return [
        OpenSuggestion(
            row.pk,
            str(row.author or ""),
            _labels(row, now, names, level_names),
            is_same_word(row, now, word),
        )
        for row in found
    ]


def _labels(
    row: Suggestion,
    now: Mapping[str, str],
    names: Mapping[str, str],
    level_names: Mapping[str, str],
) -> tuple[str, ...]:
    if row.functions is None:
        return ()
    slugs = dict.fromkeys(now.get(slug, slug) for slug in row.functions)
    functions = [names.get(slug, slug) for slug in slugs] or ["None fits"]
    level = level_names.get(row.level, "")
    return (*functions, *filter(None, [level]))


def settle_suggestions(
    corrections: Mapping[Correction, CorrectionInput], *, reviewer: User, at: datetime
) -> None:
    """Accept the suggestions that ask for just what corrections say; others stay open.

    A second label of the reviewer stays: nobody decides about their own half of a pair. What
    somebody else decides about at this moment is left to them.

    Args:
        corrections: the active ones, with their labels.
        reviewer: who corrected or approved.
        at: when.
    """
    by_title = {row.job_title_id: row for row in corrections}
    rows = Suggestion.objects.filter(waiting(), job_title__in=list(by_title))
    rows = rows.exclude(author=reviewer, is_second=True)
    found = list(rows.order_by("pk").select_for_update(of=("self",), skip_locked=True))
    now = slugs_now({slug for row in found for slug in row.functions or ()})
    settled = []
    for row in found:
        correction = by_title.get(row.job_title_id or 0)
        if correction is None or not is_same_word(row, now, corrections[correction]):
            continue
        row.state, row.answer, row.correction = Suggestion.State.ACCEPTED, "", correction
        row.reviewer, row.reviewed_at = reviewer, at
        row.business_model_correction = None
        settled.append(row)
    names = ["state", "answer", "correction", "business_model_correction", "reviewer"]
    Suggestion.objects.bulk_update(settled, [*names, "reviewed_at"])


def reopen_suggestions(correction: Correction) -> None:
    """Let suggestions wait again that the approval of a correction accepted."""
    same = {name: OuterRef(name) for name in ("workspace", "kind", "key", "visitor")}
    newer = Suggestion.objects.filter(**same, pk__gt=OuterRef("pk")).filter(
        Q(author=OuterRef("author")) | Q(author=None, visitor__gt="")
    )
    rows = Suggestion.objects.filter(
        correction=correction,
        state=Suggestion.State.ACCEPTED,
        reviewer=correction.approved_by,
        reviewed_at=correction.approved_at,
    )
    rows.exclude(Exists(newer)).update(
        state=Suggestion.State.SUGGESTED, correction=None, reviewer=None, reviewed_at=None
    )


# Answers of the API about titles, and the record of what was shown.


def answers(
    *, workspace: Workspace, titles: Sequence[str], explain: bool = True
) -> list[dict[str, object]]:
    """Classify titles and give them in the shape of the API; see `WorkspaceCascade`.

    No title is stored. What is said of each stays on record, its text as a keyed hash alone.
    """
    online = load_online(workspace)
    found = online.predict(titles, explain=explain)
    log_shown([shown_answer(one) for one in found], workspace=workspace)
    shown = [as_json(one, online.cascade.taxonomy) for one in found]
    return shown if explain else [one | {"why": [], "level_why": []} for one in shown]


def shown_answer(found: TitlePrediction) -> ShownAnswer:
    """Return what is kept on record of a prediction that was shown."""
    labels = [(label.slug, label.score) for label in found.functions]
    key = found.normalised[:LONGEST_KEY]
    return ShownAnswer("title", found.title, labels, found.level.slug, found.model, key=key)
