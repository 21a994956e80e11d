"""The second label of a title, recorded next to the first one, and its undo."""

from django.db import transaction

from leadqual.accounts.models import User
from leadqual.core.errors import NothingToUndoError
from leadqual.labeling.corrections.approvals import approve, withdraw_approval
from leadqual.labeling.corrections.correction_input import CorrectionInput, rows_of
from leadqual.labeling.corrections.recording import locked_titles
from leadqual.labeling.corrections.selectors import effective_corrections
from leadqual.labeling.corrections.services import record_correction
from leadqual.labeling.double_labeling import words_of_others
from leadqual.labeling.errors import DoubleLabeledError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion, waiting
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput, suggest, withdraw
from leadqual.leads.models import JobTitle


@transaction.atomic
def record_second_label(
    *, job_title: JobTitle, correction_input: CorrectionInput, author: User
) -> Correction | None:
    """Store the label of a second person next to that of the first.

    Said again by the same person, the later word counts. If the first word was undone
    meanwhile, or is of the same person, it is a correction as any other.

    Args:
        job_title: its labels stay as they are.
        correction_input: what it is; no other title follows.
        author: not the first person.

    Returns:
        The correction where it was the first word after all; None where it was the second.

    Raises:
        DoubleLabeledError: two other people have labeled it; nothing has been written.
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
        MetricDropError: the frozen test set refuses a first word; nothing has been written.
    """
    functions, level, industry = rows_of(correction_input)
    locked_titles([job_title.pk])
    first = effective_corrections().filter(job_title=job_title).select_related("level").first()
    if first is None or first.author_id == author.pk:
        return record_correction(
            job_title=job_title, correction_input=correction_input, author=author
        )
    if _is_double_labeled(first, author):
        raise DoubleLabeledError
    is_same_level = (first.level_id, first.industry_id) == (
        level.pk,
        industry.pk if industry else None,
    )
    if is_same_level and set(first.functions.filter(retired_at=None)) == set(functions):
        for suggestion in _second_words(job_title, author):
            withdraw(suggestion=suggestion)
        approve(correction=first, reviewer=author)
        return None
    if first.approved_by_id == author.pk:
        withdraw_approval(correction=first, reviewer=author)
    suggested = SuggestionInput(
        kind=Suggestion.Kind.TITLE,
        text=job_title.title,
        functions=correction_input.functions,
        note=correction_input.note,
        level="" if is_same_level else level.slug,
        industry=industry.slug if industry and not is_same_level else "",
    )
    suggester = SuggestionAuthor(author=author)
    suggest(
        workspace=job_title.workspace,
        suggested=suggested,
        suggester=suggester,
        title=job_title,
        is_second=True,
    )
    return None


@transaction.atomic
def undo_second_label(*, job_title: JobTitle, author: User) -> None:
    """Undo a person's second label; the title needs a second person again.

    Raises:
        NothingToUndoError: they said nothing, or somebody decided about it; nothing has changed.
    """
    locked_titles([job_title.pk])
    approved = effective_corrections().filter(job_title=job_title, approved_by=author).first()
    suggested = _second_words(job_title, author)
    if approved is None and not suggested:
        raise NothingToUndoError(
            "Your labels for this title were already undone or reviewed. Nothing was changed."
        )
    if approved is not None:
        withdraw_approval(correction=approved, reviewer=author)
    for suggestion in suggested:
        withdraw(suggestion=suggestion)


def _second_words(job_title: JobTitle, author: User) -> list[Suggestion]:
    own = Suggestion.objects.filter(job_title=job_title, author=author, is_second=True)
    return list(own.filter(waiting()))


def _is_double_labeled(first: Correction, author: User) -> bool:
    """Return whether somebody besides the first person and this one labeled the title."""
    if first.approved_by_id not in {None, author.pk}:
        return True
    others = words_of_others(first.job_title_id, first.author_id, author.pk)
    return any(words.exists() for words in others)
