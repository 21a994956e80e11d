"""Suggested corrections of a looked-up answer, and how often one address may ask."""

import time
from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from classifiers.replies.intents import INTENT_LABELS
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import active_workspaces
from leadqual.core.request_counts import count_request
from leadqual.core.requests.client_addresses import client_network
from leadqual.labeling import suggestions
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.pages.forms import SuggestionForm
from leadqual.labeling.prediction_log import ShownAnswer, key_of, log_shown
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput, newest_about
from leadqual.leads.models import Company
from leadqual.lookup.answers import AnyAnswer, CompanyAnswer, TitleAnswer

MAX_ANSWERS = 60
MAX_SUGGESTIONS = 10
WINDOW_SECONDS = 60
Kind = Suggestion.Kind
_LABELS = {Kind.COMPANY: dict(Company.BusinessModel.choices), Kind.REPLY: INTENT_LABELS}


class LabelForm(forms.Form):
    """The correct label of a company or a reply, and why."""

    label = forms.ChoiceField(required=False)
    note = forms.CharField(max_length=300, required=False)
    wrong = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, str], *, kind: str) -> None:
        super().__init__(data)
        self.fields["label"].choices = choices_of(kind)  # type: ignore[attr-defined]  # of a choice

    def clean(self) -> dict[str, object]:
        """Ask for a label, unless it only says that the answer is wrong."""
        values = self.cleaned_data
        if not values.get("label") and not values.get("wrong"):
            raise forms.ValidationError("Choose the correct label. Nothing was saved.")
        return values

    def reason(self) -> str:
        """Return why it cannot be stored."""
        if "note" in self.errors:
            return "The note has more than 300 characters. Nothing was saved."
        return "Choose the correct label. Nothing was saved."


def choices_of(kind: str) -> list[tuple[str, str]]:
    """Return slug and name of the labels of companies or replies."""
    return [(str(slug), str(name)) for slug, name in _LABELS[Kind(kind)].items()]


def reviewing_workspace(request: HttpRequest) -> Workspace | None:
    """Return whose reviewers get a suggestion: those of the member, else of the setting.

    Where no workspace is set and there are several, nobody could say whose; then None.
    """
    member_workspace: Workspace | None = getattr(request, "workspace", None)
    if member_workspace is not None:
        return member_workspace
    if settings.TRY_WORKSPACE:
        return active_workspaces().filter(slug=settings.TRY_WORKSPACE).first()
    first = active_workspaces().order_by("pk")[:2]
    return first[0] if len(first) == 1 else None


def author_of(request: HttpRequest) -> SuggestionAuthor:
    """Return the member, or a visitor known by the hash of their address alone."""
    if isinstance(request.user, User):
        return SuggestionAuthor(author=request.user)
    return SuggestionAuthor(visitor=hashed_address(request))


def own_suggestion(request: HttpRequest, *, kind: str, text: str) -> Suggestion | None:
    """Return what this person suggested before about the same thing, with the reviewer's note."""
    workspace, author = reviewing_workspace(request), author_of(request)
    if workspace is None:
        return None
    key = key_of(kind, text)
    return newest_about(workspace, kind=kind, key=key, author=author.author, visitor=author.visitor)


def text_of(kind: str, words: Mapping[str, str]) -> str:
    """Return the input as one text."""
    names = {Kind.TITLE: ("title",), Kind.COMPANY: ("name", "overview")}
    parts = [words.get(name, "") for name in names.get(Kind(kind), ("subject", "text"))]
    return "\n".join(part for part in parts if part)


def log_answer(answer: AnyAnswer, *, text: str, workspace: Workspace | None) -> None:
    """Put on record what was shown: labels and model, and of the text a keyed hash alone."""
    log_shown([_log_row(answer, text)], workspace=workspace)


def _log_row(answer: AnyAnswer, text: str) -> ShownAnswer:
    if isinstance(answer, TitleAnswer):
        labels = [(function.slug, function.score) for function in answer.functions]
        return ShownAnswer(Kind.TITLE, text, labels, answer.level.slug, answer.model)
    if isinstance(answer, CompanyAnswer):
        decision, kind = answer.decision, Kind.COMPANY
    else:
        decision, kind = answer.intent, Kind.REPLY
    labels = [(decision.slug, decision.score)] if decision.slug else []
    return ShownAnswer(kind, text, labels, "", answer.model)


def read_shown_answer(answer: AnyAnswer, label: str) -> dict[str, object]:
    """Return what a reviewer sees of an answer, with the names of its labels and of `label`."""
    log_row = _log_row(answer, "")
    if isinstance(answer, TitleAnswer):
        names = {function.slug: function.name for function in answer.functions}
    else:
        slugs = {label, *(slug for slug, _ in log_row.labels)}
        names = {slug: name for slug, name in choices_of(log_row.kind) if slug in slugs}
    labels = [[slug, round(score, 4)] for slug, score in log_row.labels]
    return {"labels": labels, "level": log_row.level, "model": log_row.model, "names": names}


def suggest(
    request: HttpRequest,
    *,
    workspace: Workspace,
    kind: str,
    text: str,
    form: SuggestionForm | LabelForm,
    answer: AnyAnswer,
) -> Suggestion:
    """Add a suggested correction to the review queue; the form is valid.

    Raises:
        UnknownLabelError: a function is unknown; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
    """
    is_title = isinstance(form, SuggestionForm)
    label = "" if form.cleaned_data.get("wrong") else str(form.cleaned_data.get("label", ""))
    suggestion = SuggestionInput(
        kind=kind,
        text=text,
        functions=form.suggested() if isinstance(form, SuggestionForm) else None,
        label="" if is_title else label,
        note=form.cleaned_data["note"],
        shown=read_shown_answer(answer, label),
    )
    return suggestions.suggest(
        workspace=workspace, suggested=suggestion, suggester=author_of(request)
    )


def seconds_to_wait(
    request: HttpRequest, *, now: float | None = None, counter: str = "", most: int | None = None
) -> int:
    """Count one answer, or one of something else, for the address that asks.

    Args:
        request: of whom.
        now: seconds since 1970; the time of the machine where left out.
        counter: counted separately; empty for answers.
        most: how many an address may have in a minute; None for MAX_ANSWERS.

    Returns:
        0 where it may have one more, also while nothing can be counted; else the seconds until it
        may ask again.
    """
    window, elapsed = divmod(time.time() if now is None else now, WINDOW_SECONDS)
    # The cache sees no address: only a keyed hash of it, for two minutes.
    key = f"lookup{counter}:{hashed_address(request)}:{int(window)}"
    n = count_request(key, timeout=2 * WINDOW_SECONDS)
    limit = MAX_ANSWERS if most is None else most
    return 0 if n is None or n <= limit else int(WINDOW_SECONDS - elapsed) or 1


def hashed_address(request: HttpRequest) -> str:
    """Return a keyed hash of the address that asks: says who is the same, and nobody who it is."""
    address = client_network(request)
    return salted_hmac("leadqual.tryout", address, algorithm="sha256").hexdigest()[:32]
