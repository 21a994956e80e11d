"""Forms that change the structure and the meanings: merge, split, retire, dictionary, phrases."""

from collections.abc import Container

from django import forms

from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import (
    LONGEST_PHRASE,
    LONGEST_TITLE,
    Document,
    Meaning,
    WrittenDepartment,
)
from leadqual.taxonomy.pages.forms import (
    Choices,
    EditForm,
    NewDepartmentForm,
    NewFunctionForm,
    department_choices,
)
from leadqual.taxonomy.selectors import industries, levels
from leadqual.taxonomy.services import normalised


class MergeFunctionForm(EditForm):
    """What a function gives way to."""

    into = forms.ChoiceField(label="Merge into")

    def set_up(self) -> None:
        self.offer("into", function_choices(self.document, self.slug), empty="Choose")

    def edit(self, document: Document) -> Document:
        return edits.merge_function(document, self.slug, into=self.target_slug())

    def target_slug(self) -> str:
        return str(self.cleaned_data["into"])


class MergeDepartmentForm(MergeFunctionForm):
    """What a department gives way to."""

    def set_up(self) -> None:
        self.offer("into", department_choices(self.document, self.slug), empty="Choose")

    def edit(self, document: Document) -> Document:
        return edits.merge_department(document, self.slug, into=self.target_slug())


class RetireFunctionForm(EditForm):
    """A function that is to go; nothing is asked."""

    def edit(self, document: Document) -> Document:
        return edits.retire_function(document, self.slug)

    def target_slug(self) -> str:
        """Return nothing: it is gone."""
        return ""


class RetireDepartmentForm(RetireFunctionForm):
    """An empty department that is to go; nothing is asked."""

    def edit(self, document: Document) -> Document:
        return edits.retire_department(document, self.slug)


class SplitDepartmentForm(NewDepartmentForm):
    """A new department, and the functions it takes of another one."""

    functions = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one function to move."},
    )

    def set_up(self) -> None:
        """Offer the functions that it has."""
        inside = self.document.functions_of(self.slug)
        self.offer("functions", [(row.slug, row.name) for row in inside])

    def taken(self) -> list[forms.BoundField]:
        return [self["functions"]]

    def edit(self, document: Document) -> Document:
        return edits.split_department(
            document,
            self.slug,
            department=WrittenDepartment(self.target_slug(), self.cleaned_data["name"]),
            functions=self.cleaned_data["functions"],
        )


class SplitForm(NewFunctionForm):
    """A new function, and what it takes of another one."""

    titles = forms.MultipleChoiceField(
        label="Representative titles", required=False, widget=forms.CheckboxSelectMultiple
    )
    phrases = forms.MultipleChoiceField(
        label="Phrase rules", required=False, widget=forms.CheckboxSelectMultiple
    )
    entries = forms.MultipleChoiceField(
        label="Dictionary entries", required=False, widget=forms.CheckboxSelectMultiple
    )

    def set_up(self) -> None:
        """Offer what the function has."""
        super().set_up()
        row = self.document.function(self.slug)
        if row is None:
            raise edits.EditError(f"The function “{self.slug}” is no longer in this draft.")
        self.fields["department"].initial = row.department
        offered = {
            "titles": sorted(row.titles),
            "phrases": self.document.phrases_of(self.slug),
            "entries": list(self.document.entries_of(self.slug)),
        }
        for name, texts in offered.items():
            self.offer(name, [(text, text) for text in texts])

    def taken(self) -> list[forms.BoundField]:
        return [self["titles"], self["phrases"], self["entries"]]

    def edit(self, document: Document) -> Document:
        """Add the function with what it takes."""
        typed = self.cleaned_data
        return edits.split_function(
            document,
            self.slug,
            function=self.function(),
            titles=typed["titles"],
            entries=typed["entries"],
            phrases=typed["phrases"],
        )


class PhraseForm(EditForm):
    """A phrase and the functions it means."""

    text = forms.CharField(
        label="Phrase",
        max_length=LONGEST_PHRASE,
        help_text="Matches anywhere in a title; the longest phrase wins.",
    )
    functions = forms.MultipleChoiceField(required=False)
    add = forms.ChoiceField(label="Add a function", required=False)

    def set_up(self) -> None:
        """Offer all functions."""
        offered = function_choices(self.document)
        self.offer("functions", offered)
        self.offer("add", offered, empty="None")

    def clean_text(self) -> str:
        """Bring it into the one spelling."""
        found = normalised(self.cleaned_data["text"])
        if not found:
            raise forms.ValidationError("Nothing is left after normalization.")
        if found != self.slug and found in self.known():
            raise forms.ValidationError(
                f"“{found}” already exists. Find it in the list and edit it there."
            )
        return found

    def known(self) -> Container[str]:
        return self.document.phrases

    def meant(self) -> frozenset[str]:
        """Return the functions that were ticked and added."""
        added = {self.cleaned_data["add"]} - {""}
        return frozenset(self.cleaned_data["functions"]) | added

    def edit(self, document: Document) -> Document:
        """Write the rule; another text takes the place of the former one."""
        text = self.cleaned_data["text"]
        if self.slug and self.slug != text:
            document = edits.set_phrase(document, self.slug, functions=None)
        return edits.set_phrase(document, text, functions=self.meant())

    def target_slug(self) -> str:
        """Return the text as it is kept."""
        return str(self.cleaned_data["text"])


class EntryForm(PhraseForm):
    """A title of the dictionary and what it is."""

    text = forms.CharField(
        label="Title", max_length=LONGEST_TITLE, help_text="Matches the whole title only."
    )
    level = forms.ChoiceField(required=False)
    industry = forms.ChoiceField(required=False)

    def set_up(self) -> None:
        """Offer functions, levels and industries."""
        super().set_up()
        known_levels = [(row.slug, row.name) for row in levels()]
        self.offer("level", known_levels, empty="Decided by the model")
        self.offer("industry", [(row.slug, row.name) for row in industries()], empty="None")

    def known(self) -> Container[str]:
        return self.document.dictionary

    def edit(self, document: Document) -> Document:
        """Write the entry; another title takes the place of the former one."""
        text = self.cleaned_data["text"]
        if self.slug and self.slug != text:
            document = edits.set_entry(document, self.slug, meaning=None)
        meaning = Meaning(self.meant(), self.cleaned_data["level"], self.cleaned_data["industry"])
        return edits.set_entry(document, text, meaning=meaning)


def function_choices(document: Document, but: str = "") -> Choices:
    """Return the functions of a document under the names of their departments, but for one."""
    return [
        (
            department.name,
            [
                (row.slug, row.name)
                for row in document.functions_of(department.slug)
                if row.slug != but
            ],
        )
        for department in document.departments
    ]
