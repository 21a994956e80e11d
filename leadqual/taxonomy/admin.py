"""The taxonomy admin; every save moves the version, so that it counts at the next request."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin, TabularInline

from leadqual.accounts.models import User
from leadqual.taxonomy import merging, services
from leadqual.taxonomy.forms_admin import FunctionForm, MergeForm, NormalisedForm
from leadqual.taxonomy.models import (
    CrosswalkName,
    Department,
    DictionaryEntry,
    Function,
    Industry,
    Level,
    OtherTool,
    PhraseRule,
    RepresentativeTitle,
    TaxonomyVersion,
)
from leadqual.taxonomy.versioning import lock_taxonomy, record_version


class TaxonomyAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """What all screens of the taxonomy share."""

    titles_follow = True
    """Whether stored titles are read again after a change."""

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
        noun = form.instance._meta.verbose_name
        self._note(request, f"{verb} {noun} “{form.instance}” in the admin")

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: "forms.ModelForm[Model]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Keep a slug that was changed, and do what merging means."""
        lock_taxonomy()  # Before any row: whoever publishes a draft takes it first, too.
        into = form.cleaned_data.get("merged_into") if "merged_into" in form.changed_data else None
        if into is not None:
            obj.merged_into = None  # type: ignore[attr-defined]  # set below, with all it means
        super().save_model(request, obj, form, change)
        _keep_slug(form)
        if into is not None and isinstance(obj, Function):
            merging.merge_function(function=obj, into=into)
        elif into is not None and isinstance(obj, Department):
            merging.merge_department(department=obj, into=into)

    def save_formset(
        self,
        request: HttpRequest,
        form: "forms.ModelForm[Model]",
        formset: Any,  # noqa: ANN401  # as Django has it
        change: bool,  # noqa: FBT001
    ) -> None:
        """Keep slugs that were changed in rows below the form."""
        super().save_formset(request, form, formset, change)
        for one in formset.forms:
            _keep_slug(one)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete one row and note the change."""
        lock_taxonomy()
        reason = f"deleted {obj._meta.verbose_name} “{obj}” in the admin"
        super().delete_model(request, obj)
        self._note(request, reason)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Delete several rows and note the change."""
        lock_taxonomy()
        super().delete_queryset(request, queryset)
        self._note(request, "deleted several rows in the admin")

    def _note(self, request: HttpRequest, reason: str) -> None:
        note = services.note_change if self.titles_follow else record_version
        note(reason, author=cast("User", request.user))


def _keep_slug(form: "forms.ModelForm[Model]") -> None:
    row = form.instance
    if isinstance(row, Function | Department) and "slug" in form.changed_data:
        merging.keep_former_slug(row, str(form.initial.get("slug") or ""))


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

    form = MergeForm
    autocomplete_fields = ["merged_into"]
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

    class Media:
        """The slug follows the name while it is typed."""

        js = ("js/slug.js",)

    form = FunctionForm
    list_display = ["name", "department", "slug", "threshold", "about"]
    list_filter = ["department"]
    search_fields = ["name", "slug", "about", "representative_titles__title"]
    autocomplete_fields = ["department", "merged_into"]
    inlines = [RepresentativeTitleInline]

    def response_add(
        self, request: HttpRequest, obj: Model, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say what makes titles carry a new function."""
        messages.info(
            request,
            format_html(
                "No title carries “{}” yet. Next: correct five titles to it on "
                '<a href="{}">Titles</a>, and it is learned; or '
                '<a href="{}">add dictionary entries</a>, which count at the next request.',
                obj,
                reverse("labelling:titles"),
                reverse("admin:taxonomy_dictionaryentry_add"),
            ),
        )
        return cast("HttpResponse", super().response_add(request, obj, post_url_continue))


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


class MeaningAdmin(TaxonomyAdmin):
    """What titles or phrases mean, with the functions in the list."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Fetch the functions of all rows at once."""
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.prefetch_related("functions")

    @admin.display(description="functions")
    def named_functions(self, row: DictionaryEntry | PhraseRule) -> str:
        """Return the names of the functions; none means Other."""
        return ", ".join(function.name for function in row.functions.all()) or "Other"


@admin.register(DictionaryEntry)
class DictionaryEntryAdmin(MeaningAdmin):
    """Exact titles and what they are."""

    form = NormalisedForm
    list_display = ["normalised", "named_functions", "level", "industry"]
    list_filter = ["level"]
    list_select_related = ["level", "industry"]
    search_fields = ["normalised"]
    autocomplete_fields = ["functions", "level", "industry"]


@admin.register(PhraseRule)
class PhraseRuleAdmin(MeaningAdmin):
    """Phrases and the functions they mean."""

    form = NormalisedForm
    list_display = ["phrase", "named_functions"]
    search_fields = ["phrase"]
    autocomplete_fields = ["functions"]


@admin.register(OtherTool)
class OtherToolAdmin(TaxonomyAdmin):
    """Tools whose names for our functions exports may carry; no title is read anew for them."""

    titles_follow = False
    list_display = ["name", "calls", "n_names", "source", "position"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[OtherTool]:
        """Count the names along the way."""
        tools: QuerySet[OtherTool] = super().get_queryset(request)
        return tools.annotate(name_count=Count("names"))

    @admin.display(description="functions named", ordering="name_count")
    def n_names(self, tool: OtherTool) -> int:
        """Return how many of our functions have a name there."""
        return getattr(tool, "name_count", 0)


@admin.register(CrosswalkName)
class CrosswalkNameAdmin(TaxonomyAdmin):
    """What other tools call our functions; counts from the next export on."""

    titles_follow = False
    list_display = ["function", "tool", "name"]
    list_editable = ["name"]
    list_filter = ["tool", "function__department"]
    list_select_related = ["function", "tool"]
    search_fields = ["function__name", "function__slug", "name"]
    autocomplete_fields = ["function", "tool"]
    list_per_page = 200


@admin.register(TaxonomyVersion)
class TaxonomyVersionAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """What was changed, when; nobody edits it."""

    list_display = ["pk", "changed_at", "author", "reason"]
    list_select_related = ["author"]
    exclude = ["document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TaxonomyVersion]:
        """Leave the documents where they are."""
        versions: QuerySet[TaxonomyVersion] = super().get_queryset(request)
        return versions.defer("document")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions come from changes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Versions are history."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Versions are history."""
        return False
