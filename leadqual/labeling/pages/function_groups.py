"""The page of a new function group: example titles, the proposed functions, a name."""

from collections.abc import Collection

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.labeling.function_groups import MAX_TITLES, FunctionGroup, propose_group, save_group
from leadqual.leads.errors import SearchNameTakenError

_LONGEST = 20_000
NO_FUNCTION = "Select at least one function. Nothing was saved."


class ExampleTitlesForm(forms.Form):
    """Example titles, one a line."""

    titles = forms.CharField(
        label="Example titles, one per line",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "Head of Growth\nSEO Manager"}),
    )

    def clean_titles(self) -> list[str]:
        """Return the titles; refuse more than can be read at once."""
        titles = [line for line in self.cleaned_data["titles"].splitlines() if line.strip()]
        if len(titles) > MAX_TITLES:
            raise forms.ValidationError(f"Enter at most {MAX_TITLES} titles.")
        return titles


class FunctionGroupForm(ExampleTitlesForm):
    """A proposed group with a name, as somebody edited it."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Group name")


@route(
    "titles/function-group/", name="function-group", methods="GET HEAD POST", role=Role.QUALIFIER
)
def new_group(request: WorkspaceRequest) -> HttpResponse:
    """Propose a group from example titles; with a name, save it."""
    if request.method != "POST":
        return _page(request, ExampleTitlesForm())
    examples = ExampleTitlesForm(request.POST)
    if not examples.is_valid():
        return _page(request, examples, status=422)
    group = propose_group(workspace=request.workspace, titles=examples.cleaned_data["titles"])
    if "save" not in request.POST:
        return _page(request, examples, group=group)
    return _save(request, group)


def _save(request: WorkspaceRequest, group: FunctionGroup) -> HttpResponse:
    form = FunctionGroupForm(request.POST)
    slugs = request.POST.getlist("function")
    known = {function.slug for function in group.functions}
    chosen = [slug for slug in dict.fromkeys(slugs) if slug in known]
    if not chosen:
        form.add_error(None, NO_FUNCTION)
    if form.is_valid():
        with ShownErrors(form, SearchNameTakenError, field="name"):
            row = save_group(
                workspace=request.workspace,
                name=form.cleaned_data["name"],
                slugs=chosen,
                author=request.user,
            )
            add_undo_message(
                request,
                f"Saved “{row.name}”. Everyone in the workspace can see it.",
                "search:saved_delete",
                row.pk,
            )
            return redirect("search:saved_open", row.pk)
    return _page(request, form, group=group, chosen=chosen, status=422)


def _page(
    request: WorkspaceRequest,
    form: ExampleTitlesForm,
    *,
    group: FunctionGroup | None = None,
    chosen: Collection[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    if group is not None and chosen is None:
        chosen = [function.slug for function in group.functions if function.is_selected]
    name = form if isinstance(form, FunctionGroupForm) else FunctionGroupForm()
    context = {"form": form, "name_form": name, "group": group, "chosen": chosen or ()}
    return render(request, "labeling/function_group.html", context, status=status)
