"""People suggest what a title, a company or a reply should be; a reviewer decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.labeling.business_models import correct_business_model
from leadqual.labeling.corrections.correction_input import CorrectionInput, functions_of
from leadqual.labeling.corrections.open_suggestions import (
    Meaning,
    is_same_word,
    meaning_of_suggestion,
)
from leadqual.labeling.corrections.services import predict, record_correction
from leadqual.labeling.errors import (
    SuggestionDecidedError,
    UnknownBusinessModelError,
    UnknownLabelError,
)
from leadqual.labeling.label_writes import store_predictions
from leadqual.labeling.models.corrections import BusinessModelCorrection, Correction
from leadqual.labeling.models.suggestions import Suggestion, annotate_open, waiting
from leadqual.labeling.prediction_log import key_of
from leadqual.leads.models import Company, JobTitle
from leadqual.taxonomy.selectors import function_names, industries, levels, slugs_now
from leadqual.taxonomy.services import normalised

ANSWERED_DAYS = 30
"""For so long what was returned waits for an answer."""


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
        return sum(each.n_times for each in self.voices)


def open_suggestions(workspace: Workspace) -> QuerySet[Suggestion]:
    """Return suggestions that wait for a reviewer."""
    return Suggestion.objects.filter(waiting(), workspace=workspace)


def suggestions_of(workspace: Workspace) -> QuerySet[Suggestion]:
    """Return all suggestions of a workspace, the newest first."""
    rows = Suggestion.objects.filter(workspace=workspace)
    return rows.select_related(
        "author", "reviewer", "correction", "business_model_correction", "job_title", "company"
    ).order_by("-pk")


def review_queue(workspace: Workspace) -> QuerySet[Any, Any]:
    """Return what waits, one row for each thing: most people first, then most voices.

    Each has `kind`; `newest`, the key of the newest suggestion; `texts`, the newest first;
    `n_contacts` of a title; `n_voices`, the people who said so; and `n_said`, how often.
    """
    return (
        open_suggestions(workspace)
        .order_by()
        .values("kind", "key")
        .annotate(
            newest=Max("pk"),
            texts=ArrayAgg("text", order_by="-pk"),
            n_contacts=Coalesce(Max("job_title__n_contacts"), 0),
            n_voices=Count("pk"),
            n_said=Sum("n_times"),
        )
        .order_by("-n_contacts", "-n_voices", "newest")
    )


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
        alike[meaning_of_suggestion(row, now)].append(row)
    names = function_names()
    says_level = any(row.level for row in rows)
    level_names = {each.slug: each.name for each in levels()} if says_level else {}
    industry_names = {each.slug: each.name for each in industries()} if says_level else {}
    found = []
    for voices in alike.values():
        labels = list(dict.fromkeys(now.get(slug, slug) for slug in voices[0].functions or ()))
        slugs = tuple(slug for slug in labels if slug in now.values())
        found.append(
            Proposal(
                suggestion=voices[0],
                slugs=slugs,
                functions=tuple(names.get(slug, slug) for slug in slugs),
                gone=tuple(names.get(slug, slug) for slug in labels if slug not in slugs),
                level=level_names.get(voices[0].level, ""),
                industry=industry_names.get(voices[0].industry, ""),
                is_only_wrong=voices[0].functions is None and not voices[0].label,
                voices=tuple(voices),
            )
        )
    return sorted(found, key=lambda item: (item.is_only_wrong, -len(item.voices)))


def suggested_by(workspace: Workspace, author: User) -> QuerySet[Suggestion]:
    """Return what one member suggested, the newest first."""
    return suggestions_of(workspace).filter(author=author)


def recently_returned(workspace: Workspace, author: User) -> QuerySet[Suggestion]:
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


def subjects_in_review(workspace: Workspace) -> QuerySet[Suggestion, Any]:
    """Return the titles, companies and replies of which a suggestion is waiting for review."""
    return open_suggestions(workspace).order_by().values("kind", "key").distinct()


def newest_about(
    workspace: Workspace, *, kind: str, key: str, author: User | None, visitor: str
) -> Suggestion | None:
    """Return the newest suggestion of one person about one thing, or None; one query."""
    rows = suggestions_of(workspace).filter(kind=kind, key=key, author=author, visitor=visitor)
    return rows.first()


def suggested_about(workspace: Workspace, kind: str, text: str) -> QuerySet[Suggestion]:
    """Return what was suggested about a text of one kind, the newest first."""
    about = suggestions_of(workspace).filter(kind=kind, key=key_of(kind, text))
    return annotate_open(about)


@dataclass(frozen=True, slots=True)
class SuggestionAuthor:
    """Who suggests: a member, or an anonymous visitor by the keyed hash of their address."""

    author: User | None = None
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionInput:
    """What somebody suggests.

    Args:
        kind: one of `Suggestion.Kind`.
        text: title, company or reply, as it was shown.
        functions: slugs, for titles; empty means Other, None says only that it is wrong.
        label: business model or intent.
        level: slug of the level, for titles; empty leaves it as it is.
        industry: slug, for titles whose level is named; empty means none.
    """

    kind: str
    text: str
    functions: tuple[str, ...] | None = None
    label: str = ""
    note: str = ""
    level: str = ""
    industry: str = ""
    shown: dict[str, object] = field(default_factory=dict)


@transaction.atomic
def suggest(
    *,
    workspace: Workspace,
    suggested: SuggestionInput,
    suggester: SuggestionAuthor,
    title: JobTitle | None = None,
    company: Company | None = None,
    is_second: bool = False,
) -> Suggestion:
    """Put a suggestion into the review queue of a workspace; no label changes by it.

    Who says so again before a reviewer decided changes what they said: one person counts once.

    Args:
        workspace: whose reviewers decide.
        suggested: what it should be.
        suggester: who says so.
        title: the stored one; looked for by its name where left out.
        company: the stored one; None for a text in Look up.
        is_second: said by the second of two people who were asked.

    Raises:
        UnknownLabelError: a slug is unknown; nothing has been written.
        UnknownBusinessModelError: there is no such business model; nothing has been written.
        LeadqualError: `unknown_label`: a function is retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
    """
    if suggested.functions is not None:
        functions_of(suggested.functions)
    if (
        company is not None
        and suggested.label
        and suggested.label not in Company.BusinessModel.values
    ):
        raise UnknownBusinessModelError(suggested.label, allowed=Company.BusinessModel.values)
    key = key_of(suggested.kind, title.normalised if title else suggested.text)
    if company is not None:
        key = f"company {company.pk}"
    if suggested.kind == Suggestion.Kind.TITLE and title is None:
        title = JobTitle.objects.filter(workspace=workspace, normalised=key).first()
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)  # Two presses at once.
    about = Suggestion.objects.filter(workspace=workspace, kind=suggested.kind, key=key)
    own = about.filter(author=suggester.author, visitor=suggester.visitor).filter(waiting())
    mine = own.select_for_update(of=("self",)).first()  # A reviewer may be deciding about it.
    row = mine or Suggestion(
        workspace=workspace,
        kind=suggested.kind,
        key=key,
        author=suggester.author,
        visitor=suggester.visitor,
        n_times=0,
    )
    row.text, row.job_title, row.company, row.shown = (
        suggested.text,
        title,
        company,
        suggested.shown,
    )
    row.functions = (
        None if suggested.functions is None else list(dict.fromkeys(suggested.functions))
    )
    row.label, row.note, row.is_second = suggested.label, suggested.note, is_second
    row.level, row.industry = suggested.level, suggested.industry
    row.state, row.answer, row.correction = Suggestion.State.SUGGESTED, "", None
    row.business_model_correction = None
    row.reviewer, row.reviewed_at = None, None
    row.n_times += 1
    row.save()
    return row


@transaction.atomic
def withdraw(*, suggestion: Suggestion) -> Suggestion:
    """Take a suggestion back that nobody decided yet.

    Raises:
        SuggestionDecidedError: somebody decided; nothing has changed.
    """
    row = locked_suggestion(suggestion)
    row.state = Suggestion.State.WITHDRAWN
    row.correction = row.business_model_correction = None
    row.save(update_fields=["state", "correction", "business_model_correction", "updated_at"])
    return row


@transaction.atomic
def accept(
    *, suggestion: Suggestion, correction_input: CorrectionInput, reviewer: User
) -> Correction:
    """Make a correction by the reviewer of a suggested title, as it was suggested or changed.

    Everybody who suggested the same is accepted with it; others who suggested something for the
    title learn of the outcome. Undoing the correction puts all of them back into the queue.

    Args:
        suggestion: about a title; one that no contact carries is stored for it.
        correction_input: what the title is.
        reviewer: author of the correction.

    Raises:
        SuggestionDecidedError: somebody else decided or it is about no title; nothing has changed.
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
        MetricDropError: the frozen test set refuses it; nothing has been written.
        LeadqualError: `own_pair`: the reviewer is one of two who differ, and no manager; nothing
            has changed.
    """
    row = locked_suggestion(suggestion)
    _refuse_own_pair(row, reviewer)
    if row.kind != Suggestion.Kind.TITLE:
        raise SuggestionDecidedError("Only suggestions about titles can become corrections.")
    title = row.job_title or _stored(row)
    same = waiting_about(row)
    now = slugs_now(
        {*correction_input.functions, *(slug for item in same for slug in item.functions or ())}
    )
    functions = tuple(dict.fromkeys(now.get(slug, slug) for slug in correction_input.functions))
    correction_input = replace(correction_input, functions=functions)
    correction = record_correction(
        job_title=title, correction_input=correction_input, author=reviewer
    )
    names = ", ".join(each.name for each in functions_of(correction_input.functions)) or "None fits"
    level = f", level {correction.level.name}" if row.level else ""
    _settle(
        row,
        same,
        agreeing={each.pk for each in same if is_same_word(each, now, correction_input)},
        became=(f"The title was corrected to: {names}.", f"Accepted, changed to: {names}{level}."),
        reviewer=reviewer,
        correction=correction,
        job_title=title,
    )
    return correction


@transaction.atomic
def keep_as_example(*, suggestion: Suggestion, reviewer: User) -> Suggestion:
    """Accept what a visitor suggested for a company or a reply: an example, no correction.

    Raises:
        SuggestionDecidedError: somebody else decided, or it is about a title or a company of the
            workspace; nothing has changed.
    """
    row = locked_suggestion(suggestion)
    if row.kind == Suggestion.Kind.TITLE or row.company is not None or not row.label:
        raise SuggestionDecidedError("This suggestion has no labels to accept. Return it instead.")
    same = [each.pk for each in waiting_about(row) if each.label == row.label]
    _decide(same, Suggestion.State.ACCEPTED, reviewer=reviewer, answer="")
    _audit(row, "suggestion.kept", reviewer, len(same))
    row.refresh_from_db()
    return row


@transaction.atomic
def give_back(*, suggestion: Suggestion, note: str, reviewer: User) -> int:
    """Return a suggestion with a note, and with it everybody's who suggested the same.

    Returns:
        How many people are told.

    Raises:
        SuggestionDecidedError: somebody else decided; nothing has changed.
        LeadqualError: `own_pair`: the reviewer is one of two who differ, and no manager; nothing
            has changed.
    """
    row = locked_suggestion(suggestion)
    _refuse_own_pair(row, reviewer)
    alike = waiting_about(row)
    now = slugs_now({slug for each in alike for slug in each.functions or ()})
    meant = meaning_of_suggestion(row, now)
    same = [each.pk for each in alike if meaning_of_suggestion(each, now) == meant]
    _decide(same, Suggestion.State.RETURNED, reviewer=reviewer, answer=note)
    _audit(row, "suggestion.returned", reviewer, len(same))
    return len(same)


def locked_suggestion(suggestion: Suggestion) -> Suggestion:
    """Return a suggestion that waits, with locks on all about the same thing.

    Raises:
        SuggestionDecidedError: somebody else decided.
    """
    # All about the same thing in one order: two reviewers of it never wait for each other.
    about = Suggestion.objects.filter(
        workspace=suggestion.workspace, kind=suggestion.kind, key=suggestion.key
    ).order_by("pk")
    list(about.select_for_update().values_list("pk"))
    rows = about.select_related("job_title", "company", "workspace")
    row = rows.select_related("correction", "business_model_correction").get(pk=suggestion.pk)
    if not row.is_open:
        raise SuggestionDecidedError
    return row


def waiting_about(row: Suggestion) -> Sequence[Suggestion]:
    """Return what waits about the same thing, that of everybody who suggested something."""
    about = Suggestion.objects.filter(workspace=row.workspace, kind=row.kind, key=row.key)
    return list(about.filter(waiting()))


def _refuse_own_pair(row: Suggestion, reviewer: User) -> None:
    """Leave it to a manager or a third person on which of two people is right."""
    if not row.is_second:
        return
    labels = Correction.objects.filter(job_title=row.job_title_id, is_current=True)
    pair = {row.author_id, *labels.values_list("author", flat=True)}
    managers = Member.objects.filter(workspace=row.workspace, role=Role.MANAGER)
    if reviewer.pk in pair and not managers.filter(user=reviewer).exists():
        raise LeadqualError(
            "You are one of the two people who disagree on this title. A manager or a third "
            "person has to decide. Nothing was changed.",
            code="own_pair",
            status=409,
        )


def _settle(
    row: Suggestion,
    same: Iterable[Suggestion],
    *,
    agreeing: Collection[int],
    became: tuple[str, str],
    **decided: object,
) -> None:
    """Accept a suggestion and those that agree with what it became; return the others.

    Args:
        row: the accepted one, as it was made or changed.
        same: what waits about the same thing.
        agreeing: keys of those that ask for what it became.
        became: note to the others, and to the accepted one where it was changed.
        decided: values of all of them.
    """
    to_others, to_author = became
    about = Suggestion.objects.filter(pk__in=[each.pk for each in same])
    decided["reviewed_at"] = clock.now()
    about.update(state=Suggestion.State.RETURNED, answer=to_others[:300], **decided)
    about.filter(pk__in=agreeing).update(state=Suggestion.State.ACCEPTED, answer="")
    if row.pk not in agreeing:
        about.filter(pk=row.pk).update(state=Suggestion.State.ACCEPTED, answer=to_author[:300])


def _decide(keys: Sequence[int], state: str, *, reviewer: User, answer: str) -> None:
    rows: QuerySet[Suggestion] = Suggestion.objects.filter(pk__in=keys)
    rows.update(
        state=state,
        reviewer=reviewer,
        reviewed_at=clock.now(),
        answer=answer,
        correction=None,
        business_model_correction=None,
    )


def _audit(row: Suggestion, action: str, reviewer: User, n_people: int) -> None:
    record_audit(
        workspace=row.workspace,
        actor=reviewer,
        action=action,
        subject=f"suggestion:{row.pk}",
        name=row.text,
        details={"people": n_people},
    )


def _stored(row: Suggestion) -> JobTitle:
    """Store a title that no contact carries, with what the cascade says of it."""
    read = normalised(row.text)
    if not read:
        raise UnknownLabelError("title in", [row.text[:40]], field="text", allowed=[])
    title, is_new = JobTitle.objects.get_or_create(
        workspace=row.workspace, normalised=read, defaults={"title": row.text[:1000]}
    )
    if is_new:
        store_predictions([title], predict(workspace=row.workspace, titles=[row.text]))
        title.refresh_from_db()
    return title


def suggestions_about(company: Company, label: str, *, note: str = "") -> SuggestionInput:
    """Return what somebody says of a stored company, with what they were shown.

    Args:
        company: the stored one.
        label: business model; "" says only that it is wrong.
        note: why.
    """
    shown: dict[str, object] = {
        "labels": [[company.business_model, company.business_model_probability]],
        "model": company.business_model_version,
    }
    return SuggestionInput(
        Suggestion.Kind.COMPANY, company.name, label=label, note=note, shown=shown
    )


@transaction.atomic
def accept_business_model(
    *, suggestion: Suggestion, business_model: str, reviewer: User
) -> BusinessModelCorrection:
    """Make a correction by the reviewer of a stored company, as it was suggested or changed.

    Everybody who suggested the same is accepted with it; others who suggested something for the
    company learn of the outcome. Undoing the correction puts all of them back into the queue.

    Raises:
        SuggestionDecidedError: somebody else decided, or it is about no stored company; nothing
            has changed.
        UnknownBusinessModelError: there is no such business model; nothing has been written.
    """
    row = locked_suggestion(suggestion)
    if row.company is None:
        raise SuggestionDecidedError("This suggestion is not about a company of this workspace.")
    correction = correct_business_model(
        company=row.company, business_model=business_model, author=reviewer
    )
    name = correction.get_business_model_display()
    same = waiting_about(row)
    _settle(
        row,
        same,
        agreeing={each.pk for each in same if each.label == business_model},
        became=(f"The company was corrected to: {name}.", f"Accepted, changed to: {name}."),
        reviewer=reviewer,
        business_model_correction=correction,
    )
    return correction
