"""What can be looked up: titles, companies and replies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from classifiers.replies.intents import INTENT_LABELS
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company
from leadqual.lookup import past_companies, past_replies, past_titles
from leadqual.lookup.forms import CompanyForm, ReplyForm, TitleForm
from leadqual.taxonomy.selectors import function_names


@dataclass(frozen=True)
class Kind:
    """A title, a company or a reply: its form, and how its past predictions are looked up."""

    name: str
    plural: str
    form: type[forms.Form]
    label: str
    hint: str
    names: Callable[[], Mapping[str, str]]  # Of the labels, by slug.
    versions: Callable[[Workspace], list[str]]
    replaced: Callable[..., QuerySet[Any]]  # Shown where no text was given.
    page_size: int = 50


KINDS = {
    "title": Kind(
        *("title", "titles", TitleForm, "Title", "", function_names),
        past_titles.model_versions,
        past_titles.former_predictions,
    ),
    "company": Kind(
        *("company", "companies", CompanyForm, "Company", "Full name or website."),
        lambda: {str(slug): str(name) for slug, name in Company.BusinessModel.choices},
        past_companies.model_versions,
        past_companies.former_business_models,
    ),
    "reply": Kind(
        *("reply", "replies", ReplyForm, "Reply"),
        "Text in sender, subject or reply, or the full pasted text.",
        lambda: INTENT_LABELS,
        past_replies.model_versions,
        lambda workspace, **limits: past_replies.replies_about(workspace, "", **limits),
        page_size=20,
    ),
}
