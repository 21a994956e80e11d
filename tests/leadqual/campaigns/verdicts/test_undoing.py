"""Any sequence of verdicts, changes, steps and undos by several people ends where a list says.

Some of them wait in a browser first, are taken back there, and arrive late and more than once.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import BulkVerdict, Campaign, Lease, Reason, Verdict
from leadqual.campaigns.selectors import ids_for_second_verdict, progress_of, signals_of
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.leases import lease_first
from leadqual.campaigns.verdicts.offline_verdicts import record_offline
from leadqual.campaigns.verdicts.services import (
    Press,
    change_verdict,
    record_bulk,
    record_verdict,
    undo_last,
    undo_verdicts,
)
from leadqual.core import clock
from leadqual.core.double_review import is_double_reviewed
from leadqual.leads.models import Company
from tests.examples import examples
from tests.product import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PEOPLE, COMPANIES = 3, 2
VALUES = st.sampled_from(["like", "dislike", "skip"])
PERSON = st.integers(0, PEOPLE - 1)
ACTS = st.one_of(
    st.tuples(st.just("say"), PERSON, st.integers(0, COMPANIES - 1), VALUES),
    st.tuples(st.just("again"), PERSON, st.integers(0, 9), VALUES),
    st.tuples(st.just("change"), PERSON, st.integers(0, 9), VALUES),
    st.tuples(st.just("region"), PERSON, st.integers(1, 3), st.sampled_from(["like", "dislike"])),
    st.tuples(st.just("back"), PERSON, st.integers(0, 9), st.just("")),
    st.tuples(st.just("undo"), PERSON, st.integers(0, 9), st.just("")),
    st.tuples(st.just("wait"), PERSON, st.integers(0, COMPANIES - 1), VALUES),
    st.tuples(st.just("back_in_browser"), PERSON, st.just(0), st.just("")),
    st.tuples(st.just("come_back"), PERSON, st.integers(1, 2), st.just("")),
)


@dataclass
class Word:
    """One verdict of the model; `step` is shared by those of a region."""

    person: int
    company: int
    value: str
    step: int
    key: int = 0
    is_undone: bool = False


@dataclass
class Model:
    """A list of all that was said: of each person on each company the last one that stands."""

    words: list[Word] = field(default_factory=list)
    n_steps: int = 0

    def standing(self, person: int) -> list[Word]:
        return [word for word in self.words if word.person == person and not word.is_undone]

    def counting(self) -> list[Word]:
        last: dict[tuple[int, int], Word] = {}
        for word in self.words:
            if not word.is_undone:
                last[word.person, word.company] = word
        return sorted(last.values(), key=lambda word: word.key)

    def told(self, company: int | None = None) -> list[Word]:
        counting = [word for word in self.counting() if word.value != "skip"]
        return [word for word in counting if company in (None, word.company)]

    def signals(self) -> dict[int, str]:
        return {word.company: word.value for word in self.told()}

    def has_judged(self, person: int, company: int) -> bool:
        return any((one.person, one.company) == (person, company) for one in self.counting())


class Play:
    """The product and the model side by side."""

    def __init__(
        self, campaign: Campaign, people: Sequence[User], companies: Sequence[Company]
    ) -> None:
        self.campaign, self.people, self.companies = campaign, people, companies
        self.model = Model()
        self.regions: dict[int, BulkVerdict] = {}
        self.browsers: list[list[Press]] = [[] for _ in people]

    def act(self, kind: str, person: int, which: int, value: str) -> None:
        getattr(self, kind)(person, which, value)

    def say(self, person: int, which: int, value: str) -> None:
        verdict = self._press(person, which, value, uuid.uuid4())
        self._add(person, {which: verdict.pk}, value)

    def again(self, person: int, which: int, _: str) -> None:
        """Send a former press once more, whatever became of it."""
        own = [w for w in self.model.words if w.person == person and w.step not in self.regions]
        if own:
            word = own[which % len(own)]
            sent = Verdict.objects.get(pk=word.key).request_id
            kept = self._press(person, word.company, word.value, sent)
            assert kept.pk == word.key

    def change(self, person: int, which: int, value: str) -> None:
        own = [word for word in self.model.counting() if word.person == person]
        if own:
            word = own[which % len(own)]
            verdict = change_verdict(
                verdict=Verdict.objects.get(pk=word.key),
                value=Verdict.Value(value),
                reason_ids=[],
                person=self.people[person],
                request_id=uuid.uuid4(),
            )
            self._add(person, {word.company: verdict.pk}, value)

    def region(self, person: int, which: int, value: str) -> None:
        wanted = [place for place in range(COMPANIES) if which >> place & 1]
        open_ = [place for place in wanted if place not in self.model.signals()]
        if not open_:
            return
        region = record_bulk(
            campaign=self.campaign,
            company_ids=[self.companies[place].pk for place in wanted],
            value=Reason.Verdict(value),
            author=self.people[person],
            request_id=uuid.uuid4(),
        )
        given_ = dict(region.verdicts.values_list("company_id", "pk"))
        places = {place: given_[self.companies[place].pk] for place in open_}
        assert len(given_) == len(open_)
        self.regions[self.model.n_steps] = region
        self._add(person, places, value)

    def back(self, person: int, *_: object) -> None:
        undone = undo_last(campaign=self.campaign, person=self.people[person])
        standing = self.model.standing(person)
        assert (undone is None) == (not standing)
        if standing:
            self._take_back(max(standing, key=lambda word: word.key).step)

    def undo(self, _: int, which: int, *__: object) -> None:
        """A manager takes back any step of anybody; once more changes nothing."""
        if not self.model.words:
            return
        word = self.model.words[which % len(self.model.words)]
        if word.step in self.regions:
            undo_verdicts(step=self.regions[word.step], person=self.people[0])
        else:
            undo_verdicts(step=Verdict.objects.get(pk=word.key), person=self.people[0])
        self._take_back(word.step)

    def wait(self, person: int, which: int, value: str) -> None:
        """Press without a connection: nobody but the browser knows of it."""
        self.browsers[person].append(Press(company_id=self.companies[which].pk, value=value))

    def back_in_browser(self, person: int, *_: object) -> None:
        """Take back the last one that waits; a first try may be on its way all the same."""
        waiting = self.browsers[person]
        standing = [place for place, one in enumerate(waiting) if not one.is_undone]
        if standing:
            waiting[standing[-1]] = replace(waiting[standing[-1]], is_undone=True)

    def come_back(self, person: int, times: int, _: str) -> None:
        """Send all that waits, in order; what was taken back comes late once more as it was."""
        for waited in self.browsers[person]:
            late = [replace(waited, is_undone=False)] if waited.is_undone else []
            results = record_offline(
                campaign=self.campaign,
                person=self.people[person],
                presses=[*[waited] * times, *late],
            )
            assert [error for _, error, _ in results] == [None] * len(results)
            kept = Verdict.objects.get(request_id=waited.request_id)
            place = next(n for n, one in enumerate(self.companies) if one.pk == waited.company_id)
            self._add(person, {place: kept.pk}, waited.value)
            if waited.is_undone:
                self._take_back(self.model.n_steps - 1)
        self.browsers[person] = []

    def _press(self, person: int, which: int, value: str, press: uuid.UUID) -> Verdict:
        return record_verdict(
            campaign=self.campaign,
            company=self.companies[which],
            value=Verdict.Value(value),
            author=self.people[person],
            request_id=press,
        )

    def _add(self, person: int, keys: dict[int, int], value: str) -> None:
        step = self.model.n_steps
        self.model.n_steps += 1
        self.model.words += [Word(person, c, value, step, key) for c, key in keys.items()]

    def _take_back(self, step: int) -> None:
        for word in self.model.words:
            word.is_undone |= word.step == step

    def check(self) -> None:
        counting = [word.key for word in self.model.counting()]
        current = Verdict.objects.filter(campaign=self.campaign, is_current=True).order_by("pk")
        assert list(current.values_list("pk", flat=True)) == counting
        undone = Verdict.objects.filter(campaign=self.campaign, undone_at__isnull=False)
        kept = {word.key for word in self.model.words if word.is_undone}
        assert set(undone.values_list("pk", flat=True)) == kept
        assert Verdict.objects.filter(campaign=self.campaign).count() == len(self.model.words)
        signs = {"like": 1, "dislike": -1}
        told = {
            self.companies[place].pk: signs[value] for place, value in self.model.signals().items()
        }
        assert signals_of(self.campaign) == told
        assert progress_of([self.campaign])[self.campaign.pk].n_judged == len(told)
        for number, person in enumerate(self.people):
            waiting = {
                company.pk
                for place, company in enumerate(self.companies)
                if self._wanted(company) == 2
                and [word.person != number for word in self.model.told(place)] == [True]
            }
            assert set(ids_for_second_verdict(self.campaign, person)) == waiting

    def check_cards(self) -> None:
        """Each card is open for whom the list says, so that nobody passes the double labeling."""
        for number, person in enumerate(self.people):
            for place, company in enumerate(self.companies):
                Lease.objects.all().delete()
                taken = lease_first(
                    campaign=self.campaign,
                    company_ids=[company.pk],
                    holder=person,
                    now=clock.now(),
                )
                is_open = len(self.model.told(place)) < self._wanted(company)
                is_open &= not self.model.has_judged(number, place)
                assert (taken is not None) == is_open

    def _wanted(self, company: Company) -> int:
        return 1 + is_double_reviewed(company.pk, self.campaign.double_labeling_percent)


@pytest.mark.costs("gives and undoes verdicts at random")
@given(
    acts=st.lists(ACTS, min_size=8, max_size=24),
    double_labeling_percent=st.sampled_from([0, 50, 100]),
)
@settings(max_examples=examples(28), deadline=None)
def test_any_sequence_of_verdicts_and_undos_ends_where_the_list_says(
    workspace: Workspace, acts: Sequence[tuple[str, int, int, str]], double_labeling_percent: int
) -> None:
    with transaction.atomic():
        people = [
            make_member(workspace, f"p{n}@leadqual.example", Role.QUALIFIER if n else Role.MANAGER)
            for n in range(PEOPLE)
        ]
        campaign = create_campaign(
            workspace=workspace,
            name="Ports",
            author=people[0],
            double_labeling_percent=double_labeling_percent,
        )
        companies = [
            Company.objects.create(workspace=workspace, name=f"port {n}", name_key=f"port {n}")
            for n in range(COMPANIES)
        ]
        play = Play(campaign, people, companies)

        for act in acts:
            play.act(*act)
            play.check()
        play.check_cards()
        for person in range(PEOPLE):
            play.come_back(person, 1, "")
        play.check()

        for person in range(PEOPLE):  # Any number of steps back: nothing is left.
            while play.model.standing(person):
                play.back(person)
        play.check()
        assert signals_of(campaign) == {}
        transaction.set_rollback(True)
