"""Forms that change the structure and the meanings: merge, split, retire, dictionary, phrases."""

from collections.abc import Container
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import (
    LONGEST_PHRASE,
    LONGEST_TITLE,
    Document,
    Meaning,
    WrittenDepartment,
)
from leadqual.taxonomy.document.edits import set_entry, set_phrase
from leadqual.taxonomy.drafts.services import draft_document, edit_draft
from leadqual.taxonomy.pages.forms import Choices, EditForm, NewDepartmentForm, NewFunctionForm
from leadqual.taxonomy.pages.tree_view import (
    TaxonomySource,
    answer_edit,
    change_messages,
    page_context,
    source_of,
)
from leadqual.taxonomy.selectors import industries, levels
from leadqual.taxonomy.services import normalised


class MergeFunctionForm(EditForm):
    """What a function gives way to."""

    said = "Merged"
    into = forms.ChoiceField(label="Merge into")

    def set_up(self) -> None:
        self.fields["into"].choices = [("", "Choose"), *function_choices(self.document, self.slug)]  # type: ignore[attr-defined]

    def edit(self, document: Document) -> Document:
        return edits.merge_function(document, self.slug, into=self.cleaned_data["into"])

    def landing(self) -> str:
        return str(self.cleaned_data["into"])


class MergeDepartmentForm(EditForm):
    """What a department gives way to."""

    said = "Merged"
    into = forms.ChoiceField(label="Merge into")

    def set_up(self) -> None:
        """Offer the other departments."""
        others = [
            (one.slug, one.name) for one in self.document.departments if one.slug != self.slug
        ]
        self.fields["into"].choices = [("", "Choose"), *others]  # type: ignore[attr-defined]

    def edit(self, document: Document) -> Document:
        """Let the other one take its functions."""
        return edits.merge_department(document, self.slug, into=self.cleaned_data["into"])

    def landing(self) -> str:
        return str(self.cleaned_data["into"])


class RetireFunctionForm(EditForm):
    """A function that is to go; nothing is asked."""

    said = "Retired"

    def edit(self, document: Document) -> Document:
        return edits.retire_function(document, self.slug)

    def landing(self) -> str:
        """Return nothing: it is gone."""
        return ""


class RetireDepartmentForm(RetireFunctionForm):
    """An empty department that is to go; nothing is asked."""

    def edit(self, document: Document) -> Document:
        return edits.retire_department(document, self.slug)


class SplitDepartmentForm(NewDepartmentForm):
    """A new department, and the functions it takes of another one."""

    said = "Split"
    functions = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one function to move."},
    )

    def set_up(self) -> None:
        """Offer the functions that it has."""
        inside = self.document.functions_of(self.slug)
        self.fields["functions"].choices = [(row.slug, row.name) for row in inside]  # type: ignore[attr-defined]

    def taken(self) -> list[forms.BoundField]:
        return [self["functions"]]

    def edit(self, document: Document) -> Document:
        return edits.split_department(
            document,
            self.slug,
            department=WrittenDepartment(self.landing(), self.cleaned_data["name"]),
            functions=self.cleaned_data["functions"],
        )


class SplitForm(NewFunctionForm):
    """A new function, and what it takes of another one."""

    said = "Split"
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
            self.fields[name].choices = [(text, text) for text in texts]  # type: ignore[attr-defined]

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

    said = "Saved"
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
        self.fields["functions"].choices = offered  # type: ignore[attr-defined]
        self.fields["add"].choices = [("", "None"), *offered]  # type: ignore[attr-defined]

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

    def landing(self) -> str:
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
        levels_: Choices = [(row.slug, row.name) for row in levels()]
        industries_: Choices = [(row.slug, row.name) for row in industries()]
        self.fields["level"].choices = [("", "Decided by the model"), *levels_]  # type: ignore[attr-defined]
        self.fields["industry"].choices = [("", "None"), *industries_]  # type: ignore[attr-defined]

    def known(self) -> Container[str]:
        return self.document.dictionary

    def edit(self, document: Document) -> Document:
        """Write the entry; another title takes the place of the former one."""
        text = self.cleaned_data["text"]
        if self.slug and self.slug != text:
            document = edits.set_entry(document, self.slug, meaning=None)
        meaning = Meaning(self.meant(), self.cleaned_data["level"], self.cleaned_data["industry"])
        return edits.set_entry(document, text, meaning=meaning)


def function_choices(document: Document, but: str = "") -> list[tuple[str, Any]]:
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


# Pages of a draft that add: departments, functions, entries of the dictionary, phrase rules.


@route("taxonomy/drafts/<int:draft_id>/new/", name="draft-new", methods="GET HEAD POST")
def new(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Add a function or a department to a draft."""
    place = source_of(request, draft_id)
    if not place.may_edit:
        raise Http404
    kind = "department" if request.POST.get("do") == "department" else "function"
    forms: dict[str, EditForm] = {}
    for name, made in (("function", NewFunctionForm), ("department", NewDepartmentForm)):
        is_sent = request.method == "POST" and name == kind
        data = request.POST if is_sent else None
        start = {"department": request.GET.get("department", "")}
        forms[name] = made(data, document=place.document, auto_id=f"{name}-%s", initial=start)
    if request.method == "POST" and answer_edit(request, place, forms[kind]):
        return redirect(place.url(kind, forms[kind].landing()))
    context = page_context(request, place) | {"forms": forms}
    status = 422 if request.method == "POST" else 200
    return render(request, "taxonomy/add.html", context, status=status)


@route("taxonomy/drafts/<int:draft_id>/entry/", name="draft-entry", methods="GET HEAD POST")
def entry(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Add, change or take out an entry of the dictionary or a phrase rule of a draft."""
    place = source_of(request, draft_id)
    if not place.may_edit:
        raise Http404
    is_phrase = request.GET.get("kind") == "phrases"
    text = request.GET.get("text", "")
    known = place.document.phrases if is_phrase else place.document.dictionary
    if text and text not in known:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "remove":
        return _removed(request, place, text, is_phrase=is_phrase)
    form = _form(request, place, text, is_phrase=is_phrase)
    if request.method == "POST" and answer_edit(request, place, form):
        return redirect(_list_url(place, form.landing(), is_phrase=is_phrase))
    named = form["functions"].value() or []
    context = page_context(request, place) | {
        "form": form,
        "text": text,
        "is_phrase": is_phrase,
        "named": [row for row in place.document.functions if row.slug in named],
        "list_url": _list_url(place, "", is_phrase=is_phrase),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "taxonomy/entry.html", context, status=status)


def _form(
    request: WorkspaceRequest, place: TaxonomySource, text: str, *, is_phrase: bool
) -> PhraseForm:
    function = request.GET.get("function", "")
    start: dict[str, object] = {"text": text, "functions": [function] if function else []}
    if text and is_phrase:
        start["functions"] = sorted(place.document.phrases[text])
    elif text:
        said = place.document.dictionary[text]
        start |= {
            "functions": sorted(said.functions),
            "level": said.level,
            "industry": said.industry,
        }
    kind = PhraseForm if is_phrase else EntryForm
    data = request.POST if request.method == "POST" else None
    return kind(data, document=place.document, slug=text, initial=start)


def _removed(
    request: WorkspaceRequest, place: TaxonomySource, text: str, *, is_phrase: bool
) -> HttpResponse:
    edit = (
        partial(set_phrase, phrase=text, functions=None)
        if is_phrase
        else partial(set_entry, title=text, meaning=None)
    )
    if place.draft is not None:
        draft = edit_draft(draft_id=place.draft.pk, edit=edit, author=request.user)
        change_messages(request, draft, place.document, draft_document(draft))
    return redirect(_list_url(place, "", is_phrase=is_phrase))


def _list_url(place: TaxonomySource, words: str, *, is_phrase: bool) -> str:
    query = {"kind": "phrases"} if is_phrase else {}
    query |= {"q": words} if words else {}
    address = place.url("dictionary")
    return f"{address}?{urlencode(query)}" if query else address
