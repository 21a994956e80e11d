"""The scores of a person over all titles, as a part of their page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.labeling.person_scores import person_scores, saved_groups
from leadqual.search.results.record_rows import contacts_of
from leadqual.taxonomy.library_values import load_knowledge
from leadqual.taxonomy.selectors import levels


@route("people/<int:contact_id>/scores/", name="person-scores")
def scores(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Show the titles of a person and the scores over them; a part for htmx, else a page."""
    contact = get_object_or_404(contacts_of(request.workspace), pk=contact_id)
    found = person_scores(workspace=request.workspace, contact=contact)
    level_names = {level.slug: level.name for level in levels()}
    by_slug = load_knowledge().taxonomy.by_slug
    titles = [
        {
            "title": title,
            "level": level_names.get(title.level, ""),
            "labels": [
                (by_slug[slug].name, score)
                for slug, score in title.labels.items()
                if slug in by_slug
            ],
        }
        for title in found.titles
    ]
    groups = [
        (group, score)
        for group in saved_groups(request.workspace)
        if (score := found.of_group(group.functions).score).maximum
    ]
    context = {
        "contact": contact,
        "titles": titles,
        "departments": found.departments,
        "groups": groups,
    }
    if request.htmx:
        return render(request, "labeling/partials/person_scores/scores.html", context)
    return render(request, "labeling/person_scores.html", context)
