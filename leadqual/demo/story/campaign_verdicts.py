"""Two campaigns and two weeks of verdicts by three people, with reasons and second verdicts."""

import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.ranking.cards import NoCard
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.selectors import ids_for_second_verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict, undo_verdicts
from leadqual.demo.story.story_steps import Step, Story, simulated_time
from leadqual.leads.models import Company
from leadqual.leads.records.notes import add_note

OVERLAP = 20
_SOFTWARE = (
    *("software", "developer tools", "security", "fintech", "payments", "technology", "internet"),
    *("telehealth", "digital health", "govtech", "telecommunications", "artificial intelligence"),
)
_MAKERS = (
    *("manufactur", "machinery", "equipment", "materials", "automation", "ingredients"),
    *("medical devices", "industrial", "hardware", "furniture"),
)
_EUROPE = frozenset(
    (
        *("Germany", "Austria", "Switzerland", "France", "Netherlands", "Belgium", "Denmark"),
        *("Sweden", "Norway", "Finland", "Italy", "Spain", "Poland", "Ireland"),
        *("United Kingdom", "Portugal", "Czech Republic", "Czechia", "Luxembourg", "Estonia"),
    )
)
QUEUE_DAY = 2
"""Days ago since when people judge what the queue shows them; before, companies they know."""

_COMPANY_COLUMNS = ("name", "workspace", "industry", "country", "employees")
_MIN_EMPLOYEES, _MAX_EMPLOYEES = 11, 500
_MATCH_SHARE = 0.35
"""Share of what is looked for among companies that people know."""

_MISTAKE_RATE, _SKIP_RATE, _REASON_RATE = 0.07, 0.05, 0.6
"""Chances that a person judges against the rule, skips, and gives a reason."""

_NOTES = (
    "Spoke to them at the fair. They asked for a comparison with their current tool.",
    "Their operations lead changed in September. Try again with the new one.",
    "Uses a competitor until spring; contract ends in April.",
    "Good fit, but wait until the funding round is closed.",
    "Asked for two references in their region.",
    "Warm introduction through a partner is possible.",
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a campaign looks for, and who works on it when.

    Args:
        misfit: gives the reason against a company; empty where it is what is looked for.
        sessions: days ago, hour, number of the person, and cards.
    """

    name: str
    description: str
    days_ago: int
    misfit: Callable[[Company], str]
    fit: str
    sessions: Sequence[tuple[int, int, int, int]]


def _not_software(company: Company) -> str:
    if not _has_words(company.industry, _SOFTWARE):
        return "Wrong industry"
    return _wrong_size(company)


def _no_european_maker(company: Company) -> str:
    if company.country and company.country not in _EUROPE:
        return "Wrong country"
    return "" if _has_words(company.industry, _MAKERS) else "Wrong industry"


def _wrong_size(company: Company) -> str:
    if company.employees is not None and company.employees < _MIN_EMPLOYEES:
        return "Too small"
    is_large = company.employees is not None and company.employees > _MAX_EMPLOYEES
    return "Too large" if is_large else ""


def _has_words(industry: str, words: Iterable[str]) -> bool:
    return any(word in industry.lower() for word in words)


TARGETS = (
    Target(
        "Software vendors, 11–500 people",
        "Business software, developer tools and security products sold to companies, with a sales "
        "team of their own.",
        14,
        _not_software,
        "Right industry",
        (
            *((14, 14, 0, 6), (13, 10, 1, 8), (13, 15, 2, 7), (12, 9, 2, 8), (11, 13, 1, 7)),
            *((10, 10, 0, 5), (9, 9, 2, 9), (8, 14, 1, 8), (7, 10, 2, 7), (6, 9, 1, 8)),
            *((5, 15, 2, 8), (4, 10, 0, 6), (3, 11, 1, 7)),
            *((2, 11, 2, 22), (2, 15, 0, 18), (1, 11, 2, 24), (1, 14, 1, 20)),
        ),
    ),
    Target(
        "Manufacturers in Europe",
        "Makers of machines, equipment and building materials in Europe that sell to other "
        "companies.",
        6,
        _no_european_maker,
        "Activity matches the target",
        (
            *((6, 11, 1, 9), (5, 10, 2, 10), (4, 14, 0, 8)),
            *((2, 10, 0, 16), (2, 13, 1, 20), (1, 9, 1, 18), (1, 16, 2, 14)),
        ),
    ),
)


def steps(story: Story) -> list[Step]:
    found = []
    for target in TARGETS:
        begun = story.at(target.days_ago, 9)
        found.append(_creation_step(story, target, begun))
        found += [_session_step(story, target, session) for session in target.sessions]
    at = story.today - timedelta(minutes=40)

    def judge(chance: random.Random) -> None:
        _judge_cards(story, TARGETS[0], story.team.tomas, 16, at, chance)

    return [*found, Step(at, "verdicts of today", judge, needs_vectors=True), _note_steps(story)]


def _creation_step(story: Story, target: Target, begun: datetime) -> Step:
    def create(_: random.Random) -> None:
        create_campaign(
            workspace=story.workspace,
            name=target.name,
            author=story.team.maya,
            description=target.description,
            strategy=Campaign.Strategy.MIX,
            double_labeling_percent=OVERLAP,
        )

    return Step(begun, f"campaign {target.name}", create)


def _session_step(story: Story, target: Target, session: tuple[int, int, int, int]) -> Step:
    days_ago, hour, person, n_cards = session
    at = story.at(days_ago, hour, 5)

    def judge(chance: random.Random) -> None:
        _judge_cards(story, target, story.team.people[person], n_cards, at, chance)

    return Step(
        at,
        f"verdicts {target.name} {days_ago} {hour}",
        judge,
        needs_vectors=days_ago <= QUEUE_DAY,
    )


def _judge_cards(
    story: Story,
    target: Target,
    person: User,
    n_cards: int,
    at: datetime,
    chance: random.Random,
) -> None:
    """Let a person judge some cards, a few seconds each; now and then the last one is undone."""
    campaign = Campaign.objects.get(workspace=story.workspace, name=target.name)
    reasons = {
        (reason.verdict, reason.text): reason.pk
        for reason in Reason.objects.filter(campaign=campaign)
    }
    last_verdict: Verdict | None = None
    is_queue = at >= story.at(QUEUE_DAY, 0)
    known = [] if is_queue else _choose_companies(story, campaign, target, person, n_cards, chance)
    for number in range(n_cards if is_queue else len(known)):
        at += timedelta(seconds=chance.randint(6, 25))
        with simulated_time(at):
            company = _next_companies(campaign, person) if is_queue else known[number]
            if company is None:
                break
            value, reason = _choose_verdict(target, company, chance)
            keys = [reasons[value, reason]] if reason and chance.random() < _REASON_RATE else []
            last_verdict = record_verdict(
                campaign=campaign,
                company=company,
                value=value,
                author=person,
                reason_ids=keys,
                request_id=uuid.UUID(int=chance.getrandbits(128), version=4),
            )
    if last_verdict is not None and chance.random() < _MISTAKE_RATE:
        with simulated_time(at + timedelta(seconds=4)):
            undo_verdicts(step=last_verdict, person=person)


def _choose_verdict(
    target: Target, company: Company, chance: random.Random
) -> tuple[Verdict.Value, str]:
    """Return what a person says of a company, and the reason; now and then against the rule."""
    misfit = target.misfit(company)
    value = Verdict.Value.DISLIKE if misfit else Verdict.Value.LIKE
    reason = misfit or target.fit
    if chance.random() < _MISTAKE_RATE:
        value, reason = _opposite(value), "Something else"
    if chance.random() < _SKIP_RATE:
        value, reason = Verdict.Value.SKIP, ""
    return value, reason


def _next_companies(campaign: Campaign, person: User) -> Company | None:
    card = next_card(campaign, person=person)
    return None if isinstance(card, NoCard) else card.company


def _opposite(value: Verdict.Value) -> Verdict.Value:
    return Verdict.Value.LIKE if value == Verdict.Value.DISLIKE else Verdict.Value.DISLIKE


def _choose_companies(
    story: Story,
    campaign: Campaign,
    target: Target,
    person: User,
    n_cards: int,
    chance: random.Random,
) -> list[Company]:
    """Draw companies that nobody judged yet, and those that want a second verdict."""
    judged = Verdict.objects.filter(campaign=campaign)
    free = Company.objects.filter(workspace=story.workspace, created_at__lte=story.today)
    free = free.exclude(pk__in=judged.values("company")).only(*_COMPANY_COLUMNS).order_by("pk")
    likely: list[Company] = []
    others: list[Company] = []
    for company in free:
        (others if target.misfit(company) else likely).append(company)
    n_likely = min(round(n_cards * _MATCH_SHARE), len(likely))
    chosen = chance.sample(likely, n_likely)
    chosen += chance.sample(others, min(n_cards - n_likely, len(others)))
    chance.shuffle(chosen)
    second = ids_for_second_verdict(campaign, person)[: max(1, n_cards // 4)]
    again = Company.objects.filter(pk__in=second).order_by("pk")
    return [*chosen[: n_cards - len(again)], *again]


def _note_steps(story: Story) -> Step:
    def write(chance: random.Random) -> None:
        liked = Company.objects.filter(
            workspace=story.workspace, verdicts__value=Verdict.Value.LIKE, verdicts__is_current=True
        )
        keys = sorted(set(liked.values_list("pk", flat=True)))
        for number, key in enumerate(chance.sample(keys, len(_NOTES))):
            with simulated_time(story.at(5 - number % 5, 12, number)):
                person = story.team.people[number % 3]
                add_note(record=Company.objects.get(pk=key), text=_NOTES[number], author=person)

    return Step(story.at(0, 8, 30), "notes", write)
