"""Daily profiles of incoming data, and their drift."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from classifiers.core.languages import NAMES, language_of
from classifiers.monitoring.drift import REST
from classifiers.monitoring.drift_days import DailySignal, DriftResult, DriftThresholds, judge_day
from classifiers.titles.model.network import TitleModel
from leadqual.accounts.models import Workspace
from leadqual.monitoring import signals
from leadqual.monitoring.models import Alert, DayProfile
from leadqual.monitoring.signals import SIGNALS
from leadqual.registry.errors import BrokenModelError
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_title_model

MAX_TITLES = 2_000
MAX_REPLIES = 500
MAX_VALUES = 200
"""Values stored per day; the rarest beyond these are counted together."""

MAX_SPELLINGS = 2_000
LONGEST_TITLE = 100
LONGEST_TEXT = 4_000
"""Letters of a reply that show its language."""

Profile = dict[str, Counter[str]]

# People added that day with their titles; a title counts once per person. The sample depends only
# on their keys, so the same day gives the same sample.
_TITLES = """
SELECT t.id, t.title, t.normalised, level.name,
       EXISTS (SELECT 1 FROM leads_titlelabel l WHERE l.job_title_id = t.id), t.level_id
FROM (
    SELECT job_title_id FROM leads_contact
    WHERE workspace_id = %s AND created_at >= %s AND created_at < %s AND job_title_id IS NOT NULL
    ORDER BY hashint8(id) LIMIT %s
) AS came
JOIN leads_jobtitle t ON t.id = came.job_title_id
LEFT JOIN taxonomy_level level ON level.id = t.level_id
"""
# Industries and countries in one pass over the companies. Spellings beyond a daily limit are
# combined into one row without a name.
_COMPANIES = """
WITH placed AS (
    SELECT day, is_country, value, n,
           row_number() OVER (PARTITION BY day, is_country ORDER BY n DESC, value) AS place
    FROM (
        SELECT day, GROUPING(industry) = 1 AS is_country, count(*) AS n,
               CASE WHEN GROUPING(industry) = 1 THEN country ELSE industry END AS value
        FROM (
            SELECT (created_at AT TIME ZONE 'UTC')::date AS day, industry, country
            FROM leads_company WHERE workspace_id = %s AND created_at >= %s AND created_at < %s
        ) AS came
        GROUP BY GROUPING SETS ((day, industry), (day, country))
    ) AS counted
)
SELECT day, is_country, CASE WHEN place <= %s THEN value END, sum(n)::bigint
FROM placed GROUP BY 1, 2, 3
"""
_INTENTS = """
SELECT (r.received_at AT TIME ZONE 'UTC')::date,
       COALESCE((SELECT c.former_intent FROM replies_replycorrection c
                 WHERE c.reply_id = r.id AND c.undone_at IS NULL ORDER BY c.id LIMIT 1), r.intent),
       count(*)
FROM replies_reply r
WHERE r.workspace_id = %s AND r.received_at >= %s AND r.received_at < %s AND r.intent <> ''
GROUP BY 1, 2
"""
_TEXTS = """
WITH came AS (
    SELECT id FROM replies_reply
    WHERE workspace_id = %s AND received_at >= %s AND received_at < %s
    ORDER BY hashint8(id) LIMIT %s
)
SELECT left(COALESCE(NULLIF(r.written, ''), r.text), %s) FROM came JOIN replies_reply r USING (id)
"""

OLDEST_REFERENCE = timedelta(days=120)
_ORDERED = frozenset(name for name, signal in SIGNALS.items() if signal.is_ordered)


def profile_days(workspace: Workspace, first: date, last: date) -> dict[date, Profile]:
    """Count the incoming data of each day, both ends included; two queries plus two per day.

    Returns:
        Day → signal → value → rows; days and signals without rows are left out.
    """
    found: defaultdict[date, Profile] = defaultdict(lambda: defaultdict(Counter))
    for day, is_country, value, n in _companies(workspace, first, last):
        signal = signals.COMPANIES_COUNTRY if is_country else signals.COMPANIES_INDUSTRY
        found[day][signal.name][value] += n
    for day, intent, n in _rows(_INTENTS, workspace, first, last):
        if intent:
            found[day][signals.REPLIES_INTENT.name][intent] += n
    for day in days_between(first, last):
        titles = [row[1:] for row in _rows(_TITLES, workspace, day, day, MAX_TITLES)]
        read = _rows(_TEXTS, workspace, day, day, MAX_REPLIES, LONGEST_TEXT)
        texts = [text for (text,) in read]
        if titles:
            found[day] |= _of_titles(titles)
        if texts:
            found[day][signals.REPLIES_LANGUAGE.name] = Counter(map(_language, texts))
    return {
        day: {name: _cut(counts) for name, counts in profile.items() if counts}
        for day, profile in found.items()
    }


def days_between(first: date, last: date) -> list[date]:
    """Return the days from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def day_begins(day: date) -> datetime:
    """Return when a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def incoming_titles(
    workspace: Workspace, first: date, last: date, *, most: int
) -> list[tuple[int, str, str]]:
    """Return key, title and normalized title of a sample of the people added; one query."""
    rows = _rows(_TITLES, workspace, first, last, most)
    return [(key, title, normalised) for key, title, normalised, *_ in rows]


def values_of(title: str, normalised: str, *, model: TitleModel | None) -> dict[str, str]:
    """Return the values of the signals that only need the title: signal → value."""
    found = {
        signals.TITLES_LANGUAGE.name: _language(title),
        signals.TITLES_LENGTH.name: str(min(len(normalised), LONGEST_TITLE)),
    }
    if model is not None:
        found[signals.TITLES_WORDS.name] = model.familiarity(normalised)
    return found


def live_title_model() -> TitleModel | None:
    """Return the live title model; None where none is, or where it cannot be read."""
    try:
        return load_title_model()
    except (NoModelError, BrokenModelError):
        return None


def _of_titles(rows: Sequence[tuple[str, str, str | None, bool, int | None]]) -> Profile:
    found: Profile = defaultdict(Counter)
    model = live_title_model()
    known: dict[str, Mapping[str, str]] = {}
    for title, normalised, level, has_function, _ in rows:
        if normalised not in known:
            known[normalised] = values_of(title, normalised, model=model)
        for name, value in known[normalised].items():
            found[name][value] += 1
        if level is not None:  # It has been read.
            found[signals.TITLES_LEVEL.name][level] += 1
            is_other = signals.WITH_FUNCTION if has_function else signals.OTHER
            found[signals.TITLES_OTHER.name][is_other] += 1
    return found


def _language(text: str) -> str:
    return NAMES[language_of(text)]


def _companies(
    workspace: Workspace, first: date, last: date
) -> Iterator[tuple[date, bool, str, int]]:
    """Yield day, whether it is a country, else an industry, its name, and how many companies."""
    rows = _rows(_COMPANIES, workspace, first, last, MAX_SPELLINGS)
    for day, is_country, value, n in rows:
        named = REST if value is None else spelled(value, is_country=is_country)
        yield day, is_country, named, n


def spelled(value: str, *, is_country: bool) -> str:
    """Return a country as it was imported, or the one spelling under which an industry counts."""
    plain = value.strip() if is_country else " ".join(value.split()).casefold()
    return plain or signals.EMPTY


def _cut(counts: Counter[str]) -> Counter[str]:
    kept = Counter(dict(counts.most_common(MAX_VALUES)))
    if rest := counts.total() - kept.total():
        kept[REST] += rest
    return kept


def _rows(
    statement: str, workspace: Workspace, first: date, last: date, *more: int
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        until = day_begins(last + timedelta(days=1))
        cursor.execute(statement, [workspace.pk, day_begins(first), until, *more])
        return list(cursor.fetchall())


def judged(
    workspace: Workspace,
    profile: Mapping[str, Mapping[str, int]],
    *,
    day: date,
    limits: Mapping[str, float],
) -> dict[str, DriftResult]:
    """Compare the data of a day with the stored days before it; three queries.

    Args:
        workspace: whose.
        profile: signal → value → rows.
        day: to evaluate.
        limits: the active ones, by name.

    Returns:
        Signal → judgment, for those with enough rows on both sides.
    """
    alerts = Alert.objects.filter(workspace=workspace, is_normal=True).order_by("pk")
    return judge_day(
        _history(workspace, day),
        profile,
        day=day,
        limits=DriftThresholds(limits["drift_index"], limits["drift_chance"], limits["drift_rows"]),
        ordered=_ORDERED,
        normal_since={
            signal: since.date() for signal, since in alerts.values_list("signal", "since")
        },
        read_since=_read_since(),
    )


def _history(workspace: Workspace, day: date) -> dict[str, list[DailySignal]]:
    """Return what each signal was on former days, in their order."""
    rows = DayProfile.objects.filter(
        workspace=workspace, day__lt=day, day__gte=day - OLDEST_REFERENCE
    ).order_by("day")
    found: dict[str, list[DailySignal]] = {}
    for name, seen, counts, is_drift in rows.values_list("signal", "day", "counts", "is_drift"):
        found.setdefault(name, []).append(DailySignal(seen, counts, is_drift))
    return found


def _read_since() -> dict[str, date]:
    """Return signal → first whole day of the live model that reads it, where it had a former one.

    A new model predicts differently for the same titles, which is not drift.
    """
    rows = ModelVersion.objects.exclude(promoted_at=None).order_by("promoted_at")
    promoted: dict[str, list[datetime]] = {}
    for kind, at in rows.values_list("kind", "promoted_at"):
        if at is not None:
            promoted.setdefault(kind, []).append(at)
    found: dict[str, date] = {}
    for name, signal in SIGNALS.items():
        times = promoted.get(signal.read_by, [])
        if len(times) > 1:
            found[name] = times[-1].astimezone(UTC).date() + timedelta(days=1)
    return found
