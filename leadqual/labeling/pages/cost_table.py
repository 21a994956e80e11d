"""What confusions of business models cost, and what other costs would change; for staff."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.models import AuditRow
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.labeling import business_models
from leadqual.labeling.errors import CostsChangedMeanwhileError
from leadqual.labeling.pages.forms import CostForm, costs_as_data
from leadqual.taxonomy.models import ConfusionCost
from leadqual.taxonomy.selectors import cost_table

_NAMES = {label.value: str(label.label) for label in ConfusionCost.Label}


@route("companies/costs/")
def costs(request: WorkspaceRequest) -> HttpResponse:
    """Show the costs and what those in the address would change; htmx gets the preview alone."""
    _require_access(request)
    context = _previewed(request, CostForm(request.GET or costs_as_data(cost_table())))
    template = (
        "labeling/partials/cost_table/preview.html" if request.htmx else "labeling/cost_table.html"
    )
    return render(request, template, context)


@route("companies/costs/apply/", name="apply-costs", methods="POST")
def apply(request: WorkspaceRequest) -> HttpResponse:
    """Activate costs for all workspaces."""
    _require_access(request)
    form = CostForm(request.POST)
    if not form.is_valid():
        return _asked_again(request, form, form.reason(), status=422)
    try:
        change = business_models.change_costs(
            costs=form.costs(), seen=form.cleaned_data["seen"], author=request.user
        )
    except CostsChangedMeanwhileError as error:
        return _asked_again(request, form, error.message, status=409)
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect("labeling:costs")
    add_undo_message(
        request,
        "The costs are active. Stored companies are being updated.",
        "labeling:undo-costs",
        change.pk,
    )
    return redirect("labeling:costs")


@route("companies/costs/<int:change_id>/undo/", name="undo-costs", methods="POST")
def undo(request: WorkspaceRequest, change_id: int) -> HttpResponseRedirect:
    """Restore the costs from before a change."""
    _require_access(request)
    change = get_object_or_404(AuditRow, pk=change_id, action__in=business_models.CHANGES)
    with ShownErrors(request):
        business_models.undo_costs(change=change, author=request.user)
        messages.success(
            request, "The previous costs are active again. Stored companies are being updated."
        )
    return redirect("labeling:costs")


@route("companies/costs/costs.csv", name="export-costs")
def export(request: WorkspaceRequest) -> HttpResponse:
    """Send the costs as CSV, for `leadqual companies classify --costs`."""
    _require_access(request)
    lines = [
        "truth,predicted,cost",
        *(f"{t},{s},{cost:g}" for (t, s), cost in cost_table().items()),
    ]
    return HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="costs.csv"'},
    )


def _require_access(request: WorkspaceRequest) -> None:
    if not request.user.is_staff:  # It is for all workspaces.
        raise PermissionDenied


def _asked_again(
    request: WorkspaceRequest, form: CostForm, refusal: str, *, status: int
) -> HttpResponse:
    """Show what was sent, with the reason, and what it would change now."""
    context = _previewed(request, form) | {"refusal": refusal}
    return render(request, "labeling/cost_table.html", context, status=status)


def _previewed(request: WorkspaceRequest, form: CostForm) -> dict[str, object]:
    moves = None
    if form.is_valid():
        moves = business_models.preview(costs=form.costs(), workspace=request.workspace)
    active_costs = cost_table()
    changes = business_models.changes()
    return {
        "form": form,
        "seen": business_models.token_of(active_costs),
        "names": list(_NAMES.values()),
        "reason": form.reason(),
        "moves": moves,
        "move_rows": _move_rows(moves.counts) if moves else [],
        "named": [
            (row.company_id, row.name, _NAMES[row.former], _NAMES[row.new]) for row in moves.named
        ]
        if moves
        else [],
        "is_in_force": form.is_valid() and form.costs() == active_costs,
        "waiting": business_models.waiting_change(),
        "changes": [(row, _pairs(row)) for row in changes],
        "workspace": request.workspace,
    }


def _move_rows(counts: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Return companies of each business model, and how many would get each other one."""
    rows = []
    for former, name in _NAMES.items():
        cells = [(_NAMES[new], counts.get((former, new), 0), new == former) for new in _NAMES]
        rows.append({"name": name, "cells": cells, "total": sum(n for _, n, _ in cells)})
    return rows


def _pairs(change: AuditRow) -> list[dict[str, Any]]:
    """Return the confusions whose cost a change moved."""
    labels = list(_NAMES)
    former_costs, new_costs = ((values or {})["costs"] for values in (change.before, change.after))
    return [
        {"truth": _NAMES[truth], "said": _NAMES[given], "former": former, "new": new}
        for row, truth in enumerate(labels)
        for column, given in enumerate(labels)
        if (former := former_costs[row][column]) != (new := new_costs[row][column])
    ]
