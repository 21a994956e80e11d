"""Alerts in words: what happened, what it means, what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from classifiers.monitoring.drift import REST
from classifiers.replies.intents import INTENT_LABELS
from classifiers.titles.model.network import ALL, NONE, SOME
from leadqual.core.formats import percent
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.models import Company
from leadqual.monitoring.models import Alert
from leadqual.monitoring.signals import EMPTY, SIGNALS, value_text
from leadqual.taxonomy.selectors import function_names

_WORDS = {
    ALL: "contain only words known to the model",
    SOME: "contain words unknown to the model",
    NONE: "contain no word known to the model",
}
KIND_NAMES = {"titles": "titles", "companies": "business models", "replies": "replies"}


@dataclass(frozen=True, slots=True)
class AlertText:
    """An alert in words.

    Args:
        url: where that is done; "" for nowhere.
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
    """Return the text of an alert; one query if it is about a label of titles."""
    if alert.area == Alert.Area.DATA:
        return _drift(alert)
    if alert.area == Alert.Area.EMAIL:
        return _blocked_emails(alert)
    return _model(alert) if alert.area == Alert.Area.MODEL else _operation(alert)


def shift_text(
    name: str, value: str, before: float, now: float, *, day: date, n_rows: int = 0
) -> str:
    """Describe the shift of one value and the day it was compared.

    Args:
        name: of the signal.
        value: that shifted.
        before: its share on the days before, 0 to 1.
        now: its share on the day.
        day: that was compared.
        n_rows: rows of the day; 0 where nobody knows.
    """
    of_day = _rows_of(SIGNALS[name].rows, day, n_rows)
    if value == REST:
        return (
            f"{percent(now)} of {of_day} have rare values, "
            f"compared with {percent(before)} in the days before."
        )
    way = "up" if now > before else "down"
    return (
        f"{percent(now)} of {of_day} {_clause_of(name, value)}, "
        f"{way} from {percent(before)} in the days before."
    )


def _rows_of(rows: str, day: date, n_rows: int) -> str:
    """Describe the rows of a day; only companies are counted, others may be a sample."""
    written = date_format(day, "M j, Y")
    if rows == "titles":
        return f"the titles of people added on {written}"
    if rows == "companies":
        return f"the {f'{n_rows:,} ' if n_rows else ''}companies added on {written}"
    return f"the replies received on {written}"


def largest_growth(shifts: Sequence[tuple[str, float, float]]) -> tuple[str, float, float]:
    """Return the value that grew most; named values come first."""
    growing = [shift for shift in shifts if shift[2] > shift[1]] or list(shifts)
    return next((each for each in growing if each[0] != REST), growing[0])


def label_text(kind: str, slug: str, names: Mapping[str, str]) -> str:
    """Return the display name of a label of one kind of model.

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


def _clause_of(name: str, value: str) -> str:
    value_shown = value_text(name, value)
    return {
        "titles_language": f"are {value_shown}" if value != "no language" else "contain no letters",
        "replies_language": f"are {value_shown}"
        if value != "no language"
        else "contain no letters",
        "titles_words": _WORDS.get(value, f"contain words: {value_shown}"),
        "titles_length": f"have {value_shown}",
        "titles_level": f"have the level {value_shown}",
        "titles_other": "have a function" if value != "Other" else "have no function",
        "companies_industry": f"have the industry {value_shown}"
        if value != EMPTY
        else "have no industry",
        "companies_country": f"are in {value_shown}" if value != EMPTY else "have no country",
        "replies_intent": f"have the intent {value_shown}",
    }[name]


def _drift(alert: Alert) -> AlertText:
    signal = SIGNALS[alert.signal]
    shifts: list[tuple[str, float, float]] = [tuple(shift) for shift in alert.facts["shifts"]]
    growing = largest_growth(shifts)
    day, n_rows = alert.last_at.date(), int(alert.facts.get("n", 0))
    happened = shift_text(alert.signal, *growing, day=day, n_rows=n_rows)
    url = reverse("monitoring:examples", args=[alert.pk])
    if signal.rows == "titles":
        return AlertText(
            title=f"{signal.label} changed",
            happened=happened,
            means="The model was trained on few titles like these, so its labels may be less "
            "accurate.",
            to_do="Label the most frequent ones. If the change is expected, mark it as normal.",
            url=url,
            link="View the 200 most frequent",
        )
    if signal.rows == "companies":
        return AlertText(
            title=f"{signal.label} changed",
            happened=happened,
            means="Business models and rankings were tuned on other companies.",
            to_do="Review the new companies, correct their business models and check whether they "
            "match your campaigns.",
            url=url,
            link="View all companies" if growing[0] in (EMPTY, REST) else "View these companies",
        )
    return AlertText(
        title=f"{signal.label} changed",
        happened=happened,
        means="The model was trained on few replies like these, or people now answer a different "
        "email.",
        to_do="Review the uncertain replies and correct what is wrong.",
        url=reverse("replies:inbox"),
        link="Replies",
    )


def _model(alert: Alert) -> AlertText:
    facts: dict[str, Any] = alert.facts
    kind, what = str(facts["kind"]), str(facts["what"])
    of_kind = KIND_NAMES[kind]
    url = {
        "titles": reverse("labeling:titles"),
        "companies": reverse("search:companies"),
        "replies": reverse("replies:inbox"),
    }[kind]
    lab = f"{reverse('registry:models')}?kind={kind}"
    if what == "label":
        label = label_text(kind, str(facts["label"]), function_names())
        return AlertText(
            title=f"{label} is often wrong ({of_kind})",
            happened=f"According to corrections, {percent(alert.figure)} of {facts['n']:,} "
            "predictions "
            f"of {label} are right; the threshold is {percent(alert.limit)}.",
            means="Lists and counts that use this label contain wrong entries.",
            to_do="Correct more predictions of this label; the model learns from them.",
            url=url,
            link=f"Go to {of_kind}",
        )
    return {
        "changed": AlertText(
            title=f"Many predictions are corrected ({of_kind})",
            happened=f"People corrected {percent(alert.figure)} of the {facts['n']:,} "
            "predictions they "
            f"reviewed in the last 28 days; the threshold is {percent(alert.limit)}.",
            means="The live model is less accurate on new data, or mostly uncertain predictions "
            "were reviewed.",
            to_do="Compare models in the lab, and train one with the latest corrections.",
            url=lab,
            link="Lab",
        ),
        "calibration": AlertText(
            title=f"Scores are miscalibrated ({of_kind})",
            happened=f"Scores are off by {percent(alert.figure)} on average over {facts['n']:,} "
            f"reviewed labels; the threshold is {percent(alert.limit)}.",
            means="Labels are shown and actions are taken based on these scores.",
            to_do="Train a model with the latest corrections; training recalibrates the scores.",
            url=lab,
            link="Lab",
        ),
        "agreement": AlertText(
            title=f"People disagree on labels ({of_kind})",
            happened=f"Agreement beyond chance is {alert.figure:.2f} on {facts['n']:,} items "
            "labeled "
            f"by two people; the threshold is {alert.limit:.2f}.",
            means="Models learn from what people label. Where people disagree, models learn "
            "contradictions.",
            to_do="Agree on a guideline, and correct the items they disagree on.",
            url=f"{reverse('labeling:review')}?queue=suggested" if kind == "titles" else url,
            link=f"Go to {of_kind}",
        ),
    }[what]


def _blocked_emails(alert: Alert) -> AlertText:
    people = format_count(int(alert.facts["n"]), "person", "people")
    return AlertText(
        title="Mail servers reject your emails",
        happened=f"Emails to {people} were rejected because of the sender since "
        f"{date_format(alert.since, 'M j, Y')}. The last server said: “{alert.facts['words']}”",
        means="These emails did not arrive. Nobody was marked Do not contact because of it.",
        to_do="Pause sending. Check SPF, DKIM and DMARC of your domain, and whether its servers "
        "are on a block list.",
        url=reverse("replies:inbox"),
        link="Replies",
    )


def _operation(alert: Alert) -> AlertText:
    what, group = str(alert.facts["what"]), str(alert.facts["group"])
    if what == "errors":
        return AlertText(
            title=f"Failures: {group}",
            happened=f"{percent(alert.figure, 1)} of {alert.facts['n']:,} failed within an hour; "
            "the "
            f"threshold is {percent(alert.limit, 1)}.",
            means="Users or programs got errors. Failed jobs are retried on schedule.",
            to_do="Search the log of that hour for “page failed” and tracebacks.",
        )
    if what == "backup":
        return AlertText(
            title="The last backup is old",
            happened=f"The last successful backup is {alert.figure:,.0f} hours old; the threshold "
            f"is {alert.limit:,.0f}.",
            means="Whatever changed since then would be lost with the server.",
            to_do="See why the last backup failed, then run `leadqual backup`.",
            url=reverse("backups:page"),
            link="Backups",
        )
    if what == "queue":
        return AlertText(
            title="Jobs are queuing up",
            happened=f"More than {alert.figure:,.0f} jobs were waiting for half of an hour; the "
            f"threshold is {alert.limit:,.0f}.",
            means="New titles, companies and replies are classified later than usual.",
            to_do="Check that the worker is running (`leadqual status`), or give it more "
            "processes.",
        )
    return AlertText(
        title=f"Slow: {group}",
        happened=f"The 95th percentile was {alert.figure:,.0f} ms; the threshold is "
        f"{alert.limit:,.0f} "
        "ms.",
        means="Users and programs wait longer.",
        to_do="Check the hours below: does it happen during imports? Are the server and the "
        "database busy?",
    )
