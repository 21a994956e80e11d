"""The page of a new function: examples, similar titles to accept or reject, phrases, a draft."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from classifiers.titles.example_phrases import with_phrase
from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.labeling.new_function_drafts import draft_function, withdraw_function
from leadqual.labeling.new_functions import (
    MAX_ACCEPTED,
    MAX_EXAMPLES,
    MAX_PHRASES,
    FunctionSketch,
    SketchedFunction,
    describe_new_function,
)
from leadqual.labeling.queues.selectors import open_groups, titles_in_group
from leadqual.search.query.query import is_key
from leadqual.search.results.title_sums import sums_of
from leadqual.taxonomy.document.document import LONGEST_PHRASE, LONGEST_TITLE
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.pages.forms import NewFunctionForm
from leadqual.taxonomy.services import normalised

N_EXAMPLES = 6
_LONGEST = 5_000
_MAX_STEPS = 500
_ANSWERS = ("accept", "reject", "back", "phrase", "drop", "open")
"""Names of buttons: of the first three the value is keys of titles, of the others a phrase."""
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
    steps = _steps_of(asked)
    sketch = _sketch_of(examples.cleaned_data["titles"], steps)
    if request.method != "POST":
        return _page(request, examples, sketch=sketch, steps=steps)
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
    return _page(request, examples, sketch=sketch, steps=steps, form=form, status=422)


def _drafted(request: WorkspaceRequest, draft: TaxonomyDraft) -> HttpResponse:
    if request.user.is_staff:
        words = f"Created the draft “{draft}”. Preview its impact, then publish it."
        add_undo_message(request, words, "labeling:withdraw-function", draft.pk)
        return redirect("taxonomy:draft", draft.pk)
    words = f"“{draft}” is waiting for an administrator to publish it."
    add_undo_message(request, words, "labeling:withdraw-function", draft.pk)
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


def _steps_of(asked: QueryDict) -> list[str]:
    """Return the answers in their order, with that of the pressed button; undone, without the last.

    A step is the first letter of its button, and its value.
    """
    letters = {name[0] for name in _ANSWERS}
    steps = [step for step in asked.get("steps", "").split("|") if step[:1] in letters]
    if "undo" in asked:
        return steps[:-1]
    return [*steps, *(f"{name[0]}{asked[name]}" for name in _ANSWERS if name in asked)]


def _sketch_of(examples: Sequence[str], steps: Sequence[str]) -> FunctionSketch:
    """Return what the steps lead to: of each title and phrase the last answer counts."""
    titles: dict[int, str] = {}
    phrases: dict[str, str] = {}
    for step in steps[-_MAX_STEPS:]:
        kind, value = step[0], step[1:]
        if kind in "arb":
            titles |= dict.fromkeys(_keys(value), kind)
        else:
            phrases |= dict.fromkeys(_phrases(value), kind)
    return FunctionSketch(
        examples=tuple(examples),
        accepted=_answered(titles, "a")[:MAX_ACCEPTED],
        rejected=_answered(titles, "r")[:MAX_ACCEPTED],
        phrases=_answered(phrases, "p")[:MAX_PHRASES],
        dropped=_answered(phrases, "d")[:MAX_PHRASES],
    )


def _answered(last: Mapping[Part, str], kind: str) -> tuple[Part, ...]:
    return tuple(part for part, answer in last.items() if answer == kind)


def _keys(value: str) -> list[int]:
    return [int(key) for key in value.split(".") if is_key(key)]


def _phrases(value: str) -> list[str]:
    phrase = normalised(value[:LONGEST_PHRASE])
    return [phrase] if phrase else []


def _page(
    request: WorkspaceRequest,
    examples: ExamplesForm,
    *,
    sketch: FunctionSketch | None = None,
    steps: Sequence[str] = (),
    form: NewFunctionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = SketchedFunction()
    if sketch is not None:
        found = describe_new_function(workspace=request.workspace, sketch=sketch)
        form = form or NewFunctionForm(
            document=read_document(), initial=_initial_values(sketch, found)
        )
    context = {
        "examples": examples,
        "sketch": sketch,
        "steps": "|".join(steps),
        "found": found,
        "form": form,
        "moved": (request.POST or request.GET).getlist("moved"),
        "accept_all": ".".join(
            str(suggestion.title.pk) for suggestion in found.suggestions if suggestion.is_likely
        ),
        "n_pending": sums_of(request.workspace).n_pending,
        "n_likely": sum(suggestion.is_likely for suggestion in found.suggestions),
    }
    return render(request, "labeling/new_function.html", context, status=status)


def _initial_values(sketch: FunctionSketch, found: SketchedFunction) -> dict[str, str]:
    """Return the phrase of most examples as a name, and the department of most labels; else ""."""
    keys = list(map(normalised, sketch.examples))
    found_in = (with_phrase(keys, phrase.phrase) for phrase in (*found.taken, *found.phrases))
    shared = (row for row in found_in if 2 * len(row.rows) > len(keys))
    spellings = (spelling for row in shared for spelling in row.spellings)
    names = [
        spelling for spelling in spellings if any(f" {spelling} " in f" {key} " for key in keys)
    ]
    likely = [suggestion.title for suggestion in found.suggestions if suggestion.is_likely]
    labels = (label for title in (*found.titles, *likely) for label in title.labels.all())
    homes = Counter(label.function.department.slug for label in labels)
    most = [slug for slug, count in homes.items() if 2 * count > homes.total()]
    return {"name": "".join(names[:1]).capitalize(), "department": "".join(most)}
