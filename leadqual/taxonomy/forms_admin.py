"""Forms of the taxonomy admin: what is typed is checked and judged before it is written."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from leadqual.core.errors import LeadqualError
from leadqual.taxonomy import judging, merging, services
from leadqual.taxonomy.models import Department, DictionaryEntry, Function

LONGEST_SLUG = 60


class MergeForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to merge a row into itself, or into one that is retired."""

    def clean_merged_into(self) -> Model | None:
        """Check before anything is written."""
        into: Function | Department | None = self.cleaned_data["merged_into"]
        if into is not None and "merged_into" in self.changed_data:
            try:
                merging.check_merge(self.instance, into)
            except LeadqualError as error:
                raise forms.ValidationError(error.message) from error
        return into

    def clean(self) -> dict[str, Any]:
        """Retire what is merged."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("merged_into") and not found.get("retired_at"):
            found["retired_at"] = timezone.now()
        return found


class FunctionForm(MergeForm):
    """Makes a slug from the name where none was typed, and has a moved threshold judged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "For programs; left empty, it is made from the name."

    def clean(self) -> dict[str, Any]:
        """Propose what the name says: "Owl Care & Feeding" → `owl_care_feeding`."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not found.get("slug") and "slug" not in self.errors:
            found["slug"] = slugify(found.get("name", "")).replace("-", "_")[:LONGEST_SLUG]
            if not found["slug"]:
                self.add_error("slug", "Type a slug of letters, digits and underscores.")
        return found

    def clean_threshold(self) -> float | None:
        """Refuse a threshold by which another function or a level falls."""
        threshold: float | None = self.cleaned_data["threshold"]
        if "threshold" in self.changed_data and self.instance.pk:
            try:
                judging.check_threshold(self.instance.slug, threshold)
            except LeadqualError as error:
                raise forms.ValidationError(error.message) from error
        return threshold


class NormalisedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Brings what was typed into the one spelling that titles are compared in, and has it judged.

    What the frozen test set refuses is said above the form, with the figures.
    """

    def _post_clean(self) -> None:
        """Judge the row as it would be."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.errors or not self.has_changed():
            return
        functions = self.cleaned_data["functions"]
        try:
            if isinstance(self.instance, DictionaryEntry):
                former = self.initial.get("normalised", "")
                judging.check_entry(self.instance, functions, former=former)
            else:
                former = self.initial.get("phrase", "")
                judging.check_phrase(self.instance, functions, former=former)
        except LeadqualError as error:
            self.add_error(None, error.message)

    def clean_normalised(self) -> str:
        """Normalise a title."""
        return services.normalised(self.cleaned_data["normalised"])

    def clean_phrase(self) -> str:
        """Normalise a phrase."""
        return services.normalised(self.cleaned_data["phrase"])
