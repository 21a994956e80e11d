"""The taxonomy admin; every save moves the version, so that it counts at the next request."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from leadqual.core.errors import LeadqualError
from leadqual.taxonomy import judging, services
from leadqual.taxonomy.models import (
    Department,
    DictionaryEntry,
    Function,
    Industry,
    Level,
    PhraseRule,
    RepresentativeTitle,
    TaxonomyVersion,
)


class TaxonomyAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """What all screens of the taxonomy share."""

    def save_related(
        self,
        request: HttpRequest,
        form: "forms.ModelForm[Model]",
        formsets: Iterable[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        """Store links as well, then note the change."""
        super().save_related(request, form, formsets, change)
        verb = "changed" if change else "added"
        services.note_change(f"{request.user} {verb} {form.instance._meta.verbose_name}")

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete one row and note the change."""
        super().delete_model(request, obj)
        services.note_change(f"{request.user} deleted {obj._meta.verbose_name}")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Delete several rows and note the change."""
        super().delete_queryset(request, queryset)
        services.note_change(f"{request.user} deleted several rows")


class FunctionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Has a moved threshold judged by the frozen test set."""

    def clean_threshold(self) -> float | None:
        """Refuse a threshold by which another function or a level falls."""
        threshold: float | None = self.cleaned_data["threshold"]
        if "threshold" in self.changed_data and self.instance.pk:
            try:
                judging.check_threshold(self.instance.slug, threshold)
            except LeadqualError as error:
                raise forms.ValidationError(error.message) from error
        return threshold


class FunctionInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """The functions of a department."""

    model = Function
    form = FunctionForm
    fields = ["name", "slug", "about", "threshold", "position"]
    extra = 0
    show_change_link = True


class RepresentativeTitleInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """The titles that stand for a function."""

    model = RepresentativeTitle
    extra = 1


@admin.register(Department)
class DepartmentAdmin(TaxonomyAdmin):
    """Departments, in their order on screen."""

    list_display = ["name", "slug", "position", "n_functions"]
    search_fields = ["name", "slug"]
    inlines = [FunctionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """Count the functions along the way."""
        departments: QuerySet[Department] = super().get_queryset(request)
        return departments.annotate(function_count=Count("functions"))

    @admin.display(description="functions", ordering="function_count")
    def n_functions(self, department: Department) -> int:
        """Return the number of functions."""
        return getattr(department, "function_count", 0)


@admin.register(Function)
class FunctionAdmin(TaxonomyAdmin):
    """Functions with their representative titles and thresholds."""

    form = FunctionForm
    list_display = ["name", "department", "slug", "threshold", "about"]
    list_filter = ["department"]
    search_fields = ["name", "slug", "about", "representative_titles__title"]
    autocomplete_fields = ["department"]
    inlines = [RepresentativeTitleInline]


@admin.register(Level)
class LevelAdmin(TaxonomyAdmin):
    """Levels, most senior first."""

    list_display = ["name", "slug", "rank", "about"]
    search_fields = ["name", "slug"]


@admin.register(Industry)
class IndustryAdmin(TaxonomyAdmin):
    """Industries that a title can name."""

    list_display = ["name", "slug", "position"]
    search_fields = ["name", "slug"]


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


@admin.register(DictionaryEntry)
class DictionaryEntryAdmin(TaxonomyAdmin):
    """Exact titles and what they are."""

    form = NormalisedForm
    list_display = ["normalised", "level", "industry"]
    list_filter = ["level"]
    search_fields = ["normalised"]
    autocomplete_fields = ["functions", "level", "industry"]


@admin.register(PhraseRule)
class PhraseRuleAdmin(TaxonomyAdmin):
    """Phrases and the functions they mean."""

    form = NormalisedForm
    list_display = ["phrase"]
    search_fields = ["phrase"]
    autocomplete_fields = ["functions"]


@admin.register(TaxonomyVersion)
class TaxonomyVersionAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """What was changed, when; nobody edits it."""

    list_display = ["pk", "changed_at", "reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions come from changes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Versions are history."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Versions are history."""
        return False
