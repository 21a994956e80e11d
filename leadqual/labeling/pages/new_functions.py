"""The page of a new function: examples, similar titles to accept or reject, phrases, a draft."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeVar

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.labeling.new_functions import (
    MAX_ACCEPTED,
    MAX_EXAMPLES,
    MAX_PHRASES,
    FunctionSketch,
    SketchedFunction,
    draft_function,
    sketched_function,
    withdraw_function,
)
from leadqual.labeling.queues.selectors import open_groups, titles_in_group
from leadqual.search.query.query import is_key
from leadqual.taxonomy.document.document import LONGEST_PHRASE, LONGEST_TITLE
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.pages.forms import NewFunctionForm
from leadqual.taxonomy.services import normalised

N_EXAMPLES = 6
_LONGEST = 5_000
Part = TypeVar("Part", int, str)


class ExamplesForm(forms.Form):
    """Example titles, one a line."""

    titles = forms.CharField(
        label="Example titles, one per line",
        max_length=_LONGEST,
        widget=forms.Textarea(
            attrs={"rows": N_EXAMPLES, "placeholder": "Decarbonization Manager\nHead of Net Zero"}
        ),
        error_messages={"required": "Enter a few titles of people who have this function."},
    )

    def clean_titles(self) -> list[str]:
        """Return the titles; refuse more or longer ones than can be read at once."""
        titles = [line.strip() for line in self.cleaned_data["titles"].splitlines()]
        titles = [title for title in titles if title]
        if len(titles) > MAX_EXAMPLES:
            raise forms.ValidationError(f"Enter at most {MAX_EXAMPLES} titles.")
        if any(len(title) > LONGEST_TITLE for title in titles):
            raise forms.ValidationError(f"A title has at most {LONGEST_TITLE} characters.")
        if not any(map(normalised, titles)):
            raise forms.ValidationError("Enter titles with words. Nothing was found.")
        return titles


@route("titles/new-function/", name="new-function", methods="GET HEAD POST", role=Role.MANAGER)
def new_function(request: WorkspaceRequest) -> HttpResponse:
    """Suggest titles and phrases near examples; a POST makes a draft of what was accepted."""
    asked = request.POST if request.method == "POST" else request.GET
    if is_key(group := asked.get("group", "")):
        return _page(request, ExamplesForm(initial={"titles": _titles_of(request, int(group))}))
    if "titles" not in asked:
        return _page(request, ExamplesForm())
    examples = ExamplesForm(asked)
    if not examples.is_valid():
        return _page(request, examples, status=422 if request.method == "POST" else 200)
    sketch = _sketch_of(asked, examples.cleaned_data["titles"])
    if request.method != "POST":
        return _page(request, examples, sketch=sketch)
    form = NewFunctionForm(request.POST, document=read_document())
    if form.is_valid():
        with ShownErrors(form):
            draft = draft_function(
                workspace=request.workspace,
                sketch=sketch,
                function=form.function(),
                moved=request.POST.getlist("moved"),
                author=request.user,
            )
            return _drafted(request, draft)
    return _page(request, examples, sketch=sketch, form=form, status=422)


def _drafted(request: WorkspaceRequest, draft: TaxonomyDraft) -> HttpResponse:
    if request.user.is_staff:
        words = f"Created the draft “{draft}”. Preview its impact, then publish it."
        say_undoable(request, words, "labeling:withdraw-function", draft.pk)
        return redirect("taxonomy:draft", draft.pk)
    words = f"“{draft}” is waiting for an administrator to publish it."
    say_undoable(request, words, "labeling:withdraw-function", draft.pk)
    return redirect("taxonomy:tree")


@route(
    "titles/new-function/<int:draft_id>/withdraw/",
    name="withdraw-function",
    methods="POST",
    role=Role.MANAGER,
)
def withdraw(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Discard a draft of one's own."""
    get_object_or_404(TaxonomyDraft, pk=draft_id, author=request.user)
    with ShownErrors(request):
        withdraw_function(workspace=request.workspace, draft_id=draft_id, author=request.user)
    return redirect("taxonomy:tree")


def _titles_of(request: WorkspaceRequest, group: int) -> str:
    """Return the most frequent titles of a group of unclassified ones, one a line."""
    row = get_object_or_404(open_groups(request.workspace), pk=group)
    titles = titles_in_group(request.workspace, row)[:N_EXAMPLES]
    return "\n".join(title.title for title in titles)


def _sketch_of(asked: QueryDict, titles: Sequence[str]) -> FunctionSketch:
    """Return what the form holds, changed by what the pressed button says."""
    accepted, rejected = _keys(asked, "accept"), _keys(asked, "reject")
    back = set(_keys(asked, "back"))
    phrases, dropped = _phrases(asked, "phrase"), _phrases(asked, "drop")
    again = set(_phrases(asked, "again"))
    return FunctionSketch(
        examples=tuple(titles),
        accepted=_joined(_keys(asked, "accepted"), accepted, {*back, *rejected}, MAX_ACCEPTED),
        rejected=_joined(_keys(asked, "rejected"), rejected, {*back, *accepted}, MAX_ACCEPTED),
        phrases=_joined(_phrases(asked, "phrases"), phrases, {*again, *dropped}, MAX_PHRASES),
        dropped=_joined(_phrases(asked, "dropped"), dropped, {*again, *phrases}, MAX_PHRASES),
    )


def _joined(
    held: Sequence[Part], added: Sequence[Part], removed: Collection[Part], most: int
) -> tuple[Part, ...]:
    kept = dict.fromkeys(list(held) + list(added))
    return tuple(one for one in kept if one not in removed)[:most]


def _keys(asked: QueryDict, name: str) -> list[int]:
    return [int(key) for key in asked.get(name, "").split(".") if is_key(key)]


def _phrases(asked: QueryDict, name: str) -> list[str]:
    said = (normalised(phrase[:LONGEST_PHRASE]) for phrase in asked.get(name, "").split("|"))
    return [phrase for phrase in said if phrase]


def _page(
    request: WorkspaceRequest,
    examples: ExamplesForm,
    *,
    sketch: FunctionSketch | None = None,
    form: NewFunctionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = SketchedFunction()
    if sketch is not None:
        found = sketched_function(workspace=request.workspace, sketch=sketch)
        keys = {title.pk for title in found.titles}
        sketch = replace(sketch, accepted=tuple(key for key in sketch.accepted if key in keys))
        form = form or NewFunctionForm(
            document=read_document(), initial=_first_guess(sketch, found)
        )
    context = {
        "examples": examples,
        "sketch": sketch,
        "found": found,
        "form": form,
        "moved": request.POST.getlist("moved"),
        "accept_all": ".".join(str(one.title.pk) for one in found.suggestions if one.is_likely),
        "n_likely": sum(one.is_likely for one in found.suggestions),
    }
    return render(request, "labeling/new_function.html", context, status=status)


def _first_guess(sketch: FunctionSketch, found: SketchedFunction) -> dict[str, str]:
    """Return a name, and the department of most of the titles."""
    examples = [f" {normalised(title)} " for title in sketch.examples]
    phrases = (one.phrase for one in (*found.taken, *found.phrases))
    named = (one for one in phrases if any(f" {one} " in title for title in examples))
    likely = [one.title for one in found.suggestions if one.is_likely]
    labels = (label for title in (*found.titles, *likely) for label in title.labels.all())
    homes = Counter(label.function.department.slug for label in labels)
    return {
        "name": next(named, "").capitalize(),
        "department": next((slug for slug, _ in homes.most_common(1)), ""),
    }
