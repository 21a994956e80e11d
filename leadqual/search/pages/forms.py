"""Forms for lists and views."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import ContactList
from leadqual.search.lists.decision_makers import DEFAULT_PER_COMPANY, MAX_PER_COMPANY


class ListNameForm(forms.Form):
    """The name of a list."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Name")


class NewListForm(ListNameForm):
    """The name of a new list and its kind, people by default, and whether it is private."""

    records = forms.ChoiceField(
        choices=[("people", "People"), ("companies", "Companies")], required=False, label="Of"
    )
    is_private = forms.BooleanField(required=False, label="Private: only you can see it")

    def clean_records(self) -> str:
        return self.cleaned_data["records"] or ContactList.Records.PEOPLE


class StepForm(forms.Form):
    """A step that runs once, however often the form is sent."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)


class SearchNameForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Name")


class ViewForm(SearchNameForm):
    """A new view: its name, and whether it is private."""

    is_private = forms.BooleanField(required=False, label="Private: only you can see it")


class ListChoiceForm(forms.Form):
    """A list to add people to: an existing one or the name of a new one, which wins."""

    list = forms.ChoiceField(required=False, label="List")
    name = forms.CharField(
        required=False, max_length=MAX_NAME, validators=[check_name], label="New list"
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, lists: Iterable[ContactList]) -> None:
        super().__init__(data)
        choices = [(str(row.pk), row.name) for row in lists]
        self.fields["list"].choices = [("", "Choose a list"), *choices]  # type: ignore[attr-defined]

    def start_here(self, last_id: int = 0) -> None:
        """Focus the first field: the lists, that of the last addition on top, or else the name."""
        lists: Any = self.fields["list"]
        lists.choices = sorted(
            lists.choices, key=lambda one: (one[0] != "", one[0] != str(last_id))
        )
        self.fields["list" if len(lists.choices) > 1 else "name"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Require one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("list") and not cleaned.get("name") and not self.errors:
            self.add_error("name", "Choose a list, or name a new one.")
        return cleaned


class EachForm(forms.Form):
    """Maximum people per company."""

    most = forms.IntegerField(
        min_value=1,
        max_value=MAX_PER_COMPANY,
        initial=DEFAULT_PER_COMPANY,
        label="Max. per company",
    )

    def value(self) -> int:
        """Return the sent number if valid, else the default."""
        return (
            self.cleaned_data["most"] if self.is_bound and self.is_valid() else DEFAULT_PER_COMPANY
        )
