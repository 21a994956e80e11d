"""People suggest what a title, a company or a reply should be; a reviewer decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.labelling.errors import SuggestionDecidedError, UnknownLabelError
from leadqual.labelling.models import Correction
from leadqual.labelling.models_suggestions import WAITS, Suggestion
from leadqual.labelling.recording import key_of
from leadqual.labelling.services import predict, record_correction
from leadqual.labelling.storing import store_predictions
from leadqual.labelling.words import Word, functions_of
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.services import normalised


@dataclass(frozen=True, slots=True)
class Voice:
    """Who suggests: a member, or somebody of Try it by the keyed hash of their address."""

    author: User | None = None
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody suggests.

    Args:
        kind: one of `Suggestion.Kind`.
        text: title, company or reply, as it was shown.
        functions: slugs, for titles; empty means Other, None says only that it is wrong.
        label: business model or intent.
        note: why.
        shown: what was shown: labels, level, model.
    """

    kind: str
    text: str
    functions: tuple[str, ...] | None = None
    label: str = ""
    note: str = ""
    shown: dict[str, object] = field(default_factory=dict)


@transaction.atomic
def suggest(
    *, workspace: Workspace, said: Said, voice: Voice, title: JobTitle | None = None
) -> Suggestion:
    """Put a suggestion into the review queue of a workspace; no label changes by it.

    Who says so again before a reviewer decided changes what they said: one person counts once.

    Args:
        workspace: whose reviewers decide.
        said: what it should be.
        voice: who says so.
        title: the stored one; looked for by its name where left out.

    Raises:
        UnknownLabelError: a slug is unknown; nothing has been written.
        RetiredFunctionError: a function is retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
    """
    if said.functions is not None:
        functions_of(said.functions)
    key = key_of(said.kind, title.normalised if title else said.text)
    if said.kind == Suggestion.Kind.TITLE and title is None:
        title = JobTitle.objects.filter(workspace=workspace, normalised=key).first()
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)  # Two presses at once.
    about = Suggestion.objects.filter(workspace=workspace, kind=said.kind, key=key)
    mine = about.filter(author=voice.author, visitor=voice.visitor).filter(WAITS).first()
    row = mine or Suggestion(
        workspace=workspace,
        kind=said.kind,
        key=key,
        author=voice.author,
        visitor=voice.visitor,
        n_times=0,
    )
    row.text, row.job_title, row.shown = said.text, title, said.shown
    row.functions = None if said.functions is None else list(dict.fromkeys(said.functions))
    row.label, row.note = said.label, said.note
    row.state, row.answer, row.correction = Suggestion.State.SUGGESTED, "", None
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
    row = _locked(suggestion)
    row.state = Suggestion.State.WITHDRAWN
    row.correction = None
    row.save(update_fields=["state", "correction", "updated_at"])
    return row


@transaction.atomic
def accept(*, suggestion: Suggestion, word: Word, reviewer: User) -> Correction:
    """Make a correction by the reviewer of a suggested title, as it was suggested or changed.

    Everybody who suggested the same is accepted with it; others who spoke of the title are told
    what it became. Undoing the correction puts all of them back into the queue.

    Args:
        suggestion: about a title; one that no contact carries is stored for it.
        word: what the title is.
        reviewer: author of the correction.

    Raises:
        SuggestionDecidedError: somebody else decided or it is about no title; nothing has changed.
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
        LabelFallsError: the frozen test set refuses it; nothing has been written.
    """
    row = _locked(suggestion)
    if row.kind != Suggestion.Kind.TITLE:
        raise SuggestionDecidedError("Only suggestions about titles become corrections.")
    title = row.job_title or _stored(row)
    correction = record_correction(job_title=title, word=word, author=reviewer)
    same = _about_the_same(row)
    agreeing = [one.pk for one in same if set(one.functions or ()) == set(word.functions)]
    decided = {"reviewer": reviewer, "reviewed_at": timezone.now(), "correction": correction}
    accepted = Suggestion.objects.filter(pk__in=[row.pk, *agreeing])
    names = ", ".join(each.name for each in functions_of(word.functions)) or "None fits"
    told = f"The title was corrected to: {names}."[:300]
    others = Suggestion.objects.filter(pk__in=[one.pk for one in same]).exclude(
        pk__in=[row.pk, *agreeing]
    )
    others.update(state=Suggestion.State.RETURNED, answer=told, job_title=title, **decided)
    is_as_said = row.pk in agreeing
    answer = "" if is_as_said else f"Accepted, changed to: {names}."[:300]
    accepted.update(state=Suggestion.State.ACCEPTED, answer=answer, job_title=title, **decided)
    return correction


@transaction.atomic
def keep_as_example(*, suggestion: Suggestion, reviewer: User) -> Suggestion:
    """Accept what somebody of Try it suggested for a company or a reply: an example, no correction.

    Raises:
        SuggestionDecidedError: somebody else decided or it is about a title; nothing has changed.
    """
    row = _locked(suggestion)
    if row.kind == Suggestion.Kind.TITLE or not row.label:
        raise SuggestionDecidedError("This says no label that could be kept. Return it instead.")
    same = [one.pk for one in _about_the_same(row) if one.label == row.label]
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
    """
    row = _locked(suggestion)
    same = [
        one.pk
        for one in _about_the_same(row)
        if (one.functions, one.label) == (row.functions, row.label)
    ]
    _decide(same, Suggestion.State.RETURNED, reviewer=reviewer, answer=note)
    _audit(row, "suggestion.returned", reviewer, len(same))
    return len(same)


def _locked(suggestion: Suggestion) -> Suggestion:
    # All about the same thing in one order: two reviewers of it never wait for each other.
    about = Suggestion.objects.filter(
        workspace=suggestion.workspace, kind=suggestion.kind, key=suggestion.key
    ).order_by("pk")
    list(about.select_for_update().values_list("pk"))
    row = about.select_related("job_title", "correction", "workspace").get(pk=suggestion.pk)
    if not row.is_open:
        raise SuggestionDecidedError
    return row


def _about_the_same(row: Suggestion) -> Sequence[Suggestion]:
    about = Suggestion.objects.filter(workspace=row.workspace, kind=row.kind, key=row.key)
    return list(about.filter(WAITS))


def _decide(keys: Sequence[int], state: str, *, reviewer: User, answer: str) -> None:
    rows: QuerySet[Suggestion] = Suggestion.objects.filter(pk__in=keys)
    rows.update(
        state=state,
        reviewer=reviewer,
        reviewed_at=timezone.now(),
        answer=answer,
        correction=None,
    )


def _audit(row: Suggestion, action: str, reviewer: User, n_people: int) -> None:
    record_audit(
        workspace=row.workspace,
        actor=reviewer,
        action=action,
        subject=f"suggestion:{row.pk}",
        details={"people": n_people},
    )


def _stored(row: Suggestion) -> JobTitle:
    """Store a title that no contact carries, with what the cascade says of it."""
    read = normalised(row.text)
    if not read:
        raise UnknownLabelError("title in", [row.text[:40]])
    title, is_new = JobTitle.objects.get_or_create(
        workspace=row.workspace, normalised=read, defaults={"title": row.text[:1000]}
    )
    if is_new:
        store_predictions([title], predict(workspace=row.workspace, titles=[row.text]))
        title.refresh_from_db()
    return title
