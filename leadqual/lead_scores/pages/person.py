"""The part of a person's page with the lead score and what it is made of."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.leads.models import Contact


@route("people/<int:contact_id>/lead-score/", name="person")
def person_score(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Show the score of a person and its breakdown; a part for htmx, else a page."""
    contacts = Contact.objects.filter(workspace=request.workspace)
    contact = get_object_or_404(contacts, pk=contact_id)
    found = breakdown_of(request.workspace, contact)
    context = {"contact": contact, "breakdown": found}
    if request.htmx:
        return render(request, "lead_scores/partials/breakdown.html", context)
    return render(request, "lead_scores/person.html", context)
