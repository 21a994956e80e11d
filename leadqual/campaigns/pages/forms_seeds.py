"""The form of a campaign with all three ways to say what is looked for."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from leadqual.accounts.models import Workspace
from leadqual.campaigns.pages.forms import CampaignForm
from leadqual.campaigns.setup.search_scope import segment_of
from leadqual.campaigns.setup.seeds import MAX_SEEDS, Domains, look_up
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Company

_MAX_CHARACTERS = 300_000  # Some more than so many domains have.
_MAX_ADDRESS = 50_000


class SownCampaignForm(CampaignForm):
    """What a campaign is, with examples by domain and customers by a search."""

    field_order = ("name", "description", "domains", "customers", "strategy", "scope")

    domains = forms.CharField(
        required=False,
        max_length=_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        label="Example domains",
        help_text="One per line. Each counts as half a like, and less with each verdict.",
    )
    customers = forms.CharField(
        required=False,
        max_length=_MAX_ADDRESS,
        label="Similar to these customers",
        help_text="URL of a search under Companies. The companies it finds now count as examples.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        workspace: Workspace,
        initial: dict[str, str] | None = None,
    ) -> None:
        """Take what was typed.

        Args:
            data: what was sent.
            workspace: among whose companies domains and customers are looked up.
            initial: what stands in the fields before.
        """
        super().__init__(data, initial=initial)
        self._workspace = workspace

    def clean_domains(self) -> Domains:
        """Look the domains up; what is none is counted and left out."""
        try:
            return look_up(self._workspace, self.cleaned_data["domains"].splitlines())
        except LeadqualError as error:
            raise forms.ValidationError(error.message) from error

    def clean_customers(self) -> QuerySet[Company]:
        """Find the companies of the search."""
        address = self.cleaned_data["customers"]
        if not address:
            return Company.objects.none()
        try:
            found = segment_of(self._workspace, address)
        except LeadqualError as error:
            raise forms.ValidationError(error.message) from error
        if found.count() > MAX_SEEDS:
            raise forms.ValidationError(
                f"The search finds {found.count():,} companies; the maximum is "
                f"{MAX_SEEDS:,}. Narrow the search."
            )
        return found
