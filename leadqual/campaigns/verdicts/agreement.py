"""How far the people of a campaign agree, on which companies they do not, and the owner's word.

Compared is what people said by themselves: the owner's word, which settles a pair, takes no part.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection, transaction

from leadqual.accounts.models import User
from leadqual.campaigns.errors import NothingToSettleError, NotYourCampaignError
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import awaiting, latest_verdicts, verdict_of_press
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.campaigns.verdicts.undo import is_manager
from leadqual.leads.models import Company
from recommender.agreement import Agreement, cohen_kappa, measure

MAX_SHOWN = 200
"""Companies on which people disagree that are listed, the latest first."""

MIN_COMPARED = 20
"""With fewer companies one verdict more or less moves the figures by a tenth and more."""

# The last word of each person on each company, if it is a like or a dislike, where two have one.
_OPINIONS = """
    SELECT said.company_id, said.author_id, said.value
      FROM (SELECT DISTINCT ON (v.company_id, v.author_id) v.company_id, v.author_id, v.value, v.id
              FROM campaigns_verdict v
             WHERE v.campaign_id = %(campaign)s AND v.undone_at IS NULL AND NOT v.is_final_decision
               AND v.company_id IN (
                   SELECT w.company_id FROM campaigns_verdict w
                    WHERE w.campaign_id = %(campaign)s AND w.undone_at IS NULL
                        AND NOT w.is_final_decision
                    GROUP BY w.company_id HAVING count(DISTINCT w.author_id) > 1)
             ORDER BY v.company_id, v.author_id, v.id DESC) said
     WHERE said.value <> 'skip'
     ORDER BY said.id
"""


@dataclass(frozen=True, slots=True)
class PairOfPeople:
    """Two people who judged the same companies.

    Args:
        n_agreed: of these, companies of which both said the same.
        kappa: Cohen's, -1 to 1; None where both said the same of every company.
    """

    first: str
    second: str
    n: int
    n_agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A company that people see differently.

    Args:
        opinions: name and verdict of each person, the first to judge first.
        settled: what the owner said; None while it is open.
    """

    company: Company
    opinions: tuple[tuple[str, str], ...]
    counts: str
    settled: Verdict | None


@dataclass(frozen=True, slots=True)
class CampaignAgreement:
    """How far people agree in a campaign.

    Args:
        measured: on companies that two people judged or more.
        pairs: of people, who share most companies first.
        n_awaiting: companies that wait for a second person.
        n_open: companies that people see differently and the owner has not settled.
    """

    measured: Agreement
    pairs: tuple[PairOfPeople, ...]
    n_awaiting: int
    n_open: int

    @property
    def is_little(self) -> bool:
        """Return whether the figures rest on too few companies to mean much."""
        return self.measured.n < MIN_COMPARED


def agreement_of(campaign: Campaign) -> CampaignAgreement:
    """Measure how far people agree; four queries, without overlap three."""
    said = _opinions(campaign)
    names = _names(said)
    together: defaultdict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for opinions in said.values():
        for one, other in combinations(sorted(opinions), 2):
            together[one, other].append((opinions[one], opinions[other]))
    pairs = [
        PairOfPeople(
            first=names[one],
            second=names[other],
            n=len(both),
            n_agreed=sum(first == second for first, second in both),
            kappa=cohen_kappa(both),
        )
        for (one, other), both in together.items()
    ]
    measured = _measured(said)
    return CampaignAgreement(
        measured=measured,
        pairs=tuple(sorted(pairs, key=lambda pair: (-pair.n, pair.first, pair.second))),
        n_awaiting=len(awaiting(campaign)),
        n_open=len(measured.differing) - len(_settled(campaign, measured.differing)),
    )


def disagreements_of(campaign: Campaign) -> list[Disagreement]:
    """List the companies that people see differently: open ones first, then the latest first."""
    said = _opinions(campaign)
    names = _names(said)
    differing = _measured(said).differing
    settled = _settled(campaign, differing)
    open_ = [company for company in differing if company not in settled]
    shown = [*reversed(open_), *(company for company in reversed(differing) if company in settled)]
    shown = shown[:MAX_SHOWN]
    companies = Company.objects.in_bulk(shown)
    standing = latest_verdicts([campaign]).filter(company__in=shown)
    counts = dict(standing.values_list("company_id", "value"))
    return [
        Disagreement(
            company=companies[company],
            opinions=tuple((names[who], value) for who, value in said[company].items()),
            counts=counts.get(company, ""),
            settled=settled.get(company),
        )
        for company in shown
        if company in companies
    ]


def may_resolve(campaign: Campaign, person: User) -> bool:
    """Return whether a person settles what others disagree on: its author, and managers."""
    return campaign.author_id == person.pk or is_manager(campaign, person)


@transaction.atomic
def resolve(
    *,
    campaign: Campaign,
    company: Company,
    value: Verdict.Value,
    person: User,
    request_id: uuid.UUID | None = None,
) -> Verdict:
    """Return which verdict is right where people disagree; it counts before all others from now on.

    The verdicts of the others stay as they are; an undo opens the question again.

    Args:
        campaign: not archived.
        company: on which people disagree.
        value: like or dislike.
        person: the campaign's author or a manager.
        request_id: made once for each press; the same one again changes nothing.

    Raises:
        NotYourCampaignError: it is somebody else's campaign; nothing has been written.
        NothingToSettleError: people agree, or it is settled; nothing has been written.
        RequestReusedError: the request id made another verdict, such as one of `person` that
            settles nothing; nothing has been written.
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
    """
    if not may_resolve(campaign, person):
        raise NotYourCampaignError(
            "Only the campaign owner or a manager can decide disagreements. Nothing was changed."
        )
    _one_settles_at_a_time(campaign)
    if verdict_of_press(campaign, request_id) is None:
        differing = _measured(_opinions(campaign)).differing
        if company.pk not in differing or _settled(campaign, [company.pk]):
            raise NothingToSettleError(
                f"There is no open disagreement on {company.name} any more. Nothing was changed."
            )
    return record_verdict(
        campaign=campaign,
        company=company,
        value=value,
        author=person,
        request_id=request_id,
        is_final=True,
    )


def _one_settles_at_a_time(campaign: Campaign) -> None:
    """Let two people who settle at once do so one after the other: the second finds it settled."""
    with connection.cursor() as cursor:
        name = f"settling:{campaign.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _opinions(campaign: Campaign) -> dict[int, dict[int, str]]:
    """Return company → person → verdict, of companies that two people or more judged."""
    said: defaultdict[int, dict[int, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_OPINIONS, {"campaign": campaign.pk})
        for company, person, value in cursor.fetchall():
            said[company][person] = value
    return {company: opinions for company, opinions in said.items() if len(opinions) > 1}


def _measured(said: Mapping[int, Mapping[int, str]]) -> Agreement:
    return measure({company: list(opinions.values()) for company, opinions in said.items()})


def _names(said: Mapping[int, Mapping[int, str]]) -> dict[int, str]:
    people = {person for opinions in said.values() for person in opinions}
    return {person.pk: str(person) for person in User.objects.filter(pk__in=people)}


def _settled(campaign: Campaign, company_ids: Sequence[int]) -> dict[int, Verdict]:
    """Return company → the owner's word that counts."""
    words = Verdict.objects.filter(campaign=campaign, is_final_decision=True, is_current=True)
    standing = words.filter(company__in=company_ids).select_related("author").order_by("pk")
    return {verdict.company_id: verdict for verdict in standing}
