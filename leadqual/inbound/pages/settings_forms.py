"""Forms of the panel of inbound leads."""

from typing import Any

from django import forms

from leadqual.accounts.models import Workspace
from leadqual.inbound.forms.services import FormValues
from leadqual.inbound.models import LONGEST_NAME, MAX_SCORE
from leadqual.inbound.routing.services import RuleValues
from leadqual.leads.records.owners import owners_of
from leadqual.taxonomy.models import Department, Level

_LONGEST_LIST = 2_000


class FormForm(forms.Form):
    """An inbound form."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    redirect_url = forms.CharField(
        required=False,
        max_length=500,
        label="Thank-you page",
        help_text="Address that visitors see afterwards. Empty for a short page of LeadQual.",
    )
    overwrites = forms.BooleanField(
        required=False,
        label="Overwrite existing values",
        help_text="Otherwise the form only fills in what is missing on a known person.",
    )
    is_active = forms.BooleanField(required=False, initial=True, label="Active")

    def values(self) -> FormValues:
        """Return what was filled in."""
        return FormValues(**self.cleaned_data)


class RuleForm(forms.Form):
    """A routing rule."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    owner = forms.TypedChoiceField(coerce=int, label="Owner")
    departments = forms.MultipleChoiceField(
        required=False, label="Departments", help_text="None selected: all."
    )
    levels = forms.MultipleChoiceField(
        required=False, label="Levels", help_text="None selected: all."
    )
    countries = forms.CharField(
        required=False,
        max_length=_LONGEST_LIST,
        label="Countries",
        help_text="Separated by commas. Empty: all.",
    )
    min_score = forms.IntegerField(
        required=False, min_value=0, max_value=MAX_SCORE, label="Lowest lead score"
    )
    max_score = forms.IntegerField(
        required=False, min_value=0, max_value=MAX_SCORE, label="Highest lead score"
    )

    def __init__(self, workspace: Workspace, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [(key, str(user)) for key, user in owners_of(workspace).items()]
        departments = Department.objects.filter(retired_at=None).order_by("position", "name")
        levels = Level.objects.order_by("rank")
        choices: dict[str, list[tuple[Any, Any]]] = {
            "owner": list(owners),
            "departments": list(departments.values_list("slug", "name")),
            "levels": list(levels.values_list("slug", "name")),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]  # these have choices

    def values(self) -> RuleValues:
        """Return what was filled in."""
        given = self.cleaned_data
        return RuleValues(**given | {"countries": given["countries"].split(",")})
