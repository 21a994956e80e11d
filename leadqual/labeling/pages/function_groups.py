"""The page of a new function group: example titles, the proposed functions, a name."""

from collections.abc import Collection

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest, needs_role
from leadqual.core.pages.undo import say_undoable
from leadqual.labeling.function_groups.services import FunctionGroup, propose_group, save_group
from leadqual.labeling.pages.forms_function_groups import ExampleTitlesForm, FunctionGroupForm
from leadqual.leads.errors import SearchNameTakenError

NO_FUNCTION = "Select at least one function. Nothing was saved."


@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(Role.QUALIFIER)
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
    known = {one.slug for one in group.functions}
    chosen = [slug for slug in dict.fromkeys(slugs) if slug in known]
    if not chosen:
        form.add_error(None, NO_FUNCTION)
    if form.is_valid():
        try:
            row = save_group(
                workspace=request.workspace,
                name=form.cleaned_data["name"],
                slugs=chosen,
                author=request.user,
            )
        except SearchNameTakenError as error:
            form.add_error("name", error.message)
        else:
            say_undoable(
                request,
                f"Saved “{row.name}”. Everyone in the workspace can see it.",
                "leads:saved_delete",
                row.pk,
            )
            return redirect("leads:saved_open", row.pk)
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
        chosen = [one.slug for one in group.functions if one.is_selected]
    name = form if isinstance(form, FunctionGroupForm) else FunctionGroupForm()
    context = {"form": form, "name_form": name, "group": group, "chosen": chosen or ()}
    return render(request, "labeling/function_group.html", context, status=status)
