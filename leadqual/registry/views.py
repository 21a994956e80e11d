"""The lab: which models are live, and how good they are."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import versions_by_kind


@dataclass(frozen=True, slots=True)
class Shelf:
    """All versions of one kind of model."""

    kind: str
    name: str
    live: ModelVersion | None
    versions: list[ModelVersion]


@require_GET
def lab(request: WorkspaceRequest) -> HttpResponse:
    """Show the live version of each kind with the figures of its evaluation."""
    versions = list(versions_by_kind())
    shelves = []
    for kind in ModelVersion.Kind:
        of_kind = [version for version in versions if version.kind == kind]
        live = next((version for version in of_kind if version.is_active), None)
        if of_kind:
            shelves.append(Shelf(kind.value, str(kind.label), live, of_kind))
    return render(request, "registry/lab.html", {"shelves": shelves})
