"""People suggest to whom a stored company sells; a reviewer makes a correction of it."""

from django.db import transaction

from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.labeling.business_models.corrections import correct_business_model
from leadqual.labeling.errors import SuggestionDecidedError
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.suggestions.services import SuggestionInput, locked_suggestion, waiting_about
from leadqual.leads.models import Company


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

    Everybody who suggested the same is accepted with it; others who spoke of the company are told
    what it became. Undoing the correction puts all of them back into the queue.

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
    about = Suggestion.objects.filter(pk__in=[one.pk for one in waiting_about(row)])
    about.update(
        reviewer=reviewer,
        reviewed_at=clock.now(),
        business_model_correction=correction,
        state=Suggestion.State.RETURNED,
        answer=f"The company was corrected to: {name}.",
    )
    about.filter(label=business_model).update(state=Suggestion.State.ACCEPTED, answer="")
    if row.label != business_model:
        about.filter(pk=row.pk).update(
            state=Suggestion.State.ACCEPTED, answer=f"Accepted, changed to: {name}."
        )
    return correction
