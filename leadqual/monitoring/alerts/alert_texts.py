"""Alerts in words: what happened, what it means, what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from classifiers.monitoring.drift import REST
from classifiers.replies.intents import INTENT_LABELS
from classifiers.titles.model.known_words import ALL, NONE, SOME
from leadqual.core.templatetags.formats import percent
from leadqual.leads.models import Company
from leadqual.monitoring.data_drift.signals import EMPTY, SIGNALS, value_text
from leadqual.monitoring.models import Alert
from leadqual.taxonomy.selectors import function_names

_WORDS = {
    ALL: "have only words that the model knows",
    SOME: "have words that the model does not know",
    NONE: "have no word that the model knows",
}
KIND_NAMES = {"titles": "titles", "companies": "business models", "replies": "replies"}


@dataclass(frozen=True, slots=True)
class AlertText:
    """An alert in words.

    Args:
        title: in a few words.
        happened: what was seen.
        means: what follows from it.
        to_do: what helps.
        url: where that is done; "" for nowhere.
        link: words of the link.
    """

    title: str
    happened: str
    means: str
    to_do: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class AlertWithText:
    """An alert with its words."""

    alert: Alert
    words: AlertText


def alert_text(alerts: Iterable[Alert]) -> list[AlertWithText]:
    """Return alerts with their words, in their order."""
    return [AlertWithText(alert, words_of(alert)) for alert in alerts]


def words_of(alert: Alert) -> AlertText:
    """Return an alert in words; one query where it is about a label of titles."""
    if alert.area == Alert.Area.DATA:
        return _drift(alert)
    return _model(alert) if alert.area == Alert.Area.MODEL else _operation(alert)


def shift_text(name: str, value: str, before: float, now: float) -> str:
    """Return the shift of one value, e.g. "31 % of the titles are Turkish, up from 4 %"."""
    signal = SIGNALS[name]
    if value == REST:
        return (
            f"{percent(now)} of the {signal.rows} have rare values, "
            f"compared with {percent(before)} before."
        )
    way = "up" if now > before else "down"
    return (
        f"{percent(now)} of the {signal.rows} {_is_of(name, value)}, {way} from {percent(before)}."
    )


def grown_most(shifts: Sequence[tuple[str, float, float]]) -> tuple[str, float, float]:
    """Return the value that grew most, one that has a name before all others."""
    grown = [one for one in shifts if one[2] > one[1]] or list(shifts)
    return next((one for one in grown if one[0] != REST), grown[0])


def label_text(kind: str, slug: str, names: Mapping[str, str]) -> str:
    """Return a label of one kind of model as people know it.

    Args:
        kind: titles, companies or replies.
        slug: of the label.
        names: slug of a function → its name.
    """
    if kind == "titles":
        return names.get(slug, slug)
    if kind == "companies":
        return str(dict(Company.BusinessModel.choices).get(slug, slug))
    return INTENT_LABELS.get(slug, slug)


def _is_of(name: str, value: str) -> str:
    said = value_text(name, value)
    return {
        "titles_language": f"are {said}" if value != "no language" else "hold no letters",
        "replies_language": f"are {said}" if value != "no language" else "hold no letters",
        "titles_words": _WORDS.get(value, f"have words: {said}"),
        "titles_length": f"have {said}",
        "titles_level": f"have the level {said}",
        "titles_other": "have a function" if value != "Other" else "have no function",
        "companies_industry": f"have the industry {said}" if value != EMPTY else "have no industry",
        "companies_country": f"are in {said}" if value != EMPTY else "have no country",
        "replies_intent": f"say: {said}",
    }[name]


def _drift(alert: Alert) -> AlertText:
    signal = SIGNALS[alert.signal]
    shifts: list[tuple[str, float, float]] = [tuple(one) for one in alert.facts["shifts"]]
    grown = grown_most(shifts)
    happened = shift_text(alert.signal, *grown)
    url = reverse("watching:behind", args=[alert.pk])
    if signal.rows == "titles":
        return AlertText(
            title=f"{signal.label} have changed",
            happened=happened,
            means="The model has seen few titles like them: its answers may be worse there.",
            to_do="Label those that most people carry; say that it is normal once you know why.",
            url=url,
            link="The 200 most frequent",
        )
    if signal.rows == "companies":
        return AlertText(
            title=f"{signal.label} have changed",
            happened=happened,
            means="Business models and rankings were set up on other companies.",
            to_do="Look at the companies that came, correct their business models, and see whether "
            "campaigns look for them.",
            url=url,
            link="All companies" if grown[0] in (EMPTY, REST) else "Those companies",
        )
    return AlertText(
        title=f"{signal.label} have changed",
        happened=happened,
        means="The model has read few replies like them, or people answer another mail.",
        to_do="Read the replies that wait for a person, and correct what is wrong.",
        url=reverse("replies:inbox"),
        link="Replies",
    )


def _model(alert: Alert) -> AlertText:
    facts: dict[str, Any] = alert.facts
    kind, what = str(facts["kind"]), str(facts["what"])
    of_kind = KIND_NAMES[kind]
    url = {
        "titles": reverse("labelling:titles"),
        "companies": reverse("leads:companies"),
        "replies": reverse("replies:inbox"),
    }[kind]
    lab = f"{reverse('registry:lab')}?kind={kind}"
    if what == "label":
        label = label_text(kind, str(facts["label"]), function_names())
        return AlertText(
            title=f"{label} is often wrong ({of_kind})",
            happened=f"People say that {percent(alert.figure)} of {facts['n']:,} answers with "
            f"{label} are right; the limit is {percent(alert.limit)}.",
            means="Lists and counts with this label hold what does not belong there.",
            to_do="Correct more answers with this label; they teach the model.",
            url=url,
            link=f"Go to {of_kind}",
        )
    return {
        "changed": AlertText(
            title=f"People change many answers ({of_kind})",
            happened=f"People changed {percent(alert.figure)} of {facts['n']:,} answers that they "
            f"judged in 28 days; the limit is {percent(alert.limit)}.",
            means="The live model knows what comes in less well, or answers that are doubtful "
            "anyway were judged.",
            to_do="Compare models in the lab, and train one with the corrections.",
            url=lab,
            link="Lab",
        ),
        "calibration": AlertText(
            title=f"Scores promise too much or too little ({of_kind})",
            happened=f"Scores are off by {percent(alert.figure)} on the mean over {facts['n']:,} "
            f"judged labels; the limit is {percent(alert.limit)}.",
            means="Thresholds and floors decide by these scores.",
            to_do="Train a model with the corrections: training calibrates it anew.",
            url=lab,
            link="Lab",
        ),
        "agreement": AlertText(
            title=f"People disagree ({of_kind})",
            happened=f"Beyond chance, people agree by {alert.figure:.2f} on {facts['n']:,} things "
            f"of which two spoke; the limit is {alert.limit:.2f}.",
            means="What people say teaches the models: where they disagree, models learn both.",
            to_do="Settle the guideline, and correct what they differ on.",
            url=reverse("labelling:suggestions") if kind == "titles" else url,
            link=f"Go to {of_kind}",
        ),
    }[what]


def _operation(alert: Alert) -> AlertText:
    what, group = str(alert.facts["what"]), str(alert.facts["group"])
    if what == "errors":
        return AlertText(
            title=f"Failures: {group}",
            happened=f"{percent(alert.figure, 1)} of {alert.facts['n']:,} failed in an hour; the "
            f"limit is {percent(alert.limit, 1)}.",
            means="People or programs got no answer. Jobs are tried again by the schedule.",
            to_do="Look into the log of that hour for “page failed” and tracebacks.",
        )
    if what == "queue":
        return AlertText(
            title="Jobs wait",
            happened=f"Half of an hour more than {alert.figure:,.0f} jobs waited; the limit is "
            f"{alert.limit:,.0f}.",
            means="New titles, companies and replies are read later.",
            to_do="See that the worker runs (`leadqual status`), or give it more processes.",
        )
    return AlertText(
        title=f"Slow: {group}",
        happened=f"95 of 100 answers came within {alert.figure:,.0f} ms; the limit is "
        f"{alert.limit:,.0f} ms.",
        means="People wait.",
        to_do="Look at the hours below: is it at imports? Are machine and database busy?",
    )
