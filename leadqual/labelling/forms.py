"""What comes in from the pages of titles."""

from django import forms

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.core.ways import own_address


class CorrectionForm(forms.Form):
    """What a title is, said by a person; `functions` and `add` are read with `getlist`."""

    level = forms.SlugField()
    industry = forms.SlugField(required=False)
    note = forms.CharField(max_length=300, required=False)
    neighbours = forms.BooleanField(required=False)


def ticked_functions(request: WorkspaceRequest) -> list[str]:
    """Return the slugs that were ticked and added, each once, in their order; Other clears them."""
    if request.POST.get("other"):
        return []
    given = [*request.POST.getlist("functions"), *request.POST.getlist("add")]
    return list(dict.fromkeys(slug.strip() for slug in given if slug.strip()))


def way_back(request: WorkspaceRequest, default: str) -> str:
    """Return the page to go back to, named by the form or by the browser, if it is one of ours."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    return own_address(request, wanted, default)
