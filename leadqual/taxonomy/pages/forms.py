"""Forms of the tree editor: what was typed → one edit of a draft."""

from abc import ABCMeta, abstractmethod
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_SLUG,
    LONGEST_TITLE,
    Document,
    WrittenDepartment,
    WrittenFunction,
)

Choices = list[tuple[str, Any]]
_SLUG_HELP = "Used by the API. If empty, it is created from the name."


class _FormKind(DeclarativeFieldsMetaclass, ABCMeta):
    """Fields as of any form, and methods that each form has to have."""


class EditForm(forms.Form, metaclass=_FormKind):
    """What was typed about a document; `edit` does it.

    Args:
        args: as of any form.
        document: what the draft says.
        slug: of the department or function that it is about; "" for a new one.
    """

    def __init__(self, *args: Any, document: Document, slug: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.document, self.slug = document, slug
        self.set_up()

    def set_up(self) -> None:
        """Fill in choices and what the document says now."""

    @abstractmethod
    def edit(self, document: Document) -> Document:
        """Do what was typed to a document, which may have moved on since the form was shown."""

    def target_slug(self) -> str:
        """Return the slug of what is shown after it."""
        return str(self.cleaned_data.get("slug_field", self.slug))

    def offer(self, name: str, choices: Choices, *, empty: str = "") -> None:
        """Set the choices of a field, after an empty one where it has a name."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", empty), *choices] if empty else choices

    def seen(self) -> SafeString:
        """Carry what the form showed, so that only what was changed in it is written."""
        shown = (bound for bound in self if bound.field.show_hidden_initial)
        return format_html_join(
            "", "{}", ((bound.as_hidden(only_initial=True),) for bound in shown)
        )

    def start_with(self, **initial: object) -> None:
        """Set what fields show at first, and have them carry it."""
        for name, value in initial.items():
            self.fields[name].initial = value
            self.fields[name].show_hidden_initial = True


class DepartmentForm(EditForm):
    """Name, slug and place of a department."""

    name = forms.CharField(max_length=LONGEST_NAME)
    slug_field = forms.SlugField(
        label="Slug",
        max_length=LONGEST_SLUG["department"],
        help_text="The former slug redirects here.",
    )
    place = forms.IntegerField(
        min_value=1, label="Position", help_text="Among the departments; 1 is at the top."
    )

    def set_up(self) -> None:
        """Show the department as it is."""
        row = self.document.department(self.slug)
        slugs = [department.slug for department in self.document.departments]
        name = row.name if row else ""
        self.start_with(name=name, slug_field=self.slug, place=slugs.index(self.slug) + 1)

    def edit(self, document: Document) -> Document:
        """Write what was changed."""
        typed = self.cleaned_data
        if "name" in self.changed_data:
            document = edits.name_department(document, self.slug, name=typed["name"])
        if "place" in self.changed_data:
            slugs = _moved(
                [department.slug for department in document.departments], self.slug, typed["place"]
            )
            document = edits.order_departments(document, slugs=slugs)
        if "slug_field" in self.changed_data:
            new = typed["slug_field"]
            document = edits.rename_department(document, self.slug, slug=new)
        return document


class NewDepartmentForm(EditForm):
    """A department that is to be."""

    name = forms.CharField(label="Department name", max_length=LONGEST_NAME)
    slug_field = forms.SlugField(
        label="Slug", max_length=LONGEST_SLUG["department"], required=False, help_text=_SLUG_HELP
    )

    def clean(self) -> dict[str, Any]:
        """Make a slug where none was typed."""
        return _with_slug(self, "department")

    def edit(self, document: Document) -> Document:
        """Put it at the end."""
        row = WrittenDepartment(self.target_slug(), self.cleaned_data["name"])
        return edits.add_department(document, department=row)


class FunctionForm(EditForm):
    """Fields of a function."""

    name = forms.CharField(max_length=LONGEST_NAME)
    about = forms.CharField(
        label="Description",
        max_length=LONGEST_ABOUT,
        required=False,
        help_text="Work that belongs to this function.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    department = forms.ChoiceField()
    place = forms.IntegerField(
        min_value=1, label="Position", help_text="In its department; 1 is at the top."
    )
    slug_field = forms.SlugField(
        label="Slug",
        max_length=LONGEST_SLUG["function"],
        help_text="The former slug redirects here.",
    )
    threshold = forms.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text="Score at which the label is shown. If empty, the threshold of the model "
        "applies.",
    )

    def set_up(self) -> None:
        """Show the function as it is."""
        row = self.document.function(self.slug)
        if row is None:
            raise edits.EditError(f"The function “{self.slug}” is no longer in this draft.")
        self.offer("department", department_choices(self.document))
        slugs = [each.slug for each in self.document.functions_of(row.department)]
        self.start_with(
            name=row.name,
            about=row.about,
            department=row.department,
            place=slugs.index(row.slug) + 1,
            slug_field=row.slug,
            threshold=row.threshold,
        )

    def edit(self, document: Document) -> Document:
        """Write what was changed."""
        typed, changed = self.cleaned_data, set(self.changed_data)
        for name in sorted({"name", "about", "threshold"} & changed):
            document = edits.set_field(document, self.slug, name=name, value=typed[name])
        if "department" in changed:
            home = typed["department"]
            document = edits.move_function(document, self.slug, department=home)
        if "place" in changed:
            row = document.function(self.slug)
            inside = document.functions_of(row.department) if row else []
            slugs = _moved([each.slug for each in inside], self.slug, typed["place"])
            document = edits.order_functions(document, slugs=slugs)
        if "slug_field" in changed:
            new = typed["slug_field"]
            document = edits.rename_function(document, self.slug, slug=new)
        return document


class NewFunctionForm(EditForm):
    """A function that is to be."""

    name = forms.CharField(label="Function name", max_length=LONGEST_NAME)
    department = forms.ChoiceField()
    about = forms.CharField(
        label="Description",
        max_length=LONGEST_ABOUT,
        required=False,
        help_text="What the function covers.",
    )
    slug_field = forms.SlugField(
        label="Slug", max_length=LONGEST_SLUG["function"], required=False, help_text=_SLUG_HELP
    )

    def set_up(self) -> None:
        self.offer("department", department_choices(self.document), empty="Choose a department")

    def clean(self) -> dict[str, Any]:
        """Make a slug where none was typed."""
        return _with_slug(self, "function")

    def edit(self, document: Document) -> Document:
        """Put it at the end of its department."""
        return edits.add_function(document, function=self.function())

    def function(self) -> WrittenFunction:
        """Return the function as it was typed."""
        typed = self.cleaned_data
        about = typed.get("about", "")
        return WrittenFunction(self.target_slug(), typed["name"], typed["department"], about)


class TitlesForm(EditForm):
    """Representative titles of a function, one on each line."""

    titles = forms.CharField(
        label="Representative titles",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One per line. Shown as the most similar known titles.",
    )

    def set_up(self) -> None:
        """Show them as they are."""
        row = self.document.function(self.slug)
        self.start_with(titles="\n".join(sorted(row.titles)) if row else "")

    def clean_titles(self) -> frozenset[str]:
        """Read the lines."""
        found = _lines(self.cleaned_data["titles"])
        if long := [title for title in found if len(title) > LONGEST_TITLE]:
            raise forms.ValidationError(
                f"“{long[0][:60]}…” has {len(long[0]):,} characters; the maximum is "
                f"{LONGEST_TITLE}."
            )
        return found

    def edit(self, document: Document) -> Document:
        """Add and drop what was added and dropped."""
        before = _lines(self.data.get("initial-titles", ""))
        now = self.cleaned_data["titles"]
        return edits.change_titles(document, self.slug, add=now - before, drop=before - now)


class CalledForm(EditForm):
    """What other tools call a function."""

    def __init__(self, *args: Any, tools: Iterable[tuple[str, str]], **more: Any) -> None:
        self.tools = list(tools)
        super().__init__(*args, **more)

    def set_up(self) -> None:
        """Give each tool a field."""
        row = self.document.function(self.slug)
        for slug, name in self.tools:
            self.fields[slug] = forms.CharField(label=name, max_length=LONGEST_NAME, required=False)
            self.start_with(**{slug: row.called.get(slug, "") if row else ""})

    def edit(self, document: Document) -> Document:
        """Write the names that were changed."""
        for tool in self.changed_data:
            name = self.cleaned_data[tool]
            document = edits.set_tool_name(document, self.slug, tool=tool, name=name)
        return document


def department_choices(document: Document, but: str = "") -> Choices:
    """Return the departments of a document but for one."""
    return [(row.slug, row.name) for row in document.departments if row.slug != but]


def _lines(text: str) -> frozenset[str]:
    return frozenset(line for line in (" ".join(row.split()) for row in text.splitlines()) if line)


def _moved(slugs: list[str], slug: str, source: int) -> list[str]:
    """Put a slug at a place, counted from 1."""
    others = [row for row in slugs if row != slug]
    others.insert(source - 1, slug)
    return others


def _with_slug(form: EditForm, noun: str) -> dict[str, Any]:
    found = form.cleaned_data
    if not found.get("slug_field") and "slug_field" not in form.errors:
        slug = slugify(found.get("name", "")).replace("-", "_")[: LONGEST_SLUG[noun]]
        found["slug_field"] = slug
        if not slug and "name" not in form.errors:
            form.add_error("slug_field", "Enter a slug of letters, digits and underscores.")
    return found
