"""Look up one title, company or reply: the prediction and why. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from classifiers.core.types import CompanyRecord, Evidence, Label, ReplyText, TitlePrediction
from classifiers.replies.intents import ACTIONS, ASKS_TO_STOP, INTENT_LABELS
from classifiers.replies.rules.supported_languages import NOT_SUPPORTED, to_proposal
from classifiers.titles.text.normalize import split
from leadqual.accounts.models import Workspace
from leadqual.companies.business_model_prediction import predict_records
from leadqual.labeling.corrections.services import predict, predict_without_corrections
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_replies, load_titles
from leadqual.replies.models import Reply
from leadqual.search.level_explanations import sentences_about_level
from leadqual.search.title_explanations import sentences_about, sentences_about_other
from leadqual.taxonomy.library_values import load_knowledge

_NUMBERS = ("No", "One", "Two", "Three")
_DIGITS = 6
_SOURCES = {
    "correction": "confirmed by a person",
    "dictionary": "dictionary",
    "rule": "phrase rule",
}


@dataclass(frozen=True, slots=True)
class LabelProbability:
    """A label in words with its probability, 0 to 1, and its slug."""

    name: str
    score: float
    slug: str


@dataclass(frozen=True, slots=True)
class FunctionAnswer:
    """One function of a title."""

    slug: str
    name: str
    department: str
    source: str  # Which stage gave it, in words.
    score: float
    threshold: float | None  # From which the model shows it; None where no model decided.
    why: str


@dataclass(frozen=True, slots=True)
class TitleAnswer:
    """What a job title means; the functions best first."""

    headline: str
    parts: tuple[str, ...]  # One text for each role; empty where nothing names a job.
    functions: tuple[FunctionAnswer, ...]
    why_other: str  # Why there is no function; empty where there is one.
    level: LabelProbability
    why_level: str
    industry: LabelProbability | None
    model: str


@dataclass(frozen=True, slots=True)
class CompanyAnswer:
    """To whom a company sells: the business model expected to cost least where it is wrong."""

    decision: LabelProbability
    all_models: tuple[LabelProbability, ...]  # The likeliest first.
    why: tuple[Evidence, ...]  # For the likeliest, strongest first.
    model: str

    @property
    def likelier(self) -> LabelProbability | None:
        """Return the likeliest where costs chose another, cheaper answer; else None."""
        likeliest = self.all_models[0]
        return likeliest if likeliest.score > self.decision.score else None


@dataclass(frozen=True, slots=True)
class ReplyAnswer:
    """The intent of a reply."""

    intent: LabelProbability
    category: str
    threshold: float  # The action is automatic from this score.
    action: str
    is_unsure: bool  # Needs a person's decision.
    written: str  # What was classified.
    left_out: tuple[str, ...]  # Quote, signature and footer.
    source: str
    may_ask_to_stop: bool  # Reviewed by a person, whatever the top intent.
    language: str  # Set only for languages not in the training data.
    why: tuple[Evidence, ...]
    model: str


AnyAnswer = TitleAnswer | CompanyAnswer | ReplyAnswer


def answer(kind: str, texts: Mapping[str, str], *, workspace: Workspace | None) -> AnyAnswer:
    """Return the prediction for a title, company or reply.

    Args:
        kind: `title`, `company` or `reply`.
        texts: `title`, `name` and `overview`, or `subject` and `text`.
        workspace: of the member who asks, None for the public.
    """
    if kind == "title":
        return answer_title(texts["title"], workspace=workspace)
    if kind == "company":
        return answer_company(name=texts["name"], overview=texts.get("overview", ""))
    return answer_reply(subject=texts.get("subject", ""), text=texts["text"])


def answer_title(title: str, *, workspace: Workspace | None) -> TitleAnswer:
    """Return the labels of a title; for members, with the corrections of their workspace.

    Args:
        title: any text.
        workspace: of the member who asks, None for the public.
    """
    if workspace is None:
        found = predict_without_corrections(titles=[title])[0]
    else:
        found = predict(workspace=workspace, titles=[title])[0]
    taxonomy = load_knowledge().taxonomy
    level = _named(taxonomy.level_names[found.level.slug], found.level)
    level_why = [asdict(reason) for reason in found.level_why]
    industry = found.industry
    parts = _parts(found)
    return TitleAnswer(
        headline=_headline(len(parts), len(found.functions)),
        parts=parts,
        functions=_functions(found),
        why_other="" if found.functions else sentences_about_other(_reasons(found)),
        level=level,
        why_level=sentences_about_level(level_why, name=level.name),
        industry=_named(taxonomy.industries[industry.slug], industry) if industry else None,
        model=found.model,
    )


def _named(name: str, label: Label) -> LabelProbability:
    return LabelProbability(name, label.score, label.slug)


def _parts(found: TitlePrediction) -> tuple[str, ...]:
    """Return the roles of a title; a title known as a whole is a single role."""
    if not found.normalised:
        return ()
    known = {"dictionary", "correction"}
    if any(why.because in known and why.text == found.normalised for why in found.why):
        return (found.normalised,)
    return split(found.normalised)


def _headline(n_parts: int, n_labels: int) -> str:
    if not n_labels:
        return "Unclassified"
    labels = "label" if n_labels == 1 else "labels"
    if 1 < n_parts < len(_NUMBERS):
        return f"{_NUMBERS[n_parts]} jobs, {_NUMBERS[n_labels].lower()} {labels}"
    return f"{_NUMBERS[n_labels]} {labels}"


def _reasons(found: TitlePrediction) -> list[dict[str, object]]:
    return [asdict(reason) for reason in found.why]


def _functions(found: TitlePrediction) -> tuple[FunctionAnswer, ...]:
    taxonomy = load_knowledge().taxonomy
    limits = load_titles().all_limits()
    return tuple(_function(label, found, limits, taxonomy.departments) for label in found.functions)


def _function(
    label: Label,
    found: TitlePrediction,
    limits: Mapping[str, float],
    departments: Mapping[str, str],
) -> FunctionAnswer:
    function = load_knowledge().taxonomy.by_slug[label.slug]
    reasons = [why.because for why in found.why if why.label == label.slug]
    source = _SOURCES.get(reasons[0], "model") if reasons else "model"
    threshold = limits.get(label.slug) if source == "model" else None
    if threshold is not None:
        threshold = round(threshold, _DIGITS)  # Models keep 0.6 as 0.6000000238.
    return FunctionAnswer(
        slug=label.slug,
        name=function.name,
        department=departments[function.department],
        source=source,
        score=label.score,
        threshold=threshold,
        why=sentences_about(label.slug, _reasons(found), threshold=threshold),
    )


def answer_company(*, name: str, overview: str) -> CompanyAnswer:
    """Return a company's business model from its name and description."""
    record = CompanyRecord(name=name, overview=overview or None)
    found = predict_records([record])[0]
    ranked = sorted(found.probabilities, key=lambda label: -label.score)
    named = tuple(_named(Company.BusinessModel(label.slug).label, label) for label in ranked)
    return CompanyAnswer(
        decision=LabelProbability(
            Company.BusinessModel(found.business_model).label,
            found.probability,
            found.business_model,
        ),
        all_models=named,
        why=found.why,
        model=found.model,
    )


def answer_reply(*, subject: str, text: str) -> ReplyAnswer:
    """Return the intent of a reply and the resulting action."""
    cascade = load_replies()
    found = to_proposal(cascade.predict([ReplyText(subject=subject, text=text)])[0])
    return ReplyAnswer(
        intent=LabelProbability(
            INTENT_LABELS.get(found.intent, "No intent proposed"), found.score, found.intent
        ),
        category=Reply.Category(found.category).label if found.category else "",
        threshold=cascade.thresholds[ACTIONS.get(found.intent, "none")],
        action=Reply.Action(found.action).label,
        is_unsure=found.action == Reply.Action.REVIEW,
        written=found.written,
        left_out=found.left_out,
        source=found.source,
        may_ask_to_stop=any(reason.because == ASKS_TO_STOP for reason in found.why),
        language=next((reason.text for reason in found.why if reason.because == NOT_SUPPORTED), ""),
        why=tuple(
            reason for reason in found.why if reason.because not in (ASKS_TO_STOP, NOT_SUPPORTED)
        ),
        model=found.model,
    )
