"""The taxonomy in the admin, to look at: it is changed in drafts, which are checked first.

The tools whose names exports carry are no part of drafts, so they are edited here.
"""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest

from leadqual.accounts.models import User
from leadqual.core.staff_admin.model_admins import ReadOnlyAdmin, ReadOnlyInline
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
from leadqual.taxonomy.versions import lock_taxonomy, record_version


class FunctionInline(ReadOnlyInline):
    """The functions of a department."""

    model = Function
    fields = ["name", "slug", "about", "threshold", "position"]
    show_change_link = True


class RepresentativeTitleInline(ReadOnlyInline):
    """The titles that stand for a function."""

    model = RepresentativeTitle


@admin.register(Department)
class DepartmentAdmin(ReadOnlyAdmin):
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
class FunctionAdmin(ReadOnlyAdmin):
    """Functions with their representative titles and thresholds."""

    list_display = ["name", "department", "slug", "threshold", "about"]
    list_filter = ["department"]
    list_select_related = ["department"]
    search_fields = ["name", "slug", "about", "representative_titles__title"]
    inlines = [RepresentativeTitleInline]


@admin.register(Level)
class LevelAdmin(ReadOnlyAdmin):
    """Levels, most senior first; models are trained on them."""

    list_display = ["name", "slug", "rank", "about"]
    search_fields = ["name", "slug"]


@admin.register(Industry)
class IndustryAdmin(ReadOnlyAdmin):
    """Industries that a title can name."""

    list_display = ["name", "slug", "position"]
    search_fields = ["name", "slug"]


class MeaningAdmin(ReadOnlyAdmin):
    """What titles or phrases mean, with the functions in the list."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Fetch the functions of all rows at once."""
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.prefetch_related("functions")

    @admin.display(description="functions")
    def named_functions(self, row: DictionaryEntry | PhraseRule) -> str:
        """Return the names of the functions; none means unclassified."""
        return ", ".join(function.name for function in row.functions.all()) or "Unclassified"


@admin.register(DictionaryEntry)
class DictionaryEntryAdmin(MeaningAdmin):
    """Exact titles and what they are."""

    list_display = ["normalised", "named_functions", "level", "industry"]
    list_filter = ["level"]
    list_select_related = ["level", "industry"]
    search_fields = ["normalised"]


@admin.register(PhraseRule)
class PhraseRuleAdmin(MeaningAdmin):
    """Phrases and the functions they mean."""

    list_display = ["phrase", "named_functions"]
    search_fields = ["phrase"]


@admin.register(OtherTool)
class OtherToolAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not at run time
    """Tools whose names for our functions exports may carry; titles stay as they are."""

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

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Its names are part of the taxonomy, and would go with it."""
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: OtherTool | None = None
    ) -> tuple[str, ...]:
        """Keep the slug: documents of the taxonomy name tools by it."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: OtherTool | None = None
    ) -> dict[str, Any]:
        """Make a slug from the name of a new tool."""
        return {} if obj else {"slug": ["name"]}

    def save_related(
        self,
        request: HttpRequest,
        form: "forms.ModelForm[Model]",
        formsets: Iterable[Any],
        change: bool,
    ) -> None:
        """Note the change in the history of the taxonomy."""
        super().save_related(request, form, formsets, change)
        verb = "changed" if change else "added"
        lock_taxonomy()
        record_version(
            f"{verb} tool “{form.instance}” in the admin", author=cast("User", request.user)
        )


@admin.register(CrosswalkName)
class CrosswalkNameAdmin(ReadOnlyAdmin):
    """What other tools call our functions."""

    list_display = ["function", "tool", "name"]
    list_filter = ["tool", "function__department"]
    list_select_related = ["function", "tool"]
    search_fields = ["function__name", "function__slug", "name"]
    list_per_page = 200


@admin.register(TaxonomyVersion)
class TaxonomyVersionAdmin(ReadOnlyAdmin):
    """What was changed, when."""

    list_display = ["pk", "changed_at", "author", "reason"]
    list_select_related = ["author"]
    exclude = ["document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TaxonomyVersion]:
        """Leave the documents where they are."""
        versions: QuerySet[TaxonomyVersion] = super().get_queryset(request)
        return versions.defer("document")
