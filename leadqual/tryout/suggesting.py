"""What people say of an answer of Try it: kept on record, and put into a review queue."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.http import HttpRequest

from leadqual.accounts.models import User, Workspace
from leadqual.labelling import suggesting
from leadqual.labelling.forms_suggestions import SuggestionForm
from leadqual.labelling.models_suggestions import Suggestion
from leadqual.labelling.recording import Answer, keep_shown, key_of
from leadqual.labelling.selectors_suggestions import newest_about
from leadqual.labelling.suggesting import Said, Voice
from leadqual.leads.models import Company
from leadqual.replies.models import Reply
from leadqual.tryout.limits import hashed_address
from leadqual.tryout.services import CompanyAnswer, ReplyAnswer, TitleAnswer

AnyAnswer = TitleAnswer | CompanyAnswer | ReplyAnswer
Kind = Suggestion.Kind
_LABELS = {Kind.COMPANY: Company.BusinessModel, Kind.REPLY: Reply.Intent}


class LabelForm(forms.Form):
    """What a company or a reply should be, and why."""

    label = forms.ChoiceField(required=False)
    note = forms.CharField(max_length=300, required=False)
    wrong = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, str], *, kind: str) -> None:
        super().__init__(data)
        self.fields["label"].choices = choices_of(kind)  # type: ignore[attr-defined]  # of a choice

    def clean(self) -> dict[str, object]:
        """Ask for a label, unless it only says that the answer is wrong."""
        said = self.cleaned_data
        if not said.get("label") and not said.get("wrong"):
            raise forms.ValidationError("Choose what it should be. Nothing was written.")
        return said

    def reason(self) -> str:
        """Say why it cannot be stored."""
        if "note" in self.errors:
            return "The note has more than 300 characters. Nothing was written."
        return "Choose what it should be. Nothing was written."


def choices_of(kind: str) -> list[tuple[str, str]]:
    """Return slug and name of what a company or a reply can be."""
    return [(str(slug), str(name)) for slug, name in _LABELS[Kind(kind)].choices]


def reviewing_workspace(request: HttpRequest) -> Workspace | None:
    """Return whose reviewers get a suggestion: those of the member, else of the setting.

    Where no workspace is set and there are several, nobody could say whose; then None.
    """
    own: Workspace | None = getattr(request, "workspace", None)
    if own is not None:
        return own
    if settings.TRY_WORKSPACE:
        return Workspace.objects.filter(slug=settings.TRY_WORKSPACE).first()
    first = Workspace.objects.order_by("pk")[:2]
    return first[0] if len(first) == 1 else None


def voice_of(request: HttpRequest) -> Voice:
    """Return who speaks: the member, or somebody known by the hash of their address alone."""
    if isinstance(request.user, User):
        return Voice(author=request.user)
    return Voice(visitor=hashed_address(request))


def own_suggestion(request: HttpRequest, *, kind: str, text: str) -> Suggestion | None:
    """Return what this person suggested before about the same thing, with the reviewer's note."""
    workspace, voice = reviewing_workspace(request), voice_of(request)
    if workspace is None:
        return None
    key = key_of(kind, text)
    return newest_about(workspace, kind=kind, key=key, author=voice.author, visitor=voice.visitor)


def text_of(kind: str, words: Mapping[str, str]) -> str:
    """Return what was typed as one text."""
    names = {Kind.TITLE: ("title",), Kind.COMPANY: ("name", "overview")}
    parts = [words.get(name, "") for name in names.get(Kind(kind), ("subject", "text"))]
    return "\n".join(part for part in parts if part)


def keep_answer(answer: AnyAnswer, *, text: str, workspace: Workspace | None) -> None:
    """Put on record what was shown: labels and model, and of the text a keyed hash alone."""
    if isinstance(answer, TitleAnswer):
        labels = [(one.slug, one.score) for one in answer.functions]
        told = Answer(Kind.TITLE, text, labels, answer.level.slug, answer.model)
    elif isinstance(answer, CompanyAnswer):
        labels = [(answer.decision.slug, answer.decision.score)]
        told = Answer(Kind.COMPANY, text, labels, "", answer.model)
    else:
        labels = [(answer.intent.slug, answer.intent.score)]
        told = Answer(Kind.REPLY, text, labels, "", answer.model)
    keep_shown([told], workspace=workspace)


def suggest(
    request: HttpRequest,
    *,
    workspace: Workspace,
    kind: str,
    text: str,
    form: SuggestionForm | LabelForm,
) -> Suggestion:
    """Put what a person says of an answer into the review queue; the form is valid.

    Raises:
        UnknownLabelError: a function is unknown; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
    """
    is_title = isinstance(form, SuggestionForm)
    label = "" if form.cleaned_data.get("wrong") else str(form.cleaned_data.get("label", ""))
    said = Said(
        kind=kind,
        text=text,
        functions=form.said() if isinstance(form, SuggestionForm) else None,
        label="" if is_title else label,
        note=form.cleaned_data["note"],
    )
    return suggesting.suggest(workspace=workspace, said=said, voice=voice_of(request))
