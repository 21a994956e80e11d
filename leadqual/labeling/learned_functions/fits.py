"""Learned functions by their key, with what somebody needs to decide about one."""

from collections.abc import Sequence

from django.shortcuts import get_object_or_404

from leadqual.accounts.models import Workspace
from leadqual.core.errors import LeadqualError
from leadqual.labeling.classification import head_of, load_online
from leadqual.labeling.learned_functions.fitting import with_head
from leadqual.labeling.learned_functions.training_data import training_data_of
from leadqual.labeling.metric_drop_texts import large_drops
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.quality_gate import WorseTitle, worse_titles
from leadqual.leads.models import JobTitle

State = LearnedFunction.State


class ReplacedFitError(LeadqualError, code="learned_replaced", status=410):
    """A learned function that a newer fit has replaced, or that is learned no longer.

    Args:
        newer: what took its place; None where too few corrected titles teach the function now.
    """

    def __init__(self, newer: LearnedFunction | None) -> None:
        self.newer = newer
        super().__init__(
            f"Version {newer.pk} replaced this one. Nothing was changed."
            if newer
            else "This version no longer exists: too few corrected titles are left. Nothing "
            "was changed."
        )

    def message_on_view(self) -> str:
        """Say to a person who opens its address where they came out."""
        if self.newer is None:
            return "This version no longer exists: too few corrected titles are left."
        return "A newer version replaced this one. You are viewing the newer version."

    def message_on_decision(self) -> str:
        """Say to a person who decided about it that this came too late."""
        if self.newer is None:
            return (
                "Nothing was changed: this version no longer exists because too few corrected "
                "titles are left."
            )
        return (
            "Nothing was changed: a newer version replaced the one you reviewed. "
            "Review the newer version below."
        )


def fit_at(workspace: Workspace, key: int) -> LearnedFunction:
    """Return a learned function by its key; one query for one that was not replaced.

    Raises:
        Http404: there never was one in this workspace.
        ReplacedFitError: it was replaced; names what took its place.
    """
    rows = LearnedFunction.objects.filter(workspace=workspace)
    rows = rows.select_related("workspace", "function__department", "author")
    row = get_object_or_404(rows, pk=key)
    if row.state != State.REPLACED:
        return row
    living = rows.filter(function=row.function).exclude(state=State.REPLACED).order_by("pk")
    raise ReplacedFitError(living.filter(pk__gt=row.pk).first() or living.first())


def titles_made_worse(row: LearnedFunction) -> list[WorseTitle]:
    """Return the titles of the frozen test set that it would make worse; slugs of functions.

    Nothing where the frozen test set does not refuse it, or another model is live than it was
    learned for.
    """
    falling = [drop.label for drop in large_drops(row.falls)]
    online = load_online(row.workspace)
    if not falling or online.cascade.version != row.model_version:
        return []
    return worse_titles(
        online,
        with_head(online, head_of(row)),
        falling,
        exempt={row.function.slug},
        contradicted=training_data_of(row.workspace, row.function.slug).signatures,
    )


def labels_with_fit(row: LearnedFunction, titles: Sequence[JobTitle]) -> dict[int, tuple[str, ...]]:
    """Return key of a title → slugs that it would have with this fit active.

    Nothing where another model is live than it was learned for.
    """
    online = load_online(row.workspace)
    if not titles or online.cascade.version != row.model_version:
        return {}
    found = with_head(online, head_of(row)).predict(
        [title.title for title in titles], explain=False
    )
    return {
        title.pk: tuple(label.slug for label in answer.functions)
        for title, answer in zip(titles, found, strict=True)
    }
